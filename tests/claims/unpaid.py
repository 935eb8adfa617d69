"""Unpaid invoices for the tests of claims: small, complete, invented. Days are those of law.md 4.5."""

from datetime import UTC, date, datetime, time

from tests.billing import papers
from vorzimmer.billing.actions import Payment, book_document, book_payment
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Claim, ConfirmedRate, Reminder, ReminderLine
from vorzimmer.domain.dunning import Event

ISSUED = date(2026, 9, 1)
DUE = date(2026, 9, 15)
"""A Tuesday."""


def noon(day):
    return datetime.combine(day, time(11), UTC)


def owe(customer, *, issued_on=ISSUED, net=42000, **more):
    """Book an invoice over 499.80 € with VAT that left on the day of its issue, due two weeks later."""
    document = papers.issue(customer, issued_on=issued_on, lines=((1900, net),), **more)
    document.sent_on, document.state = issued_on, "sent"
    document.save(update_fields=("sent_on", "state"))
    book_document(document, noon(issued_on))
    return document


def claim_of(document, day=date(2026, 9, 16)):
    """Let the claim come about."""
    follow(noon(day))
    return Claim.objects.get(document=document)


def pay(customer, cents, on, *documents):
    payment = Payment(customer_ref=customer.pk, customer_number=customer.number, cents=cents, value_on=on, documents=documents)
    return book_payment(payment, noon(on))


def remind(claim, level, on, *, received=None, **more):
    """Write a reminder that left on a day, with its line in the log."""
    letter = Reminder.objects.create(
        key=f"test:{claim.pk}:{level}:{on}",
        customer_ref=claim.customer_ref,
        customer_number=claim.customer_number,
        level=level,
        channel="post",
        language="de",
        total=claim.document.gross,
        pdf=b"%PDF-1.7",
        made_at=noon(on),
        sent_on=on,
        received_on=received or on,
        proof="delivered",
        **{"pay_by": on, **more},
    )
    ReminderLine.objects.create(reminder=letter, claim=claim, document_number=claim.document.number, principal=claim.document.gross)
    record(claim, Event(level), on, noon(on), reminder=letter)
    return letter


def confirm_rates():
    """Confirm the base rates of 2025 and 2026 (law.md 4.5)."""
    for from_on, rate in ((date(2025, 1, 1), 227), (date(2025, 7, 1), 127), (date(2026, 1, 1), 127), (date(2026, 7, 1), 152)):
        ConfirmedRate.objects.create(from_on=from_on, rate=rate, confirmed_on=date(2026, 7, 2))
