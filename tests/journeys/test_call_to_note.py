"""A call comes in, the operator answers in the customer's name, the customer has the note a second later."""

import time

import pytest

pytestmark = pytest.mark.journey


def test_from_the_first_ring_to_the_note_in_the_portal(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.wait_for_selector("html[data-live=up]")

    assert agency.push(event="newCall").status_code == 200
    desk.wait_for_selector(".call-say:has-text('Olga Weber')", timeout=3000)
    assert "Praxis Doktor Zahn" in desk.inner_text(".call-say")
    assert "Keine Auskunft zu Befunden." in desk.inner_text(".orders")

    desk.keyboard.press("F4")
    desk.wait_for_selector("#note-form")
    desk.keyboard.press("Alt+n")
    desk.keyboard.type("Erika Muster")
    desk.keyboard.press("Alt+a")
    desk.keyboard.type("Zahnschmerzen, bitte heute noch.")
    desk.wait_for_selector("#draft-state[data-state=kept]")
    desk.reload()
    assert desk.input_value("#note_concern") == "Zahnschmerzen, bitte heute noch."

    assert agency.push(event="hangup", cause="normalClearing").status_code == 200
    desk.wait_for_selector("[data-state=wrap_up]", timeout=3000)
    desk.focus("#note_concern")
    desk.locator("input[name=urgency][value='3']").focus()
    desk.keyboard.press("4")
    desk.locator("input[name=outcome][value=call_back]").focus()
    desk.keyboard.press("Space")
    saved_at = time.monotonic()
    desk.keyboard.press("Control+Enter")
    mail = agency.postbox.wait_for(1, seconds=5)[0]
    assert mail.arrived - saved_at < 1
    assert mail.recipients == ["praxis@zahn.example"]
    assert "Zahnschmerzen, bitte heute noch." in mail.message.get_content()
    assert "Muster" not in mail.message["Subject"]

    portal.wait_for_selector("text=Erika Muster", timeout=3000)
    portal.click("text=Erika Muster")
    portal.wait_for_selector("text=Zahnschmerzen, bitte heute noch.")
    desk.wait_for_selector(".desk-idle")


def test_a_colleague_sees_that_a_call_is_taken(agency, page_of):
    olga, paul = page_of("olga@agentur.example"), page_of("paul@agentur.example")
    for page in (olga, paul):
        page.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall")
    for page in (olga, paul):
        page.wait_for_selector(".call-say", timeout=3000)
    olga.keyboard.press("F4")
    paul.wait_for_selector(".queue-item.is-taken:has-text('Olga Weber')", timeout=3000)
    paul.wait_for_selector(".desk-idle", timeout=3000)


def test_a_lost_connection_is_shown_and_heals(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.server.kill()
    desk.wait_for_selector("html[data-live=down]", timeout=10_000)
    agency.server.start()
    agency.push(event="newCall")
    desk.wait_for_selector(".call-say", timeout=15_000)
    assert desk.get_attribute("html", "data-live") == "up"


def test_what_is_typed_in_the_wrong_field_moves_where_it_belongs(agency, page_of):
    desk = page_of("olga@agentur.example")
    agency.answered_at(desk)
    desk.fill("#note_caller_name", "0171 3920044")
    desk.click("[data-move-from=note_caller_name]")
    assert desk.input_value("#note_callback_number") == "0171 3920044"
    assert desk.input_value("#note_caller_name") == ""


def test_a_call_ends_only_with_the_second_press(agency, page_of):
    desk = page_of("olga@agentur.example")
    agency.push(event="newCall")
    desk.wait_for_selector(".call-say", timeout=5000)
    desk.keyboard.press("F4")
    desk.wait_for_selector("[data-state=talking]")
    desk.keyboard.press("Escape")
    desk.wait_for_selector("[data-twice][data-armed]")
    assert desk.locator("[data-state=talking]").count() == 1
    desk.keyboard.press("Escape")
    desk.wait_for_selector("[data-state=wrap_up]", timeout=3000)


def test_a_kill_after_the_acknowledgement_loses_and_doubles_nothing(agency):
    assert agency.push(event="newCall").status_code == 200
    agency.server.kill()
    agency.server.start()
    assert agency.push(event="newCall").status_code == 200
    assert agency.push(event="answer", userId="w0").status_code == 200
    agency.server.kill()
    agency.server.start()
    assert agency.push(event="hangup", cause="normalClearing").status_code == 200
    told = agency.server.python(
        "from vorzimmer.calls.models import Call, CallLogLine\n"
        "call = Call.objects.get()\n"
        "print(call.state, call.operator.name, CallLogLine.objects.count())"
    )
    assert told.split("\n")[0] == "wrap_up Olga Weber 4"


def test_a_kill_after_saved_loses_and_doubles_nothing(agency, page_of):
    desk = page_of("olga@agentur.example")
    agency.answered_at(desk)
    desk.fill("#note_concern", "Wichtig.")
    desk.locator("input[name=outcome][value=done]").focus()
    desk.keyboard.press("Space")
    agency.postbox.recipient_gate.close()  # the mail server hesitates, so that the kill comes before the mail
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("#note-form", state="detached", timeout=5000)
    agency.server.kill()
    agency.postbox.recipient_gate.open()
    agency.server.start()
    mails = agency.postbox.wait_for(1, seconds=60)
    time.sleep(2)
    assert len({mail.id for mail in agency.postbox.mails}) == 1
    assert "Wichtig." in mails[0].message.get_content()
    counted = agency.server.python("from vorzimmer.calls.models import Note\nprint(Note.objects.count())")
    assert counted.strip() == "1"
