"""Database connections in threads that serve no requests."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

P = ParamSpec("P")
R = TypeVar("R")


@contextmanager
def usable_connections() -> Iterator[None]:
    """Between two pieces of work a thread lets go of connections that broke or grew old, as Django does between two requests."""
    close_old_connections()
    try:
        yield
    finally:
        close_old_connections()


def on_usable_connections(work: Callable[P, R]) -> Callable[P, R]:
    """Do the same work within `usable_connections`."""

    def piece(*args: P.args, **kwargs: P.kwargs) -> R:
        with usable_connections():
            return work(*args, **kwargs)

    return piece
