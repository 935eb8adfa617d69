"""The portal under a thumb and under ten fingers: keys, one tap for done, undo, live, and all of it without a script."""

import pytest

from tests.cast import PASSWORD

pytestmark = pytest.mark.journey
THREE = """
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Note
from vorzimmer.customers.models import Customer
for minutes, name in enumerate(("Anna", "Berta", "Clara")):
    at = datetime.now(UTC) - timedelta(minutes=9 - minutes)
    customer, operator = Customer.objects.get(number="K-1001"), User.objects.get(name="Olga Weber")
    Note(id=uuid4(), customer=customer, operator=operator, caller_name=name, callback_number="+491713920012",
         concern="Bitte um Rückruf.", outcome="call_back", called_at=at, saved_at=at).save(force_insert=True)
"""


def rows(page):
    return [text.strip() for text in page.locator("[data-row-open]").all_inner_texts()]


def test_the_list_by_keys_with_done_undo_and_a_new_message_meanwhile(agency, page_of):
    agency.server.python(THREE)
    portal = page_of("zahn@praxis.example")
    portal.wait_for_selector("html[data-live=up]")
    assert rows(portal) == ["Clara", "Berta", "Anna"]

    portal.keyboard.press("j")
    portal.keyboard.press("j")
    assert portal.locator(".message.is-chosen").inner_text().startswith("Berta")
    portal.keyboard.press("k")
    portal.keyboard.press("j")
    portal.keyboard.press("e")
    portal.wait_for_selector(".undo:has-text('Berta')")
    assert rows(portal) == ["Clara", "Anna"]
    assert portal.evaluate("document.activeElement.textContent.trim()") == "Anna"

    portal.click(".undo button")
    portal.wait_for_selector(".undo", state="detached")
    assert rows(portal) == ["Clara", "Berta", "Anna"]

    agency.server.python("from tests.cast import write_note; write_note()")
    portal.wait_for_selector("[data-row-open]:has-text('Erika Muster')", timeout=8000)
    assert sorted(rows(portal)) == ["Anna", "Berta", "Clara", "Erika Muster"]

    portal.keyboard.press("?")
    keys = portal.locator("#keys[open] dl").inner_text()
    for key in ("J", "K", "E"):
        assert key in keys


def test_one_message_by_keys(agency, page_of):
    agency.server.python(THREE)
    portal = page_of("zahn@praxis.example")
    portal.click("text=Clara")
    portal.wait_for_selector("#note h1:has-text('Clara')")
    portal.keyboard.press("j")
    portal.wait_for_selector("#note h1:has-text('Berta')")
    portal.keyboard.press("e")
    portal.wait_for_selector(".note-done")
    portal.keyboard.press("u")
    portal.wait_for_selector(".note-done", state="detached")
    portal.keyboard.press("k")
    portal.wait_for_selector("#note h1:has-text('Clara')")
    portal.keyboard.press("Escape")
    portal.wait_for_selector("#mailbox")
    assert portal.locator(".message.is-new").count() == 1


def test_without_a_script_a_message_is_read_and_ticked_off(agency, chromium):
    agency.server.python(THREE)
    context = chromium.new_context(java_script_enabled=False, locale="de", viewport={"width": 390, "height": 844})
    portal = context.new_page()
    portal.goto(f"{agency.server.url}/sign-in/")
    portal.fill("input[name=email]", "zahn@praxis.example")
    portal.fill("input[name=password]", PASSWORD)
    portal.press("input[name=password]", "Enter")
    portal.click("text=Clara")
    portal.click("#note button[name=done]")
    portal.wait_for_selector(".note-done")
    portal.click(".portal-top a")
    portal.wait_for_selector("[data-row-open]:has-text('Berta')")
    assert rows(portal) == ["Berta", "Anna"]
    portal.locator(".message button[name=done]").first.click()
    portal.wait_for_selector(".undo:has-text('Berta')")
    assert rows(portal) == ["Anna"]
    portal.click(".undo button")
    portal.wait_for_selector("[data-row-open]:has-text('Berta')")
    assert rows(portal) == ["Berta", "Anna"]
    context.close()
