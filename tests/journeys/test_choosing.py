"""An operator chooses by key for whom a call is and what it is about; the card, the form and the note follow."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey
ORDERS = """
from datetime import UTC, datetime
from vorzimmer.customers import actions
from vorzimmer.customers.actions import CallTypeEntry, FaqEntryEntry, InstructionEntry
from vorzimmer.customers.models import Customer
zahn, now = Customer.objects.get(number="K-1001"), datetime.now(UTC)
pain = actions.add_call_type(zahn, CallTypeEntry(name="Schmerzen", urgency=3), now)
actions.add_instruction(zahn, InstructionEntry(text="Sofort verbinden.", call_type=pain), now)
ask = {"kind": "ask", "call_type": pain}
actions.add_instruction(zahn, InstructionEntry(text="Seit wann?", answer_kind="date", required=True, **ask), now)
actions.add_instruction(zahn, InstructionEntry(text="Wie stark?", answer_kind="choice", choices=("leicht", "stark"), **ask), now)
for question, answer in (("Parkplätze?", "Im Hof."), ("Aufzug?", "Links neben dem Eingang.")):
    actions.add_faq(zahn, FaqEntryEntry(question=question, answer=answer), now)
"""
CHANGE = """
from datetime import UTC, datetime
from vorzimmer.customers import actions
from vorzimmer.customers.actions import InstructionEntry
from vorzimmer.customers.models import CallType, Instruction
row = next(row for row in Instruction.objects.all() if row.text == "Sofort verbinden.")
actions.change_instruction(row, InstructionEntry(text="Erst den Arzt fragen.", call_type=row.call_type), datetime.now(UTC))
"""


def test_what_is_chosen_by_key_decides_what_the_card_says_and_what_the_customer_reads(agency, page_of):
    agency.server.python(ORDERS)
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall")
    desk.wait_for_selector(".call-say", timeout=5000)
    assert desk.locator("[data-choose]").count() == 0
    desk.keyboard.press("F4")
    desk.wait_for_selector("#note-form")

    desk.keyboard.press("g")
    desk.keyboard.press("5")
    desk.wait_for_selector(".orders:has-text('Sofort verbinden.')", timeout=3000)
    desk.wait_for_selector("#questions:has-text('Seit wann?')")
    assert desk.is_checked("[name=urgency][value='3']")
    assert desk.inner_text(".note-for").split("\n")[1:] == ["Frau Kern", "Schmerzen"]
    assert complaints(desk) == []

    desk.keyboard.press("Alt+q")
    desk.keyboard.type("AOK")
    desk.keyboard.press("Tab")
    desk.keyboard.type("gestern")
    desk.keyboard.press("Tab")
    desk.keyboard.press("2")
    assert desk.is_checked("#questions [value=stark]")
    assert desk.is_checked("[name=urgency][value='3']")

    agency.server.python(CHANGE)
    desk.wait_for_selector(".orders:has-text('Erst den Arzt fragen.')", timeout=5000)
    assert desk.locator("[data-choose][aria-pressed=true]").count() == 2
    assert desk.is_checked("#questions [value=stark]")
    assert desk.locator("#questions input").nth(2).input_value() == "gestern"

    desk.keyboard.press("F3")
    desk.keyboard.type("hof")
    assert desk.locator(".faq-entry:visible").all_inner_texts() == ["Parkplätze?\n\nIm Hof."]
    desk.keyboard.press("Escape")
    assert desk.locator("[data-armed]").count() == 0

    desk.keyboard.press("r")
    desk.keyboard.press("Alt+a")
    with desk.expect_response("**/draft/"):
        desk.keyboard.type("Zahnschmerzen.")
    desk.reload()
    assert desk.locator("[data-choose][aria-pressed=true]").count() == 2
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("#note-form", state="detached", timeout=5000)

    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.click("text=Erika Muster")
    facts = portal.inner_text(".note-facts")
    for text in ("Frau Kern", "Schmerzen", "AOK", "stark"):
        assert text in facts
    assert "gestern" not in facts


def test_other_questions_lose_no_answer_and_the_urgency_of_the_operator_stays(agency, page_of):
    agency.server.python(ORDERS)
    desk = page_of("olga@agentur.example")
    agency.answered_at(desk)
    desk.keyboard.press("1")
    desk.keyboard.press("5")
    desk.wait_for_selector("#questions:has-text('Wie stark?')")
    assert desk.is_checked("[name=urgency][value='1']")
    desk.check("#questions [value=leicht]", force=True)
    desk.evaluate("document.activeElement.blur()")
    desk.keyboard.press("5")
    desk.wait_for_selector("#questions:not(:has-text('Wie stark?'))", state="attached")
    desk.keyboard.press("5")
    desk.wait_for_selector("#questions:has-text('Wie stark?')")
    assert desk.is_checked("#questions [value=leicht]")
