"""The home folder while a server runs in it: one server at a time, and a file that tells `vorzimmer doctor` how it is doing."""

import contextlib
import fcntl
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from vorzimmer.server.faults import Trouble
from vorzimmer.server.supervisor import Work

LOCK = "serve.lock"
REPORT = "serving.json"
REPORT_EVERY = 10.0
"""Seconds."""


@contextlib.contextmanager
def occupied(home: Path) -> Iterator[None]:
    """Hold the home for this process; the lock ends with the process, however it ends. Raises Trouble when another one holds it."""
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Trouble(_("The folder %(folder)s cannot be written: %(error)s.") % {"folder": home, "error": error.strerror}) from error
    try:
        if not _lock(descriptor):
            raise Trouble(_("Another Vorzimmer is running in %(folder)s. Stop it first, or set VORZIMMER_HOME.") % {"folder": home})
        yield
    finally:
        os.close(descriptor)


def is_occupied(home: Path) -> bool:
    """Whether a server runs in this home."""
    try:
        descriptor = os.open(home / LOCK, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _lock(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def reporter(home: Path, report: Callable[[], dict[str, Any]]) -> Work:
    """Make a worker that writes `report()` down whenever it has changed."""

    def work(stop: threading.Event) -> None:
        written = ""
        while not stop.is_set():
            text = json.dumps(report(), default=str)
            if text != written:
                whole = home / f"{REPORT}.new"
                whole.write_text(text, "utf-8")
                whole.replace(home / REPORT)
                written = text
            stop.wait(REPORT_EVERY)

    return work


def last_report(home: Path) -> dict[str, Any]:
    """Read what the server that runs in this home wrote last; empty when there is none."""
    try:
        report: dict[str, Any] = json.loads((home / REPORT).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return report
