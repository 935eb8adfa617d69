"""What happens to a direct debit beside its file: withdrawn, booked, rejected, returned, collected once more. Each is done once."""

import re
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.accounts import Returned, book_debit, book_return
from vorzimmer.billing.actions.debit_files import move, queue_up, take_out
from vorzimmer.billing.debit_letters import announcement
from vorzimmer.billing.debiting import LONGEST_NOTICE, mandate_of, mandate_rule
from vorzimmer.billing.debits import current_references, open_of
from vorzimmer.billing.models import BankEntry, Collection, Document, Issuer, Mandate, UsageRecord
from vorzimmer.billing.queries import versions_of
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.delivery.actions import enqueue
from vorzimmer.domain import sepa
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.collecting import CAME_BACK, CollectionEvent, CollectionState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.return_reasons import AfterReturn, FeeBearer, after_return
from vorzimmer.domain.target_days import is_target_day
from vorzimmer.domain.usage import UsageMeter, unit_of

_E, _S = CollectionEvent, CollectionState
_CODE = re.compile(r"[A-Z0-9]{4}|", re.ASCII)
REFUND = "MD06"
"""The code of a refund that the payer wished; all others are returns."""
STOPPING = frozenset({AfterReturn.SUSPEND, AfterReturn.WAIT})
HIGHEST_FEE = 100_00
"""Cents; more than that is a typing error."""


def _locked(collection: Collection) -> Collection:
    queue_up()
    rows = Collection.objects.select_for_update(of=("self",)).select_related("document", "mandate")
    return rows.get(pk=collection.pk)


# --- before the bank -----------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(collection: Collection) -> Collection:
    """Collect it not at all. Raises ValidationError when it is in a file that is approved, or with the bank. Twice does no harm."""
    row = _locked(collection)
    if row.state == _S.WITHDRAWN:
        return row
    move(row, _E.WITHDRAWN)
    if row.file_id is not None:
        take_out(row, row.file_id)
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def withdraw_all(document: Document) -> int:
    """Withdraw what is planned for a document that is about to be cancelled.

    Raises ValidationError while one is in an approved file: whether the bank has it is not known then.
    """
    rows = list(Collection.objects.filter(document=document, state__in=(_S.PLANNED, _S.APPROVED, _S.IN_FILE)).select_related("file"))
    for row in rows:
        if row.state == _S.IN_FILE and row.file is not None:
            text = _("Direct debit %(id)s is in the approved file %(file)s. Discard that file first, or mark it as sent.")
            raise ValidationError(text % {"id": row.end_to_end, "file": row.file.message_id})
        withdraw(row)
    return len(rows)


# --- what the bank says --------------------------------------------------------------------------------------------------


@transaction.atomic
def book_collection(
    collection: Collection, value_on: date, at: datetime, *, by: User | None = None, bank_entry: BankEntry | None = None
) -> Collection:
    """Book what it brought, once; one that came back before its booking was heard of stays so. Raises ValidationError."""
    row = _locked(collection)
    if row.state != _S.BOOKED:
        move(row, _E.BOOKED)
        row.save(update_fields=["state"])
    book_debit(row, value_on, at, by=by, bank_entry=bank_entry)
    return row


@transaction.atomic
def reject(collection: Collection, code: str, rejected_on: date, at: datetime) -> Collection:
    """Note that the bank rejected it before it was booked: no money moved, and the next one stands where this one stood.

    The mandate is suspended where the reason says so. Raises ValidationError when it was booked, or for a code that is none.
    """
    spelled = _spelled(code)
    row = _locked(collection)
    if row.state == _S.REJECTED:
        return row
    _demand_day(rejected_on, at, "rejected_on")
    move(row, _E.REJECTED)
    row.return_code, row.returned_on = spelled, rejected_on
    row.save(update_fields=["state", "return_code", "returned_on"])
    _stop(row, spelled)
    return row


@transaction.atomic
def return_debit(  # noqa: PLR0913  (what came back, why, when, at what cost, and who says so)
    collection: Collection,
    code: str,
    returned_on: date,
    bank_fee_cents: int,
    at: datetime,
    *,
    by: User | None = None,
    bank_entry: BankEntry | None = None,
) -> Collection:
    """Book that it came back: the invoice is owed again. What follows says the table of reasons; told twice, it is done once.

    A fee that the customer bears becomes usage, if his prices know it; his next bill has it. Raises ValidationError when the bank
    never had it, or for a code or a fee that is none.
    """
    spelled = _spelled(code)
    if not 0 <= bank_fee_cents <= HIGHEST_FEE:
        raise ValidationError({"bank_fee_cents": _("The bank's fee lies between 0 and 100 euros.")})
    row = _locked(collection)
    if row.state in {_S.RETURNED, _S.REFUNDED}:
        return row
    _demand_day(returned_on, at, "returned_on")
    move(row, _E.REFUNDED if spelled == REFUND else _E.RETURNED)
    row.return_code, row.returned_on = spelled, returned_on
    row.save(update_fields=["state", "return_code", "returned_on"])
    book_return(row, Returned(value_on=returned_on, bank_entry=bank_entry), at, by=by)
    _stop(row, spelled)
    if after_return(spelled).fee is FeeBearer.CUSTOMER:
        _charge(row, bank_fee_cents, at)
    return row


def _spelled(code: str) -> str:
    spelled = code.strip().upper()
    if not _CODE.fullmatch(spelled):
        raise ValidationError({"code": _("A reason of the bank has four letters or digits, like AM04.")})
    return spelled


def _demand_day(day: date, at: datetime, field: str) -> None:
    if day > berlin_date(at):
        raise ValidationError({field: _("This day is still to come. Enter the day that the bank names.")})


def _stop(row: Collection, code: str) -> None:
    if after_return(code).then in STOPPING:
        Mandate.objects.filter(pk=row.mandate_id, suspended_because="").update(suspended_because=sepa.SuspendedBecause.RETURNED)


def _charge(row: Collection, bank_fee_cents: int, at: datetime) -> None:
    """Write the fees as usage of today, of the contract that is in force: one that its prices do not know is not charged."""
    today = berlin_date(at)
    contracts = Contract.objects.filter(customer=row.customer_ref, concluded_on__lte=today).exclude(last_day__lt=today)
    contract = contracts.order_by("concluded_on", "number").first()
    version = None if contract is None else versions_of([contract], today).get(contract.pk)
    if contract is None or version is None:
        return
    priced = {meter for charge in version.rates.charges for meter in charge.meters}
    wanted = {UsageMeter.RETURNED_DEBIT: 1, UsageMeter.BANK_FEE: bank_fee_cents}
    for meter, quantity in wanted.items():
        if quantity and meter in priced:
            unit = unit_of(meter)
            assert unit is not None  # noqa: S101  (a meter of the table)
            UsageRecord.objects.get_or_create(
                key=f"return:{row.pk}:{meter}",
                defaults={
                    "customer_id": contract.customer_id,
                    "ref": row.pk,
                    "meter": meter.value,
                    "quantity": quantity,
                    "unit": unit.value,
                    "occurred_at": at,
                    "recorded_at": at,
                },
            )


# --- once more -----------------------------------------------------------------------------------------------------------


def first_day_again(issuer: Issuer, today: date) -> date:
    """Say the first day on which a direct debit can be due that is announced today."""
    return sepa.earliest_collection(today, min(max(issuer.notice_days, 1), LONGEST_NOTICE))


@transaction.atomic
def collect_again(collection: Collection, due_on: date | None, at: datetime) -> Collection:
    """Plan another attempt for what is still open of the invoice, from the account that the customer has now, and announce it by e-mail.

    `due_on` None: as soon as possible. For what came back or was withdrawn, and for what is planned from an account that he has no
    more: that is withdrawn. An attempt that is planned already is given back. Raises ValidationError for what is not possible.
    """
    row, today, issuer = _locked(collection), berlin_date(at), Issuer.current()
    document = row.document
    running = Collection.objects.filter(document=document).exclude(state__in=(*CAME_BACK, _S.WITHDRAWN)).first()
    mandate = _mandate_now(row, at)
    if running is not None and (running.pk != row.pk or row.state != _S.PLANNED or row.mandate_id == mandate.pk):
        if running.pk == row.pk:
            raise ValidationError(_("This direct debit has not come back."))
        return running
    if running is not None:
        withdraw(row)
    amount = open_of([document.pk]).get(document.pk, 0)
    if document.state == "cancelled" or amount <= 0:
        raise ValidationError(_("Nothing of this invoice is open any more."))
    day = _day_again(due_on, issuer, today)
    rule = _demand_mandate(mandate, row.customer_ref, day)
    attempt = Collection.objects.filter(document=document).order_by("-attempt").values_list("attempt", flat=True)[0] + 1
    again = Collection.objects.create(
        document=document,
        attempt=attempt,
        mandate=mandate,
        customer_ref=row.customer_ref,
        end_to_end=f"{document.number}-{attempt}",
        amount=amount,
        due_on=day,
        sequence=sepa.sequence_of(rule),
        state=_S.PLANNED,
        created_at=at,
    )
    _announce(again, issuer, at)
    return again


def _mandate_now(row: Collection, at: datetime) -> Mandate:
    """Give the mandate by which the customer pays now; that of the direct debit when he has no account any more."""
    reference = current_references([row.customer_ref]).get(row.customer_ref)
    if reference is None or reference == row.mandate.reference:
        return row.mandate
    customer = Customer.objects.get(pk=row.customer_ref)
    return mandate_of(customer.bank_accounts.select_related("customer").get(mandate_reference=reference), at)


def _day_again(due_on: date | None, issuer: Issuer, today: date) -> date:
    first = first_day_again(issuer, today)
    day = due_on or first
    if day < first:
        text = _("The customer must be told in time, and the bank needs the file before. Choose %(day)s or later.")
        raise ValidationError({"due_on": text % {"day": written_day(first)}})
    if not is_target_day(day):
        raise ValidationError({"due_on": _("Banks do not settle on this day. Choose a working day of the banks.")})
    return day


def _demand_mandate(mandate: Mandate, customer_ref: UUID, day: date) -> sepa.Mandate:
    customer = Customer.objects.filter(pk=customer_ref).first()
    rule = mandate_rule(mandate, of_consumer=customer is not None and customer.is_consumer)
    answer = sepa.mandate_on(rule, day)
    if isinstance(answer, Refused):
        raise ValidationError(_(sepa.MANDATE_SENTENCES[answer.reason]))
    return rule


def _announce(again: Collection, issuer: Issuer, at: datetime) -> None:
    customer = Customer.objects.filter(pk=again.customer_ref).first()
    letter = None if customer is None else announcement(again, customer, issuer)
    if letter is None:
        raise ValidationError(
            _("The customer has no e-mail address, so the direct debit cannot be announced. Ask him to transfer the amount.")
        )
    enqueue([letter], at=at)
