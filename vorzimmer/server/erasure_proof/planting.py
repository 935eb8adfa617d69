"""Plants a mark in every field that the catalogue calls personal and that can hold one: one row of every table, made from the models.

A new table needs nothing here as long as its checks take the first of its choices; a field that takes no mark says why.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db import DatabaseError, models
from django.db.models.fields import NOT_PROVIDED

from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.fields import AnyField, BlindIndexField, SealedBinaryField, SealedField, SealedJSONField
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.server.erasure_proof.exceptions import CODES, VALUES
from vorzimmer.server.erasure_proof.marks import INDEX, LETTERS, Marks

TEXTS = (models.CharField, models.TextField, models.JSONField, SealedField)
ADDRESSES = frozenset({"pd:EmailAddress"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A mark in one field of one record."""

    key: str
    word: str
    record: str
    sealed: bool


@dataclass(slots=True, kw_only=True)
class Garden:
    """Makes one row of each table, those first to which it leads. `row` gives it."""

    marks: Marks
    at: datetime
    rows: dict[str, models.Model] = field(default_factory=dict)
    planted: list[Planted] = field(default_factory=list)
    _making: set[str] = field(default_factory=set)

    def plant_all(self) -> None:
        """Make a row of every table that holds something about somebody."""
        for model in dict.fromkeys(model for model, _field in text_fields()):
            try:
                self.row(model)
            except (LookupError, DatabaseError, ValueError, TypeError) as error:  # its fields are named as not planted
                print(f"no row of {model._meta.label}: {type(error).__name__}: {error}", file=sys.stderr)

    def row(self, model: type[models.Model]) -> models.Model:
        """Give the row of a table; make it when it is not there. Raises LookupError when a circle of tables cannot be made."""
        label = model._meta.label
        if label in self.rows:
            return self.rows[label]
        if label in self._making:
            raise LookupError(f"{label} leads to itself")
        self._making.add(label)
        try:
            values = {each.attname: self._value(model, each) for each in model._meta.local_concrete_fields}
            row = model(**{name: value for name, value in values.items() if value is not NOT_PROVIDED})
            row.save_base(force_insert=True)
        finally:
            self._making.discard(label)
        self.rows[label] = row
        self._note(model, row)
        return row

    def _note(self, model: type[models.Model], row: models.Model) -> None:
        for own in model._meta.local_concrete_fields:
            key = f"{model._meta.label}.{own.name}"
            if key in numbers() and key not in VALUES:
                sealed = isinstance(own, SealedField)
                self.planted.append(Planted(key=key, word=self.marks.word(numbers()[key]), record=str(row.pk), sealed=sealed))

    def _value(self, model: type[models.Model], own: AnyField) -> Any:  # noqa: PLR0911  (a table of kinds)
        key = f"{model._meta.label}.{own.name}"
        if key in VALUES:
            value = VALUES[key]
            return value(self.at) if callable(value) else value
        if isinstance(own, models.ForeignKey):
            return self._link(own)
        if isinstance(own, models.AutoField) or (own.primary_key and own.has_default()):
            return NOT_PROVIDED
        if key in numbers():
            return self._marked(key, own)
        if isinstance(own, models.UUIDField):
            return self.row(apps.get_model("customers.Customer")).pk if own.name == "customer_ref" else uuid4()
        if isinstance(own, BlindIndexField):
            return blind_index(self._customer(), self.marks.number)
        if isinstance(own, models.DateField):  # a moment is one too
            return self.at if isinstance(own, models.DateTimeField) else berlin_date(self.at)
        return self._plain(own)

    def _marked(self, key: str, own: AnyField) -> Any:
        word = self.marks.word(numbers()[key])
        if catalogue()[key].dpv in ADDRESSES or own.name in {"email", "address"}:
            longest = getattr(own, "max_length", None)
            word = f"{word}@a.example" if longest is None or longest > len(word) + 10 else word
        if isinstance(own, SealedBinaryField):
            return word.encode()
        return [word] if isinstance(own, models.JSONField | SealedJSONField) else word

    def _link(self, own: "models.ForeignKey[Any, Any]") -> Any:
        """Follow a link, also one that may be empty, unless that leads in a circle."""
        target = own.related_model
        if target._meta.label in self._making:
            if own.null:
                return None
            raise LookupError(f"{own} leads in a circle")
        try:
            return getattr(self.row(target), own.target_field.attname)
        except LookupError:
            if own.null:
                return None
            raise

    def _customer(self) -> UUID:
        key: UUID = self.row(apps.get_model("customers.Customer")).pk
        return key

    def _plain(self, own: AnyField) -> Any:
        if own.has_default() or own.null or own.blank or own.db_default is not NOT_PROVIDED:
            return NOT_PROVIDED
        if own.choices:
            return next(iter(own.flatchoices))[0]
        for kind, value in _PLAIN:
            if isinstance(own, kind):
                return value
        raise LookupError(f"nobody knows what stands in {own.model._meta.label}.{own.name}")


_PLAIN: tuple[tuple[type[Any], Any], ...] = (
    (models.BooleanField, False),
    (models.DurationField, timedelta(0)),
    (models.DecimalField, 1),
    (models.IntegerField, 1),
    (models.TimeField, time(8)),
    (models.BinaryField, b"x"),
    (SealedBinaryField, b"x"),
    (SealedJSONField, {}),
    (models.JSONField, {}),
    (SealedField, "x"),
    (models.CharField, "x"),
    (models.TextField, "x"),
)


def text_fields() -> Iterator[tuple[type[models.Model], AnyField]]:
    """Give every field of text that the catalogue says is about somebody."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or model._meta.proxy:
            continue
        for own in model._meta.local_concrete_fields:
            datum = catalogue().get(f"{model._meta.label}.{own.name}")
            if datum is not None and datum.category is not Category.NONE and isinstance(own, TEXTS):
                yield model, own


def why_not(key: str, own: AnyField) -> str:
    """Say why a field takes no mark; blank when it does."""
    if own.choices:
        return "a code from a list"
    longest = getattr(own, "max_length", None)
    if longest is not None and longest < LETTERS + INDEX:
        return "too short for a word that is unmistakable"
    return CODES.get(key, "")


def numbers() -> Mapping[str, int]:
    """Number the fields that take a mark, in the order of the models."""
    if not _numbers:
        for model, own in text_fields():
            key = f"{model._meta.label}.{own.name}"
            if not why_not(key, own):
                _numbers[key] = len(_numbers)
    return _numbers


_numbers: dict[str, int] = {}
