"""axe finds nothing to complain of on the pages about money; a payment is booked by keyboard alone."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey
BOOKS = """
from datetime import UTC, date, datetime
from tests.billing.papers import issue
from vorzimmer.billing.actions import Payment, book_document, book_payment
from vorzimmer.customers.models import Customer
zahn = Customer.objects.get(number="K-1001")
document = issue(zahn, number="RE-2026-00007", issued_on=date(2026, 11, 2))
book_document(document, datetime.now(UTC))
paid = Payment(customer_ref=zahn.pk, customer_number=zahn.number, cents=5000, value_on=date(2026, 11, 5), documents=[document])
book_payment(paid, datetime.now(UTC))
"""


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390)])
def test_the_pages_about_money(agency, page_of, theme, width):
    agency.server.python(BOOKS)
    office = page_of("buch@agentur.example", theme=theme, width=width)
    found = {}

    def look(name, address=None):
        if address is not None:
            office.goto(agency.server.url + address)
        office.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        found[name] = complaints(office)
        assert office.evaluate("document.documentElement.scrollWidth") <= width, name

    period = "?first=2026-11-01&last=2026-11-30"
    for page in ("money/", "money/reports/", f"money/reports/vat/{period}", f"money/datev/{period}", "money/issuer/"):
        look(page, f"/office/{page}")
    office.goto(f"{agency.server.url}/office/money/")
    office.click("text=Dr. Zahn")
    office.wait_for_selector("#account")
    look("account")
    office.keyboard.press("n")
    office.wait_for_selector("#id_cents")
    look("payment")
    office.keyboard.type("69,00")
    office.keyboard.press("Control+Enter")
    office.wait_for_selector("text=69,00 € durch Zahlung")
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_invoices_in_the_portal(agency, page_of, theme):
    agency.server.python(BOOKS)
    portal = page_of("zahn@praxis.example", theme=theme, width=390, height=844)
    portal.goto(f"{agency.server.url}/portal/invoices/")
    portal.wait_for_selector("text=RE-2026-00007")
    portal.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    assert complaints(portal) == []
    assert portal.evaluate("document.documentElement.scrollWidth") <= 390
