"""Issues documents: number, data, XML, PDF, link of the chain, entry on the account, collection and letter in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.accounts import allocate_open, book_document
from vorzimmer.billing.actions.debits import withdraw_all
from vorzimmer.billing.actions.letters import send_document
from vorzimmer.billing.debiting import payment_of, plan_collection
from vorzimmer.billing.documents.words import default_hint
from vorzimmer.billing.documents.writing import Written, write
from vorzimmer.billing.models import BillingProfile, ChainLink, Document, Issuer, NumberSeries
from vorzimmer.customers.models import Customer
from vorzimmer.domain import document_chain as chain
from vorzimmer.domain.invoices import Document as Terms
from vorzimmer.domain.invoices import DocumentKind, Item, Party, Payment, Preceding, VatTreatment
from vorzimmer.domain.statements import Period
from vorzimmer.domain.written_invoices import as_data


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to become a document. `key` names what it bills: a second one with the same key is not issued.

    `cancels` is wholly taken back by it, `credits` is named by it, `replaces` is the cancelled one that it stands for.
    """

    key: str
    customer: Customer
    period: Period
    treatment: VatTreatment
    items: Sequence[Item]
    kind: DocumentKind = DocumentKind.INVOICE
    cancels: Document | None = None
    credits: Document | None = None
    replaces: Document | None = None
    notes: tuple[str, ...] = ()


def profile_of(customer: Customer) -> BillingProfile:
    """Give how a customer is billed; the usual when nothing was entered."""
    try:
        return customer.billing
    except BillingProfile.DoesNotExist:
        return BillingProfile(customer=customer)


@transaction.atomic
def issue(draft: Draft, issued_on: date, at: datetime, *, by: User | None = None) -> Document:
    """Issue a document, or give the one that was issued for the same before. Raises `DocumentRefused`; then nothing is done.

    The rows of the number series are locked until all is written: whatever stops it leaves no gap, in the numbers or in the chain.
    """
    NumberSeries.objects.get_or_create(year=issued_on.year)
    series = {row.year: row for row in NumberSeries.objects.select_for_update().order_by("year")}[issued_on.year]
    if (there := Document.objects.filter(key=draft.key).first()) is not None:
        return there
    issuer, customer = Issuer.current(), draft.customer
    profile = profile_of(customer)
    with translation.override(customer.language):
        payment = payment_of(customer, profile, issuer, issued_on, at, kind=draft.kind)
        number = number_of(issuer, issued_on.year, series.next)
        terms = _terms(draft, issuer, profile, payment, number=number, issued_on=issued_on)
        document = _kept(draft, terms, write(terms, profile.form), profile.form, at)
        _chain(document)
        NumberSeries.objects.filter(pk=series.pk).update(next=series.next + 1)
        book_document(document, at, by=by)
        allocate_open(customer.pk, at)
        plan_collection(document, payment, at)
        send_document(document, customer, at)
    return document


@transaction.atomic
def as_it_would_be(draft: Draft, issued_on: date, at: datetime) -> Terms:
    """Say what a document would say, with a word in the place of its number. Nothing is checked, and nothing is kept."""
    issuer, customer = Issuer.current(), draft.customer
    profile = profile_of(customer)
    with translation.override(customer.language):
        payment = payment_of(customer, profile, issuer, issued_on, at, kind=draft.kind)
        terms = _terms(draft, issuer, profile, payment, number=_("Draft"), issued_on=issued_on)
    transaction.set_rollback(True)  # the copy of a mandate is made when it is first used, and not for a draft
    return terms


def number_of(issuer: Issuer, year: int, number: int) -> str:
    """Write a number: "RE-2026-00017"."""
    return f"{issuer.number_prefix}-{year}-{number:05}"


def _terms(  # noqa: PLR0913  (all that it consists of)
    draft: Draft, issuer: Issuer, profile: BillingProfile, payment: Payment, *, number: str, issued_on: date
) -> Terms:
    days = issuer.payment_days if profile.payment_days is None else profile.payment_days
    due_on = payment.collected_on or issued_on + timedelta(days=days)
    earlier = draft.cancels or draft.replaces or draft.credits
    return Terms(
        kind=draft.kind,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        first=draft.period.first,
        last=draft.period.last,
        currency="EUR",
        language=draft.customer.language,
        seller=seller_of(issuer),
        buyer=buyer_of(draft.customer, profile),
        treatment=draft.treatment,
        items=tuple(draft.items),
        payment=payment,
        preceding=None if earlier is None else Preceding(number=earlier.number, issued_on=earlier.issued_on),
        notes=draft.notes + ((default_hint(),) if _asks_consumer(draft) else ()),
    )


def _asks_consumer(draft: Draft) -> bool:
    return draft.customer.is_consumer and draft.kind is not DocumentKind.CREDIT_NOTE


def tells_of_default(document: Document) -> bool:
    """Whether a document says when its reader is in default without a reminder (BGB §286(3))."""
    with translation.override(document.content.language):
        return default_hint() in document.content.notes


def seller_of(issuer: Issuer) -> Party:
    """Give the agency as a seller."""
    return Party(
        name=issuer.name,
        street=issuer.street,
        postcode=issuer.postcode,
        city=issuer.city,
        country=issuer.country,
        contact=issuer.contact,
        phone=issuer.phone,
        email=issuer.email,
        website=issuer.website,
        register=issuer.register,
        vat_id=issuer.vat_id,
        tax_number=issuer.tax_number,
    )


def buyer_of(customer: Customer, profile: BillingProfile) -> Party:
    """Give a customer as a buyer."""
    return Party(
        name=customer.name,
        street=customer.street,
        postcode=customer.postcode,
        city=customer.city,
        country=customer.country,
        contact=customer.contact_person,
        email=profile.email or customer.email,
        vat_id=customer.vat_id,
        number=customer.number,
        reference=profile.reference,
    )


def _kept(draft: Draft, terms: Terms, written: Written, form: str, at: datetime) -> Document:
    document = Document(
        number=terms.number,
        key=draft.key,
        kind=terms.kind,
        customer_ref=draft.customer.pk,
        customer_number=draft.customer.number,
        first=terms.first,
        last=terms.last,
        issued_on=terms.issued_on,
        due_on=terms.due_on,
        currency=terms.currency,
        net=terms.net,
        vat=terms.vat,
        gross=terms.gross,
        payable=terms.payable,
        cancels=draft.cancels,
        replaces=draft.replaces,
        form=form,
        terms=as_data(terms),
        xml=written.xml,
        pdf=written.pdf,
        issued_at=at,
    )
    document.save(force_insert=True)
    return document


def sha256_of(document: Document) -> str:
    """Hash what was issued: number, data, XML and PDF."""
    return chain.sha256_of(
        document.number.encode(), json.dumps(document.terms, sort_keys=True).encode(), document.xml.encode(), document.pdf
    )


def _chain(document: Document) -> None:
    last = ChainLink.objects.order_by("-number").first()
    link = chain.next_link(
        None if last is None else link_of(last), document=document.number, issued_on=document.issued_on, sha256=sha256_of(document)
    )
    ChainLink.objects.create(
        number=link.number,
        document_number=link.document,
        issued_on=link.issued_on,
        sha256=link.sha256,
        previous=link.previous,
        link=link.link,
    )


def link_of(row: ChainLink) -> chain.Link:
    """Give a link as the rules read it."""
    return chain.Link(
        number=row.number,
        document=row.document_number,
        issued_on=row.issued_on,
        sha256=row.sha256,
        previous=row.previous,
        link=row.link,
    )


def credit_notes_of(document: Document) -> list[Document]:
    """Give the credit notes that gave a part of an invoice back."""
    notes = Document.objects.filter(customer_ref=document.customer_ref, kind=DocumentKind.CREDIT_NOTE, cancels=None)
    return [note for note in notes.order_by("number") if (named := note.content.preceding) and named.number == document.number]


@transaction.atomic
def cancel(document: Document, issued_on: date, at: datetime, *, by: User | None = None) -> Document:
    """Cancel an invoice by a credit note that mirrors it; its planned direct debit is withdrawn.

    Raises ValidationError when it is cancelled already or is no invoice, or while its direct debit is in an approved file.
    """
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.kind == DocumentKind.CREDIT_NOTE:
        raise ValidationError(_("A credit note is not cancelled; issue a new invoice instead."))
    if document.state == "cancelled":
        raise ValidationError(_("%(number)s is cancelled already.") % {"number": document.number})
    if earlier := credit_notes_of(document):
        text = _("%(note)s has given a part of %(number)s back already. Give the rest back by hand.")
        raise ValidationError(text % {"note": earlier[0].number, "number": document.number})
    terms = document.content
    customer = Customer.objects.filter(pk=document.customer_ref).first()
    if customer is None:
        raise ValidationError(_("The customer's file is erased; this document can only be kept."))
    withdraw_all(document)
    with translation.override(customer.language):
        note = _("Cancels invoice %(number)s.") % {"number": document.number}
    draft = Draft(
        key=f"cancel:{document.pk}",
        customer=customer,
        period=Period(first=document.first, last=document.last),
        treatment=terms.treatment,
        items=[replace(item, digest=None) for item in terms.items],
        kind=DocumentKind.CREDIT_NOTE,
        cancels=document,
        notes=(note,),
    )
    credit = issue(draft, issued_on, at, by=by)
    Document.objects.filter(pk=document.pk).update(state="cancelled")
    return credit
