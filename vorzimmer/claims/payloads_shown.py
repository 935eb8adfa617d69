"""A payload for people: its parts with names and values in words, for the preview and for the paper in the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from vorzimmer.billing.documents.words import money
from vorzimmer.claims.handing_words import COURT_STAGES, DUTIES, FIELDS, PARTS, REASONS
from vorzimmer.claims.words import EVENTS, GROUNDS
from vorzimmer.customers.wording import day_in_full

_CODES: Mapping[str, Mapping[Any, Any]] = {
    "reminders.kind": EVENTS,
    "court.event": EVENTS,
    "claim.default_because": GROUNDS,
    "claim.stage": COURT_STAGES,
    "disputes.reason_code": REASONS,
    "settlement.kind": DUTIES,
    "report.kind": {**DUTIES, "notice": pgettext_lazy("to a credit bureau", "notice")},
}
_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field with its value; `is_amount`: it stands to the right."""

    key: str
    name: str
    value: str
    is_amount: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """A part of a payload: its fields, or for a list one row of values for each entry under the names of `columns`."""

    key: str
    name: str
    rows: Sequence[Row] = ()
    columns: Sequence[Row] = ()
    entries: Sequence[Sequence[Row]] = ()


def shown(values: Mapping[str, Any]) -> list[PartShown]:
    """Say what stands in a payload; what is blank is left out."""
    parts = [_list(key, value) if isinstance(value, list) else _part(key, value) for key, value in values.items()]
    return [part for part in parts if part.rows or part.entries]


def _part(key: str, value: Mapping[str, Any]) -> PartShown:
    rows = [_row(f"{key}.{name}", each) for name, each in value.items() if each not in (None, "")]
    return PartShown(key=key, name=str(PARTS[key]), rows=rows)


def _list(key: str, values: Sequence[Mapping[str, Any]]) -> PartShown:
    entries = [[_row(f"{key}.{name}", each) for name, each in value.items()] for value in values]
    return PartShown(key=key, name=str(PARTS[key]), columns=entries[0] if entries else (), entries=entries)


def _row(place: str, value: Any) -> Row:
    name = place.rpartition(".")[2]
    return Row(key=place, name=str(FIELDS[name]), value=_said(place, name, value), is_amount=name.endswith("cents"))


def _said(place: str, name: str, value: Any) -> str:
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return day_in_full(value)
    return _figure(name, value) if isinstance(value, int) else str(_CODES.get(place, {}).get(value, value))


def _figure(name: str, value: int) -> str:
    if name.endswith("cents"):
        return money(value)
    if name == "rate_basis_points":
        return f"{number_format(f'{value / _HUNDRED:.2f}', decimal_pos=2, use_l10n=True)} %"
    return str(value)
