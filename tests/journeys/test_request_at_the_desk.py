"""A caller wants the data deleted: two keys record it at the desk, the operator reads out the sentence, the customer has it at once."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey


def test_two_keys_record_what_a_caller_asks_and_the_customer_has_it(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.answered_at(desk)
    desk.keyboard.press("F10")
    desk.wait_for_selector("#request[open]")
    assert complaints(desk) == []
    desk.keyboard.press("Alt+n")
    desk.keyboard.type("Erika Muster")
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("l")
    desk.wait_for_selector(".request-say")
    assert "Ihr Anliegen ist aufgenommen" in desk.inner_text("#request")
    assert complaints(desk) == []
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#request", state="hidden")

    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.goto(f"{agency.server.url}/portal/privacy/")
    assert "Erika Muster" in portal.inner_text("main")
    assert complaints(portal) == []
