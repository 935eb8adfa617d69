"""How an unexpected error is written down: its kind and where it happened, never its message, which may quote a caller."""

import traceback


class Trouble(Exception):
    """The program cannot do what was asked of it. The message says in one sentence or two what is wrong and what to do."""


def whereabouts(error: BaseException) -> str:
    """Name the kind of the error and the lines of code it came through."""
    lines = "".join(traceback.format_tb(error.__traceback__))
    return f"{type(error).__name__} at\n{lines}"
