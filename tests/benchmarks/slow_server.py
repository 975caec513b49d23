"""A model server in a process of its own that takes its time: `python slow_server.py`.

It speaks the OpenAI protocol on 127.0.0.1 and prints its port. GET /LATENCY/SLOW/PHASE tells what it has seen
since the last look; from then on it answers each question after LATENCY seconds, and of ten questions number
PHASE after SLOW times that.
"""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

from bench_batch import answered
from common import ROOT  # noqa: F401 - so that `tests` can be imported

from tests.fault_server import Request


@dataclass
class Stats:
    """Connections opened, questions asked and those under way at most, their waits in order, and the times
    (monotonic) of the first question and the last answer."""

    connections: int = 0
    questions: int = 0
    under_way: int = 0
    most: int = 0
    waits: list[float] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0


class Server:
    def __init__(self) -> None:
        self.latency, self.slow, self.phase = 0.0, 1.0, 0
        self.stats = Stats()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, as long as it is kept."""
        opened = False
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if head.startswith(b"GET"):
                    told, self.stats = self.stats, Stats()
                    pace = head.split()[1].decode().split("/")
                    self.latency, self.slow, self.phase = float(pace[1]), float(pace[2]), int(pace[3])
                    self._send(writer, json.dumps(vars(told)).encode(), "application/json")
                    continue
                if not opened:
                    opened = True
                    self.stats.connections += 1
                lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n") if b": " in line)
                body = json.loads(await reader.readexactly(int(lines[b"content-length"])))
                await self._answer(body, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        stats = self.stats
        stats.first = stats.first or time.monotonic()
        stats.questions += 1
        stats.under_way += 1
        stats.most = max(stats.most, stats.under_way)
        wait = self.latency * (self.slow if stats.questions % 10 == self.phase else 1.0)
        stats.waits.append(wait)
        due = time.monotonic() + wait
        text = answered(Request("", body))
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        stats.under_way -= 1
        stats.last = time.monotonic()
        if body.get("stream"):
            self._send(writer, b"".join(streamed(text)), "text/event-stream")
        else:
            self._send(writer, json.dumps(completion(text)).encode(), "application/json")

    def _send(self, writer: asyncio.StreamWriter, data: bytes, kind: str) -> None:
        writer.write(
            f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        )
        writer.write(data)


def completion(text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 100, "completion_tokens": 50, "total_tokens": 150}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    head = {"id": "c", "object": "chat.completion", "created": 0, "model": "m"}
    return {**head, "choices": [choice], "usage": usage}


def streamed(text: str) -> list[bytes]:
    """The answer in pieces of about four characters, as providers stream tokens."""
    pieces = [text[n : n + 4] for n in range(0, len(text), 4)]
    head = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    events: list[dict[str, Any]] = [
        {**head, "choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        for piece in pieces
    ]
    events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    return [f"data: {json.dumps(event)}\n\n".encode() for event in events] + [b"data: [DONE]\n\n"]


async def main() -> None:
    server = await asyncio.start_server(Server().serve, "127.0.0.1", 0, limit=2**24, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
