"""Entries of the bank as rows: what is sealed in them, what stands open, and back to what the rules read."""

import re
from dataclasses import fields
from datetime import datetime
from typing import Any

from vorzimmer.billing.models import BankEntry, BankFile
from vorzimmer.domain import bank
from vorzimmer.domain.bank import EntryKind, Place, StatementProblem, entry_key
from vorzimmer.domain.sentences import Sentence
from vorzimmer.privacy.sealing import blind_index

LONGEST_CODE = 4
LONGEST_POSITION = 60
LONGEST_TEMPLATE = 200
_OPEN = frozenset({"booked_on", "value_on", "amount_cents", "kind", "place"})
"""What has a column of its own, or is about the file."""
_HARMLESS = re.compile(r"[\d.,:+\-]{1,40}|\w{0,8}")
_SEALED = tuple(each.name for each in fields(bank.BankEntry) if each.name not in _OPEN)


def row_of(entry: bank.BankEntry, file: BankFile, at: datetime) -> BankEntry:
    """Make the row of an entry that was read. It is not saved."""
    code = entry.return_reason
    return BankEntry(
        key=entry_key(entry),
        file=file,
        position=written_place(entry.place),
        booked_on=entry.booked_on,
        value_on=entry.value_on,
        amount=entry.amount_cents,
        kind=entry.kind.value,
        return_code=code if len(code) <= LONGEST_CODE else "",
        said={name: getattr(entry, name) for name in _SEALED},
        payer_index=payer_index(entry.counterpart_iban),
        created_at=at,
    )


def entry_of(row: BankEntry) -> bank.BankEntry:
    """Give a row as the rules read it."""
    said: dict[str, Any] = row.said
    return bank.BankEntry(
        booked_on=row.booked_on,
        value_on=row.value_on,
        amount_cents=row.amount,
        kind=EntryKind(row.kind),
        place=Place(file=row.position),
        **{name: said[name] for name in _SEALED if name in said},
    )


def payer_index(iban: str) -> bytes | None:
    """Give the blind index of a payer's account; None when the bank told none."""
    return blind_index(None, iban) if iban else None


def written_place(place: Place) -> str:
    """Write where something stands in a file: "3", "3.2" in a collective entry, or ":17" for a line."""
    if place.transaction:
        return f"{place.entry}.{place.transaction}"
    if place.entry:
        return f"{place.entry}"
    return f":{place.line}" if place.line else ""


def problem_values(problem: StatementProblem) -> dict[str, Any]:
    """Give what a problem says as data: its place, how grave it is, and the values of its sentence."""
    return {
        "file": problem.place.file,
        "entry": problem.place.entry,
        "transaction": problem.place.transaction,
        "line": problem.place.line,
        "severity": problem.severity.value,
        "values": _data(problem.says)["values"],
    }


def place_of(values: dict[str, Any]) -> Place:
    """Read the place of a problem again."""
    return Place(**{name: values[name] for name in ("file", "entry", "transaction", "line")})


def sentence_of(template: str, values: dict[str, Any]) -> Sentence:
    """Read the sentence of a problem again."""
    return Sentence(template=template, values={name: _value(value) for name, value in values["values"].items()})


def _data(said: Sentence) -> dict[str, Any]:
    values = {name: _data(value) if isinstance(value, Sentence) else _plain(value) for name, value in said.values.items()}
    return {"template": said.template, "values": values}


def _plain(value: object) -> object:
    """Keep a number, a code or a day; of anything else only that it was there: a broken line of a bank may name people."""
    if isinstance(value, int):
        return value
    return str(value) if _HARMLESS.fullmatch(str(value)) else "…"


def _value(value: Any) -> object:
    if isinstance(value, dict):
        return Sentence(template=value["template"], values={name: _value(each) for name, each in value["values"].items()})
    return value
