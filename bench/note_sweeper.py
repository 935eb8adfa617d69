"""Fills a table of notes and erases three in a hundred, twice: by hand-written SQL, and by the sweep: `python -m bench.note_sweeper NOTES`.

Prints one line of JSON: {"by hand": notes a second, "sweep": notes a second, "memory": MB that the sweep took}.
"""

import json
import resource
import sys
import time
from datetime import UTC, date, datetime
from uuid import UUID

import django

CUSTOMERS = 2000
AT = datetime(2027, 1, 1, tzinfo=UTC)
FILL = """INSERT INTO calls_note (id, customer_id, operator_id, caller_name, caller_company, callback_number, concern, answers,
measures_text, measures, urgency, outcome, called_at, saved_at)
WITH RECURSIVE numbers(n, at) AS (
  SELECT 0, '2026-01-05 00:00:00' UNION ALL SELECT n + 1, datetime('2026-01-05', (n % 300000) || ' minutes') FROM numbers WHERE n + 1 < ?
)
SELECT lower(hex(randomblob(16))), (SELECT id FROM customer_ids WHERE number = n % ?), ?, randomblob(40), x'', randomblob(40),
randomblob(300), x'', x'', '[]', 2, 'done', at, at FROM numbers"""


def customers() -> list[UUID]:
    """Customers with running contracts, one each."""
    from vorzimmer.customers.models import Contract, Customer, Team  # noqa: PLC0415  (models load only after the settings)

    team = Team.objects.create(name="Tag")
    rows = [Customer(number=f"K-{number}", name=f"Kundin {number}", team=team, since=AT) for number in range(CUSTOMERS)]
    Customer.objects.bulk_create(rows, batch_size=500)
    Contract.objects.bulk_create(
        [Contract(customer=row, number=f"{row.number}-1", state="running", concluded_on=date(2026, 1, 5), created_at=AT) for row in rows],
        batch_size=500,
    )
    return [row.pk for row in rows]


def fill(notes: int, keys: list[UUID]) -> None:
    from django.db import connection  # noqa: PLC0415  (as above)

    from vorzimmer.accounts.models import User  # noqa: PLC0415  (as above)

    operator = User.objects.create(email="olga@agentur.example", name="Olga", role="operator", password="!")
    with connection.cursor() as cursor:
        raw = cursor.connection
        raw.execute("CREATE TEMP TABLE customer_ids (number integer PRIMARY KEY, id text)")
        raw.executemany("INSERT INTO customer_ids VALUES (?, ?)", [(number, key.hex) for number, key in enumerate(keys)])
        ((cache,),) = raw.execute("PRAGMA cache_size").fetchall()
        raw.execute("PRAGMA cache_size = -2000000")  # random keys are all over the index: with less memory ten million take half an hour
        raw.execute("BEGIN")
        raw.execute(FILL, (notes, len(keys), operator.pk.hex))
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw.execute("ANALYZE")
        raw.execute(f"PRAGMA cache_size = {cache}")


def by_hand(ended: list[UUID], size: int) -> float:
    """Notes a second: keys into a temporary table, then batch after batch in a transaction of its own."""
    from django.db import connection  # noqa: PLC0415  (as above)

    with connection.cursor() as cursor:
        raw = cursor.connection
        start = time.perf_counter()
        marks = ", ".join("?" * len(ended))
        raw.execute(
            f"CREATE TEMP TABLE hand_keys AS SELECT id FROM calls_note WHERE customer_id IN ({marks}) ORDER BY customer_id, id",
            [key.hex for key in ended],
        )
        (count,) = raw.execute("SELECT count(*) FROM hand_keys").fetchone()
        for first in range(1, count + 1, size):
            raw.execute("BEGIN IMMEDIATE")
            raw.execute(
                "DELETE FROM calls_note WHERE id IN (SELECT id FROM hand_keys WHERE rowid BETWEEN ? AND ?)", (first, first + size - 1)
            )
            raw.execute("COMMIT")
        return count / (time.perf_counter() - start)


def end(keys: list[UUID]) -> None:
    from vorzimmer.customers.models import Contract  # noqa: PLC0415  (as above)

    Contract.objects.filter(customer__in=keys).update(last_day=date(2026, 12, 31))


def by_sweep(size: int) -> float:
    from vorzimmer.privacy import sweeping  # noqa: PLC0415  (as above)
    from vorzimmer.privacy.clocks import clocks  # noqa: PLC0415  (as above)

    (clock,) = [each for each in clocks() if each.table == "calls.Note"]
    start = time.perf_counter()
    outcome = sweeping._swept(clock, AT, AT, size)  # noqa: SLF001  (one table of the sweep is measured)
    return outcome.erased / (time.perf_counter() - start)


def main() -> None:
    django.setup()
    from vorzimmer.privacy.sweeping import BATCH_OF_ONE_WRITER  # noqa: PLC0415  (as above)

    notes, keys = int(sys.argv[1]), customers()
    fill(notes, keys)
    half = CUSTOMERS * 3 // 100
    ended, others = keys[:half], keys[half : 2 * half]
    hand = by_hand(ended, BATCH_OF_ONE_WRITER)
    end(others)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    swept = by_sweep(BATCH_OF_ONE_WRITER)
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(json.dumps({"by hand": hand, "sweep": swept, "memory": memory}))


main()
