"""One writer at a time per database file, first come, first served.

SQLite lets a thread that finds another one writing sleep and try again, for ever longer: the unlucky wait for
hundreds of milliseconds. Here they stand in a queue instead and each is woken the moment its turn comes.
"""

import os
import sqlite3
import threading
from collections import deque
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.db.backends.sqlite3.base import FORMAT_QMARK_REGEX, SQLiteCursorWrapper

READS = ("SELECT", "EXPLAIN")
"""Statements that write-ahead logging never makes wait; whatever else is asked takes its turn."""


class WriterQueue:
    """A lock that goes to those who wait in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self, *, timeout: float) -> bool:
        """Wait at most `timeout` seconds for the turn; False: it did not come."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        came = False
        try:
            came = turn.acquire(timeout=timeout)
        finally:
            if not came:
                came = not self._gave_up(turn)
        return came

    def _gave_up(self, turn: threading.Lock) -> bool:
        """Leave the queue; False: the turn was handed over in the last moment."""
        with self._guard:
            if turn not in self._waiting:
                return False
            self._waiting.remove(turn)
            return True

    def release(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


_queues: dict[str, WriterQueue] = {}
_queues_guard = threading.Lock()


def queue_of(database: str) -> WriterQueue:
    """Find the queue in which all connections to one database file (or one shared in-memory database) stand."""
    if database == ":memory:":  # each connection has its own
        return WriterQueue()
    path = urlsplit(database).path if database.startswith("file:") else database
    name = database if "mode=memory" in database else os.path.realpath(path)
    with _queues_guard:
        return _queues.setdefault(name, WriterQueue())


class QueuedConnection(sqlite3.Connection):
    """Takes its turn before the first write and gives it back when no transaction is open any more."""

    def __init__(self, database: str | os.PathLike[str], timeout: float = 5.0, **options: Any) -> None:
        self._queue = queue_of(os.fspath(database))
        self._patience = timeout
        self._has_turn = False
        super().__init__(database, timeout, **options)

    def take_turn(self) -> None:
        if self._has_turn:
            return
        if not self._queue.acquire(timeout=self._patience):
            raise sqlite3.OperationalError(f"database is locked: another thread has been writing for {self._patience:.0f} s")
        self._has_turn = True

    def end_turn(self) -> None:
        if self._has_turn and not self.in_transaction:
            self._hand_over()

    def _hand_over(self) -> None:
        if self._has_turn:
            self._has_turn = False
            self._queue.release()

    def commit(self) -> None:
        try:
            super().commit()
        finally:
            self.end_turn()

    def rollback(self) -> None:
        try:
            super().rollback()
        finally:
            self.end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            self._hand_over()

    def __del__(self) -> None:
        self._hand_over()  # a thread that ended inside a transaction


@lru_cache(maxsize=1024)
def with_question_marks(query: str) -> str:
    return FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class QueuedCursor(SQLiteCursorWrapper):
    """Sends everything but reads through the queue of its connection."""

    connection: QueuedConnection

    def convert_query(self, query: str, *, param_names: Iterable[str] | None = None) -> Any:
        """Put SQLite's marks for Django's; texts come again and again, and a long one takes longer than the database with it."""
        return with_question_marks(query) if param_names is None else super().convert_query(query, param_names=param_names)

    def execute(self, query: str, params: Any = None) -> Any:
        if query.lstrip()[:7].upper().startswith(READS):
            return super().execute(query, params)
        self.connection.take_turn()
        try:
            return super().execute(query, params)
        finally:
            self.connection.end_turn()

    def executemany(self, query: str, param_list: Any) -> Any:
        self.connection.take_turn()
        try:
            return super().executemany(query, param_list)
        finally:
            self.connection.end_turn()

    def executescript(self, script: str) -> Any:
        self.connection.take_turn()
        try:
            return super().executescript(script)
        finally:
            self.connection.end_turn()
