"""Eight operators save notes as fast as they can, in a process with the settings of a server: `python -m bench.note_writer SECONDS`.

Prints one line of JSON: {"rate": notes a second, "latencies": [ms]}.
"""

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import django

THREADS = 8
SPARE = 2000
"""Calls a second for which a note can be written; more than that many would need a bigger number here."""
CONCERN = "Herr Muster bittet um Rückruf wegen des Termins am Montag; er ist ab 14 Uhr im Büro und danach unterwegs zu erreichen. " * 3


def answered_calls(count: int) -> tuple[UUID, list[UUID]]:
    """An operator, and calls that she has answered and not written down yet."""
    from tests.cast import CALLER, ZAHN_NUMBER, make_cast  # noqa: PLC0415  (models load only after the settings)
    from vorzimmer.calls.models import Call  # noqa: PLC0415
    from vorzimmer.domain.calls import CallState  # noqa: PLC0415

    at = datetime.now(UTC)
    cast = make_cast(at)
    dial_in = cast.zahn.dial_ins.get(number=ZAHN_NUMBER)
    calls = [
        Call(
            engine="cti",
            engine_call_id=f"call-{number}",
            customer=cast.zahn,
            dial_in=dial_in,
            team=cast.day,
            operator=cast.olga,
            called=ZAHN_NUMBER,
            caller_number=CALLER,
            state=CallState.WRAP_UP.value,
            since=at,
            offered_at=at - timedelta(minutes=2),
        )
        for number in range(count)
    ]
    Call.objects.bulk_create(calls, batch_size=50)
    return cast.olga.pk, [call.pk for call in calls]


def save(operator_id: UUID, calls: Iterator[UUID], until: float) -> list[float]:
    """Save notes until the time is over; returns how long each took in milliseconds."""
    from django.db import connections  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.accounts.models import User  # noqa: PLC0415
    from vorzimmer.calls.notes import NewNote, save_note  # noqa: PLC0415
    from vorzimmer.domain.notes import Outcome, Urgency  # noqa: PLC0415

    operator = User.objects.get(pk=operator_id)
    latencies = []
    for call_id in calls:
        start = time.perf_counter()
        if start > until:
            break
        new = NewNote(
            note_id=uuid4(),
            call_id=call_id,
            concern=CONCERN,
            urgency=Urgency.NORMAL,
            outcome=next(iter(Outcome)),
            caller_name="Erika Muster",
            callback_number="+491713920012",
        )
        save_note(new, operator, datetime.now(UTC))
        latencies.append((time.perf_counter() - start) * 1000)
    connections.close_all()
    return latencies


def main() -> None:
    django.setup()
    from vorzimmer.server.serve import tune  # noqa: PLC0415  (models load only after the settings)

    seconds = float(sys.argv[1])
    operator_id, call_ids = answered_calls(round(seconds * SPARE))
    calls = iter(call_ids)
    save(operator_id, iter([next(calls)]), time.perf_counter() + 60)  # all code has run once
    tune()
    start = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        parts = [pool.submit(save, operator_id, calls, start + seconds) for _ in range(THREADS)]
        latencies = [latency for part in parts for latency in part.result()]
    if next(calls, None) is None:
        raise SystemExit("bench: the calls ran out; raise SPARE")
    print(json.dumps({"rate": len(latencies) / seconds, "latencies": latencies}))


if __name__ == "__main__":
    main()
