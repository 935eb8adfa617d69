"""Every open form, sent from a telephone without a script and without a cookie: call back, sign-up, notice, withdrawal.

How a question is asked and answered walks tests/journeys/test_contact.py.
"""

import pytest

pytestmark = pytest.mark.journey
OFFERS = """
from datetime import UTC, datetime
from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers.actions import ContractEntry, add_numbers, bring_offers, conclude_new
from vorzimmer.customers.models import Customer, Tariff, Team
now = datetime.now(UTC)
bring_offers()
bring_first_versions(now)
add_numbers("030 23125900", now, last="030 23125905")
Team.objects.filter(name="Nacht").delete()
for short_name, email in (("Dr. Zahn", "buero@zahn.example"), ("Berg", "buero@berg.example")):
    customer = Customer.objects.get(short_name=short_name)
    customer.email, customer.is_consumer = email, True
    customer.save()
    print(conclude_new(customer, ContractEntry(tariff=Tariff.objects.get(code="start")), now, by=None).number)
"""
SIGN_UP = {
    "name": "Dachdeckerei Moos",
    "contact_person": "Ida Moos",
    "phone": "0171 3920055",
    "street": "Am First 1",
    "postcode": "12159",
    "city": "Berlin",
    "iban": "DE02 1203 0000 0000 2020 51",
    "email": "ida@moos.example",
}


@pytest.fixture
def page(agency, chromium):
    """A browser that runs no script and speaks German."""
    context = chromium.new_context(java_script_enabled=False, locale="de", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def filled(page, address, words):
    page.goto(address)
    for name, text in words.items():
        page.fill(f"main [name={name}]", text)
    assert page.context.cookies() == []


def test_everything_can_be_said_without_a_script_and_without_a_cookie(agency, page):
    first, second = agency.server.python(OFFERS).split()
    url = agency.server.url

    filled(page, f"{url}/call-back/", {"name": "Ida Moos", "phone": "0171 3920055", "best_time": "ab 15 Uhr"})
    page.wait_for_timeout(3200)
    page.click("main button[type=submit]")
    assert "Wir haben es erhalten." in page.inner_text("h1")

    notice = {"name": "Dr. Zahn", "number": "9999-1", "email": "buero@zahn.example"}
    filled(page, f"{url}/notice/", notice)
    page.click("main button[type=submit]")
    assert "keinen Vertrag" in page.inner_text("#id_number_error")
    page.fill("[name=number]", first)
    page.click("main button[type=submit]")
    assert first in page.inner_text("main")
    assert "Bestätigung" in page.inner_text("main")

    filled(page, f"{url}/withdrawal/", {"name": "Bruno Berg", "number": second, "email": "buero@berg.example"})
    page.click("main button[type=submit]")
    assert second in page.inner_text("main")
    assert page.context.cookies() == []

    filled(page, f"{url}/sign-up/", SIGN_UP)
    page.check("main [name=tariff] >> nth=0")
    for box in ("mandate", "terms", "processing"):
        page.check(f"[name=accept_{box}]")
    page.wait_for_timeout(3200)
    page.click("main button[type=submit]")
    assert "Kennwort" in page.inner_text("main label[for=id_password]")
    assert page.is_visible("#id_password_error")
    page.fill("[name=password]", "ein langes Kennwort")
    page.wait_for_timeout(500)
    page.click("main button[type=submit]")
    page.wait_for_url("**/portal/forwarding/")
    assert "+49 30 23125900" in page.inner_text("main")
    kept = "from vorzimmer.customers.models import SenderAddress; print(*sorted(SenderAddress.objects.values_list('form', flat=True)))"
    assert agency.server.python(kept).split() == ["callback", "notice", "sign_up", "withdrawal"]
