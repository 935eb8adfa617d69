"""One message: everything that was written down, that it counts as read, and what became of its letters."""

from uuid import UUID

import pytest

from tests.cast import NOON
from vorzimmer.calls.models import Note
from vorzimmer.delivery.models import OutboxMessage

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def address(note, query=""):
    return f"/portal/notes/{note.pk}/{query}"


def letter(cast, note, **more):
    values = {
        "customer": cast.zahn,
        "channel": cast.email,
        "kind": "email",
        "language": "de",
        "key": f"note:{note.pk}:{OutboxMessage.objects.count()}",
        "about": str(note.pk),
        "created_at": NOON,
        "give_up_at": NOON,
    }
    return OutboxMessage.objects.create(**(values | more))


def test_all_that_was_written_down_is_there(reader, cast, write):
    note = write(
        person=cast.kern,
        caller_company="Muster GmbH",
        answers=[{"question": "Wo sind Sie versichert?", "answer": "AOK"}],
        measures=["told_caller", "appointment"],
        measures_text="Rückruf bis 12 Uhr zugesagt.",
        urgency=3,
    )
    page = reader.get(address(note)).content.decode()
    for text in (
        "Erika Muster, Muster GmbH",
        "Zahnschmerzen, bitte heute noch.",
        'href="tel:+491713920012"',
        "+49 171 3920012",
        "Friday, 20 November 2026, 12:00:00",
        "urgent",
        "Please call back",
        "Frau Kern",
        "Wo sind Sie versichert?",
        "AOK",
        "told the caller, appointment",
        "Rückruf bis 12 Uhr zugesagt.",
        "Olga Weber",
    ):
        assert text in page, text


def test_a_withheld_number_offers_no_call(reader, write):
    page = reader.get(address(write(callback_number=""))).content.decode()
    assert "tel:" not in page
    assert "number withheld" in page


def test_opening_marks_as_read_once(reader, write):
    note = write()
    reader.get(address(note))
    first = Note.objects.get().read_at
    assert first is not None
    reader.get(address(note))
    assert Note.objects.get().read_at == first


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_a_browser_that_only_fetches_ahead_has_read_nothing(reader, write, headers):
    assert reader.get(address(write()), headers=headers).status_code == 200
    assert Note.objects.get().read_at is None


def test_asking_for_the_head_reads_nothing(reader, write):
    assert reader.head(address(write())).status_code == 200
    assert Note.objects.get().read_at is None


def test_letters_say_what_became_of_them(reader, cast, write):
    note = write()
    letter(cast, note, state="sent", closed_at=NOON)
    letter(cast, note, kind="sms", state="dead", reason="not_configured", closed_at=NOON)
    page = reader.get(address(note)).content.decode()
    assert "e-mail sent" in page
    assert "12:00</time>" in page
    assert "SMS not delivered: no SMS gateway is set up" in page
    assert "delay:5s" not in page


def test_while_a_letter_is_on_its_way_the_page_looks_again(reader, cast, write):
    note = write()
    letter(cast, note, state="waiting", not_before=NOON)
    assert "delay:5s" in reader.get(address(note)).content.decode()


def test_letters_of_other_notes_are_not_shown(reader, cast, write):
    letter(cast, write(1), state="sent", closed_at=NOON)
    assert "e-mail sent" not in reader.get(address(write(2))).content.decode()


def test_neighbours_are_those_of_the_chosen_tab(reader, write):
    oldest, ticked, middle, newest = write(1), write(2, done_at=NOON), write(3), write(4)
    opened = reader.get(address(middle)).context
    assert (opened["older"], opened["newer"]) == (oldest.pk, newest.pk)
    opened = reader.get(address(middle, "?show=all")).context
    assert (opened["older"], opened["newer"]) == (ticked.pk, newest.pk)
    assert reader.get(address(newest)).context["newer"] is None


def test_neighbours_of_one_moment_have_an_order(reader, write):
    first, second = write(0, id=UUID(int=1)), write(0, id=UUID(int=2))
    assert reader.get(address(first)).context["newer"] == second.pk
    assert reader.get(address(second)).context["older"] == first.pk


def test_what_is_done_says_when_and_by_whom(reader, cast, write):
    page = reader.get(address(write(done_at=NOON, done_by=cast.zahn_owner))).content.decode()
    assert "Done" in page
    assert 'name="done" value="no"' in page


def test_keys_are_named_on_the_page(reader, write):
    write(1)
    note = write(2)
    write(3)
    page = reader.get(address(note)).content.decode()
    for key in ("j", "k", "e", "?", "Escape"):
        assert f'data-key="{key}"' in page


def test_more_says_who_one_is_and_signs_out(reader):
    page = reader.get("/portal/more/").content.decode()
    for text in ("Dr. Zahn", "zahn@praxis.example", "Praxis Dr. Zahn", 'action="/language/"', 'action="/sign-out/"', "data-theme-choice"):
        assert text in page
