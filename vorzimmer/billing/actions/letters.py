"""Sends documents: a letter with the file, and the day on which it left."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.billing.models import BillingProfile, Document, DocumentState
from vorzimmer.billing.models.documents import KIND_NAMES
from vorzimmer.billing.wording import money, written_period
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import Letter, enqueue
from vorzimmer.delivery.enclosures import File, NotThere
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import DeliveryState, MessageKind
from vorzimmer.domain.invoices import DocumentKind, PaymentMeans
from vorzimmer.domain.statements import Period

KEY = "document:"
COPY = "copy:"
"""With these begin the keys of letters: of the first one with a document, and of copies, which are counted behind its id."""
_AT_ONCE = 500


def send_document(document: Document, customer: Customer, at: datetime) -> None:
    """Owe the customer the e-mail with a document. Without an address it waits in the portal and for the post."""
    address = address_of(customer)
    if address:
        enqueue([_letter(document, customer, address, f"{KEY}{document.pk}")], at=at)


def send_again(document: Document, at: datetime) -> str:
    """Owe the customer a copy; returns the address. The day on which the document left stays, if it left before (law.md S33).

    Raises ValidationError when the customer has no address, or is no customer any more.
    """
    customer = Customer.objects.filter(pk=document.customer_ref).first()
    address = "" if customer is None else address_of(customer)
    if customer is None or not address:
        raise ValidationError(_("There is no e-mail address for invoices. Print the document, or enter an address."))
    number = OutboxMessage.objects.filter(key__startswith=f"{COPY}{document.pk}").count() + 1
    enqueue([_letter(document, customer, address, f"{COPY}{document.pk}:{number}")], at=at)
    return address


def address_of(customer: Customer) -> str:
    """Say to which address a customer's documents go; blank: to none."""
    profile = BillingProfile.objects.filter(customer=customer).first()
    return (profile.email if profile else "") or customer.email


def _letter(document: Document, customer: Customer, address: str, key: str) -> Letter:
    with translation.override(customer.language):
        subject = _("%(kind)s %(number)s") % {"kind": _capital(str(KIND_NAMES[DocumentKind(document.kind)])), "number": document.number}
        if key.startswith(COPY):
            subject = _("%(subject)s (copy)") % {"subject": subject}
        return Letter(
            customer_id=customer.pk,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=address,
            subject=subject,
            body=_body(document, customer),
            key=key,
            about=str(document.pk),
            language=customer.language,
            encloses=f"{KEY}{document.pk}",
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _body(document: Document, customer: Customer) -> str:
    terms = document.content
    period = written_period(Period(first=document.first, last=document.last))
    lines = [_("Good day %(name)s,") % {"name": customer.contact_person or customer.name}]
    if document.kind == DocumentKind.CREDIT_NOTE:
        lines.append(_("you find our credit note of %(amount)s for %(period)s in the attached file.") % _values(document, period))
    else:
        lines.append(_("you find our invoice of %(amount)s for %(period)s in the attached file.") % _values(document, period))
        if document.payable > 0 and terms.payment.means is PaymentMeans.DIRECT_DEBIT:
            lines.append(_("The amount is collected from your account on %(day)s.") % {"day": written_day(document.due_on)})
        elif document.payable > 0:
            lines.append(_("Please transfer the amount by %(day)s.") % {"day": written_day(document.due_on)})
    lines.append(_("All invoices and your account: %(address)s") % {"address": f"{settings.PUBLIC_URL}/portal/invoices/"})
    return "\n\n".join((*lines, settings.AGENCY_NAME)) + "\n"


def _values(document: Document, period: str) -> dict[str, str]:
    return {"amount": money(document.gross), "period": period}


def files_of(ref: str) -> tuple[File, ...]:
    """Give the file of a document as its receiver gets it. Raises `NotThere` when it is erased."""
    try:
        document = Document.objects.get(pk=UUID(ref))
    except (Document.DoesNotExist, ValueError):
        raise NotThere(ref) from None
    pdf = File(name=f"{document.number}.pdf", media_type="application/pdf", content=document.pdf)
    if document.form == BillingProfile.Form.ZUGFERD:
        return (pdf,)
    return (File(name=f"{document.number}.xml", media_type="application/xml", content=document.xml.encode()), pdf)


def note_sent(sender: object, *, message: OutboxMessage, at: datetime, **_more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Write the day on which a document left; a copy that is sent later starts nothing anew (law.md S33)."""
    if message.key.startswith((KEY, COPY)):
        _left([UUID(message.key.split(":")[1])], berlin_date(at))


def note_all_sent(at: datetime) -> int:  # noqa: ARG001  (the signature of a job)
    """Write the days of documents whose letter is gone and that do not know it: a process may have ended in between."""
    waiting = {f"{KEY}{pk}": pk for pk in Document.objects.filter(sent_on=None).values_list("pk", flat=True)}
    noted = 0
    for keys in _batches(list(waiting)):
        sent = OutboxMessage.objects.filter(key__in=keys, state=DeliveryState.SENT)
        for key, closed_at in sent.values_list("key", "closed_at"):
            if closed_at is not None:
                _left([waiting[key]], berlin_date(closed_at))
                noted += 1
    return noted


def _batches(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def _left(refs: Sequence[UUID], day: date) -> None:
    rows = Document.objects.filter(pk__in=refs, sent_on=None)
    rows.filter(state=DocumentState.ISSUED).update(state=DocumentState.SENT)
    rows.update(sent_on=day)


def mark_posted(document: Document, day: date, at: datetime) -> None:
    """Write the day on which a document was given to the post. Raises ValidationError for a day before its issue or still to come."""
    if not document.issued_on <= day <= berlin_date(at):
        raise ValidationError({"day": _("The day lies between that of the invoice and today.")})
    _left([document.pk], day)
