"""What all pages share: assets shipped with the package, escaping, the content security policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from llm_summarise.domain.text import strip_controls
from llm_summarise.render.links import scheme_of


def asset(name: str) -> str:
    """The text of a file in `templates/`."""
    return (files("llm_summarise.render.html") / "templates" / name).read_text(encoding="utf-8")


def as_markup(html: str) -> Markup:
    """`html` to be inserted as it is: an asset of the package, or text escaped by code of this package."""
    return Markup(html)  # noqa: S704


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """Templates of the package: everything that is not Markup is escaped and freed of control characters."""
    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(asset),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_without_controls,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def policy(script: str, style: str, media: str | None) -> str:
    """Nothing is allowed but this script, this style and, if given, the recording.

    A recording on the web may be redirected to any host, as podcast hosts do, so its scheme is allowed,
    not its host.
    """
    parts = [
        "default-src 'none'",
        f"script-src '{_hash(script)}'",
        f"style-src '{_hash(style)}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    if media is not None:
        scheme = scheme_of(media)
        allowed = {"https": "https:", "http": "http: https:"}.get(scheme, "'self' file:")
        parts.append(f"media-src {allowed}")
    return "; ".join(parts)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _without_controls(value: object) -> object:
    return strip_controls(value) if isinstance(value, str) and not isinstance(value, Markup) else value
