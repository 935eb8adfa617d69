"""One sweep at a time: a lock that ends with the process that holds it, however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

_NUMBER = 7_263_370_101
"""Names the lock among the advisory locks of the PostgreSQL database."""


class AlreadySweeping(Exception):
    """Another process, or another thread, is sweeping."""


@contextmanager
def sweep_lock() -> Iterator[None]:
    """Hold the lock: a file of the installation, and on PostgreSQL, which several machines may share, one in the database.

    Raises AlreadySweeping.
    """
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (settings.HOME / "sweep.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadySweeping from None
        if connection.vendor != "postgresql":
            yield
            return
        if not _ask("SELECT pg_try_advisory_lock(%s)"):
            raise AlreadySweeping
        try:
            yield
        finally:
            _ask("SELECT pg_advisory_unlock(%s)")


def _ask(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [_NUMBER])
        return bool(cursor.fetchone()[0])
