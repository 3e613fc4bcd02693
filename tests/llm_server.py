"""A small server that speaks OpenAI's chat completions on this computer, does as it is told, and counts who comes."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import orjson

Spans = list[dict[str, Any]]


@dataclass
class Answer:
    """A status, headers, a body (JSON, or bytes as they are); `hold`: nothing is sent before the server ends."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    hold: bool = False


def said(content: str, finish: str = "stop", tokens: tuple[int, int] = (100, 20)) -> Answer:
    """What a model says, in the form of a chat completion."""
    return Answer(
        body={
            "choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": finish}],
            "usage": {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]},
        }
    )


def spans(*found: dict[str, Any]) -> Answer:
    """A good answer."""
    return said(orjson.dumps({"spans": list(found)}).decode())


def span(label: str, quote: str, before: str = "", after: str = "", **more: Any) -> dict[str, Any]:
    return {"label": label, "quote": quote, "before": before, "after": after, "attrs": {}, **more}


class Server(ThreadingHTTPServer):
    """Gives the answers one after the other, the last one over and over; `answer_by` makes them from the request."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[Answer] = [spans()]
        self.answer_by: Callable[[dict[str, Any]], Answer] | None = None
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self.connections = 0
        self.asked = Event()
        self.ended = Event()
        self.left = Event()  # somebody went away before they had their answer

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def verify_request(self, request: Any, client_address: Any) -> bool:
        self.connections += 1
        return True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who asked has gone away: not for the test's output."""

    def next_answer(self, body: dict[str, Any]) -> Answer:
        if self.answer_by is not None:
            return self.answer_by(body)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self._send(Answer(body={"data": [{"id": "small"}, {"id": "large"}]}))

    def do_POST(self) -> None:
        server = self.server
        body = orjson.loads(self.rfile.read(int(self.headers["content-length"])))
        server.paths.append(self.path)
        server.requests.append(body)
        server.headers.append({name.lower(): value for name, value in self.headers.items()})
        answer = server.next_answer(body)
        server.asked.set()
        if answer.hold:
            self._hold()
        else:
            self._send(answer)

    def _hold(self) -> None:
        self.connection.settimeout(0.02)
        while not self.server.ended.is_set():
            try:
                if not self.connection.recv(1):
                    self.server.left.set()
                    break
            except TimeoutError:
                continue
            except OSError:
                self.server.left.set()
                break
        self.close_connection = True

    def _send(self, answer: Answer) -> None:
        data = answer.body if isinstance(answer.body, bytes) else orjson.dumps(answer.body)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments: Any) -> None:
        """Quiet."""


@contextmanager
def serving() -> Iterator[Server]:
    """A server in a thread, until the block ends."""
    server = Server()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()


def unused_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
