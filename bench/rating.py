"""Row 3: a month of usage rated, streamed from the database by customer, beside reading the same rows into tuples and nothing else."""

import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from uuid import UUID

import vorzimmer
from bench.figures import Figures, Goal, Row
from tests.domain.rating_oracle import Oracle
from vorzimmer.domain.rating import digest, rate
from vorzimmer.domain.statements import ContractFacts, Period
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import TariffVersion
from vorzimmer.domain.usage import UsageRow

MOST_ROWS = 1_000_000
CUSTOMERS = 2_000
ROWS_A_SECOND = 100_000
"""So many rows for each second of the wanted length, up to all."""

SAMPLE = 3
"""Customers whose month the oracle rates, too."""

OCTOBER = Period.month("2026-10")
FACTS = ContractFacts(holidays={OCTOBER.first.replace(day=3): "Tag der Deutschen Einheit"})
TARIFFS = ("starbuero", "fonect", "topbuero", "praxis", "handwerk", "start", "fonhero", "voicenation")
TABLE = """CREATE TABLE usage (customer integer, ref text, meter text, quantity integer, unit text, started_at text,
direction text, destination_kind text, status text)"""
COLUMNS = "customer, ref, meter, quantity, unit, started_at, direction, destination_kind, status"

Stored = tuple[int, str, str, int, str, str, str, str, str]


def tariffs() -> list[TariffVersion]:
    folder = Path(vorzimmer.__file__).parent / "policy" / "tariffs"
    return [load((folder / f"{name}.toml").read_text("utf-8")) for name in TARIFFS]


def usage(rows: int) -> Iterator[Stored]:
    """Make calls with their times, some put through, and messages; seeded, so that every run rates the same."""
    chance = random.Random(3)
    a_customer, made = rows // CUSTOMERS, 0
    for customer in range(CUSTOMERS):
        count = 0
        while count < a_customer:
            ref = UUID(int=chance.getrandbits(128)).hex
            at = OCTOBER.start + timedelta(seconds=chance.randrange(31 * 86_400 - 1))
            status = chance.choice(("", "", "", "", "", "", "advertising", "wrong_number"))
            lines: list[tuple[str, int, str, str, str]] = [("call", 1, "piece", "in", "")]
            lines += [("talk", 1 + int(chance.expovariate(1 / 90)), "second", "in", "")]
            lines += [("wrap_up", 1 + int(chance.expovariate(1 / 30)), "second", "in", "")]
            if chance.random() < 0.1:
                lines += [("patched", 1 + int(chance.expovariate(1 / 120)), "second", "out", chance.choice(("mobile", "fixed")))]
            if chance.random() < 0.5:
                lines += [(chance.choice(("sms", "email")), 1, "piece", "out", "")]
            for meter, quantity, unit, direction, destination in lines[: a_customer - count]:
                yield customer, ref, meter, quantity, unit, at.isoformat(" ")[:19], direction, destination, status
                count += 1
        made += count


def read(connection: sqlite3.Connection) -> int:
    """The limit: every row becomes a tuple, and is forgotten."""
    count = 0
    for _, rows in groupby(connection.execute(f"SELECT {COLUMNS} FROM usage ORDER BY customer"), key=itemgetter(0)):
        count += len(list(rows))
    return count


def months(connection: sqlite3.Connection) -> Iterator[tuple[int, list[UsageRow]]]:
    """The usage of each customer, one after the other."""
    parse = datetime.fromisoformat
    columns = COLUMNS.replace("started_at", "started_at || '+00:00'")
    query = connection.execute(f"SELECT {columns} FROM usage ORDER BY customer")
    for customer, rows in groupby(query, key=itemgetter(0)):
        yield (
            customer,
            [
                (ref, meter, quantity, unit, parse(at), direction, kind, status)  # type: ignore[misc]
                for _, ref, meter, quantity, unit, at, direction, kind, status in rows
            ],
        )


def rate_all(connection: sqlite3.Connection, offers: list[TariffVersion], *, digests: bool) -> int:
    net = 0
    for customer, rows in months(connection):
        statement = rate(offers[customer % len(offers)], rows, OCTOBER, FACTS)
        net += statement.net
        if digests:
            digest(statement)
    return net


def differences(connection: sqlite3.Connection, offers: list[TariffVersion]) -> int:
    """Count the lines of a few customers that the slow oracle finds otherwise."""
    found = 0
    for customer, rows in months(connection):
        if customer >= SAMPLE:
            break
        tariff = offers[customer % len(offers)]
        lines = {line.key: Fraction(line.numerator, line.denominator) for line in rate(tariff, rows, OCTOBER, FACTS).lines}
        amounts = Oracle(tariff, rows, OCTOBER, FACTS).amounts
        found += sum(lines.get(key, Fraction(0)) != amount for key, amount in amounts.items())
    return found


def run(seconds: float) -> Figures:
    rows = min(MOST_ROWS, int(seconds * ROWS_A_SECOND)) // CUSTOMERS * CUSTOMERS
    offers = tariffs()
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "usage.sqlite3")
        connection.execute(TABLE)
        connection.executemany("INSERT INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", usage(rows))
        connection.execute("CREATE INDEX by_customer ON usage (customer)")
        connection.commit()
        read(connection)  # the file is in the cache of the system now, for all
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        timings = {}
        for name, work in (
            ("read", lambda: read(connection)),
            ("rated", lambda: rate_all(connection, offers, digests=False)),
            ("rated with digests", lambda: rate_all(connection, offers, digests=True)),
        ):
            start = time.perf_counter()
            work()
            timings[name] = rows / (time.perf_counter() - start)
        growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        wrong = differences(connection, offers)
        connection.close()
    return {**timings, "memory": growth, "wrong": wrong}


ROW = Row(
    number=3,
    title="a month of usage rated for 2,000 customers under real tariffs, streamed by customer",
    run=run,
    goals=(
        Goal(figure="rated", unit="rows/s", limit="read", bound=0.35, at_least=True),
        Goal(figure="rated with digests", unit="rows/s", limit="read", bound=0.2, at_least=True),
        Goal(figure="memory", unit="MB more", bound=32),
        Goal(figure="wrong", unit="lines", bound=0),
    ),
)
