"""The daily job in a process of its own, to be killed: `python -m tests.claims.job_process 2026-09-18T11:00:00+00:00`."""

import sys
from datetime import datetime

import django


def main(at: datetime) -> None:
    django.setup()
    from vorzimmer.claims.actions.running import run_reminders  # noqa: PLC0415  (it needs the models)

    print("ready", flush=True)  # noqa: T201  (the test reads it)
    run_reminders(at)


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]))
