"""Issues an invoice or a credit note by hand, for what no price list says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.issuing import Draft, credit_notes_of, issue
from vorzimmer.billing.actions.settings import demand_settings
from vorzimmer.billing.models import Document, DocumentState, Issuer
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.hand_invoices import HandKind, HandLine, item_by_hand
from vorzimmer.domain.invoice_checks import telephone_number_in
from vorzimmer.domain.invoice_problems import DocumentRefused
from vorzimmer.domain.invoices import DocumentKind, treatment_of
from vorzimmer.domain.statements import Period

HAND_KINDS = {
    HandKind.SERVICE: gettext_lazy("Office services"),
    HandKind.SETUP: gettext_lazy("Setting up"),
    HandKind.TASK: gettext_lazy("Tasks"),
    HandKind.POSTAGE: gettext_lazy("Postage"),
    HandKind.MATERIAL: gettext_lazy("Material"),
    HandKind.GOODWILL: gettext_lazy("Goodwill"),
    HandKind.CORRECTION: gettext_lazy("Correction"),
}
"""What the lines are called on the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEntry:
    """What somebody wrote. By its `id` it is issued once, however often it is sent; a credit note names the invoice that it `credits`."""

    id: UUID
    customer: Customer
    period: Period
    lines: Sequence[HandLine]
    credits: Document | None = None


def draft_by_hand(entry: HandEntry) -> Draft:
    """Make the draft of what somebody wrote. Raises ValidationError for what cannot be issued."""
    if not entry.lines:
        raise ValidationError(_("Enter at least one line."))
    for line in entry.lines:
        demand_no_caller(line.text)
    if entry.credits is not None:
        _demand_may_be_credited(entry, entry.credits)
    customer = entry.customer
    treatment = treatment_of(
        is_small_business=Issuer.current().is_small_business,
        country=customer.country,
        is_consumer=customer.is_consumer,
        vat_id=customer.vat_id,
    )
    with translation.override(customer.language):
        items = [
            item_by_hand(number, line, str(HAND_KINDS[line.kind]), entry.period, treatment) for number, line in enumerate(entry.lines, 1)
        ]
    return Draft(
        key=f"hand:{entry.id}",
        customer=customer,
        period=entry.period,
        treatment=treatment,
        items=items,
        kind=DocumentKind.INVOICE if entry.credits is None else DocumentKind.CREDIT_NOTE,
        credits=entry.credits,
    )


def demand_no_caller(text: str) -> None:
    """Raise ValidationError when a text names a telephone number or an e-mail address: callers do not belong in an invoice (law.md 4.3)."""
    if telephone_number_in(text) or "@" in text:
        raise ValidationError(_("Telephone numbers and e-mail addresses do not belong in an invoice: “%(text)s”.") % {"text": text[:80]})


def _demand_may_be_credited(entry: HandEntry, invoice: Document) -> None:
    if invoice.customer_ref != entry.customer.pk or invoice.kind == DocumentKind.CREDIT_NOTE:
        raise ValidationError(_("A credit note names an invoice of the same customer."))
    if invoice.state == DocumentState.CANCELLED:
        raise ValidationError(_("%(number)s is cancelled already.") % {"number": invoice.number})
    before = sum(note.net for note in credit_notes_of(invoice))
    if before + sum(line.net for line in entry.lines) > invoice.net:
        raise ValidationError(_("A credit note gives back no more than its invoice came to."))


@transaction.atomic
def issue_by_hand(entry: HandEntry, at: datetime, *, by: User | None) -> Document:
    """Issue what somebody wrote, dated today. Sent twice it is issued once. Raises ValidationError for what cannot be issued."""
    demand_settings()
    draft = draft_by_hand(entry)
    if not any(item.net for item in draft.items):
        raise ValidationError(_("It comes to nothing."))
    try:
        with transaction.atomic():
            return issue(draft, berlin_date(at), at, by=by)
    except DocumentRefused as refused:
        raise ValidationError([str(problem.says) for problem in refused.problems]) from None
