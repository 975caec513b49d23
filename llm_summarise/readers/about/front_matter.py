"""Front matter at the top of a Markdown file: YAML between lines of `---`, TOML between lines of `+++`."""

from __future__ import annotations

import re
from typing import Final

from llm_summarise.domain.transcript import About, AsideKind
from llm_summarise.readers.about import known_keys
from llm_summarise.readers.parsed import Aside

LONGEST: Final = 2**16
"""Characters of front matter; what is longer is none."""

_OPENING: Final = re.compile(r"\s{0,99}(-{3}|\+{3})[ \t]*\n")
_KEY: Final = re.compile(r"[\"']?([^\W\d][\w .-]{0,39})[\"']?[ \t]*[:=](?=\s|$)[ \t]*(.*)")
_CLOSING: Final = {
    "---": re.compile(r"^(?:-{3}|\.{3})[ \t]*(?:\n|\Z)", re.MULTILINE),
    "+++": re.compile(r"^\+{3}[ \t]*(?:\n|\Z)", re.MULTILINE),
}


def without_front_matter(text: str, aside: Aside) -> tuple[About, str]:
    """What the front matter tells, and the text below it; it is set aside even where it is broken."""
    opening = _OPENING.match(text)
    if opening is None:
        return About(), text
    closing = _CLOSING[opening[1]].search(text, opening.end(), opening.end() + LONGEST)
    if closing is None:
        return About(), text
    block = text[opening.end() : closing.start()]
    values = _toml(block) if opening[1] == "+++" else _yaml(block)
    if values is None:
        values = _by_lines(block)
    if not values:
        return About(), text
    aside.add(AsideKind.METADATA, block)
    told: dict[str, list[str]] = {}
    for key, value in values.items():
        field = known_keys.told_by(str(key))
        if field == known_keys.CREDIT:
            aside.add(AsideKind.CREDIT, f"{key}: {value if isinstance(value, str) else ''}")
        elif field and (texts := _texts(value)):
            told.setdefault(field, []).extend(texts)
    return known_keys.about(told), text[closing.end() :]


def _yaml(block: str) -> dict[object, object] | None:
    """The mapping `block` is, all values as they are written; None if it is broken or none."""
    import yaml  # late: most transcripts have no front matter

    # It makes nothing but text, lists and mappings, so that a date stays as it was written.
    loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        values = yaml.load(block, Loader=loader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return values if isinstance(values, dict) else None


def _toml(block: str) -> dict[object, object] | None:
    import tomllib

    try:
        return {key: value for key, value in tomllib.loads(block).items()}  # noqa: C416
    except (ValueError, RecursionError):
        return None


def _by_lines(block: str) -> dict[object, object]:
    """The lines `key: value` of a broken block; none unless it begins with one and is mostly made of them."""
    lines = [line for line in block.split("\n") if line.strip()]
    pairs = [match for line in lines if (match := _KEY.match(line))]
    inner = sum(line.startswith((" ", "\t", "-", "#")) for line in lines)
    if not lines or not _KEY.match(lines[0]) or (len(pairs) + inner) * 2 < len(lines):
        return {}
    return {match[1]: match[2].strip("\"' ") for match in pairs}


def _texts(value: object) -> list[str]:
    """The texts of a value: itself, those of its list, the names of its mappings."""
    if isinstance(value, list | tuple):
        return [text for part in value[:50] for text in _texts(part)[:1]]
    if isinstance(value, dict):
        named = next((value[k] for k in ("name", "title", "url") if k in value), None)
        return [named] if isinstance(named, str) else []
    text = str(value).strip() if not isinstance(value, bool) and value is not None else ""
    return [text] if text else []
