"""A customer's invoices with how they stand, his account, and how to pay. Nothing about a caller stands in any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.billing.account_words import TONES, standing_in_words
from vorzimmer.billing.accounts import Account, account, standing_of
from vorzimmer.billing.actions import mark_seen
from vorzimmer.billing.models import BillingProfile, Document, Issuer
from vorzimmer.claims.cases import disputes_of
from vorzimmer.claims.due import reminders_of
from vorzimmer.claims.models import Case, Reminder
from vorzimmer.customers.models import BankAccount, Customer
from vorzimmer.domain.accounts import Standing, StandingCode
from vorzimmer.domain.days import berlin_date
from vorzimmer.portal.debt_words import LETTERS, how_it_stands, what_comes_next
from vorzimmer.portal.debts import TO_PAY, Debt, Transfer, debts, to_pay_now, transfer_of
from vorzimmer.portal.doors import customers_of, page, reader_in, responsible_only
from vorzimmer.portal.service import banners
from vorzimmer.privacy.access import sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with its state; `debt` where something of it is open and nobody will fetch the money.

    `dispute` is what the customer said against it, `may_dispute` whether he can.
    """

    document: Document
    standing: Standing
    state: object
    tone: str
    debt: Debt | None = None
    dispute: Case | None = None

    @property
    def may_dispute(self) -> bool:
        return self.document.sign > 0 and self.standing.code is not StandingCode.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one customer sees: his documents, his account, what to pay now, letters, and the mandate by which he pays, if there is one."""

    customer: Customer
    papers: Sequence[Paper]
    account: Account
    mandate: BankAccount | None
    transfer: Transfer | None
    letters: Sequence[tuple[Reminder, object]]

    @property
    def owed(self) -> Sequence[Paper]:
        """The documents that are paid by transfer."""
        return [paper for paper in self.papers if paper.debt is not None]


@responsible_only
@sees("billing.Document.number", "billing.AccountEntry.amount", "claims.Claim.stage")
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show what is to be paid and how, the documents, the latest first, letters, and the account."""
    customers, issuer = list(customers_of(request)), Issuer.current()
    context = {
        "sheets": [_sheet(customer, issuer) for customer in customers],
        "issuer": issuer,
        "several": len(customers) > 1,
        "service": banners(reader_in(request), customers, berlin_date(timezone.now())),
    }
    return page(request, "portal/invoices.html", context)


def _sheet(customer: Customer, issuer: Issuer) -> Sheet:
    day = berlin_date(timezone.now())
    documents = list(Document.objects.filter(customer_ref=customer.pk).defer("terms", "xml", "pdf"))
    on_account = account(customer.pk, day)
    left = [document for document in documents if document.pk not in on_account.standings]
    stands = {**on_account.standings, **(standing_of(left, day) if left else {})}
    disputes = disputes_of(document.pk for document in documents)
    mandate = customer.bank_accounts.filter(ended_on=None).first()
    by_transfer = _pays_by_transfer(customer, mandate)
    owed = debts([(each, stands[each.pk]) for each in documents if _is_owed(each, stands[each.pk], by_transfer=by_transfer)], day)
    return Sheet(
        customer=customer,
        papers=[_paper(each, stands[each.pk], owed.get(each.pk), disputes.get(each.pk)) for each in documents],
        account=on_account,
        mandate=None if by_transfer else mandate,
        transfer=transfer_of(to_pay_now(owed), issuer),
        letters=[(letter, LETTERS.get(letter.level, letter.level)) for letter in reminders_of(customer.pk)],
    )


def _pays_by_transfer(customer: Customer, mandate: BankAccount | None) -> bool:
    return mandate is None or BillingProfile.objects.filter(customer=customer, pays=BillingProfile.Pays.TRANSFER).exists()


def _is_owed(document: Document, standing: Standing, *, by_transfer: bool) -> bool:
    """Whether the customer has to transfer something of it himself."""
    return document.sign > 0 and standing.code in TO_PAY and (by_transfer or bool(standing.overdue))


def _paper(document: Document, standing: Standing, debt: Debt | None, dispute: Case | None) -> Paper:
    is_late = document.sign > 0 and standing.code in TO_PAY and bool(standing.overdue) and (debt is None or debt.is_waited_for)
    return Paper(
        document=document,
        standing=standing,
        state=standing_in_words(standing),
        tone="danger" if is_late else TONES.get(standing.code, "neutral"),
        debt=debt,
        dispute=dispute,
    )


@responsible_only
@sees("billing.Document.number", "billing.AccountEntry.amount", "claims.Claim.stage")
@require_safe
def invoice(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Show one invoice: what is open of it and why, how to pay it, what comes next, and what the customer can do about it."""
    document, day, issuer = own_document(request, document_id), berlin_date(timezone.now()), Issuer.current()
    customer = get_object_or_404(customers_of(request), pk=document.customer_ref)
    standing = standing_of([document], day)[document.pk]
    by_transfer = _pays_by_transfer(customer, customer.bank_accounts.filter(ended_on=None).first())
    is_owed = _is_owed(document, standing, by_transfer=by_transfer)
    debt = debts([(document, standing)], day)[document.pk] if is_owed else None
    context = {
        "paper": _paper(document, standing, debt, disputes_of([document.pk]).get(document.pk)),
        "debt": debt,
        "issuer": issuer,
        "transfer": None if debt is None else transfer_of([debt], issuer),
        "stands": None if debt is None else how_it_stands(debt),
        "next": "" if debt is None else what_comes_next(debt),
        "letters": [(letter, LETTERS.get(letter.level, letter.level)) for letter in _letters_about(document)],
    }
    return page(request, "portal/invoice.html", context)


def _letters_about(document: Document) -> Sequence[Reminder]:
    """Give the letters about one invoice, the latest first."""
    return [
        letter
        for letter in reminders_of(document.customer_ref)
        if any(line.document_number == document.number for line in letter.lines.all())
    ]


@responsible_only
@sees("billing.Document.pdf")
@require_safe
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Give the document as PDF, and keep the day on which the customer first took it."""
    document = own_document(request, document_id)
    return _file(request, document, bytes(document.pdf), "pdf", "application/pdf")


@responsible_only
@sees("billing.Document.xml")
@require_safe
def xml(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Give the document's data, as programs read them."""
    document = own_document(request, document_id)
    return _file(request, document, document.xml.encode("utf-8"), "xml", "application/xml")


def own_document(request: HttpRequest, document_id: UUID) -> Document:
    """Give a document of the reader's own customers, or the page that says there is none."""
    refs = customers_of(request).values_list("pk", flat=True)
    return get_object_or_404(Document, pk=document_id, customer_ref__in=list(refs))


def _file(request: HttpRequest, document: Document, data: bytes, ending: str, content_type: str) -> HttpResponse:
    if request.method == "GET":
        mark_seen(document, timezone.now())
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{document.number}.{ending}"'
    return answer
