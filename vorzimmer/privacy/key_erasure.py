"""Destroys the data keys of which nothing is left: so that what a sweep erased is erased in replicas and backups too.

A key goes when its month is over, its customer brings nothing more into it, and neither a row nor sealed bytes of it are left. The key
by which a customer's numbers are found has no month: it goes when he brings no more calls and no row is found by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet

from vorzimmer.domain.days import berlin_date, next_month_start, start_of_day
from vorzimmer.privacy import ledger
from vorzimmer.privacy.clocks import SealedRows, rooms
from vorzimmer.privacy.fields import BlindIndexField, SealedField
from vorzimmer.privacy.keyring.actions import destroy_keys
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.scope import INDEX, SealScope
from vorzimmer.privacy.sealing import key_id_of
from vorzimmer.privacy.sweeping import line

KEYS = "keyring.DataKey"
RULE = "keys"
"""Table and rule of the lines that name destroyed keys."""


def destroy_unused_keys(at: datetime, now: datetime) -> int:
    """Destroy the keys of which nothing is left, and name in the ledger all that no line names yet; returns how many were destroyed.

    `at` is the moment as of which is swept, `now` the moment of the deed.

    First the keys go, then the line is written: what ends the program in between leaves keys without a line, which the next one names.
    """
    gone = [scope for scope in _closed_scopes(at) if not _is_in_use(scope)]
    destroyed = destroy_keys(gone, at=now)
    _name_in_ledger(now)
    return len(destroyed)


def _closed_scopes(at: datetime) -> Iterator[SealScope]:
    """Give the scopes whose month is over and into which nothing more is to come."""
    this_month = f"{berlin_date(at):%Y-%m}"
    categories = _finished(at)
    alive = DataKey.objects.filter(destroyed_at=None, month__lt=this_month).order_by("month", "pk")  # an index has the month ""
    for row in alive:
        if row.category in categories.get(row.scope, ()):
            yield row.seal_scope


def _finished(at: datetime) -> Mapping[UUID, frozenset[str]]:
    found: dict[UUID, frozenset[str]] = {}
    for room in rooms():
        for owner, categories in (room.finished(at) if room.finished else {}).items():
            found[owner] = found.get(owner, frozenset()) | categories
    return found


def _is_in_use(scope: SealScope) -> bool:
    """Whether a row of the month is left, which could be sealed anew, or bytes that were sealed with the key."""
    if scope.category == INDEX:
        return any(_is_found_by(each, scope) for room in rooms() for each in room.sealed)
    key = DataKey.objects.get(scope=scope.owner, category=scope.category, month=scope.month)
    tables = [each for room in rooms() for each in room.sealed if each.category == scope.category]
    if any(_has_rows(each, scope) for each in tables):  # quick, and the usual answer
        return True
    return any(_has_bytes(each, scope, key.pk) for each in tables)


def _has_rows(sealed: SealedRows, scope: SealScope) -> bool:
    first = date.fromisoformat(f"{scope.month}-01")
    within = {f"{sealed.at}__gte": start_of_day(first), f"{sealed.at}__lt": start_of_day(next_month_start(first))}
    return _rows(sealed, scope).filter(sealed.only, **within).exists()


def _is_found_by(sealed: SealedRows, scope: SealScope) -> bool:
    """Whether a row of the customer is found by a number."""
    names = [field.name for field in _model(sealed)._meta.local_fields if isinstance(field, BlindIndexField)]
    return any(_rows(sealed, scope).exclude(**{name: None}).exists() for name in names)


def _rows(sealed: SealedRows, scope: SealScope) -> QuerySet[Any]:
    """Give the rows of whoever owns the scope; those of a table without an owner are the agency's."""
    rows = _model(sealed)._base_manager.all()  # noqa: SLF001  (Django's own name)
    if not sealed.owner:
        return rows if scope.customer_id is None else rows.none()
    return rows.filter(**{sealed.owner: scope.customer_id})


def _has_bytes(sealed: SealedRows, scope: SealScope, key_id: UUID) -> bool:
    model = _model(sealed)
    for column in (field for field in model._meta.local_fields if isinstance(field, SealedField)):
        rows = _rows(sealed, scope).exclude(**{f"{column.name}__isnull": True})
        for kept in rows.values_list(column.name, flat=True).iterator(chunk_size=2000):
            if kept.data and key_id_of(kept.data) == key_id:
                return True
    return False


def _model(sealed: SealedRows) -> type[Model]:
    return apps.get_model(sealed.table)


def _name_in_ledger(now: datetime) -> None:
    """Write a line for the destroyed keys that none names: exactly once each, whatever ended the program before."""
    named = {key for keys in LedgerEntry.objects.filter(table=KEYS).values_list("keys", flat=True) for key in keys}
    unnamed = [
        key for key in DataKey.objects.exclude(destroyed_at=None).order_by("pk").values_list("pk", flat=True) if str(key) not in named
    ]
    if unnamed:
        with transaction.atomic():
            plain = line(now, RULE, KEYS, due=len(unnamed), erased=len(unnamed), oldest=None)
            ledger.write(replace(plain, keys=tuple(unnamed)))
