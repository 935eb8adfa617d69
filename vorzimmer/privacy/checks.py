"""System checks: nothing is kept that is not declared, or that the privacy notice does not name, and what must be sealed is."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import models
from django.utils.timezone import now  # noqa: TID251  (a check has nobody who would tell it the time)

from vorzimmer.domain.catalogue import CatalogueError, Category, Datum
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure_policy import NoRules, PolicyRefused
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.privacy.catalogue import catalogue, declared_in_vain, kept_fields, undeclared
from vorzimmer.privacy.fields import AnyField, BlindIndexField, SealedField
from vorzimmer.privacy.notice_gaps import gaps


def check_catalogue(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001  (Django's signature)
    """Check all installed models against the catalogue of all apps."""
    try:
        declared = catalogue()
    except CatalogueError as error:
        return [Error(f"The catalogue of personal data does not load: {error}", id="privacy.E001")]
    return findings(declared)


def check_notice(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:  # noqa: ARG001  (Django's signature)
    """Check that the privacy notice names what the catalogue says, in the version of today and in those to come."""
    try:
        catalogue()
    except CatalogueError:
        return []
    try:
        found = gaps(berlin_date(now()))
    except (PolicyWrong, PolicyRefused, NoRules) as error:
        return [Error(f"The privacy notice does not load: {error}", id="privacy.E005")]
    hint = "Name it in a promise of policy/notice/ (docs/how-to/publish-the-notice.md)."
    return [Error(str(gap), hint=hint, id="privacy.E006") for gap in found]


def findings(declared: Mapping[str, Datum], kept: Iterable[type[models.Model]] | None = None) -> list[CheckMessage]:
    """Compare models (None: all) with declarations."""
    columns = kept_fields(kept)
    return [
        *(
            Error(f"{key} is in no catalogue.", hint="Declare it in the app's personal_data.py.", id="privacy.E002")
            for key in undeclared(declared, kept)
        ),
        *(Error(f"{key} is declared, but there is no such thing.", id="privacy.E003") for key in declared_in_vain(declared, kept)),
        *(
            Error(f"{key} is kept in plain.", hint="Use a SealedTextField, a SealedJSONField or a BlindIndexField.", id="privacy.E004")
            for key, field in columns.items()
            if key in declared and _plain_but_worthy(field, declared[key])
        ),
    ]


def _plain_but_worthy(field: AnyField, datum: Datum) -> bool:
    """Whether the datum demands a seal and the column has none, or long text about third parties goes by another name."""
    if isinstance(field, SealedField | BlindIndexField):
        return False
    about_others = datum.category is Category.BEA and datum.third_party
    return datum.sealed or (about_others and isinstance(field, models.TextField))
