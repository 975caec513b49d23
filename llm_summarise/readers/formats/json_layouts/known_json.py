"""JSON that is known and is no transcript: what it is, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from llm_summarise.readers.formats.json_layouts.layouts import Item, dicts, first, inner

_TRANSCRIPT: Final = "give the transcript itself"
_UNFINISHED: Final = frozenset(
    ("queued", "processing", "in_progress", "running", "pending", "starting", "in progress")
)
_FAILED: Final = frozenset(("error", "failed"))
_ROLES: Final = ("user", "assistant", "system", "tool", "developer")


def _is_result(data: Item) -> bool:
    return "schema_version" in data and ("summary" in data or "provenance" in data or "systems" in data)


def _is_package(data: Item) -> bool:
    named = "name" in data and "version" in data
    return named and any(
        k in data for k in ("dependencies", "devDependencies", "scripts", "packages", "main")
    )


def _is_chapters(data: Item) -> bool:
    chapter = first(data.get("chapters"))
    return (
        "title" in chapter
        and ("startTime" in chapter or "start" in chapter)
        and not any(isinstance(value, list) for key, value in data.items() if key != "chapters")
    )


def _is_chat(data: Item) -> bool:
    message = first(data.get("messages"))
    return "choices" in data or (message.get("role") in _ROLES and "content" in message)


_KNOWN: Final[tuple[tuple[Callable[[Item], bool], str], ...]] = (
    (_is_result, f"a result of llm-summarise, not a transcript; {_TRANSCRIPT}"),
    (_is_chapters, f"a file of chapters, not a transcript; {_TRANSCRIPT}"),
    (lambda d: "jsonfeed.org" in str(d.get("version"))[:100], "a feed; give a transcript it links to"),
    (lambda d: "nbformat" in d and "cells" in d, "a notebook, not a transcript"),
    (lambda d: d.get("type") in ("FeatureCollection", "Feature"), "GeoJSON, not a transcript"),
    (_is_package, "a package's manifest, not a transcript"),
    (lambda d: "lockfileVersion" in d or ("_meta" in d and "default" in d), "a lock file, not a transcript"),
    (lambda d: "compilerOptions" in d, "settings of a compiler, not a transcript"),
    (lambda d: "openapi" in d or "swagger" in d, "the description of an API, not a transcript"),
    (lambda d: "$schema" in d and ("properties" in d or "$defs" in d), "a JSON Schema, not a transcript"),
    (lambda d: "entries" in inner(d, "log"), "a log of a browser (HAR), not a transcript"),
    (_is_chat, "a chat with a language model, not a transcript"),
    (
        lambda d: ("extractor" in d and "formats" in d) or "automatic_captions" in d,
        "the description of a video by yt-dlp; fetch its captions (--write-auto-subs)",
    ),
    (
        lambda d: "streams" in d and "format" in d,
        "the description of a recording; transcribe the recording, for instance with whisper",
    ),
    (
        lambda d: "podcastGuid" in d or "itunesId" in d or ("feeds" in d and "count" in d),
        "the description of a show; give a transcript",
    ),
)  # fmt: skip


def refuse(data: Any) -> None:
    """Raise ValueError, with what it is and what to do, for JSON that is known to be something else."""
    if isinstance(data, list):
        _refuse_chats(dicts(data[:5]))
    elif isinstance(data, dict):
        _refuse_unfinished(data)
        for is_it, what in _KNOWN:
            if is_it(data):
                raise ValueError(f"is {what}")


def _refuse_chats(messages: list[Item]) -> None:
    if messages and all(m.get("role") in _ROLES and "content" in m for m in messages):
        raise ValueError("is a chat with a language model, not a transcript")
    if messages and all("ts" in m and "user" in m for m in messages):
        raise ValueError("is a chat, not a transcript")


def _refuse_unfinished(data: Item) -> None:
    status = data.get("status") or data.get("jobStatus")
    if not isinstance(status, str):
        return
    if status.lower() in _UNFINISHED and not any(
        isinstance(value, list) and value for value in data.values()
    ):
        raise ValueError(f"is a transcription that is not finished (status: {status}); fetch it again later")
    if status.lower() in _FAILED and not any(isinstance(value, list) and value for value in data.values()):
        raise ValueError(f"is a transcription that failed: {str(data.get('error') or status)[:100]}")
