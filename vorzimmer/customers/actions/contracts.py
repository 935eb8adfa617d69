"""What happens to contracts: trial, conclusion, notice, withdrawal, end and return. `domain/contracts.py` says what is possible when.

Every deed leaves a line in the contract's history. What comes about by itself (the end of a trial, of a term) is done by `end_due`.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import ContractEntry
from vorzimmer.customers.actions.pool import let_numbers_rest, wake_numbers
from vorzimmer.customers.actions.writing import tell, written_day
from vorzimmer.customers.holidays import holidays_of
from vorzimmer.customers.models import Agreement, BookedOption, Contract, ContractEvent, ContractTariff, Customer, Tariff
from vorzimmer.customers.signals import contract_changed
from vorzimmer.domain import contracts as rules
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.contracts import ContractEvent as Event
from vorzimmer.domain.contracts import ContractState as State
from vorzimmer.domain.contracts import EndRefused, EndRefusedBecause, ReactivationBecause, WithdrawalBecause
from vorzimmer.domain.days import berlin_date

TERMS = ("minimum_months", "notice_length", "notice_unit", "notice_to", "renews_months")
"""What a contract copies from its tariff when it begins."""
WHY_NOT_THEN = {
    EndRefusedBecause.MINIMUM_TERM: gettext_lazy("The minimum term is not over then. The contract can end on %(day)s at the earliest."),
    EndRefusedBecause.NOTICE_PERIOD: gettext_lazy("That is within the period of notice. The contract can end on %(day)s at the earliest."),
    EndRefusedBecause.NOT_AN_END: gettext_lazy("The contract cannot end on that day. The first day after it on which it can is %(day)s."),
}
NOT_NOW: Mapping[Event, object] = {
    Event.CONCLUDED: gettext_lazy("This contract is concluded already."),
    Event.NOTICE_GIVEN: gettext_lazy("Notice can be given to a running contract only; this one is not running."),
    Event.NOTICE_WITHDRAWN: gettext_lazy("No notice is given that could be taken back."),
    Event.WITHDRAWN: gettext_lazy("Only a running contract can be withdrawn from."),
    Event.REACTIVATED: gettext_lazy("Only a contract that has ended can go on again."),
}


# --- deeds -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_trial(customer: Customer, entry: ContractEntry, at: datetime, *, by: User | None) -> Contract:
    """Begin a trial; it ends by itself and becomes no contract. Everybody has one."""
    if customer.contracts.exclude(trial_last_day=None).exists():
        raise ValidationError({"tariff": _("This customer has had a trial already. Conclude a contract instead.")})
    today = berlin_date(at)
    contract = _open(customer, entry, at, by)
    contract.trial_last_day = rules.trial_last_day(today)
    _move(contract, Event.TRIAL_STARTED, at, by, detail=entry.tariff.code)
    _answer(customer, at)
    return contract


@transaction.atomic
def conclude_new(customer: Customer, entry: ContractEntry, at: datetime, *, by: User | None) -> Contract:
    """Conclude a contract without a trial, also beside others. It begins today."""
    contract = _open(customer, entry, at, by)
    contract.concluded_on = berlin_date(at)
    _move(contract, Event.CONCLUDED, at, by, detail=entry.tariff.code)
    _answer(customer, at)
    return contract


@transaction.atomic
def conclude(contract: Contract, at: datetime, *, by: User | None, early: bool = False) -> Contract:
    """Make a trial, also one that is over, a contract. It begins today, with the terms that the tariff has today.

    `early`: a consumer asked for the service to begin while he can still withdraw (BGB §357a).
    """
    contract, today = current(contract, at), berlin_date(at)
    tariff = contract.tariff_on(today)
    _check_terms(tariff, contract.customer)
    for name in TERMS:
        setattr(contract, name, getattr(tariff, name))
    contract.concluded_on = today
    if early:
        record(contract, "early", at, by, day=today)
    _move(contract, Event.CONCLUDED, at, by, detail=tariff.code)
    _answer(contract.customer, at)
    return contract


@transaction.atomic
def give_notice(contract: Contract, at: datetime, *, by: User | None, wanted: date | None = None) -> date:
    """Give notice today, to the earliest end or to a later wanted one; returns the last day in force. Another notice may end it earlier."""
    contract, today = current(contract, at), berlin_date(at)
    demand(contract, Event.NOTICE_GIVEN, today)
    assert contract.concluded_on is not None  # noqa: S101  it is in force
    end = wanted or rules.earliest_end(contract.terms, contract.concluded_on, today)
    checked = rules.check_end(contract.terms, concluded_on=contract.concluded_on, notice_on=today, wanted=end)
    if isinstance(checked, EndRefused):
        raise ValidationError({"wanted": str(WHY_NOT_THEN[checked.reason]) % {"day": written_day(checked.instead)}})
    if contract.last_day is not None and end >= contract.last_day:
        raise ValidationError({"wanted": _("The contract ends on %(day)s already.") % {"day": written_day(contract.last_day)}})
    contract.notice_on, contract.last_day = today, end
    _move(contract, Event.NOTICE_GIVEN, at, by, detail=end.isoformat())
    return end


@transaction.atomic
def take_notice_back(contract: Contract, at: datetime, *, by: User | None) -> None:
    """Let a contract to which notice was given go on as if it had not been."""
    contract = current(contract, at)
    demand(contract, Event.NOTICE_WITHDRAWN, berlin_date(at))
    contract.notice_on = contract.last_day = None
    _move(contract, Event.NOTICE_WITHDRAWN, at, by)


@transaction.atomic
def withdraw(contract: Contract, at: datetime, *, by: User | None) -> None:
    """Withdraw as a consumer may (BGB §355): the contract is over today, and calls are answered no more."""
    contract, today = current(contract, at), berlin_date(at)
    demand(contract, Event.WITHDRAWN, today)
    until = withdrawal_until(contract)
    checked = rules.check_withdrawal(until, today)
    if isinstance(checked, Refused):
        if checked.reason is WithdrawalBecause.NO_CONSUMER:
            raise ValidationError(_("Only consumers can withdraw from a contract. Give notice instead."))
        assert until is not None  # noqa: S101  a consumer has a period
        raise ValidationError(_("The period of withdrawal ended on %(day)s. Give notice instead.") % {"day": written_day(until)})
    contract.last_day, contract.end_reason = today, Event.WITHDRAWN.value
    _move(contract, Event.WITHDRAWN, at, by)
    _stop(contract.customer, at)


@transaction.atomic
def reactivate(contract: Contract, at: datetime, *, by: User | None) -> None:
    """Let a contract that has ended go on from today, as long as the customer's data are still there (R-BST)."""
    contract, today = current(contract, at), berlin_date(at)
    last = contract.customer.contracts.aggregate(last=Max("last_day"))["last"]
    checked = rules.check_reactivation(contract.standing_on(today).state, last_day=last, today=today)
    if isinstance(checked, Refused):
        if checked.reason is ReactivationBecause.DATA_ERASED:
            raise ValidationError(_("The data of this contract are erased. Conclude a new one."))
        raise ValidationError(str(NOT_NOW[Event.REACTIVATED]))
    contract.notice_on = contract.last_day = None
    contract.end_reason = ""
    _move(contract, Event.REACTIVATED, at, by)
    _answer(contract.customer, at)


def end_due(at: datetime) -> int:
    """Write down what has come about by itself: trials and contracts whose last day is over. Returns how many."""
    today = berlin_date(at)
    live = Contract.objects.filter(state__in=(State.TRIAL, State.NOTICE_GIVEN))
    due = live.filter(trial_last_day__lt=today, concluded_on=None) | live.filter(last_day__lt=today)
    return sum(_end(contract, at) for contract in due.order_by("created_at"))


@transaction.atomic
def _end(contract: Contract, at: datetime) -> bool:
    contract, today = _locked(contract), berlin_date(at)
    events = {State.TRIAL_OVER: (Event.TRIAL_ENDED, contract.trial_last_day), State.ENDED: (Event.ENDED, contract.last_day)}
    event, day = events.get(contract.standing_on(today).state, (None, None))
    if event is None or day is None or event not in rules.possible(State(contract.state)):
        return False
    if event is Event.ENDED:
        contract.end_reason = Event.NOTICE_GIVEN.value
    _move(contract, event, at, None, day=day)
    _stop(contract.customer, at)
    return True


# --- questions ---------------------------------------------------------------------------------------------------------


def withdrawal_until(contract: Contract) -> date | None:
    """Say until when a consumer may withdraw; None for a business and before the conclusion. He is told of it in the terms."""
    customer = contract.customer
    if contract.concluded_on is None or not customer.is_consumer:
        return None
    told = customer.agreements.filter(kind=Agreement.Kind.TERMS).order_by("accepted_at").first()
    return rules.withdrawal_until(
        contract.concluded_on,
        is_consumer=customer.is_consumer,
        informed_on=berlin_date(told.accepted_at) if told else None,
        was_informed=told is not None,
        holidays=holidays_of(customer.land, contract.concluded_on.year),
    )


# --- writing -----------------------------------------------------------------------------------------------------------


def _open(customer: Customer, entry: ContractEntry, at: datetime, by: User | None) -> Contract:
    """Write a contract that has not begun, with its tariff and its options from today."""
    _check_terms(entry.tariff, customer)
    today = berlin_date(at)
    terms = {name: getattr(entry.tariff, name) for name in TERMS}
    contract = Contract(customer=customer, number=_next_number(customer), state=State.NEW, created_at=at, **terms)
    contract.save(force_insert=True)
    ContractTariff.objects.create(contract=contract, tariff=entry.tariff, valid_from=today)
    for option in entry.options:
        BookedOption.objects.create(contract=contract, option=option, valid_from=today)
        record(contract, "option_booked", at, by, day=today, detail=option.code)
    return contract


def _next_number(customer: Customer) -> str:
    count = customer.contracts.count() + 1
    while Contract.objects.filter(number=f"{customer.number}-{count}").exists():
        count += 1
    return f"{customer.number}-{count}"


def _check_terms(tariff: Tariff, customer: Customer) -> None:
    if rules.problems(tariff.terms, is_consumer=customer.is_consumer):
        raise ValidationError({"tariff": _("The term of this tariff is for businesses only (§309 BGB). Please choose another one.")})


def current(contract: Contract, at: datetime) -> Contract:
    """Lock the contract and bring it up to date: what has come about by itself is written down before anything else happens to it."""
    _end(contract, at)
    return _locked(contract)


def _locked(contract: Contract) -> Contract:
    return Contract.objects.select_for_update(of=("self",)).select_related("customer", "customer__team").get(pk=contract.pk)


def demand(contract: Contract, event: Event, today: date) -> None:
    """Raise ValidationError when the table does not list the event in the state of this day."""
    if event not in rules.possible(contract.standing_on(today).state):
        raise ValidationError(str(NOT_NOW[event]))


def _move(  # noqa: PLR0913  (what, when, by whom, from where)
    contract: Contract,
    event: Event,
    at: datetime,
    by: User | None,
    *,
    day: date | None = None,
    detail: str = "",
) -> None:
    """Take the step of the table, keep the contract, and write the line."""
    try:
        contract.state = rules.step(State(contract.state), event)
    except rules.NotPossible:
        raise ValidationError(str(NOT_NOW[event])) from None
    contract.full_clean()
    contract.save()
    record(contract, event.value, at, by, day=day or berlin_date(at), detail=detail)
    tell(contract.customer, at)


def record(contract: Contract, kind: str, at: datetime, by: User | None, *, day: date, detail: str = "") -> None:  # noqa: PLR0913  (a line)
    """Write a line into the history of the contract."""
    event = ContractEvent.objects.create(contract=contract, kind=kind, day=day, at=at, user=by, detail=detail)
    contract_changed.send(ContractEvent, event=event, at=at)


def _answer(customer: Customer, at: datetime) -> None:
    """Answer the customer's calls from now on."""
    if not customer.active:
        customer.active = True
        customer.save(update_fields=["active"])
    wake_numbers(customer, at)
    tell(customer, at)


def _stop(customer: Customer, at: datetime) -> None:
    """Answer the customer's calls no more, unless another contract is in force. The portal stays readable."""
    today = berlin_date(at)
    others = customer.contracts.exclude(state__in=(State.ENDED, State.WITHDRAWN, State.TRIAL_OVER))
    if any(other.standing_on(today).state in rules.ANSWERED_FOR for other in others):
        return
    let_numbers_rest(customer, at)
    if customer.active:
        customer.active = False
        customer.save(update_fields=["active"])
    tell(customer, at)
