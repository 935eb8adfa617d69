"""From the start page to the first answered call: somebody signs up, forwards, and an operator takes the call in the new name."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey
NUMBERS = """
from datetime import UTC, datetime
from vorzimmer.customers.actions import add_numbers
from vorzimmer.customers.models import Team
add_numbers("030 23125900", datetime.now(UTC), last="030 23125905")
Team.objects.filter(name="Nacht").delete()
"""


def test_from_the_sign_up_to_the_first_answered_call(agency, chromium, page_of):
    agency.server.python(NUMBERS)
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")

    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="de")
    page = context.new_page()
    page.goto(agency.server.url)
    page.click("a[href='/sign-up/?tariff=office']")
    assert page.is_checked("input[name=tariff][value]:checked")
    page.fill("[name=name]", "Steuerkanzlei Lind")
    page.select_option("[name=trade]", "tax_adviser")
    for name, text in {
        "contact_person": "Mia Lind",
        "phone": "0171 3920061",
        "street": "Lindenweg 3",
        "postcode": "12159",
        "city": "Berlin",
        "iban": "DE02 1203 0000 0000 2020 52",
        "email": "mia@lind.example",
        "password": "ein langes Kennwort",
    }.items():
        page.fill(f"[name={name}]", text)
    page.wait_for_selector("#bank.is-wrong")
    for box in ("mandate", "terms", "processing", "secrecy"):
        page.check(f"[name=accept_{box}]")
    assert context.cookies() == []
    page.wait_for_timeout(3200)  # nobody is faster
    page.click("button[type=submit]")

    page.wait_for_selector("#id_iban_error")
    assert complaints(page) == []
    page.fill("[name=iban]", "DE02 1203 0000 0000 2020 51")
    page.press("[name=iban]", "Tab")
    page.wait_for_selector("#bank:has-text('Deutsche Kreditbank')")
    page.fill("[name=password]", "ein langes Kennwort")
    page.click("button[type=submit]")

    page.wait_for_url("**/portal/forwarding/")
    assert page.inner_text(".own-number") == "+49 30 23125900"
    assert "**61*+493023125900**20#" in page.inner_text(".portal-main")
    page.wait_for_selector("text=Warten auf den ersten Anruf")

    assert agency.push(event="newCall", to="493023125900").status_code == 200
    desk.wait_for_selector(".call-say:has-text('Steuerkanzlei Lind')", timeout=5000)
    assert "Keinen steuerlichen Rat geben." in desk.inner_text(".orders")
    desk.keyboard.press("F4")
    desk.wait_for_selector("#note-form")
    page.wait_for_selector(".arrived", timeout=8000)
    assert complaints(page) == []
    context.close()
