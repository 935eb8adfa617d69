"""The ledger of erasures: written in the transaction that erases, read to be checked. There is one writer at a time (`sweeping`)."""

from collections.abc import Iterator
from uuid import UUID

from vorzimmer.domain import erasure_ledger as chain
from vorzimmer.domain.erasure_ledger import Finding, Line
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.storage import Prepared, insert

_LAST = Prepared(lambda: LedgerEntry.objects.order_by("-number")[:1])


def write(line: Line) -> Line:
    """Put a line behind the last one, in the caller's transaction; gives it as it stands there."""
    row = _LAST.first()
    made = chain.chained(line, None if row is None else line_of(row))
    insert([LedgerEntry.of(made)])
    return made


def line_of(row: LedgerEntry) -> Line:
    """Read a row as the rules know it."""
    return Line(
        number=row.number,
        at=row.at,
        policy=row.policy,
        rule=row.rule,
        table=row.table,
        due=row.due,
        erased=row.erased,
        oldest=row.oldest,
        lateness=row.lateness,
        batch=row.batch,
        keys=tuple(UUID(key) for key in row.keys),
        previous=row.previous,
        link=row.link,
    )


def lines() -> Iterator[Line]:
    """Give the whole ledger from its beginning."""
    return (line_of(row) for row in LedgerEntry.objects.order_by("number").iterator(chunk_size=2000))


def verify() -> tuple[Line | None, tuple[Finding, ...]]:
    """Check the whole ledger; gives its last line and what is wrong.

    That its end was cut off, only somebody sees who has noted number and link of a later line elsewhere.
    """
    all_of_them = list(lines())
    return (all_of_them[-1] if all_of_them else None), chain.check(all_of_them)
