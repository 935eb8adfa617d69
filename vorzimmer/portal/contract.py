"""The customer's number and how calls come to it; his contracts, and what he may do with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.billing.debits import are_suspended
from vorzimmer.billing.models import TariffVersion
from vorzimmer.billing.price_words import PriceLine, included, price_lines
from vorzimmer.billing.queries import versions_of
from vorzimmer.calls.models import Call
from vorzimmer.customers import actions
from vorzimmer.customers.contract_deeds import DEEDS, Deed
from vorzimmer.customers.models import CONTRACT_STATES, BankAccount, BookedOption, Contract, Customer, PoolNumber
from vorzimmer.domain.contracts import ANSWERED_FOR, ContractState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.example_bills import monthly_fee
from vorzimmer.domain.forwarding import ALL_OFF, ForwardingCase, landline_code, landline_off, mobile_check, mobile_code, mobile_off
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.portal.contract_forms import OrderForm
from vorzimmer.portal.service import banners
from vorzimmer.telephony.numbers import dialled_from

reader_only = role_required(*sorted(CUSTOMERS))
responsible_only = role_required(Role.CUSTOMER_OWNER)
TONES = {ContractState.RUNNING: "free", ContractState.TRIAL: "accent", ContractState.NOTICE_GIVEN: "wait"}
RINGS = 20
"""Seconds that a mobile rings before it forwards, as proposed."""
CASES = {
    ForwardingCase.ALL: _("always, at once"),
    ForwardingCase.BUSY: _("when you are on the telephone"),
    ForwardingCase.NO_ANSWER: _("when nobody answers"),
    ForwardingCase.UNREACHABLE: _("when you cannot be reached"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One kind of forwarding with the codes to dial; a landline has none for being out of reach. `seconds` a mobile rings before."""

    name: object
    seconds: int | None
    mobile: str
    mobile_off: str
    check: str
    landline: str
    landline_off: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A customer, his numbers at the agency, and whether calls arrive. `ways` lead to the first number."""

    customer: Customer
    numbers: Sequence[str]
    ways: Sequence[Way]
    first_call: Call | None


@reader_only
@require_safe
def forwarding(request: HttpRequest) -> HttpResponseBase:
    """Show the number, the ways to forward calls to it, and when the first call has arrived."""
    user = _user(request)
    customers = list(user.customers.prefetch_related("dial_ins"))
    service = banners(user, customers, berlin_date(timezone.now()))
    context = {"lines": [_line(customer) for customer in customers], "all_off": ALL_OFF, "service": service}
    return render(request, "portal/forwarding.html", context)


def _line(customer: Customer) -> Line:
    """Gather what is shown of one customer. Numbers of the agency's pool come first; his own ones lead here already."""
    led = [dial_in.number for dial_in in customer.dial_ins.all()]
    given = set(PoolNumber.objects.filter(number__in=led).values_list("number", flat=True))
    numbers = [number for number in led if number in given] or led
    return Line(
        customer=customer,
        numbers=numbers,
        ways=_ways(numbers[0]) if numbers else (),
        first_call=customer.calls.order_by("offered_at").only("pk", "offered_at", "customer_id").first(),
    )


def _ways(number: str) -> list[Way]:
    return [_way(case, number) for case in CASES]


def _way(case: ForwardingCase, number: str) -> Way:
    seconds = RINGS if case is ForwardingCase.NO_ANSWER else None
    has_landline = case is not ForwardingCase.UNREACHABLE
    return Way(
        name=CASES[case],
        seconds=seconds,
        mobile=mobile_code(case, number, seconds=seconds),
        mobile_off=mobile_off(case),
        check=mobile_check(case),
        landline=landline_code(case, dialled_from(number)) if has_landline else "",
        landline_off=landline_off(case) if has_landline else "",
    )


# --- contracts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contract as it stands today, what may be done to it, and which options may be cancelled."""

    contract: Contract
    state: object
    tone: str
    until: date | None
    on_trial: bool
    deeds: Sequence[Deed]
    options: Sequence[BookedOption]
    may_cancel: bool
    fee: Mapping[str, int] | None
    prices: Sequence[PriceLine]
    included: Sequence[str]


@responsible_only
@require_safe
def contracts(request: HttpRequest) -> HttpResponseBase:
    """Show the contracts, what they cost, how they are paid, and what may be done."""
    customers = {customer.pk: customer for customer in _user(request).customers.all()}
    today = berlin_date(timezone.now())
    rows = list(Contract.objects.filter(customer__in=customers).with_course())
    versions = versions_of(rows, today)
    found = []
    for contract in rows:
        contract.customer = customers[contract.customer_id]
        found.append(_shown(contract, versions.get(contract.pk), today))
    accounts = BankAccount.objects.filter(customer__in=customers, ended_on=None)
    banks = [(account, actions.bank_name(account.iban)) for account in accounts]
    context = {
        "contracts": found,
        "banks": banks,
        "today": today,
        "several": len(customers) > 1,
        "service": banners(_user(request), customers.values(), today),
        "suspended": are_suspended([account.mandate_reference for account, _bank in banks]),
    }
    return render(request, "portal/contracts.html", context)


def _shown(contract: Contract, version: TariffVersion | None, today: date) -> Shown:
    stands = contract.standing_on(today)
    return Shown(
        contract=contract,
        state=CONTRACT_STATES[stands.state],
        tone=TONES.get(stands.state, "neutral"),
        until=stands.until or contract.last_day,
        on_trial=stands.state is ContractState.TRIAL,
        deeds=[deed for deed in DEEDS if deed.is_possible(contract, today)],
        options=[booked for booked in contract.options.all() if booked.last_day is None or booked.last_day >= today],
        may_cancel=stands.state in ANSWERED_FOR,
        fee=None if version is None else {"monthly_cents": monthly_fee(version.rates)},
        prices=() if version is None else price_lines(version.rates),
        included=() if version is None else included(version.rates),
    )


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, contract_id: UUID, deed: Deed) -> HttpResponseBase:
    """Say what will happen and what it costs; then do it."""
    user, at = _user(request), timezone.now()
    found = Contract.objects.filter(customer__users=user).select_related("customer").with_course()
    contract = get_object_or_404(found, pk=contract_id)
    form = OrderForm(request.POST if request.method == "POST" else None, deed=deed, customer=contract.customer)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, deed.do(contract, form.cleaned_data, at, user))
        except ValidationError as error:
            _put(form, error)
        else:
            return redirect("portal:contracts")
    today = berlin_date(at)
    context = {
        "contract": contract,
        "tariff": contract.tariff_on(today),
        "deed": deed,
        "says": deed.says(contract, today),
        "possible": deed.is_possible(contract, today),
        "action": pgettext("button of an order (BGB §312j)", "Order, with costs") if deed.costs else deed.action,
        "form": form,
    }
    return render(request, "portal/contract_deed.html", context, status=_status(form))


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, booked_id: UUID) -> HttpResponseBase:
    """Say when an option will end; then cancel it."""
    user, at = _user(request), timezone.now()
    found = BookedOption.objects.filter(contract__customer__users=user).select_related("option", "contract__customer")
    booked = get_object_or_404(found, pk=booked_id)
    refused = ""
    if request.method == "POST":
        try:
            actions.cancel_option(booked, at, by=user)
        except ValidationError as error:
            refused = " ".join(error.messages)
        else:
            messages.success(request, gettext("The option is cancelled."))
            return redirect("portal:contracts")
    context = {"booked": booked, "until": actions.option_ends(booked, at), "refused": refused}
    return render(request, "portal/option_cancel.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK)


def _put(form: OrderForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _status(form: OrderForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user
