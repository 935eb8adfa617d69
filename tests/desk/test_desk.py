"""The desk as a browser asks it: who may, what is answered, and that bad input changes nothing."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from tests.cast import BERG_NUMBER, CALLER, NOON, answered, ended, make_cast, offered
from vorzimmer.calls import actions, wire
from vorzimmer.calls.models import Call, Draft, Note, Presence
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.desk.urls import urlpatterns
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import Access

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def desk(client, cast):
    client.force_login(cast.olga)
    return client


@pytest.fixture
def call(cast) -> Call:
    wire.receive(offered(at=datetime.now(UTC) - timedelta(seconds=9)), datetime.now(UTC))
    return Call.objects.get()


def note(**changes):
    values = {
        "note_id": str(UUID(int=5)),
        "person": "",
        "caller_name": "Erika Muster",
        "caller_company": "",
        "callback_number": "0171 3920012",
        "concern": "Möchte einen Termin.",
        "urgency": "2",
        "outcome": "call_back",
        "measures_text": "",
    }
    return values | changes


def addresses(call):
    """Every address of the desk with the method it answers to."""
    arguments = {name: [call.pk] for name in ("draft", "save", "close", "third", "task-undo")}
    arguments |= {"deed": [call.pk, "take"], "dispute": [call.customer_id], "request": [call.pk]}
    gets = {"board", "queue", "card", "tasks", "dispute", "request"}
    return [(name, "get" if name in gets else "post", arguments.get(name, [])) for name in [pattern.name for pattern in urlpatterns]]


def test_strangers_are_sent_to_the_sign_in(client, call):
    for name, method, arguments in addresses(call):
        answer = getattr(client, method)(reverse(f"desk:{name}", args=arguments))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("who", ["owner", "accountant", "officer", "zahn_owner"])
def test_only_operators_have_a_desk(client, cast, call, who):
    client.force_login(getattr(cast, who))
    for name, method, arguments in addresses(call):
        assert getattr(client, method)(reverse(f"desk:{name}", args=arguments)).status_code == 403, name


def test_a_call_of_another_team_is_not_found(client, cast, call):
    client.force_login(cast.nina)
    for name, method, arguments in addresses(call):
        if arguments:
            assert getattr(client, method)(reverse(f"desk:{name}", args=arguments), note()).status_code == 404, name
    call.refresh_from_db()
    assert call.operator is None


def test_the_page_shows_the_longest_waiting_call_with_the_sentence_to_say(desk, cast, call):
    page = desk.get("/desk/").content.decode()
    assert "Sie sprechen mit Olga Weber." in page
    assert "Keine Auskunft zu Befunden." in page
    assert "Erika Muster" in page
    assert f"/desk/calls/{call.pk}/take/" in page


def test_on_a_break_nothing_pops_up(desk, cast, call):
    actions.be(cast.olga, "break", NOON, reason="lunch")
    page = desk.get("/desk/").content.decode()
    assert "Keine Auskunft zu Befunden." not in page


def test_take_write_save(desk, cast, call):
    work = desk.post(f"/desk/calls/{call.pk}/take/")
    assert 'id="note-form"' in work.content.decode()
    saved = desk.post(f"/desk/calls/{call.pk}/note/", note())
    assert (saved.status_code, saved["HX-Retarget"]) == (200, "#work")
    assert Note.objects.get().callback_number == CALLER
    assert OutboxMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"concern": "  "}, "concern"),
        ({"callback_number": ""}, "callback_number"),
        ({"callback_number": "Erika"}, "callback_number"),
        ({"urgency": "9"}, "urgency"),
        ({"person": str(uuid4())}, "person"),
        ({"note_id": "x"}, "note_id"),
    ],
)
def test_bad_input_is_told_at_the_field_and_changes_nothing(desk, cast, call, changes, field):
    desk.post(f"/desk/calls/{call.pk}/take/")
    answer = desk.post(f"/desk/calls/{call.pk}/note/", note(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert (Note.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_a_message_that_nobody_left_needs_no_concern(desk, call):
    desk.post(f"/desk/calls/{call.pk}/take/")
    assert desk.post(f"/desk/calls/{call.pk}/note/", note(outcome="no_message", concern="", callback_number="")).status_code == 200


def test_the_second_who_takes_is_told(client, desk, cast, call):
    actions.take(call.pk, cast.paul, NOON)
    answer = desk.post(f"/desk/calls/{call.pk}/take/")
    assert "toast" in answer["HX-Trigger"]
    call.refresh_from_db()
    assert call.operator == cast.paul


def test_a_draft_survives_a_reload(desk, call):
    desk.post(f"/desk/calls/{call.pk}/take/")
    assert desk.post(f"/desk/calls/{call.pk}/draft/", note(concern="Halber Satz")).status_code == 200
    assert "Halber Satz" in desk.get("/desk/").content.decode()


def test_a_number_in_the_field_of_the_name_is_offered_to_be_moved(desk, call):
    desk.post(f"/desk/calls/{call.pk}/take/")
    answer = desk.post(f"/desk/calls/{call.pk}/draft/", note(caller_name="0171 3920044")).content.decode()
    assert 'data-move-from="note_caller_name" data-move-to="note_callback_number"' in answer
    assert "0171 3920044" in answer


def test_a_draft_keeps_only_fields_of_the_form(desk, call):
    desk.post(f"/desk/calls/{call.pk}/take/")
    desk.post(f"/desk/calls/{call.pk}/draft/", note(csrfmiddlewaretoken="secret", confirmed="on", strange="x"))
    assert set(Draft.objects.get().values) == set(note())


def test_the_wrong_customer_is_asked_once(desk, cast, call):
    desk.post(f"/desk/calls/{call.pk}/take/")
    desk.post(f"/desk/calls/{call.pk}/end/")
    wire.receive(offered("c2", called=BERG_NUMBER, at=datetime.now(UTC)), datetime.now(UTC))
    actions.take(Call.objects.get(engine_call_id="c2").pk, cast.olga, datetime.now(UTC))
    asked = desk.post(f"/desk/calls/{call.pk}/note/", note())
    assert asked.status_code == 422
    assert 'name="confirmed" value="on"' in asked.content.decode()
    assert desk.post(f"/desk/calls/{call.pk}/note/", note(confirmed="on")).status_code == 200


def test_the_card_follows_when_its_call_is_gone(desk, cast, call):
    shown = desk.get("/desk/card/", {"call": str(call.pk), "beside": "before"})
    assert "HX-Retarget" not in shown
    actions.take(call.pk, cast.paul, NOON)
    gone = desk.get("/desk/card/", {"call": str(call.pk)})
    assert gone["HX-Retarget"] == "#work"
    assert desk.get("/desk/card/", {"call": ""}).status_code == 204


def test_who_has_taken_a_ringing_call_is_told_to_pick_up(desk, call):
    assert "<kbd>F4</kbd>" in desk.get("/desk/").content.decode()
    assert "<kbd>F4</kbd>" not in desk.post(f"/desk/calls/{call.pk}/take/").content.decode().split('id="note"')[1]


def test_the_number_stands_in_the_note_as_people_read_it(desk, call):
    wire.receive(answered(after=4), NOON)
    assert 'value="+49 171 3920012"' in desk.get("/desk/").content.decode()


def test_the_card_shows_how_much_of_the_wrap_up_is_gone(desk, call):
    wire.receive(answered(after=4), NOON)
    assert "progress" not in desk.get("/desk/").content.decode()
    wire.receive(ended(after=40), NOON)
    card = desk.get("/desk/card/", {"call": str(call.pk), "beside": "form"}).content.decode()
    assert '<progress class="wrap-up" max="60"' in card


def test_the_note_form_appears_when_the_call_is_answered_at_the_telephone(desk, cast, call):
    wire.receive(answered(after=4), NOON)
    changed = desk.get("/desk/card/", {"call": str(call.pk), "beside": "before"})
    assert changed["HX-Retarget"] == "#work"
    assert 'id="note-form"' in changed.content.decode()
    again = desk.get("/desk/card/", {"call": str(call.pk), "beside": "form"})
    assert "HX-Retarget" not in again


def test_a_deed_that_does_not_exist_is_not_found(desk, call):
    assert desk.post(f"/desk/calls/{call.pk}/explode/").status_code == 404
    assert desk.get(f"/desk/calls/{call.pk}/take/").status_code == 405


def test_closing_without_a_note_wants_a_known_reason(desk, call):
    desk.post(f"/desk/calls/{call.pk}/take/")
    assert "toast" in desk.post(f"/desk/calls/{call.pk}/close/", {"reason": "lazy"})["HX-Trigger"]
    desk.post(f"/desk/calls/{call.pk}/close/", {"reason": "advertising"})
    call.refresh_from_db()
    assert call.unwritten == "advertising"


def test_presence_is_changed_and_bad_presence_refused(desk, cast):
    desk.post("/desk/presence/", {"state": "break", "reason": "lunch"})
    assert Presence.objects.get(user=cast.olga).reason == "lunch"
    desk.post("/desk/presence/", {"state": "asleep"})
    assert Presence.objects.get(user=cast.olga).state == "break"


@pytest.mark.parametrize("path", ["/desk/", "/desk/queue/", "/desk/card/"])
def test_the_desk_asks_the_database_seldom(desk, cast, call, path, django_assert_max_num_queries):
    wire.receive(answered(after=4), NOON)
    query = {"call": str(call.pk), "beside": "form"}
    desk.get(path, query)
    with django_assert_max_num_queries(10):
        desk.get(path, query)


def test_who_is_shown_a_call_is_noted_in_the_journal_and_no_page_waits_for_it(desk, cast, call):
    JOURNAL.flush()
    Access.objects.all().delete()
    for path in ("/desk/", f"/desk/card/?call={call.pk}"):
        desk.get(path)
    assert Access.objects.count() == 0
    JOURNAL.flush()
    [line] = Access.objects.all()
    assert (line.user, line.customer_ref, line.record, line.place) == (cast.olga, cast.zahn.pk, call.pk, "call")
