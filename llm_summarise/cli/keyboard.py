"""The screen and the keys of `llm-summarise label`; all of it on stderr."""

from __future__ import annotations

import sys
from typing import Any, Final, TextIO, TypeVar, cast

import click
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.text import Text

from llm_summarise.cli.printing import CleanStream
from llm_summarise.domain.clock import timestamp
from llm_summarise.domain.replies import MentionKind, Role, ToolKind
from llm_summarise.domain.transcript import Transcript
from llm_summarise.evaluation.gold import (
    GoldChapter,
    GoldMention,
    GoldPerson,
    GoldSponsor,
    GoldTool,
    seconds_of,
)
from llm_summarise.evaluation.labels.labelling_proposals import cues_saying, times_of
from llm_summarise.evaluation.labels.labelling_session import (
    Accept,
    Action,
    Add,
    Back,
    Fix,
    Kind,
    Label,
    LabelItem,
    Reject,
    Session,
)
from llm_summarise.render.wording import clean, place

_AROUND: Final = 2
"""Lines shown before and after the one that matters."""
_LONGEST_LINE: Final = 300
_SINGULAR: Final[dict[Kind, str]] = {
    "tools": "tool",
    "chapters": "chapter",
    "people": "person",
    "mentions": "mention",
    "sponsors": "advertisement",
}

M = TypeVar("M", bound=BaseModel)
N = TypeVar("N", GoldTool, GoldMention)


class Terminal:
    """Shows where the walk stands and reads keys until one of them decides something."""

    def __init__(self, transcript: Transcript) -> None:
        self._transcript = transcript
        self._console = Console(
            file=cast(TextIO, CleanStream(sys.stderr)), highlight=False, markup=False, emoji=False
        )

    def decide(self, session: Session) -> Action | None:
        """The next action; None to save and leave. Ctrl-C and Ctrl-D leave as well."""
        mention = 0
        item = session.item
        while True:
            self._show(session, mention)
            try:
                key = click.getchar()
            except (EOFError, KeyboardInterrupt):
                return None
            if key in ("q", "\x04", "\x03"):
                return None
            if key == "m" and item is not None and item.cues:
                mention = (mention + 1) % len(item.cues)
                continue
            try:
                action = self._action(key, session)
            except (EOFError, KeyboardInterrupt):  # out of a half-typed answer, not out of the walk
                continue
            if action is not None:
                return action

    def _action(self, key: str, session: Session) -> Action | None:
        item, kind = session.item, session.kind
        assert kind is not None
        if key == "b":
            return Back()
        if key == "n":
            return self._add(kind)
        if item is None:
            return Accept() if key in ("a", "\r", "\n") else None
        if key == "a":
            required = (item.tool or item.mention) is None or bool(
                (item.tool and item.tool.required) or (item.mention and item.mention.required)
            )
            return Accept(required=required, sponsor=item.tool is not None and item.tool.sponsor)
        if key == "r":
            return Reject()
        if key == "f":
            return self._fix(item)
        if (key == "o" and (item.tool or item.mention)) or (key == "s" and item.tool):
            return Accept(required=False, sponsor=key == "s")
        return None

    # --- what is shown

    def _show(self, session: Session, mention: int) -> None:
        item, kind = session.item, session.kind
        assert kind is not None
        self._console.rule(style="dim")
        counts = session.counts(kind)
        head = Text(
            f"{kind}: {counts['accepted']} accepted, {counts['rejected']} rejected, {counts['open']} open"
        )
        self._console.print(head, style="dim")
        if item is None:
            self._console.print(Text(f"All {kind} are through."))
            self._console.print(
                Text(f"a go on   n add a {_SINGULAR[kind]} that is missing   b back   q save and leave"),
                style="cyan",
            )
            return
        self._console.print(_described(item))
        if item.cues:
            self._context(item, item.cues[mention])
        optional = ["o accept as optional"] if item.tool or item.mention else []
        advertised = ["s advertised"] if item.tool else []
        decide = ["a accept", *optional, *advertised, "f fix", "r reject"]
        move = ["n add another", "b back", "q save and leave"]
        if len(item.cues) > 1:
            move.insert(2, f"m next mention ({mention + 1} of {len(item.cues)})")
        for keys in (decide, move):
            self._console.print(Text("   ".join(keys)), style="cyan")

    def _context(self, item: LabelItem, cue: int) -> None:
        cues = self._transcript.cues
        named = item.tool or item.mention
        surfaces = [item.title, *(named.surface if named else ())]
        for i in range(max(0, cue - _AROUND), min(len(cues), cue + _AROUND + 1)):
            spoken = f"{cues[i].speaker}: " if cues[i].speaker else ""
            text = clean(f"{spoken}{cues[i].text}")
            line = Text(f"  {place(cues[i].start, i, approximate=cues[i].approximate):>8}  ", style="dim")
            body = Text(_window(text, surfaces), style="" if i == cue else "dim")
            if i == cue:
                body.highlight_words(
                    [clean(s) for s in surfaces if s], style="bold yellow", case_sensitive=False
                )
            self._console.print(line + body)

    # --- what is typed

    def _fix(self, item: LabelItem) -> Action | None:
        label: Label | None
        if item.tool is not None:
            typed = self._typed_tool(item.tool)
            label = self._with_old_name(typed, item.tool) if typed else None
        elif item.mention is not None:
            fixed = self._typed_mention(item.mention)
            label = self._with_old_name(fixed, item.mention) if fixed else None
        elif item.sponsor is not None:
            label = self._typed_sponsor(item.sponsor)
        else:
            label = self._typed_chapter(item.chapter) if item.chapter else self._typed_person(item.person)
        return Fix(label) if label else None

    def _add(self, kind: Kind) -> Action | None:
        if kind == "chapters":
            label = self._typed_chapter(None)
            return Add(label, self._cue_at(label)) if label else None
        if kind == "people":
            person = self._typed_person(None)
            return Add(person, cues_saying(person.name, self._transcript)) if person else None
        if kind == "sponsors":
            sponsor = self._typed_sponsor(None)
            return Add(sponsor, self._cue_at(sponsor)) if sponsor else None
        return self._add_named(kind)

    def _add_named(self, kind: Kind) -> Action | None:
        """A tool or a mention: found in the transcript by how it is said."""
        name = self._ask("name")
        if not name:
            return None
        said = self._ask("as said", name)
        cues = cues_saying(said, self._transcript)
        self._console.print(Text(f"said in {len(cues)} lines"), style="dim")
        found: dict[str, Any] = {"required": True, "surface": [said] if said != name else []}
        times = times_of(cues, self._transcript)
        if kind == "mentions":
            begun = self._valid(GoldMention, name=name, kind=MentionKind.OTHER, times=times, **found)
            mention = self._typed_mention(begun, with_name=False) if begun else None
            return Add(mention, cues) if mention else None
        first = self._valid(GoldTool, name=name, kind=ToolKind.OTHER, mentions=times, **found)
        tool = self._typed_tool(first, with_name=False) if first else None
        return Add(tool, cues) if tool else None

    def _typed_tool(self, tool: GoldTool, *, with_name: bool = True) -> GoldTool | None:
        name = self._ask("name", tool.name) if with_name else tool.name
        kinds = "/".join(ToolKind)
        kind = self._ask(f"kind ({kinds})", tool.kind.value)
        flag = self._ask("(r)equired, (o)ptional, (s)ponsor's", _flag(tool))[:1]
        typed = {"name": name, "kind": kind, "required": flag == "r", "sponsor": flag == "s"}
        return self._valid(GoldTool, **{**tool.model_dump(), **typed})

    def _typed_mention(self, mention: GoldMention, *, with_name: bool = True) -> GoldMention | None:
        name = self._ask("name", mention.name) if with_name else mention.name
        kind = self._ask(f"kind ({'/'.join(MentionKind)})", mention.kind.value)
        flag = self._ask("(r)equired, (o)ptional", "r" if mention.required else "o")[:1]
        typed = {"name": name, "kind": kind, "required": flag == "r"}
        return self._valid(GoldMention, **{**mention.model_dump(), **typed})

    def _typed_sponsor(self, sponsor: GoldSponsor | None) -> GoldSponsor | None:
        name = self._ask("name", sponsor.name if sponsor else "")
        start = self._ask("start (HH:MM:SS)", sponsor.start if sponsor else "")
        end = self._ask("end (HH:MM:SS)", sponsor.end if sponsor else "")
        code = self._ask("code", (sponsor.code or "") if sponsor else "")
        url = self._ask("address", (sponsor.url or "") if sponsor else "")
        typed = self._valid(GoldSponsor, name=name, start=start, end=end, code=code or None, url=url or None)
        if typed is not None and typed.span[1] <= typed.span[0]:
            self._console.print(Text("end: must be after the start"), style="red")
            return None
        return typed

    def _with_old_name(self, label: N, old: N) -> N:
        """The old name is a spelling if it is said."""
        if old.name in (label.name, *label.surface):
            return label
        surface = [*label.surface, *([old.name] if cues_saying(old.name, self._transcript) else [])]
        return label.model_copy(update={"surface": surface})

    def _typed_chapter(self, chapter: GoldChapter | None) -> GoldChapter | None:
        start = self._ask("start (HH:MM:SS)", chapter.start if chapter else "")
        title = self._ask("title", chapter.title if chapter else "")
        return self._valid(GoldChapter, start=start, title=title)

    def _typed_person(self, person: GoldPerson | None) -> GoldPerson | None:
        name = self._ask("name", person.name if person else "")
        role = self._ask(f"role ({'/'.join(Role)})", person.role.value if person else Role.GUEST.value)
        return self._valid(GoldPerson, name=name, role=role)

    def _cue_at(self, label: GoldChapter | GoldSponsor) -> tuple[int, ...]:
        """The last cue that starts no later than the chapter or the advertisement."""
        latest = seconds_of(label.start) + 1
        starts = [i for i, cue in enumerate(self._transcript.cues) if (cue.start or 0.0) <= latest]
        return tuple(starts[-1:])

    def _valid(self, model: type[M], **values: object) -> M | None:
        """The label, or nothing and a line that says what is wrong."""
        try:
            return model(**values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            self._console.print(Text(f"{where}: {first['msg']}".lstrip(": ")), style="red")
            return None

    def _ask(self, what: str, default: str = "") -> str:
        """A line; an empty one stands for the default."""
        shown = f" [{clean(default)}]" if default else ""
        self._console.print(Text(f"{what}{shown}: "), end="")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return clean(line) or default


def _described(item: LabelItem) -> Text:
    text = Text(clean(item.title), style="bold")
    details = []
    if item.tool is not None:
        flag = {"r": "required", "o": "optional", "s": "advertised"}[_flag(item.tool)]
        details += [item.tool.kind.value, flag]
        if item.tool.surface:
            details.append(f"said as {', '.join(item.tool.surface)}")
        details += [item.tool.url] if item.tool.url else []
    elif item.chapter is not None:
        details.append(timestamp(item.chapter.seconds))
    elif item.person is not None:
        details.append(item.person.role.value)
    elif item.mention is not None:
        details += [item.mention.kind.value, "required" if item.mention.required else "optional"]
        if item.mention.surface:
            details.append(f"said as {', '.join(item.mention.surface)}")
    elif item.sponsor is not None:
        details += [f"{item.sponsor.start} to {item.sponsor.end}"]
        details += [offer for offer in (item.sponsor.code, item.sponsor.url) if offer]
    details += [f"found by {', '.join(item.by)}"] if item.by else []
    details += [item.status] if item.status != "open" else []
    text.append(f"  {clean(' · '.join(details))}", style="not bold")
    return text


def _flag(tool: GoldTool) -> str:
    return "s" if tool.sponsor else "r" if tool.required else "o"


def _window(text: str, surfaces: list[str]) -> str:
    """As much of a long line as is worth showing: around what is said, or its beginning."""
    if len(text) <= _LONGEST_LINE:
        return text
    lower = text.casefold()
    at = next((i for s in surfaces if s and (i := lower.find(s.casefold())) >= 0), 0)
    begin = max(0, at - _LONGEST_LINE // 2)
    end = begin + _LONGEST_LINE
    return ("…" if begin else "") + text[begin:end] + ("…" if end < len(text) else "")
