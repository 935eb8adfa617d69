"""Enters price lists. A version is never changed; what the offer says of the monthly price follows the version that is on offer."""

from dataclasses import replace
from datetime import date, datetime
from importlib.resources import files

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.models import TariffVersion
from vorzimmer.billing.queries import on_offer
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import ContractTariff, Tariff
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.example_bills import monthly_fee
from vorzimmer.domain.money import MICRO_PER_CENT
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import Flat
from vorzimmer.domain.tariff_parts import TariffVersion as Rates
from vorzimmer.domain.tariff_writing import written
from vorzimmer.domain.tariffs import TariffRefused

CURRENCY = "EUR"
"""In which invoices are written."""
FIRST_TARIFFS = "first_tariffs"
FEE = "fee"
"""The charge of the first price lists that is the monthly price of the offer."""


def read_prices(tariff: Tariff, text: str, at: datetime) -> Rates:
    """Read a price list and say whether it can be entered now for this tariff.

    Raises `TariffRefused` when it makes no sense by itself, and ValidationError (`text`) when it does not belong here or now.
    """
    rates = load(text)
    for wrong in (_not_its_own(tariff, rates), _not_now(tariff, rates.valid_from, berlin_date(at))):
        if wrong:
            raise ValidationError({"text": wrong})
    return rates


def _not_its_own(tariff: Tariff, rates: Rates) -> str:
    if rates.key != tariff.code:
        return _("The price list is for “%(found)s”, and this tariff is “%(code)s”. Its “key” is the code of the tariff.") % {
            "found": rates.key,
            "code": tariff.code,
        }
    if rates.currency != CURRENCY:
        return _("Invoices are written in euros, and this price list is in “%(currency)s”. Leave the currency out.") % {
            "currency": rates.currency
        }
    if rates.terms is not None and rates.terms != tariff.terms:
        return _("The price list names other terms of notice than the offer. Leave [terms] out: contracts take those of the offer.")
    return ""


def _not_now(tariff: Tariff, valid_from: date, today: date) -> str:
    newest: date | None = tariff.versions.aggregate(newest=Max("valid_from"))["newest"]
    if newest is not None and valid_from <= newest:
        return _("There is a price list from %(day)s on. A newer one begins after that day.") % {"day": written_day(newest)}
    had = ContractTariff.objects.filter(tariff=tariff)
    if valid_from < today and had.exists():
        return _("Contracts have this tariff already. Their new prices cannot begin before today.")
    if valid_from <= today and (had.filter(valid_from=today) | had.filter(contract__concluded_on=today)).exists():
        return _("A contract was concluded today at the present prices. Let the new ones begin tomorrow.")
    return ""


@transaction.atomic
def enter_version(tariff: Tariff, text: str, at: datetime, *, by: User | None) -> TariffVersion:
    """Enter a price list, as its file says it (docs/reference/tariff-format.md). Contracts keep theirs; see `change_prices`.

    Raises `TariffRefused` with all that is wrong with it, and ValidationError (`text`) when it does not belong here or now.
    """
    tariff = Tariff.objects.select_for_update().get(pk=tariff.pk)
    rates = read_prices(tariff, text, at)
    version = TariffVersion.objects.create(tariff=tariff, valid_from=rates.valid_from, text=text, created_at=at, created_by=by)
    follow_prices(at)
    return version


@transaction.atomic
def take_version_back(version: TariffVersion, at: datetime) -> None:
    """Take back a price list that has not begun and that no contract has got or will get by a change of prices."""
    today = berlin_date(at)
    if version.valid_from <= today:
        raise ValidationError(_("This price list has begun. It stays; enter a newer one instead."))
    if version.changes.exists():
        raise ValidationError(_("Customers were told of these prices. The price list stays; enter a newer one instead."))
    version.delete()
    follow_prices(at)


@transaction.atomic
def follow_prices(at: datetime) -> int:
    """Let each offer say the monthly price of the version that is on offer today; returns how many changed."""
    tariffs = {tariff.pk: tariff for tariff in Tariff.objects.all()}
    changed = 0
    for tariff_id, version in on_offer(tariffs.values(), berlin_date(at)).items():
        tariff, fee = tariffs[tariff_id], monthly_fee(version.rates)
        if tariff.monthly_cents != fee:
            tariff.monthly_cents = fee
            tariff.save(update_fields=["monthly_cents"])
            changed += 1
    return changed


@transaction.atomic
def bring_first_versions(at: datetime) -> int:
    """Bring price lists for the offers with which an agency begins, where there is none; returns how many.

    An offer whose monthly price the agency has changed keeps that price.
    """
    brought = 0
    folder = files("vorzimmer.billing").joinpath(FIRST_TARIFFS)
    for tariff in Tariff.objects.filter(versions=None):
        file = folder.joinpath(f"{tariff.code}.toml")
        if file.is_file():
            text = _with_fee(file.read_text("utf-8"), tariff.monthly_cents)
            TariffVersion.objects.create(tariff=tariff, valid_from=load(text).valid_from, text=text, created_at=at)
            brought += 1
    return brought


def _with_fee(text: str, cents: int) -> str:
    rates = load(text)
    if monthly_fee(rates) == cents:
        return text
    price = Flat(micro=cents * MICRO_PER_CENT)
    charges = tuple(replace(charge, price=price) if charge.key == FEE else charge for charge in rates.charges)
    return written(replace(rates, charges=charges))


def said_problems(refused: TariffRefused) -> list[str]:
    """Say what is wrong with a price list, each in a sentence with its place, in the reader's language."""
    return [f"{each.where}{each.says.said(_)}" for each in refused.problems]
