"""A worker in a process of its own: `python -m tests.delivery.worker_process HOURS`, ends on SIGTERM."""

import signal
import sys
import threading
from datetime import UTC, datetime, timedelta

import django


def main(hours: int) -> None:
    django.setup()
    from vorzimmer.delivery import worker  # noqa: PLC0415  (it needs the models)

    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    print("ready", flush=True)  # noqa: T201  (the test reads it)
    worker.run(stop, clock=lambda: datetime.now(UTC) + timedelta(hours=hours))


if __name__ == "__main__":
    main(int(sys.argv[1]))
