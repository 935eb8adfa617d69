"""A mail server that keeps what it gets, answers what it is told to, and can be made to hang."""

import asyncio
import threading
import time
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Self

from aiosmtpd.controller import Controller

from tests.running import free_port

DONE = "250 2.0.0 Ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What arrived: envelope, raw bytes, when (monotonic seconds), and from which connection."""

    sender: str
    recipients: list[str]
    raw: bytes
    arrived: float
    worker: tuple[str, int]

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def id(self) -> str:
        return self.message["Message-ID"].strip()


class Postbox:
    """`at_recipient` and `at_content` are the next answers to RCPT and to the content; a blocked gate keeps the answer back."""

    def __init__(self, port: int = 0) -> None:
        self.port = port or free_port()
        self.mails: list[Mail] = []
        self.at_recipient: deque[str] = deque()
        self.at_content: deque[str] = deque()
        self.recipient_gate = Gate()
        self.content_gate = Gate()
        self.connections = 0
        self._changed = threading.Condition()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.recipient_gate.open()
        self.content_gate.open()
        self._controller.stop()

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: ARG002, N802  (aiosmtpd's names)
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802  (as above)
        await self.recipient_gate.pass_through()
        answer = self.at_recipient.popleft() if self.at_recipient else DONE
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802  (as above)
        answer = self.at_content.popleft() if self.at_content else DONE
        if answer.startswith("2"):
            mail = Mail(
                sender=envelope.mail_from,
                recipients=envelope.rcpt_tos,
                raw=envelope.content,
                arrived=time.monotonic(),
                worker=session.peer,
            )
            with self._changed:
                self.mails.append(mail)
                self._changed.notify_all()
        await self.content_gate.pass_through()
        return answer

    def wait_for(self, count: int, *, seconds: float = 20) -> list[Mail]:
        """Wait until `count` mails are there."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.mails) >= count, seconds), f"{len(self.mails)} of {count} mails came"
        return list(self.mails)


class Gate:
    """Keeps those who pass while it is closed, and says when somebody stands before it."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._opened.set()
        self.reached = threading.Event()

    def close(self) -> None:
        self._opened.clear()
        self.reached.clear()

    def open(self) -> None:
        self._opened.set()

    async def pass_through(self) -> None:
        self.reached.set()
        while not self._opened.is_set():  # noqa: ASYNC110  (the test opens it from another thread)
            await asyncio.sleep(0.01)
