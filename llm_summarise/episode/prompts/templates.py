"""Prompts are Jinja2 templates; this renders them. Where their files come from is the business of `files`.

Templates may be other people's: they run within bounds (`sandbox/`), see plain data, and a variable they name
but are not given is an error. What is put into them is data and is never itself read as a template.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from llm_summarise.domain.errors import PromptError
from llm_summarise.readers.digest import content_digest

if TYPE_CHECKING:
    from llm_summarise.sandbox.environment import BoundedEnvironment


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked: instructions (`system`) and the question (`user`)."""

    system: str
    user: str


@dataclass(frozen=True)
class Prompts:
    """A set of templates by file name, such as "chunk.system.j2"; `origins` says where each was read."""

    templates: Mapping[str, str]
    origins: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def versions(self) -> dict[str, str]:
        """The first 12 hex digits of each template's SHA-256: what a result was made with."""
        return {name: content_digest(text.encode())[:12] for name, text in sorted(self.templates.items())}

    def render(self, name: str, /, **values: Any) -> str:
        """One template with `values`, without white space at its end.

        Raises PromptError naming file, line and reason when it is missing, does not parse, uses a variable
        that does not exist, or does what the sandbox forbids.
        """
        import jinja2

        from llm_summarise.sandbox.plain_data import plain

        environment = self._environment
        try:
            with environment.bounded():
                return str(environment.get_template(name).render(plain(values))).strip("\n")
        except jinja2.TemplateNotFound as error:
            by = "" if error.name == name else f"{self.origins.get(name, name)}: "
            raise PromptError(
                f"{by}prompt {error.name} does not exist", hint="llm-summarise prompts list"
            ) from error
        except jinja2.TemplateSyntaxError as error:
            where = self.origins.get(error.name or name, error.name or name)
            raise PromptError(f"{where}, line {error.lineno}: {error.message}") from error
        except jinja2.UndefinedError as error:
            known = ", ".join(sorted(values))
            where = self.origins.get(name, name)
            raise PromptError(f"{where}: {error.message}", hint=f"known here: {known}") from error
        except jinja2.TemplateError as error:
            raise PromptError(f"{self.origins.get(name, name)}: {error}") from error

    def pair(self, name: str, system: Mapping[str, Any], user: Mapping[str, Any]) -> Prompt:
        """The prompt `name`: NAME.system.j2 and NAME.user.j2, rendered."""
        return Prompt(self.render(f"{name}.system.j2", **system), self.render(f"{name}.user.j2", **user))

    def with_schema(self, schema: Mapping[str, Any]) -> str:
        """The text that describes a JSON Schema to a model that takes none."""
        return self.render("schema.system.j2", schema=json.dumps(schema, ensure_ascii=False, indent=1))

    def repair(self, prompt: str, answer: str, error: str) -> str:
        """The question asked again, with the answer that was refused and why."""
        return self.render("repair.user.j2", prompt=prompt, answer=answer, error=error)

    @cached_property
    def _environment(self) -> BoundedEnvironment:
        import jinja2

        from llm_summarise.sandbox.environment import BoundedEnvironment

        # Prompts are plain text for a model: escaping HTML would alter what was said.
        return BoundedEnvironment(loader=jinja2.DictLoader(dict(self.templates)), autoescape=False)


def numbered(
    texts: Sequence[str], speakers: Sequence[str | None], headings: Sequence[str] = ()
) -> list[dict[str, str | None]]:
    """Lines for a prompt; a speaker is named only where it changes, and again after somebody unknown.
    `headings` are titles above the lines, "" above most; none at all if it is empty."""
    lines: list[dict[str, str | None]] = []
    last: str | None = None
    for text, speaker, heading in zip(texts, speakers, headings or [""] * len(texts), strict=True):
        lines.append({"text": text, "speaker": speaker if speaker != last else None, "heading": heading})
        last = speaker
    return lines
