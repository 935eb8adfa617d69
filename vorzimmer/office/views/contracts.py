"""Contracts of a customer with all that can be done to them, and the bank account. Owner and accountant; bank data for the latter only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.access import role_required
from vorzimmer.billing.actions import enter_mandate
from vorzimmer.billing.models import Mandate, TariffVersion
from vorzimmer.billing.queries import versions_of
from vorzimmer.customers import actions, legal
from vorzimmer.customers.contract_deeds import DEEDS, Deed
from vorzimmer.customers.models import CONTRACT_STATES, Agreement, BookedOption, Contract, Tariff
from vorzimmer.domain.contracts import ANSWERED_FOR, ContractState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.example_bills import monthly_fee
from vorzimmer.domain.roles import Role
from vorzimmer.office.contract_forms import BankForm, ContractForm, DeedForm
from vorzimmer.office.doors import customer_of, page, tried, user_in
from vorzimmer.privacy.access import sees

contracts_door = role_required(Role.OWNER, Role.ACCOUNTANT)
SHOWN = ("customers.Contract.state", "customers.ContractTariff.tariff", "customers.BookedOption.option")
BANK = ("customers.BankAccount.iban", "customers.BankAccount.mandate_reference")
TONES = {ContractState.RUNNING: "free", ContractState.TRIAL: "accent", ContractState.NOTICE_GIVEN: "wait"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A contract as it stands today, and what can be done to it."""

    contract: Contract
    state: object
    tone: str
    until: date | None
    tariff: Tariff
    version: TariffVersion | None
    fee: int
    next_tariffs: Sequence[object]
    options: Sequence[BookedOption]
    deeds: Sequence[Deed]
    may_cancel: bool


def shown(contract: Contract, today: date, version: TariffVersion | None) -> Shown:
    """Gather what the office shows of a contract; its course must be fetched with it."""
    stands = contract.standing_on(today)
    return Shown(
        contract=contract,
        state=CONTRACT_STATES[stands.state],
        tone=TONES.get(stands.state, "neutral"),
        until=stands.until,
        tariff=contract.tariff_on(today),
        version=version,
        fee=contract.tariff_on(today).monthly_cents if version is None else monthly_fee(version.rates),
        next_tariffs=[row for row in contract.tariffs.all() if row.valid_from > today],
        options=[booked for booked in contract.options.all() if booked.last_day is None or booked.last_day >= today],
        deeds=[deed for deed in DEEDS if deed.is_possible(contract, today)],
        may_cancel=stands.state in ANSWERED_FOR,
    )


@contracts_door
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show the contracts with their history, and, to whom may see it, how the customer pays and what he agreed to."""
    customer, role = customer_of(request, customer_id), user_in(request).role
    today = berlin_date(timezone.now())
    contracts, found = [], list(customer.contracts.with_history())
    versions = versions_of(found, today)
    for contract in found:
        contract.customer = customer  # known already, and not asked for again
        contracts.append(shown(contract, today, versions.get(contract.pk)))
    context = {"customer": customer, "contracts": contracts, "title": _("Contracts")}
    if role == Role.ACCOUNTANT:
        accounts = list(customer.bank_accounts.all())
        mandates = {mandate.reference: mandate for mandate in Mandate.objects.filter(customer_ref=customer.pk)}
        context["accounts"] = [
            (account, actions.bank_name(account.iban), mandates.get(account.mandate_reference)) for account in reversed(accounts)
        ]
    if role == Role.OWNER:
        context["agreements"] = list(customer.agreements.select_related("accepted_by"))
    return page(request, "office/contracts.html", context)


@contracts_door
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Begin a contract or a trial."""
    customer = customer_of(request, customer_id)
    form = ContractForm(request.POST or None)

    def deed() -> None:
        begin = actions.start_trial if form.cleaned_data["trial"] else actions.conclude_new
        begin(customer, form.entry(), timezone.now(), by=user_in(request))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The contract has begun."))
        return redirect("office:contracts", customer.pk)
    return page(request, "office/contract_new.html", {"customer": customer, "title": _("New contract")}, form=form)


@contracts_door
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, customer_id: UUID, contract_id: UUID, deed: Deed) -> HttpResponseBase:
    """Say what will happen; then do it."""
    customer = customer_of(request, customer_id)
    contract = get_object_or_404(customer.contracts.with_course(), pk=contract_id)
    contract.customer = customer
    at, done = timezone.now(), list[str]()
    form = DeedForm(request.POST if request.method == "POST" else None, deed=deed)
    if request.method == "POST" and tried(form, lambda: done.append(deed.do(contract, form.cleaned_data, at, user_in(request)))):
        messages.success(request, done[0])
        return redirect("office:contracts", customer.pk)
    context = {
        "customer": customer,
        "contract": contract,
        "deed": deed,
        "title": deed.title,
        "says": deed.says(contract, berlin_date(at)),
        "possible": deed.is_possible(contract, berlin_date(at)),
    }
    return page(request, "office/contract_deed.html", context, form=form)


@contracts_door
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, customer_id: UUID, booked_id: UUID) -> HttpResponseBase:
    """Say when the option will end; then cancel it."""
    customer = customer_of(request, customer_id)
    found = BookedOption.objects.filter(contract__customer=customer).select_related("option", "contract__customer")
    booked = get_object_or_404(found, pk=booked_id)
    at, form = timezone.now(), Form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and tried(form, lambda: actions.cancel_option(booked, at, by=user_in(request))):
        messages.success(request, _("The option is cancelled."))
        return redirect("office:contracts", customer.pk)
    context = {"customer": customer, "booked": booked, "title": _("Cancel the option?"), "until": actions.option_ends(booked, at)}
    return page(request, "office/option_cancel.html", context, form=form)


@sees(*BANK)
@contracts_door
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Enter a mandate that the customer signed; the one before ends."""
    customer = customer_of(request, customer_id)
    form = BankForm(request.POST or None)
    text = legal.current(Agreement.Kind.MANDATE, "de").version
    at = timezone.now()
    if request.method == "POST" and tried(form, lambda: enter_mandate(customer, form.entry(text), form.cleaned_data["kind"], at)):
        messages.success(request, _("Saved."))
        return redirect("office:contracts", customer.pk)
    return page(request, "office/bank.html", {"customer": customer, "title": _("Bank account and mandate")}, form=form)
