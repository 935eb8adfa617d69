"""A customer's invoices with how they stand, his account, and how to pay. Nothing about a caller stands in any of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from vorzimmer.billing.account_words import TONES, standing_in_words
from vorzimmer.billing.accounts import Account, account, standing_of
from vorzimmer.billing.actions import mark_seen
from vorzimmer.billing.models import BillingProfile, Document, Issuer
from vorzimmer.billing.qr import transfer_svg
from vorzimmer.claims.cases import disputes_of
from vorzimmer.claims.models import Case
from vorzimmer.customers.models import BankAccount, Customer
from vorzimmer.domain.accounts import Standing, StandingCode
from vorzimmer.domain.days import berlin_date
from vorzimmer.portal.doors import customers_of, page, reader_in, responsible_only
from vorzimmer.portal.service import banners
from vorzimmer.privacy.access import sees

TO_PAY = frozenset({StandingCode.OPEN, StandingCode.PART_PAID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document with its state. `to_pay`: it is open and nobody will fetch the money; `code` is then the QR code of the transfer.

    `dispute` is what the customer said against it, `may_dispute` whether he can.
    """

    document: Document
    standing: Standing
    state: object
    tone: str
    to_pay: bool
    code: str = ""
    dispute: Case | None = None

    @property
    def may_dispute(self) -> bool:
        return self.document.sign > 0 and self.standing.code is not StandingCode.CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What one customer sees: his documents, his account, and the mandate by which he pays, if there is one."""

    customer: Customer
    papers: Sequence[Paper]
    account: Account
    mandate: BankAccount | None

    @property
    def to_pay(self) -> Sequence[Paper]:
        """The documents that are paid by transfer."""
        return [paper for paper in self.papers if paper.to_pay]


@responsible_only
@sees("billing.Document.number", "billing.AccountEntry.amount")
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """Show the documents, the latest first, and the account."""
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
    stands, disputes = standing_of(documents, day), disputes_of(document.pk for document in documents)
    mandate = customer.bank_accounts.filter(ended_on=None).first()
    profile = BillingProfile.objects.filter(customer=customer).first()
    by_transfer = mandate is None or (profile is not None and profile.pays == BillingProfile.Pays.TRANSFER)
    return Sheet(
        customer=customer,
        papers=[
            replace(_paper(document, stands[document.pk], issuer, by_transfer=by_transfer), dispute=disputes.get(document.pk))
            for document in documents
        ],
        account=account(customer.pk, day),
        mandate=None if by_transfer else mandate,
    )


def _paper(document: Document, standing: Standing, issuer: Issuer, *, by_transfer: bool) -> Paper:
    is_owed = document.sign > 0 and standing.code in TO_PAY
    to_pay = is_owed and (by_transfer or bool(standing.overdue))
    return Paper(
        document=document,
        standing=standing,
        state=standing_in_words(standing),
        tone="danger" if is_owed and standing.overdue else TONES.get(standing.code, "neutral"),
        to_pay=to_pay,
        code=_code(document, standing, issuer) if to_pay and issuer.iban else "",
    )


def _code(document: Document, standing: Standing, issuer: Issuer) -> str:
    svg = transfer_svg(name=issuer.name, iban=issuer.iban, bic=issuer.bic, amount_cents=standing.open, remittance=document.number)
    return mark_safe(svg)  # noqa: S308  (we drew it: digits and letters of the path only)


@responsible_only
@sees("billing.Document.pdf")
@require_safe
def pdf(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Give the document as PDF, and keep the day on which the customer first took it."""
    document = _own(request, document_id)
    return _file(request, document, bytes(document.pdf), "pdf", "application/pdf")


@responsible_only
@sees("billing.Document.xml")
@require_safe
def xml(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Give the document's data, as programs read them."""
    document = _own(request, document_id)
    return _file(request, document, document.xml.encode("utf-8"), "xml", "application/xml")


def _own(request: HttpRequest, document_id: UUID) -> Document:
    """Give a document of the reader's own customers, or the page that says there is none."""
    refs = customers_of(request).values_list("pk", flat=True)
    return get_object_or_404(Document, pk=document_id, customer_ref__in=list(refs))


def _file(request: HttpRequest, document: Document, data: bytes, ending: str, content_type: str) -> HttpResponse:
    if request.method == "GET":
        mark_seen(document, timezone.now())
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{document.number}.{ending}"'
    return answer
