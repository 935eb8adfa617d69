"""Wakes the workers of this process when something was put into the outbox."""

import threading


class Bell:
    """Counts how often it rang, so that whoever looked away hears it all the same."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._rung = 0

    @property
    def rung(self) -> int:
        """How often it rang so far."""
        return self._rung

    def ring(self) -> None:
        with self._condition:
            self._rung += 1
            self._condition.notify_all()

    def wait(self, *, heard: int, seconds: float) -> bool:
        """Wait until it has rung more than `heard` times, at most `seconds`; False: it did not."""
        with self._condition:
            return self._condition.wait_for(lambda: self._rung != heard, timeout=seconds)


BELL = Bell()
