"""Invoices with usage behind them, reminders and claims, for the tests of cases: small, complete, invented."""

from datetime import UTC, date, datetime, time
from uuid import uuid4

from tests.billing import firm, papers
from vorzimmer.billing.actions import Payment, book_document, book_payment
from vorzimmer.billing.models import RatedMonth
from vorzimmer.claims.actions.cases import DisputeEntry, raise_dispute
from vorzimmer.claims.models import Claim, Reminder, ReminderLine

SENT, BASE = date(2027, 1, 15), date(2027, 7, 15)
"""The example of law.md S33."""


def noon(day):
    return datetime.combine(day, time(11), UTC)


def billed(customer, *, sent_on=SENT, records=3, **more):
    """Issue, send and book an invoice over 119.00 € that took so many records of usage."""
    issued_on = more.pop("issued_on", sent_on)
    document = papers.issue(customer, issued_on=issued_on, first=date(2026, 12, 1), last=date(2026, 12, 31), **more)
    document.sent_on, document.state = sent_on, "sent"
    document.save(update_fields=("sent_on", "state"))
    book_document(document, noon(issued_on))
    contract = customer.contracts.first()
    count = RatedMonth.objects.filter(contract=contract).count()
    month = RatedMonth.objects.create(
        contract=contract, first=date(2026, 12, 1), revision=count + 1, statement={}, document=document, rated_at=noon(issued_on)
    )
    for number in range(records):
        firm.use(customer, "call", 1, date(2026, 12, 1 + number), rated=month)
    return document


def usage_of(document):
    """The ids of the records behind an invoice."""
    return list(document.months.get().usage.order_by("occurred_at").values_list("pk", flat=True))


def pay(document, on, cents=None):
    payment = Payment(
        customer_ref=document.customer_ref,
        customer_number=document.customer_number,
        cents=cents or document.gross,
        value_on=on,
        documents=[document],
    )
    return book_payment(payment, noon(on))


def claim_of(document, on=date(2027, 2, 1)):
    return Claim.objects.create(
        document=document,
        customer_ref=document.customer_ref,
        customer_number=document.customer_number,
        is_consumer=False,
        opened_on=on,
    )


def remind(claim, on, *, level="first_sent", **more):
    """Write a reminder that left on a day."""
    letter = Reminder.objects.create(
        key=f"test:{uuid4()}",
        customer_ref=claim.customer_ref,
        customer_number=claim.customer_number,
        level=level,
        channel="post",
        language="de",
        pay_by=on,
        total=claim.document.gross,
        pdf=b"%PDF-1.7",
        made_at=noon(on),
        **{"sent_on": on, "received_on": on, **more},
    )
    ReminderLine.objects.create(reminder=letter, claim=claim, document_number=claim.document.number, principal=claim.document.gross)
    return letter


def dispute(document, by, on=date(2027, 2, 10), *, recorded=None, **more):
    """Let somebody object to an invoice."""
    entry = DisputeEntry(**{"ground": "amount", "way": "phone", "raised_on": on, "text": "Das waren nicht so viele Anrufe.", **more})
    return raise_dispute(document, entry, by=by, at=noon(recorded or on))
