"""Keeps the workers beside the web server alive: each in a thread of its own, started again when it crashes, joined at the end."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connections

from vorzimmer.server.connections import usable_connections
from vorzimmer.server.faults import whereabouts

log = logging.getLogger(__name__)

Work = Callable[[threading.Event], None]
"""What a worker does: it returns soon after the event is set, and not before."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
"""Seconds before a crashed worker starts again: the first time, and at most; each crash doubles them."""
STEADY = 120.0
"""A worker that lived this many seconds begins with the first pause again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How a worker is doing: `crashes` in a row, and the kind of the last error."""

    running: bool
    crashes: int = 0
    error: str = ""


class Supervisor:
    """The workers of this process, by name."""

    def __init__(self, workers: Mapping[str, Work], *, first_pause: float = FIRST_PAUSE) -> None:
        self._first_pause = first_pause
        self._stop = threading.Event()
        self._health = dict.fromkeys(workers, Health(running=False))
        self._threads = [threading.Thread(target=self._keep, args=each, name=each[0], daemon=True) for each in workers.items()]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, *, seconds: float) -> bool:
        """Tell all workers to stop and wait for them; False: one did not within `seconds`."""
        self._stop.set()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        late = [thread.name for thread in self._threads if thread.is_alive()]
        if late:
            log.error("these workers did not stop: %s", ", ".join(late))
        return not late

    def health(self) -> dict[str, Health]:
        return dict(self._health)

    def _keep(self, name: str, work: Work) -> None:
        crashes, pause = 0, self._first_pause
        while not self._stop.is_set():
            self._health[name] = Health(running=True, crashes=crashes)
            started = time.monotonic()
            error = self._once(name, work)
            if time.monotonic() - started > STEADY:
                crashes, pause = 0, self._first_pause
            crashes += 1
            self._health[name] = Health(running=False, crashes=crashes, error=error)
            self._stop.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        connections.close_all()

    def _once(self, name: str, work: Work) -> str:
        try:
            with usable_connections():
                work(self._stop)
        except Exception as error:  # noqa: BLE001  (whatever it is, the other workers and the pages go on)
            log.error("worker %s crashed: %s", name, whereabouts(error))  # noqa: TRY400  (its message may quote a caller)
            return type(error).__name__
        if not self._stop.is_set():
            log.warning("worker %s ended by itself and is started again", name)
        return ""
