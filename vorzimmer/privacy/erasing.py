"""Erases on request (Art. 17): what no rule keeps goes at once, in one transaction with its lines in the ledger.

What a rule keeps stays until its own time is over, and the person is told why (`domain.restrictions.kept_because`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from vorzimmer.domain.catalogue import Datum, Rule
from vorzimmer.domain.requests import PersonKind, RefuseBecause
from vorzimmer.domain.restrictions import kept_because
from vorzimmer.privacy import ledger, tombstones
from vorzimmer.privacy.clocks import Clock, clocks
from vorzimmer.privacy.gathering import Piece
from vorzimmer.privacy.holdings import about_people
from vorzimmer.privacy.subjects import Gone, Subject, erasers
from vorzimmer.privacy.sweeping import line

ON_REQUEST = "request"
"""Stands as the rule in lines of the ledger about what went because somebody asked for it."""
_CUSTOMER_RULES = frozenset({Rule.BST, Rule.BEA})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of what one table holds when erasure is asked for: it goes, or it stays because of rules."""

    table: str
    count: int
    goes: bool
    kept: Mapping[Rule, RefuseBecause]


def fates(pieces: Sequence[Piece], kind: PersonKind, *, contract_runs: bool) -> list[Fate]:
    """Say before anything happens what would go and what would stay."""
    found = []
    for piece in pieces:
        kept = _kept(piece.data, contract_runs=contract_runs)
        goes = _goes(piece.table, kind, contract_runs=contract_runs) and any(
            kept_because(d.rule, contract_runs=contract_runs) is None for d in piece.data
        )
        found.append(Fate(table=piece.table, count=piece.count, goes=goes, kept={} if goes and not kept else kept))
    return found


def _kept(data: Sequence[Datum], *, contract_runs: bool) -> dict[Rule, RefuseBecause]:
    answers = {datum.rule: kept_because(datum.rule, contract_runs=contract_runs) for datum in data}
    return {rule: why for rule, why in answers.items() if why is not None}


def _goes(table: str, kind: PersonKind, *, contract_runs: bool) -> bool:
    """Whether somebody knows how rows of the table go on request."""
    if kind is PersonKind.CUSTOMER:
        return not contract_runs and any(clock.table == table for clock in _clocks_of_customers())
    return bool(erasers(kind))


def erase(subject: Subject, at: datetime, *, contract_runs: bool = False) -> dict[str, int]:
    """Erase what no rule keeps, and write the ledger; returns how many rows of which table. Run again, it finds nothing and is done."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("erase() is called within the transaction of the request")
    gone: dict[str, list[Any]] = {}
    parts: list[Gone] = [eraser(subject, at) for eraser in erasers(subject.kind)]
    if subject.kind is PersonKind.CUSTOMER and not contract_runs:
        parts.extend(_erase_by_clock(clock, subject, at) for clock in _clocks_of_customers())
    for part in parts:
        for table, keys in part.items():
            gone.setdefault(table, []).extend(keys)
    for table, keys in sorted(gone.items()):
        if keys:
            ledger.write(line(at, ON_REQUEST, table, due=len(keys), erased=len(keys), oldest=None))
            tombstones.record(table, keys, at)
    return {table: len(keys) for table, keys in gone.items() if keys}


def _clocks_of_customers() -> list[Clock]:
    """Give the clocks of what a customer's file and orders are, children first. Everything else has a longer rule."""
    return [clock for clock in clocks() if clock.rule in _CUSTOMER_RULES and clock.owner]


def _erase_by_clock(clock: Clock, subject: Subject, at: datetime) -> Gone:
    """Do to the rows of one customer what the sweep would do at the end of the rule; what is under way is left, as there."""
    keys = list(clock.read(at).rows.filter(**{clock.owner: subject.key}).values_list("pk", flat=True))
    if not keys:
        return {}
    if clock.blanks:
        clock.model._base_manager.filter(pk__in=keys).update(**clock.blanks)  # noqa: SLF001  (as above)
        return {clock.table: keys}
    found, counted = clock.model._base_manager.filter(pk__in=keys).delete()[1], {clock.table: keys}  # noqa: SLF001  (as above)
    longer = [table for table, count in found.items() if count and table != clock.table and not _may_go_too(table)]
    if longer:
        raise RuntimeError(f"rows of {', '.join(longer)} would go with {clock.table}, and are kept longer")
    return counted


def _may_go_too(table: str) -> bool:
    return all(kept_because(datum.rule, contract_runs=False) is None for datum in about_people(table))
