"""An SMS gateway over real HTTP that keeps what it is asked and answers what it is told to."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    path: str
    headers: dict[str, str]
    body: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int = 200
    body: str = '{"id": "gw-1"}'
    headers: dict[str, str] = field(default_factory=dict)


class Gateway:
    """`answers` are given in turn; the last one again and again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.answers = [Answer()]
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                size = int(self.headers["Content-Length"])
                gateway.asked.append(Asked(path=self.path, headers=dict(self.headers), body=json.loads(self.rfile.read(size))))
                answer = gateway.answers.pop(0) if len(gateway.answers) > 1 else gateway.answers[0]
                body = answer.body.encode()
                self.send_response(answer.status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.url = f"http://127.0.0.1:{self._server.server_port}/messages?profile=1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
