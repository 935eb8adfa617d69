"""A caller asks at the desk what is held about him: two keys record it, the customer has it at once, the operator knows what to say."""

import html
import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.cast import offered, write_note
from tests.website.test_templates import breaches
from vorzimmer.calls import actions, wire
from vorzimmer.calls.models import Call, Note
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.desk.requests import KIND_KEYS
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import due_on
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import Access, DataRequest, RequestEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
DIALOG = {"HX-Request": "true"}


@pytest.fixture
def call(cast):
    """Erika Muster rings Dr. Zahn, and Olga has answered."""
    wire.receive(offered(at=datetime.now(UTC) - timedelta(seconds=9)), datetime.now(UTC))
    found = Call.objects.get()
    actions.take(found.pk, cast.olga, datetime.now(UTC))
    Call.objects.update(state="talking")
    return Call.objects.get()


def address(call):
    return reverse("desk:request", args=[call.pk])


def send(browser, call, *, dialog=True, **changes):
    typed = {"language": "de", "kind": "erasure", "name": "Erika Muster", "phone": "0171 3920012"} | changes
    return browser.post(address(call), typed, headers=DIALOG if dialog else {})


def text_of(answer):
    return html.unescape(answer.content.decode())


def test_one_key_opens_it_with_what_is_known_and_one_records_it(olga, cast, call):
    assert f'data-key="F10" aria-keyshortcuts="F10" hx-get="{address(call)}"' in text_of(olga.get("/desk/"))
    dialog = text_of(olga.get(address(call), headers=DIALOG))
    assert dialog.lstrip().startswith("<dialog")
    for known in ('value="Erika Muster"', 'value="+49 171 3920012"', 'value="erasure" data-key="d"', 'value="de" data-key="1" checked'):
        assert known in dialog, known
    assert send(olga, call, text="Löschen Sie alles.").status_code == 200
    asked = DataRequest.objects.get()
    assert (asked.kind, asked.person_kind, asked.way, asked.customer_ref) == ("erasure", "caller", "phone", cast.zahn.pk)
    assert (asked.requester["name"], asked.requester["phone"], asked.text) == ("Erika Muster", "+49 171 3920012", "Löschen Sie alles.")
    assert (asked.received_on, asked.due_on) == (berlin_date(call.offered_at), due_on(berlin_date(call.offered_at)))


def test_it_is_with_the_customer_at_once_as_if_the_office_had_handed_it_over(olga, cast, call):
    send(olga, call, kind="access", email="erika@muster.example")
    asked = DataRequest.objects.get()
    assert (asked.state, asked.handed_at is not None) == ("handed_over", True)
    assert list(RequestEvent.objects.values_list("event", "by")) == [("received", cast.olga.pk), ("handed_over", cast.olga.pk)]
    letters = {letter.address: letter.body for letter in OutboxMessage.objects.filter(about=str(asked.pk))}
    assert letters.keys() == {"zahn@praxis.example", "erika@muster.example"}
    assert "Erika" not in letters["zahn@praxis.example"]
    assert "Praxis Dr. Zahn" in letters["erika@muster.example"]
    portal = Client()
    portal.force_login(cast.zahn_owner)
    assert "Erika Muster" in portal.get("/portal/privacy/").content.decode()
    cast.officer.language = "en"
    cast.officer.save()
    office = Client()
    office.force_login(cast.officer)
    assert "Request 1" in office.get("/office/privacy/requests/").content.decode()


def test_the_operator_is_told_what_to_say_in_both_languages(olga, cast, call):
    Call.objects.update(offered_at=datetime(2026, 11, 20, 11, tzinfo=UTC))
    page = text_of(send(olga, call))
    assert '<p class="call-say request-say" lang="de">Ihr Anliegen ist aufgenommen' in page
    assert "Praxis Dr. Zahn" in page
    assert "20. Dezember 2026" in page
    assert '<p class="call-say request-say" lang="en">Your request is recorded: we hand it to Praxis Dr. Zahn, who is responsible,' in page
    assert "you get the answer by 20 December 2026 at the latest." in page
    assert DataRequest.objects.get().due_on == date(2026, 12, 20)


def test_sent_twice_it_is_one_request_and_one_letter_each_and_the_operator_is_told(olga, cast, call):
    first = text_of(send(olga, call, email="erika@muster.example"))
    again = text_of(send(olga, call, email="erika@muster-neu.example", name=" erika  muster"))
    said = "Recorded already in this call. What you typed now was not added: the office corrects it."
    assert (said in first, said in again, "Your request is recorded" in again) == (False, True, True)
    asked = DataRequest.objects.get()
    assert (asked.requester["email"], OutboxMessage.objects.filter(about=str(asked.pk)).count()) == ("erika@muster.example", 2)


def test_another_question_another_person_and_another_call_are_requests_of_their_own(olga, cast, call):
    for changes in ({}, {"kind": "access"}, {"name": "Otto Muster"}):
        send(olga, call, **changes)
    wire.receive(offered(at=datetime.now(UTC), call_id="another"), datetime.now(UTC))
    send(olga, Call.objects.exclude(pk=call.pk).get())
    assert DataRequest.objects.count() == 4


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_sent_twice_at_the_same_moment_it_is_one_request(cast, call):
    answers, gate = [], threading.Barrier(2)

    def one():
        try:
            browser = Client()
            browser.force_login(cast.olga)
            gate.wait(timeout=20)
            answers.append(send(browser, call).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (answers, DataRequest.objects.count()) == ([200, 200], 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": "  "}, "Ask for the name."),
        ({"phone": ""}, "Ask where the answer shall go"),
        ({"phone": "abc"}, "This is no telephone number."),
        ({"email": "erika"}, "Enter a valid email address."),
        ({"kind": ""}, "Choose what the caller asks for."),
        ({"kind": "theft"}, "theft"),
        ({"language": "fr"}, "fr"),
        ({"text": "x" * 4001}, "4000"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(olga, call, wrong, says):
    answer = send(olga, call, **({"text": "Bleibt stehen."} | wrong))
    assert (answer.status_code, says in text_of(answer)) == (422, True)
    assert "text" in wrong or "Bleibt stehen." in text_of(answer)
    assert not DataRequest.objects.exists()


def test_who_is_not_known_is_asked_for_and_an_address_alone_is_enough(olga, cast):
    wire.receive(offered(at=datetime.now(UTC), caller=None), datetime.now(UTC))
    call = Call.objects.get()
    assert 'name="name" value=' not in text_of(olga.get(address(call), headers=DIALOG))
    assert send(olga, call, phone="", address="Musterweg 1, 30159 Hannover").status_code == 200
    assert DataRequest.objects.get().requester["address"] == "Musterweg 1, 30159 Hannover"


def test_what_stands_in_the_note_already_is_not_typed_twice(olga, cast, call):
    actions.keep_draft(call.pk, cast.olga, datetime.now(UTC), values={"caller_name": "Otto Brandt", "callback_number": "030 23125 777"})
    dialog = text_of(olga.get(address(call), headers=DIALOG))
    assert ('value="Otto Brandt"' in dialog, 'value="030 23125 777"' in dialog) == (True, True)


def test_after_the_call_it_goes_on_with_the_names_of_the_note(olga, cast):
    note = write_note()
    Note.objects.filter(pk=note.pk).update(saved_at=datetime.now(UTC))
    assert 'value="Erika Muster"' in text_of(olga.get(address(note.call), headers=DIALOG))
    assert send(olga, note.call).status_code == 200


def test_without_scripts_it_is_a_page_of_its_own(olga, call):
    page = text_of(olga.get(address(call)))
    assert ("<h1>" in page, breaches(page)) == (True, [])
    done = text_of(send(olga, call, dialog=False))
    assert ("Tell the caller" in done, breaches(done)) == (True, [])


def test_a_customer_nobody_of_whom_can_sign_in_gets_it_from_the_office(olga, cast, call):
    cast.zahn.users.clear()
    page = text_of(send(olga, call))
    assert "Nobody of the customer has access to the portal; the office hands it over." in page
    assert (DataRequest.objects.get().state, DataRequest.objects.get().handed_at) == ("received", None)


def test_calls_of_other_teams_and_secrets_without_the_undertaking_are_not_found(client, olga, cast, call):
    other = Client()
    other.force_login(cast.nina)
    assert (other.get(address(call)).status_code, send(other, call).status_code) == (404, 404)
    Call.objects.update(operator=None)
    cast.olga.secrecy_signed_on = None
    cast.olga.save()
    assert (olga.get(address(call)).status_code, send(olga, call).status_code) == (404, 404)
    assert not DataRequest.objects.exists()


@pytest.mark.parametrize("who", ["owner", "accountant", "officer", "zahn_owner"])
def test_only_operators_come_in(cast, call, who):
    browser = Client()
    browser.force_login(getattr(cast, who))
    assert (browser.get(address(call)).status_code, send(browser, call).status_code) == (403, 403)
    assert Client().get(address(call)).status_code == 302


def test_who_opens_it_stands_in_the_journal(olga, cast, call):
    JOURNAL.flush()
    Access.objects.all().delete()
    olga.get(address(call), headers=DIALOG)
    JOURNAL.flush()
    assert list(Access.objects.values_list("place", "record", "customer_ref", "user")) == [("request", call.pk, cast.zahn.pk, cast.olga.pk)]


def test_the_button_is_there_while_the_call_is_on_and_after_it(olga, cast, call):
    for state, shown in (("offered", False), ("talking", True), ("held", True), ("wrap_up", True)):
        Call.objects.update(state=state)
        assert (f'hx-get="{address(call)}"' in text_of(olga.get(f"/desk/?call={call.pk}"))) is shown, state


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_kinds_have_the_same_key(language):
    with translation.override(language):
        keys = [str(key) for key in KIND_KEYS.values()]
    assert len({*keys}) == len(keys) == 6
    assert all(len(key) == 1 and key.isalpha() for key in keys)
