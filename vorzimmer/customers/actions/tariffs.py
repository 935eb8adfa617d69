"""What a contract costs over time: its tariff and its options; and what the agency has on offer."""

import tomllib
from datetime import date, datetime
from importlib.resources import files

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.contracts import current, record
from vorzimmer.customers.actions.entries import OfferEntry
from vorzimmer.customers.actions.writing import next_place, save, tell, written_day
from vorzimmer.customers.models import BookedOption, Contract, ContractTariff, Option, Tariff
from vorzimmer.domain import contracts as rules
from vorzimmer.domain.days import berlin_date

PERIOD_START_DAY = 1
"""Billing periods are calendar months."""
OFFERS = "offers.toml"
OFFERED = ("code", "name_de", "name_en", "summary_de", "summary_en", "monthly_cents", "public")
TERMS = ("minimum_months", "notice_length", "notice_unit", "notice_to", "renews_months")


# --- the tariff --------------------------------------------------------------------------------------------------------


@transaction.atomic
def change_tariff(contract: Contract, tariff: Tariff, at: datetime, *, by: User | None) -> date:
    """Change the tariff from the next billing period on, on trial at once; returns the first day. The terms of notice stay.

    A change that has not come yet is replaced; choosing the present tariff again takes it back.
    """
    contract, today = current(contract, at), berlin_date(at)
    state = contract.standing_on(today).state
    _demand_answered(state)
    on_trial = state is rules.ContractState.TRIAL
    start = today if on_trial else rules.tariff_change_on(today, period_start_day=PERIOD_START_DAY)
    _check_tariff(contract, tariff, start, on_trial=on_trial)
    planned, _rows = contract.tariffs.filter(valid_from__gt=today).delete()
    if contract.tariff_on(today) != tariff:
        ContractTariff.objects.update_or_create(contract=contract, valid_from=start, defaults={"tariff": tariff})
    elif not planned:
        raise ValidationError({"tariff": _("The contract has this tariff already.")})
    record(contract, "tariff", at, by, day=start, detail=tariff.code)
    tell(contract.customer, at)
    return start


def _check_tariff(contract: Contract, tariff: Tariff, start: date, *, on_trial: bool) -> None:
    if rules.problems(tariff.terms, is_consumer=contract.customer.is_consumer):
        raise ValidationError({"tariff": _("The term of this tariff is for businesses only (§309 BGB). Please choose another one.")})
    if not on_trial and tariff.minimum_months > contract.minimum_months:
        raise ValidationError(
            {
                "tariff": _("This tariff has a minimum term of %(months)d months. It needs a new contract; a change cannot agree on it.")
                % {"months": tariff.minimum_months}
            }
        )
    if contract.last_day is not None and contract.last_day < start:
        raise ValidationError(
            {"tariff": _("The contract ends on %(day)s, before another tariff could begin.") % {"day": written_day(contract.last_day)}}
        )


# --- options -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def book_option(contract: Contract, option: Option, at: datetime, *, by: User | None, wanted: date | None = None) -> BookedOption:
    """Book an option from today or a later wanted day on. One that was cancelled and has not ended yet goes on."""
    contract, today = current(contract, at), berlin_date(at)
    _demand_answered(contract.standing_on(today).state)
    if wanted is not None and wanted < today:
        raise ValidationError({"wanted": _("An option begins today or later, not in the past.")})
    start = rules.option_from(today, wanted=wanted)
    running = contract.options.filter(option=option).exclude(last_day__lt=start).first()
    if running is not None and running.last_day is None:
        raise ValidationError({"option": _("This option is booked already.")})
    booked = running or BookedOption(contract=contract, option=option, valid_from=start)
    booked.last_day = None
    booked.save()
    record(contract, "option_booked", at, by, day=start, detail=option.code)
    tell(contract.customer, at)
    return booked


@transaction.atomic
def cancel_option(booked: BookedOption, at: datetime, *, by: User | None) -> date | None:
    """Cancel an option to the end of the billing period, on trial to today; returns its last day, None when it had not begun."""
    contract, today = current(booked.contract, at), berlin_date(at)
    if booked.last_day is not None:
        raise ValidationError({"option": _("This option ends on %(day)s already.") % {"day": written_day(booked.last_day)}})
    record(contract, "option_cancelled", at, by, day=today, detail=booked.option.code)
    tell(contract.customer, at)
    if booked.valid_from > today:
        booked.delete()
        return None
    booked.last_day = _option_ends(contract, today)
    booked.save(update_fields=["last_day"])
    return booked.last_day


def option_ends(booked: BookedOption, at: datetime) -> date | None:
    """Say on which day an option would end that is cancelled now; None when it has not begun."""
    today = berlin_date(at)
    return None if booked.valid_from > today else _option_ends(booked.contract, today)


def _option_ends(contract: Contract, today: date) -> date:
    if contract.standing_on(today).state is rules.ContractState.TRIAL:
        return today
    return rules.option_until(today, period_start_day=PERIOD_START_DAY)


def _demand_answered(state: rules.ContractState) -> None:
    if state not in rules.ANSWERED_FOR:
        raise ValidationError(_("This contract is not in force. Conclude it, or let it go on, first."))


# --- what is on offer --------------------------------------------------------------------------------------------------


@transaction.atomic
def add_tariff(entry: OfferEntry) -> Tariff:
    """Offer one more tariff."""
    return _write_tariff(Tariff(position=next_place(Tariff.objects.all())), entry)


@transaction.atomic
def change_offered_tariff(tariff: Tariff, entry: OfferEntry) -> Tariff:
    """Offer the tariff otherwise from now on. Contracts keep what was agreed: their terms stay, and the price of one in use does, too."""
    _keep_price(tariff, entry, used=ContractTariff.objects.filter(tariff=tariff).exists())
    return _write_tariff(tariff, entry)


@transaction.atomic
def add_option(entry: OfferEntry) -> Option:
    """Offer one more option."""
    return _write_option(Option(position=next_place(Option.objects.all())), entry)


@transaction.atomic
def change_offered_option(option: Option, entry: OfferEntry) -> Option:
    """Offer the option otherwise from now on; the price of one in use stays."""
    _keep_price(option, entry, used=BookedOption.objects.filter(option=option).exists())
    return _write_option(option, entry)


def _write_tariff(tariff: Tariff, entry: OfferEntry) -> Tariff:
    for name in (*OFFERED, *TERMS):
        setattr(tariff, name, getattr(entry, name))
    tariff.full_clean()
    _check_offered(tariff)
    save(tariff)
    return tariff


def _write_option(option: Option, entry: OfferEntry) -> Option:
    for name in OFFERED:
        setattr(option, name, getattr(entry, name))
    save(option)
    return option


def _keep_price(offer: Tariff | Option, entry: OfferEntry, *, used: bool) -> None:
    if used and entry.monthly_cents != offer.monthly_cents:
        text = _("Contracts have it at this price, which was agreed. Take it off the offer, and enter a new one with the new price.")
        raise ValidationError({"monthly_cents": text})


def _check_offered(tariff: Tariff) -> None:
    ends_with_term = tariff.notice_to == Tariff.To.END_OF_TERM
    if tariff.renews_months and not ends_with_term:
        text = _("Only a contract that ends with its term renews. Enter 0, or let notice take effect at the end of the term.")
        raise ValidationError({"renews_months": text})
    if ends_with_term and not tariff.minimum_months:
        raise ValidationError({"minimum_months": _("There is no term with whose end the contract could end. Enter at least 1 month.")})


@transaction.atomic
def bring_offers() -> bool:
    """Bring the tariffs and options with which an agency begins, when there are none. False: there are some already."""
    if Tariff.objects.exists() or Option.objects.exists():
        return False
    offers = tomllib.loads(files("vorzimmer.customers").joinpath(OFFERS).read_text("utf-8"))
    for values in offers["tariff"]:
        add_tariff(OfferEntry(**values))
    for values in offers["option"]:
        add_option(OfferEntry(**values))
    return True
