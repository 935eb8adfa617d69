"""What is in a disclosure: the fields that a list names, all of them named, and nothing else (law.md S29, S30)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.disclosure import Ground


class Special(StrEnum):
    """A circumstance without which some fields stay at home."""

    RETURNED_DEBIT = "returned_debit"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that may be given away. `key` is its place ("debtor.name", and "payments.on" for each payment)."""

    key: str
    category: Category
    law: str
    sentence: str = ""
    only_if: Special | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowList:
    """The fields that may be given away on a ground, by key. Those with a circumstance count only when `given` names it."""

    ground: Ground
    fields: Mapping[str, Field]
    specials: frozenset[Special] = field(default_factory=frozenset)

    def given(self, *specials: Special) -> "AllowList":
        """Give the same list for these circumstances."""
        return replace(self, specials=frozenset(specials))

    @property
    def allowed(self) -> Mapping[str, Field]:
        """The fields that count now."""
        return {key: one for key, one in self.fields.items() if one.only_if is None or one.only_if in self.specials}


class NotListed(ValueError):
    """Something was to be given away that the list does not name: nothing is. `keys` are the places of what is not listed."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(f"not on the list of what may be given away: {', '.join(self.keys)}")


def payload(values: Mapping[str, object], allow_list: AllowList) -> dict[str, object]:
    """Give a copy of `values`, if the list names all of it; nothing is left out silently.

    `values` are texts, whole numbers, dates and truths in mappings and lists; cents, not euros. Raises NotListed for what the list
    does not name, and TypeError for a value of another type.
    """
    allowed = allow_list.allowed
    wrong = [place for place, value in _places(values) if not (_leads_to(place, allowed) if value is _EMPTY else place in allowed)]
    if wrong:
        raise NotListed(dict.fromkeys(wrong))
    return {key: _copy(value) for key, value in values.items()}


def fields_in(values: Mapping[str, object]) -> tuple[str, ...]:
    """Name the fields of a payload in which something stands, each once, in their order."""
    return tuple(dict.fromkeys(place for place, value in _places(values) if value is not None and value is not _EMPTY))


def canonical(values: Mapping[str, object]) -> bytes:
    """Write a payload so that the same content has the same bytes: JSON, keys in order, dates as ISO 8601. For its SHA-256."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=date.isoformat).encode()


_EMPTY = object()
"""Stands for a mapping or a list in which nothing is."""


def _places(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Name each place at which a value stands, and the value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not key or "." in key:
                raise TypeError(f"{place}: {key!r} is no name; a field of a part stands in a mapping of its own")
            yield from _places(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _places(inner, place)
    elif value is None or isinstance(value, str | int | date):
        yield place, value
    else:
        raise TypeError(f"{place}: {type(value).__name__} is neither a text, a whole number, a date nor a truth")
    if place and isinstance(value, Mapping | list | tuple) and not value:
        yield place, _EMPTY


def _leads_to(place: str, allowed: Mapping[str, Field]) -> bool:
    return place in allowed or any(key.startswith(f"{place}.") for key in allowed)


def _copy(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list | tuple) else value
