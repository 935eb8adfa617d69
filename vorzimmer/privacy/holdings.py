"""What is held about one record and all that hangs on it, table by table: how many rows, and what the catalogue says of them.

Which tables hang on it is read from the models, so that a new table cannot be forgotten here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, ForeignKey, IntegerField, Model, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from vorzimmer.domain.catalogue import Category, Datum, is_store
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.models import Disclosure
from vorzimmer.privacy.queries import DisclosureQuerySet


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A table ("calls.Note"), how many of its rows belong to the record, and what they hold about people."""

    table: str
    count: int
    data: tuple[Datum, ...]


def holdings(root: type[Model], key: UUID) -> list[Holding]:
    """Count what hangs on one row of `root`, the row itself included; tables that say nothing about people are left out."""
    tables = {table: path for table, path in paths_to(root).items() if about_people(table)}
    counts = {table.replace(".", "__"): _count(table, path) for table, path in tables.items()}
    found = root._default_manager.filter(pk=key).annotate(**counts).values(*counts).first() or {}  # noqa: SLF001  (Django's own name for it)
    own = [Holding(table=root._meta.label, count=1, data=about_people(root._meta.label))]
    return own + [Holding(table=table, count=found.get(table.replace(".", "__"), 0), data=about_people(table)) for table in tables]


def disclosed(key: UUID) -> DisclosureQuerySet:
    """Give the lines of the register about a customer, the latest first: to whom something was given (Art. 15(1)(c) GDPR)."""
    return Disclosure.objects.about(key)


@cache
def about_people(table: str) -> tuple[Datum, ...]:
    """Give what the catalogue declares of a table, as far as it is about somebody, each once."""
    declared = [datum for name, datum in catalogue().items() if not is_store(name) and name.rsplit(".", 1)[0] == table]
    return tuple(dict.fromkeys(datum for datum in declared if datum.category is not Category.NONE))


@cache
def paths_to(root: type[Model]) -> Mapping[str, str]:
    """Find for each table the shortest way by foreign keys to `root` ("calls.Draft": "call__customer").

    What must outlive the record has no key to it but its id, in a field that is named after it ("customer_ref").
    """
    found: dict[str, str] = {}
    by_id = f"{root._meta.model_name}_ref"
    models = [model for model in apps.get_models(include_auto_created=True) if model is not root]
    ways: dict[type[Model], str] = {root: ""}
    while ways:
        further: dict[type[Model], str] = {}
        for model in models:
            if model._meta.label in found:
                continue
            way = next((_joined(field.name, ways[field.related_model]) for field in _links(model) if field.related_model in ways), None)
            if root in ways and by_id in {field.name for field in model._meta.local_fields}:
                way = by_id
            if way is not None:
                further[model] = way
        found |= {model._meta.label: way for model, way in further.items()}
        ways = further
    return found


def _links(model: type[Model]) -> list[ForeignKey[Any, Any]]:
    return [field for field in model._meta.local_fields if isinstance(field, ForeignKey)]


def _joined(name: str, rest: str) -> str:
    return f"{name}__{rest}" if rest else name


def _count(table: str, path: str) -> Coalesce:
    rows = apps.get_model(table)._default_manager.filter(**{path: OuterRef("pk")}).order_by().values(path)  # noqa: SLF001  (as above)
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")[:1]), Value(0), output_field=IntegerField())
