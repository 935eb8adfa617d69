"""Which live events have arrived, by two ways and not always in order, so that each goes out once and none is missed.

An event comes from the bus (committed in this process) or from the table (committed by another one). Ids are given out
before the commit: a gap may be filled late, or never, when its transaction was rolled back.
"""

from collections.abc import Collection

LOOKED_FOR = 30.0
"""Seconds for which a gap is looked up in the table; no transaction of ours takes longer."""
REMEMBERED = 5_000
"""Gaps that are remembered, so that a very late event from the bus is still taken as new."""


class Arrivals:
    """The newest id and the gaps below it. Used by one thread."""

    def __init__(self, newest: int) -> None:
        self.newest = newest
        self._gaps: dict[int, float] = {}

    def is_new(self, event_id: int, *, now: float) -> bool:
        """Note that the event has arrived at `now` (seconds of any steady clock); False: it had before."""
        if event_id <= self.newest:
            return self._gaps.pop(event_id, None) is not None
        skipped = range(max(self.newest + 1, event_id - REMEMBERED), event_id)
        self._gaps.update(dict.fromkeys(skipped, now))
        self.newest = event_id
        while len(self._gaps) > REMEMBERED:
            del self._gaps[next(iter(self._gaps))]
        return True

    def open_gaps(self, *, now: float, most: int) -> Collection[int]:
        """List the ids that were skipped a short while ago, the latest `most` of them."""
        young = [event_id for event_id, since in self._gaps.items() if now - since < LOOKED_FOR]
        return young[-most:]
