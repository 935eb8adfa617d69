"""The export for the tax adviser: entries of a period as a DATEV batch, and the customers in it as debtors."""

from datetime import date, datetime
from functools import cache
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from vorzimmer.billing.models import AccountEntry, Document, Issuer
from vorzimmer.billing.vouchers import has_content
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.datev import Batch, Charts, NotBookable, Paper, Part, Posting, batch, debtor_account, read_charts
from vorzimmer.domain.datev_files import ADVISERS, CLIENTS, Debtor, Heading, bookings_file, debtors_file
from vorzimmer.privacy.policies import policy_text


@cache
def charts() -> Charts:
    """Give the accounts of the ledger, read once."""
    return read_charts(policy_text("accounts.toml"))


def postings(first: date, last: date) -> list[Posting]:
    """Give the entries that were booked in a period, as the rules know them. One query; documents are opened one by one.

    Raises ValidationError once the sweep has emptied a document: entries stay two years longer.
    """
    entries = AccountEntry.objects.filter(day__gte=first, day__lte=last).select_related("document").defer("document__xml", "document__pdf")
    papers: dict[UUID, Paper] = {}
    found = []
    for entry in entries:
        document = entry.document
        if document is not None and document.pk not in papers:
            if document.terms is None:
                raise ValidationError(
                    _("The export cannot be made any more: what the invoices of this period said is erased after its years.")
                )
            papers[document.pk] = paper_of(document)
        found.append(
            Posting(
                id=entry.pk,
                kind=EntryKind(entry.kind),
                amount=entry.amount,
                day=entry.day,
                value_on=entry.value_on,
                customer_number=entry.customer_number,
                reference=entry.reference,
                paper=papers[document.pk] if document is not None else None,
                is_reversal=entry.reverses_id is not None,
            )
        )
    return found


def paper_of(document: Document) -> Paper:
    """Say what the books need of a document."""
    content = document.content
    return Paper(
        number=document.number,
        due_on=document.due_on,
        treatment=content.treatment,
        parts=tuple(Part(category=line.category, rate=line.rate, gross=line.net + line.vat) for line in content.vat_lines),
        vat_id=content.buyer.vat_id,
    )


def batch_of(first: date, last: date, issuer: Issuer) -> Batch:
    """Book the entries of a period. Raises ValidationError that says which entry cannot be booked and why."""
    try:
        return batch(postings(first, last), charts(), issuer.chart, first=first, last=last)
    except NotBookable as problem:
        raise ValidationError(_("The export cannot be made: %(problem)s.") % {"problem": problem.sentence.said(_)}) from problem


def bookings(first: date, last: date, issuer: Issuer, at: datetime) -> bytes:
    """Write the batch of a period as a file. Raises ValidationError when a number is missing or an entry cannot be booked."""
    heading = heading_of(issuer, at)
    try:
        return bookings_file(batch_of(first, last, issuer), heading)
    except NotBookable as problem:
        raise ValidationError(_("The export cannot be made: %(problem)s.") % {"problem": problem.sentence.said(_)}) from problem


def debtors(first: date, last: date, issuer: Issuer, at: datetime) -> bytes:
    """Write the customers with entries in the period as debtors; who is no customer any more, as his last document names him."""
    heading = heading_of(issuer, at)
    entries = AccountEntry.objects.filter(day__gte=first, day__lte=last)
    refs = dict(entries.order_by("customer_number").values_list("customer_ref", "customer_number").distinct())
    known = Customer.objects.select_related("billing").in_bulk(list(refs))
    try:
        found = [_debtor_of(known[ref], number, issuer) if ref in known else _debtor_named(ref, number) for ref, number in refs.items()]
    except NotBookable as problem:
        raise ValidationError(_("The export cannot be made: %(problem)s.") % {"problem": problem.sentence.said(_)}) from problem
    return debtors_file([debtor for debtor in found if debtor is not None], heading)


def _debtor_of(customer: Customer, number: str, issuer: Issuer) -> Debtor:
    profile = getattr(customer, "billing", None)
    return Debtor(
        account=debtor_account(number),
        number=number,
        name=customer.name,
        is_consumer=customer.is_consumer,
        street=customer.street,
        postcode=customer.postcode,
        city=customer.city,
        country=customer.country,
        vat_id=customer.vat_id,
        payment_days=profile.payment_days if profile is not None and profile.payment_days is not None else issuer.payment_days,
    )


def _debtor_named(ref: UUID, number: str) -> Debtor | None:
    document = Document.objects.filter(has_content("terms"), customer_ref=ref).order_by("-issued_on").first()
    if document is None:
        return None
    buyer = document.content.buyer
    return Debtor(
        account=debtor_account(number),
        number=number,
        name=buyer.name,
        street=buyer.street,
        postcode=buyer.postcode,
        city=buyer.city,
        country=buyer.country,
        vat_id=buyer.vat_id,
    )


def missing(issuer: Issuer) -> list[str]:
    """Name what the issuer must enter before anything can be exported."""
    wanted = []
    if issuer.datev_adviser is None or issuer.datev_adviser not in ADVISERS:
        wanted.append(_("the number of the adviser (1001 to 9999999)"))
    if issuer.datev_client is None or issuer.datev_client not in CLIENTS:
        wanted.append(_("the number of the client (1 to 99999)"))
    return wanted


def heading_of(issuer: Issuer, at: datetime) -> Heading:
    """Say whose books they are. Raises ValidationError when a number of DATEV is missing."""
    wanted = missing(issuer)
    if wanted or issuer.datev_adviser is None or issuer.datev_client is None:
        raise ValidationError(_("Missing for DATEV: %(what)s.") % {"what": ", ".join(wanted)})
    return Heading(adviser=issuer.datev_adviser, client=issuer.datev_client, chart=issuer.chart, made_at=at)
