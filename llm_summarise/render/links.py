"""Addresses: which may be written, and how a moment of a recording is addressed on each host."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit, urlunsplit

from llm_summarise.domain.errors import SettingsError

_AUDIO = frozenset({".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac"})
_VIDEO = frozenset({".mp4", ".m4v", ".webm", ".ogv", ".mov"})

_ADDRESS = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?")
"""An address of the web without its scheme: a domain, and what comes after it."""

# Hosts whose pages start at a moment named in the query, and the parameter they read.
_QUERY = {
    **dict.fromkeys("youtube.com youtu.be open.spotify.com podcasts.apple.com pca.st twitch.tv".split(), "t"),
    "talkpython.fm": "time_in_sec",
}


def web_url(url: str | None) -> str | None:
    """`url` with everything quoted that could end an attribute or a Markdown link, or None when it is
    not an absolute http or https address."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return None
    if (
        parts.scheme not in ("http", "https")
        or not host
        or any(c.isspace() or c in "<>\"'\\" for c in parts.netloc)
    ):
        return None
    return quote(urlunsplit(parts), safe=":/?#@!$&*+,;=%~-._[]")


def written_address(text: str) -> tuple[str, str | None]:
    """An address as it is printed, without scheme and last slash, and where it leads: None for what is no
    address of the web, such as an e-mail address or a handle, which stays as it is."""
    text = text.strip()
    bare = re.sub(r"^https?://(?:www\.)?(?=[^/])|^www\.(?=\S+\.)", "", text, flags=re.IGNORECASE)
    if not _ADDRESS.fullmatch(bare):
        return text, web_url(text)
    url = web_url(text if "://" in text else f"https://{text}")
    return (bare.rstrip("/"), url) if url else (text, None)


def media_reference(url: str) -> str:
    """A media address or file path as it can stand in a link; a path keeps its slashes.

    Raises SettingsError for any other scheme than http, https and none.
    """
    found = web_url(url)
    if found:
        return found
    head = url.split("/", 1)[0]
    if not url.strip() or (":" in head and not _is_drive(head)):
        raise SettingsError(
            f"cannot use {url!r} as media address", hint="give an http(s) address or a path to a file"
        )
    if _is_drive(head):
        return "file:///" + quote(url.replace("\\", "/"), safe="/:")
    path = quote(url, safe="/")
    return "/" + path.lstrip("/") if path.startswith("/") else path


def path_reference(path: str) -> str:
    """A relative path of a page as it can stand in a link."""
    return quote(path, safe="/")


def scheme_of(reference: str) -> str:
    """The scheme in lower case, "" for a path."""
    return urlsplit(reference).scheme


def at_moment(reference: str, seconds: float) -> str:
    """`reference` (from `media_reference`) starting at `seconds`, cut to whole seconds.

    Known hosts take a query parameter, anything else the media fragment `#t=` (W3C Media Fragments 1.0).
    """
    parts = urlsplit(reference)
    whole = int(max(0.0, seconds))
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("music.")
    key = _QUERY.get(host)
    if key is None:
        return urlunsplit(parts._replace(fragment=f"t={whole}"))
    kept = [p for p in parts.query.split("&") if p and p.split("=")[0] != key]
    unit = "s" if host == "twitch.tv" else ""
    return urlunsplit(parts._replace(query="&".join([*kept, f"{key}={whole}{unit}"])))


def player_of(reference: str) -> str | None:
    """The HTML element that plays `reference`: "audio", "video", or None for a page of a known host."""
    parts = urlsplit(reference)
    dot = parts.path.rfind(".")
    suffix = parts.path[dot:].lower() if dot >= 0 else ""
    if suffix in _VIDEO:
        return "video"
    if suffix in _AUDIO:
        return "audio"
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    pages = (*_QUERY, "vimeo.com", "soundcloud.com", "overcast.fm")
    return None if host in pages or suffix in (".html", ".htm") else "audio"


def _is_drive(head: str) -> bool:
    return re.match(r"[A-Za-z]:(?:\\|\Z)", head) is not None
