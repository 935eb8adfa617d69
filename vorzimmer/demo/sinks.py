"""Where the demo's messages end: a mail server and an SMS gateway that keep what they get in a folder and pass nothing on."""

import http.server
import itertools
import json
import socketserver
import threading
from datetime import datetime
from pathlib import Path
from typing import ClassVar

LONGEST_LINE = 65_536
LOCALHOST = "127.0.0.1"


class Folder:
    """A folder with one file for each message, named by the time at which it came."""

    def __init__(self, path: Path, *, suffix: str) -> None:
        self.path = path
        self._suffix = suffix
        self._numbers = itertools.count(1)
        path.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, content: bytes) -> str:
        """Keep a message and return its file name."""
        name = f"{datetime.now():%Y-%m-%d_%H-%M-%S}_{next(self._numbers):04}{self._suffix}"  # noqa: DTZ005  (people read it)
        (self.path / name).write_bytes(content)
        return name


class _Dialogue(socketserver.StreamRequestHandler):
    """The server's side of SMTP (RFC 5321): takes every message, never delivers one."""

    server: "MailSink"
    timeout = 60
    replies: ClassVar = {
        b"HELO": b"250 demo",
        b"EHLO": b"250-demo\r\n250 8BITMIME",
        b"MAIL": b"250 OK",
        b"RCPT": b"250 OK",
        b"RSET": b"250 OK",
        b"NOOP": b"250 OK",
        b"QUIT": b"221 Bye",
    }

    def handle(self) -> None:
        self._say(b"220 demo: nothing leaves this computer")
        while line := self.rfile.readline(LONGEST_LINE):
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say(b"354 Go on")
                self.server.folder.keep(self._message())
                self._say(b"250 Kept")
            else:
                self._say(self.replies.get(verb, b"502 Not known here"))
            if verb == b"QUIT":
                return

    def _message(self) -> bytes:
        """Read until the line with the single dot, and take away the dots that SMTP adds."""
        lines = []
        while (line := self.rfile.readline(LONGEST_LINE)) not in {b".\r\n", b".\n"}:
            if not line:
                raise ConnectionResetError
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class MailSink(socketserver.ThreadingTCPServer):
    """A mail server on a free port of this computer."""

    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        self.folder = Folder(folder, suffix=".eml")
        super().__init__((LOCALHOST, 0), _Dialogue)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def serve(self, stop: threading.Event) -> None:
        """Take messages until `stop` is set."""
        _serve(self, stop)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away in the middle is nothing to talk about."""


class _Posting(http.server.BaseHTTPRequestHandler):
    """Answers as `docs/reference/sms-gateway.md` demands."""

    server: "SmsSink"
    timeout = 60

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        name = self.server.folder.keep(f"{wanted['to']}\n\n{wanted['text']}\n".encode())
        answer = json.dumps({"id": name}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the name that the class has)
        """Nobody needs to know who asked for what."""


class SmsSink(http.server.ThreadingHTTPServer):
    """An SMS gateway on a free port of this computer."""

    def __init__(self, folder: Path) -> None:
        self.folder = Folder(folder, suffix=".txt")
        super().__init__((LOCALHOST, 0), _Posting)

    @property
    def url(self) -> str:
        return f"http://{LOCALHOST}:{self.server_port}/"

    def serve(self, stop: threading.Event) -> None:
        """Take messages until `stop` is set."""
        _serve(self, stop)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that sends nonsense gets no answer."""


def _serve(sink: MailSink | SmsSink, stop: threading.Event) -> None:
    serving = threading.Thread(target=sink.serve_forever, name=type(sink).__name__, daemon=True)
    serving.start()
    stop.wait()
    sink.shutdown()
    serving.join()
