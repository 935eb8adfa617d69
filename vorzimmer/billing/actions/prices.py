"""Changes the prices of contracts from a day on, and tells the customers."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.billing.models import PriceChange, TariffVersion
from vorzimmer.billing.price_changes import Effect, NotChanged, effects_of
from vorzimmer.billing.price_letters import letter
from vorzimmer.billing.queries import price_lists_of
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Contract
from vorzimmer.delivery.actions import enqueue
from vorzimmer.domain.days import berlin_date

_DAY = timedelta(days=1)

WHY_NOT = {
    NotChanged.NOT_IN_FORCE: gettext_lazy("It is not concluded, or over by then."),
    NotChanged.OTHER_TARIFF: gettext_lazy("It has another tariff then."),
    NotChanged.HAS_THEM: gettext_lazy("It has these prices then."),
    NotChanged.NO_PRICES: gettext_lazy("Its tariff has no price list."),
}
"""Why a contract does not get the new prices, in words."""


def check_day(version: TariffVersion, from_day: date, at: datetime) -> None:
    """Refuse a day from which prices cannot change, by ValidationError (`from_day`)."""
    if from_day <= berlin_date(at):
        raise ValidationError({"from_day": _("Prices change in the future. Choose a day that is still to come.")})
    if from_day.day != 1:
        raise ValidationError({"from_day": _("Bills are for whole months. Choose the first day of a month.")})
    if from_day < version.valid_from:
        text = _("This price list begins on %(day)s. Choose that day or a later one.") % {"day": written_day(version.valid_from)}
        raise ValidationError({"from_day": text})


@transaction.atomic
def change_prices(
    version: TariffVersion, from_day: date, contracts: Iterable[Contract], at: datetime, *, by: User | None
) -> list[PriceChange]:
    """Give contracts the prices of a version from a day on, and tell each customer by e-mail; without an address somebody else must.

    Raises ValidationError when the day is impossible (`from_day`), or one of the contracts cannot get them (`contracts`): then nothing
    has changed. A change that was planned for the same day is replaced.
    """
    check_day(version, from_day, at)
    chosen = list(Contract.objects.select_for_update().select_related("customer").filter(pk__in=[contract.pk for contract in contracts]))
    if not chosen:
        raise ValidationError({"contracts": _("Choose at least one contract.")})
    lists, effects = price_lists_of(chosen), effects_of(version, from_day, chosen, at)
    _demand_all(effects)
    made, letters = [], []
    for effect in effects:
        held = lists.on(effect.contract, from_day - _DAY)
        assert held is not None  # noqa: S101  whoever has no price list was refused
        change, _is_new = PriceChange.objects.update_or_create(
            contract=effect.contract,
            valid_from=from_day,
            defaults={"version": version, "created_at": at, "created_by": by, "told_at": at if effect.contract.customer.email else None},
        )
        made.append(change)
        letters += [written] if (written := letter(change, held, effect)) else []
    enqueue(letters, at=at)
    return made


def _demand_all(effects: Iterable[Effect]) -> None:
    wrong = [f"{effect.contract.number}: {WHY_NOT[effect.refused]}" for effect in effects if effect.refused is not None]
    if wrong:
        raise ValidationError({"contracts": wrong})
