"""A mail server for the proof: it takes every letter, as the customer's own would, and keeps nothing."""

import contextlib
import socketserver
import threading
from collections.abc import Iterator
from typing import ClassVar


class _Dialogue(socketserver.StreamRequestHandler):
    """The server's side of SMTP (RFC 5321)."""

    timeout = 30
    answers: ClassVar = {b"EHLO": b"250 8BITMIME", b"HELO": b"250 OK", b"QUIT": b"221 Bye", b"DATA": b"354 Go on"}
    server: "Postbox"

    def handle(self) -> None:
        self._say(b"220 here")
        while line := self.rfile.readline(65_536):
            verb = line[:4].upper()
            self._say(self.answers.get(verb, b"250 OK"))
            if verb == b"DATA":
                while self.rfile.readline(65_536) not in {b".\r\n", b""}:
                    pass
                self.server.letters += 1
                self._say(b"250 Taken")
            if verb == b"QUIT":
                return

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class Postbox(socketserver.ThreadingTCPServer):
    """Counts what it took."""

    daemon_threads = True
    letters = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])


@contextlib.contextmanager
def postbox() -> Iterator[Postbox]:
    """Run one on a free port of this computer."""
    with Postbox(("127.0.0.1", 0), _Dialogue) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
