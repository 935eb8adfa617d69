"""Visits of every kind that leave traces elsewhere: pages, errors, floods of bytes, half requests, broken ones. Each carries all marks."""

import contextlib
import http.client
import itertools
import re
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from vorzimmer.server.no_log.canaries import Canaries

SECONDS = 30.0
"""That an answer may take."""
PAUSE = 0.02
"""Seconds between the bytes of a slow visitor."""
TOO_LONG = 21_200_000
"""Bytes of a request that is refused, by the server (20 MB) and by nginx (20 MiB)."""
COOKIE_FOR_FORM = ("/sign-in/",)
"""Pages that may set a cookie: the one of their form."""
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")


@dataclass(slots=True)
class Answers:
    """How the server answered: how often with which status (0: not at all), and which pages set a cookie."""

    statuses: Counter[int] = field(default_factory=Counter)
    cookies: set[str] = field(default_factory=set)

    def note(self, path: str, status: int, *, cookie: bool) -> None:
        self.statuses[status] += 1
        if cookie and path not in COOKIE_FOR_FORM:
            self.cookies.add(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Somebody with marks, who asks the server at this port; with `tls` by TLS. `plain` is a port that only leads there."""

    marks: Canaries
    port: int
    answers: Answers
    tls: ssl.SSLContext | None = None
    plain: int = 0

    def ask(self, method: str, path: str, *, body: bytes | None = None, **headers: str) -> int:
        """Send a whole request with all marks; say the status."""
        marked = {
            "Host": f"127.0.0.1:{self.port}",
            "User-Agent": f"Mozilla/5.0 {self.marks.agent}",
            "Referer": f"https://{self.marks.referrer}.example/",
            "X-Forwarded-For": self.marks.address,
            "Accept-Language": "de",
        }
        connection = self._connection()
        with contextlib.closing(connection):
            try:
                connection.request(
                    method, path, body=body, headers={**marked, **{name.replace("_", "-"): text for name, text in headers.items()}}
                )
                answer = connection.getresponse()
                answer.read()
            except (http.client.HTTPException, OSError):
                self.answers.note(path, 0, cookie=False)
                return 0
        self.answers.note(path.partition("?")[0], answer.status, cookie=answer.getheader("Set-Cookie") is not None)
        return answer.status

    def send(self, *pieces: bytes, pause: float = 0.0, waits: bool = True) -> None:
        """Send bytes as they are, and read what comes, unless one does not wait for it."""
        with contextlib.suppress(OSError), self._door() as door:
            for piece in pieces:
                door.sendall(piece)
                time.sleep(pause)
            if not waits:
                return
            if self.tls is None:
                door.shutdown(socket.SHUT_WR)
            head = door.recv(4096)
            found = _STATUS.match(head)
            self.answers.note("", int(found[1]) if found else 0, cookie=b"set-cookie" in head.lower())

    def _connection(self) -> http.client.HTTPConnection:
        source = (self.marks.address, 0)
        if self.tls is None:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS, source_address=source)
        return http.client.HTTPSConnection("127.0.0.1", self.port, timeout=SECONDS, source_address=source, context=self.tls)

    def _bare(self, port: int) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), SECONDS, (self.marks.address, 0))

    def _door(self) -> socket.socket:
        """Open a connection for bytes as they are; below TLS if there is one."""
        bare = self._bare(self.port)
        return self.tls.wrap_socket(bare, server_hostname=f"{self.marks.path}.example") if self.tls else bare

    # --- kinds of visits -----------------------------------------------------------------------------------------------

    def pages(self) -> None:
        """Read what is there."""
        for path in ("/", "/prices/", "/services/", "/contact/", "/legal/terms/", "/sign-in/", "/static/brand.svg"):
            self.ask("GET", f"{path}?q={self.marks.query}")
        self.ask("HEAD", f"/?{self.marks.query}", Range=f"bytes={self.marks.query}", If_None_Match=self.marks.query)

    def missing(self) -> None:
        """Ask for what is not there."""
        for path in (f"/{self.marks.path}/", f"/static/{self.marks.path}.css", f"/legal/{self.marks.path}/", f"/office/{self.marks.path}/"):
            self.ask("GET", f"{path}?{self.marks.query}")
        self.ask("GET", f"/live?{self.marks.query}", Upgrade="websocket", Connection="Upgrade")

    def wrong_methods(self) -> None:
        for method in ("PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
            self.ask(method, f"/?{self.marks.query}")
        self.ask("POST", f"/prices/?{self.marks.query}", body=self.marks.body.encode(), Sec_Fetch_Site="same-origin")

    def bad_requests(self) -> None:
        """Ask in the name of another host, with too many fields, with a file that is none."""
        self.ask("GET", f"/?{self.marks.query}", Host=f"{self.marks.path}.example")
        self.ask("POST", "/contact/", body=b"x" * 1_100_000, Content_Type="application/x-www-form-urlencoded", Sec_Fetch_Site="same-origin")
        self.ask(
            "POST", "/contact/", body=self.marks.body.encode(), Content_Type="multipart/form-data; boundary=", Sec_Fetch_Site="same-origin"
        )

    def forms(self) -> None:
        """Send forms that are refused: from elsewhere, wrong, by a stranger, by a machine without its proof."""
        form = f"name={self.marks.body}&email={self.marks.body}&text={self.marks.body}&number={self.marks.body}&password={self.marks.body}"
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        self.ask("POST", f"/contact/?{self.marks.query}", body=form.encode(), **kind)
        for path in ("/contact/", "/call-back/", "/notice/", "/withdrawal/", "/sign-up/"):
            self.ask("POST", f"{path}?{self.marks.query}", body=form.encode(), Sec_Fetch_Site="same-origin", **kind)
        self.ask("POST", "/sign-in/", body=form.encode(), Cookie=f"csrftoken={self.marks.body}; vorzimmer={self.marks.body}", **kind)
        self.ask("POST", "/api/telephony/sipgate/", body=form.encode(), **kind)

    def broken(self) -> None:
        """Speak no HTTP, or half of it, or too much, or TLS where there is none."""
        mark = f"{self.marks.path} {self.marks.query} {self.marks.agent}".encode()
        path = f"GET /{self.marks.path}".encode()
        self.send(mark + b"\r\n\r\n")
        self.send(path + b" HTTP/9.9\r\n\r\n")
        self.send(path + b" HTTP/1.1\r\nno colon " + mark + b"\r\n\r\n")
        self.send(path + b" HTTP/1.1\r\nX: " + mark * 2_000 + b"\r\n\r\n")
        self.send(path + b" HTTP/1.1\r\nHost: x\r\nContent-Length: " + mark + b"\r\n\r\n")
        self.send(b"POST /contact/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n" + self.marks.body.encode(), waits=False)
        self.send(b"\x00\xff\xfe" + mark, waits=False)
        self._speak_tls()

    def slow(self) -> None:
        """Send a request letter by letter, and go before it is whole."""
        head = f"GET /{self.marks.path}?{self.marks.query} HTTP/1.1\r\nUser-Agent: {self.marks.agent}\r\n".encode()
        self.send(*(head[place : place + 16] for place in range(0, len(head), 16)), pause=PAUSE, waits=False)

    def flood(self) -> None:
        """Send more than the server takes."""
        kind = "application/x-www-form-urlencoded"
        self.ask(
            "POST",
            f"/contact/?{self.marks.query}",
            body=self.marks.body.encode() * (TOO_LONG // len(self.marks.body) + 1),
            Content_Type=kind,
        )

    def handshakes(self) -> None:
        """Break TLS in every way: refuse the certificate, stop in the middle, speak plainly, send what is no TLS; ask the plain port."""
        self._speak_tls()
        mark = f"GET /{self.marks.path}?{self.marks.query} HTTP/1.1\r\nHost: {self.marks.path}.example\r\n\r\n".encode()
        hello = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + mark
        for port, said in ((self.port, mark), (self.port, hello), (self.port, b"\x16\x03\x01" + mark), (self.plain, mark)):
            with contextlib.suppress(OSError), self._bare(port or self.port) as door:
                door.sendall(said)
                door.settimeout(SECONDS)
                door.shutdown(socket.SHUT_WR)
                door.recv(4096)

    def _speak_tls(self) -> None:
        """Speak TLS and trust nobody: where there is none that is noise, else a handshake that breaks at the certificate."""
        context = ssl.create_default_context()
        with contextlib.suppress(OSError), self._bare(self.port) as door:
            door.settimeout(SECONDS)
            with context.wrap_socket(door, server_hostname=f"{self.marks.path}.example"):
                pass

    def everything(self) -> Iterator[Callable[[], None]]:
        """Give the kinds of visits in turn, without an end."""
        kinds = (self.pages, self.missing, self.wrong_methods, self.bad_requests, self.forms, self.broken)
        yield from (self.slow, self.flood)
        yield from itertools.cycle((*kinds, self.handshakes) if self.tls else kinds)
