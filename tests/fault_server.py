"""A model server on 127.0.0.1 that speaks the OpenAI protocol over real HTTP and fails in every way we know.

Take the fixture `fault_server`; it is configured in `llm` as the models `fault` (takes schemas),
`fault-plain` (takes none) and, with the fixture `sync_only`, `fault-sync` (takes schemas, has no asyncio
twin).

    fault_server.plan = [rate_limited(), web_page()]      # the first two requests; then good answers
    fault_server.respond = lambda request: '{"n": 1}'     # what a good answer says
    fault_server.react = lambda request: status(500) if "bad" in request.prompt else None
"""

from __future__ import annotations

import gzip
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from llm_summarise import extractive


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    path: str
    body: dict[str, Any]

    @property
    def system(self) -> str:
        return "\n".join(m["content"] for m in self.body.get("messages", ()) if m["role"] == "system")

    @property
    def prompt(self) -> str:
        return "\n".join(m["content"] for m in self.body.get("messages", ()) if m["role"] == "user")

    @property
    def schema(self) -> dict[str, Any] | None:
        sent = self.body.get("response_format")
        return sent["json_schema"]["schema"] if sent else None


@dataclass(frozen=True)
class Reply:
    """What the server does with one request. `hang` answers nothing until the server is closed, `cut` closes
    the connection in the middle of the body, `packed` sends it as gzip."""

    status: int = 200
    body: str | None = None
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    hang: bool = False
    cut: bool = False
    packed: bool = False


def answer(
    text: str | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    usage: bool = True,
    model: str = "m",
) -> Reply:
    """A complete response that says `text`. Token counts are a tenth of the text and 100."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    completion: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    if usage:
        out = max(1, len(text or "") // 10)
        completion["usage"] = {"prompt_tokens": 100, "completion_tokens": out, "total_tokens": 100 + out}
    return Reply(body=json.dumps(completion))


def status(
    code: int, message: str = "it did not work", *, code_name: str | None = None, after: str | None = None
) -> Reply:
    """An error in the shape of OpenAI's. `after` is the Retry-After header."""
    error = {"message": message, "type": "error", "param": None, "code": code_name}
    headers = {} if after is None else {"Retry-After": after}
    return Reply(code, json.dumps({"error": error}), headers=headers)


def rate_limited(after: str | None = None) -> Reply:
    return status(429, "Rate limit reached", code_name="rate_limit_exceeded", after=after)


def quota_used_up() -> Reply:
    return status(429, "You exceeded your current quota", code_name="insufficient_quota")


def key_refused() -> Reply:
    return status(401, "Incorrect API key provided: sk-abc****wxyz", code_name="invalid_api_key")


def schema_rejected(code: int = 400) -> Reply:
    return status(code, "response_format type json_schema is not supported by this server")


def too_long() -> Reply:
    return status(
        400, "This model's maximum context length is 8192 tokens", code_name="context_length_exceeded"
    )


def web_page() -> Reply:
    return Reply(200, "<html><body>Please log in</body></html>", kind="text/html")


def hang() -> Reply:
    return Reply(hang=True)


def cut() -> Reply:
    return Reply(body=answer('{"n": 1}').body, cut=True)


def truncated(text: str = '{"n": ') -> Reply:
    return answer(text, finish="length")


def refused() -> Reply:
    return answer(None, refusal="I cannot help with that")


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # with the default of 5, a burst of connections waits a second for a second try

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no news here."""


def careful(request: Request) -> str:
    """Good answers: those of the embedded model."""
    return extractive.answer(request.system, request.prompt, request.schema)


GATHERING = 20.0


class FaultServer:
    """`requests` holds every request in order of arrival. Nothing is answered before
    `together` requests were under way at the same time, or GATHERING seconds have passed: a test of how many
    there are must not depend on how fast they are answered."""

    def __init__(self) -> None:
        self.plan: list[Reply] = []
        self.respond: Callable[[Request], str] = lambda _request: "{}"
        self.react: Callable[[Request], Reply | None] = lambda _request: None
        self.latency = 0.0
        self.together = 0
        self.requests: list[Request] = []
        self.most_at_once = 0
        self.hanging = threading.Semaphore(0)
        self._at_once = 0
        self._lock = threading.Lock()
        self._gathered = threading.Event()
        self._released = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._server.block_on_close = False
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def calls(self) -> int:
        return len(self.requests)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def release(self) -> None:
        """Let hanging requests go (they get no answer)."""
        self._released.set()

    def close(self) -> None:
        self.release()
        self._server.shutdown()
        self._server.server_close()

    def _reply(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            if self._at_once >= self.together:
                self._gathered.set()
            planned = self.plan.pop(0) if self.plan else None
        self._gathered.wait(GATHERING)
        return planned or self.react(request) or answer(self.respond(request))

    def _handler(server: FaultServer) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1
            disable_nagle_algorithm = True

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                try:
                    self._send(server._reply(Request(self.path, body)))
                finally:
                    with server._lock:
                        server._at_once -= 1

            def _send(self, reply: Reply) -> None:
                if server.latency:
                    time.sleep(server.latency)
                if reply.hang:
                    server.hanging.release()
                    server._released.wait()
                    self.close_connection = True
                    return
                data = (reply.body or "").encode()
                data = gzip.compress(data, 1) if reply.packed else data
                self.send_response(reply.status)
                if reply.packed:
                    self.send_header("Content-Encoding", "gzip")
                self.send_header("Content-Type", reply.kind)
                self.send_header("Content-Length", str(len(data)))
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(data[: len(data) // 2] if reply.cut else data)
                self.wfile.flush()
                if reply.cut:
                    self.close_connection = True

            def log_message(self, format: str, *args: Any) -> None:
                pass

        return Handler


def configure(server_url: str, *, names: tuple[str, ...] = ("fault", "fault-plain")) -> Path:
    """Tell `llm` of the server's models; the file it reads."""
    folder = Path(os.environ["LLM_USER_PATH"])
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for name in names:
        schema = "false" if name.endswith("plain") else "true"
        lines += [
            f"- model_id: {name}",
            f"  model_name: {name}-api",
            f"  api_base: {server_url}",
            f"  supports_schema: {schema}",
            f"  aliases: [{name}-alias]",
        ]
    path = folder / "extra-openai-models.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def fault_server(own_world: None) -> Iterator[FaultServer]:
    """A server whose models `fault` and `fault-plain` are known to `llm` during the test."""
    server = FaultServer()
    configure(server.url)
    yield server
    server.close()


@pytest.fixture
def sync_only(fault_server: FaultServer) -> Iterator[str]:
    """The name of a model on the same server that has no asyncio twin."""
    import llm
    from llm.default_plugins.openai_models import Chat
    from llm.plugins import pm

    class Plugin:
        @llm.hookimpl
        def register_models(self, register: Any) -> None:
            model = Chat(
                "fault-sync", model_name="fault-sync-api", api_base=fault_server.url, supports_schema=True
            )
            model.needs_key = None
            register(model)

    pm.register(Plugin(), name="sync-only")
    yield "fault-sync"
    pm.unregister(name="sync-only")
