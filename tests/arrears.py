"""Customers in default, for the tests of the service ladder: unpaid invoices, and the ladder climbed up to a step."""

from datetime import UTC, date, datetime, time

from tests.billing.papers import issue
from vorzimmer.billing.actions import book_document
from vorzimmer.claims.actions.following import follow
from vorzimmer.customers.actions.service import announce_step
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date, moment
from vorzimmer.domain.service_ladder import Arrears, next_step
from vorzimmer.domain.service_rules import Step

OWES = Arrears(cents=24_000, invoices=2, since=date(2022, 1, 3))
"""Enough, and for long enough, for every step."""
SEPTEMBER = datetime(2026, 9, 15, 10, 0, tzinfo=UTC)
"""Who begins to climb then, with an e-mail address, holds every step in the middle of November."""


def owe(customer: Customer, *, issued_on: date, at: datetime, nets: tuple[int, ...] = (10_000, 10_000)) -> None:
    """Book unpaid invoices with 19 % VAT that left on the day of their issue; they are due after 14 days, and in default 30 days later."""
    for net in nets:
        document = issue(customer, issued_on=issued_on, lines=((1900, net),))
        document.sent_on, document.state = issued_on, "sent"
        document.save(update_fields=("sent_on", "state"))
        book_document(document, at)
    follow(at)


def climb(customer: Customer, step: Step, at: datetime, *, by=None, arrears: Arrears = OWES) -> datetime:
    """Tell the steps up to this one, each when the one before holds; give the moment, at eight in the morning, when the last one holds."""
    customer.refresh_from_db()
    while customer.service_on(berlin_date(at)) is not step:
        wanted = next_step(customer.service_on(berlin_date(at)))
        line = announce_step(customer, wanted, None, at, by=by, arrears=arrears, decided=True)
        at = max(at, moment(line.from_on, time(8)))
        customer.refresh_from_db()
    return at
