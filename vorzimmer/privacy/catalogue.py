"""All entries of the catalogue, who may see what, and which fields nobody has declared."""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig, apps
from django.db.models import Model

from vorzimmer.domain.catalogue import CatalogueError, Datum, combine, is_store
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.fields import AnyField


class NotDeclared(LookupError):
    """Nothing of this name is in the catalogue."""


def load(configs: Iterable[AppConfig]) -> Mapping[str, Datum]:
    """Put together what the apps declare in their `personal_data.py`. Raises CatalogueError."""
    parts = []
    for config in configs:
        name = f"{config.name}.personal_data"
        if find_spec(name) is None:
            continue
        declared = getattr(import_module(name), "CATALOGUE", None)
        if not isinstance(declared, Mapping):
            raise CatalogueError(f"{name} has no CATALOGUE")
        parts.append(declared)
    return combine(*parts)


@cache
def catalogue() -> Mapping[str, Datum]:
    """Give the catalogue of all installed apps, keyed "app_label.Model.field" or "app_label:store"."""
    return load(apps.get_app_configs())


def datum(key: str) -> Datum:
    """Give one entry. Raises NotDeclared."""
    try:
        return catalogue()[key]
    except KeyError:
        raise NotDeclared(f"{key} is not in the catalogue of personal data") from None


def may_see(role: Role | str, key: str) -> bool:
    """Whether a person of this role may see "app_label.Model.field". Raises NotDeclared, and ValueError for an unknown role."""
    return datum(key).visible_for(Role(role))


def kept_fields(models: Iterable[type[Model]] | None = None) -> dict[str, AnyField]:
    """Give every column that the models keep, keyed as the catalogue does; without `models` those of all installed apps."""
    return {f"{model._meta.label}.{field.name}": field for model in _tables(models) for field in model._meta.local_concrete_fields}


def undeclared(declared: Mapping[str, Datum] | None = None, models: Iterable[type[Model]] | None = None) -> list[str]:
    """Name the columns that are in no catalogue."""
    known = catalogue() if declared is None else declared
    return sorted(kept_fields(models).keys() - known.keys())


def declared_in_vain(declared: Mapping[str, Datum] | None = None, models: Iterable[type[Model]] | None = None) -> list[str]:
    """Name the entries whose column, or whose app for a store, does not exist. A many-to-many field may have an entry too."""
    known = catalogue() if declared is None else declared
    links = {f"{model._meta.label}.{field.name}" for model in _tables(models) for field in model._meta.local_many_to_many}
    kept = kept_fields(models).keys() | links
    labels = {config.label for config in apps.get_app_configs()}
    return sorted(key for key in known if (key.split(":")[0] not in labels if is_store(key) else key not in kept))


def _tables(models: Iterable[type[Model]] | None) -> list[type[Model]]:
    chosen = apps.get_models(include_auto_created=True) if models is None else models
    return [model for model in chosen if model._meta.managed and not model._meta.proxy]
