"""The list of messages: what stands in it, in which order, page by page, and ticking off."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOON
from vorzimmer.calls.models import Note
from vorzimmer.live.models import LiveEvent
from vorzimmer.portal.mailbox import Filter

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def listed(client, address="/portal/"):
    return client.get(address).context["mailbox"].notes


def done(client, note, wanted="yes", query="", **more):
    return client.post(reverse("portal:note-done", args=[note.pk]) + query, {"done": wanted, **more})


def test_nothing_yet_says_what_will_be_here(reader):
    assert "No messages yet" in reader.get("/portal/?show=all").content.decode()
    assert "Nothing is open" in reader.get("/portal/").content.decode()


def test_a_row_says_who_why_how_urgent_and_whom_to_call(reader, cast, write):
    write(urgency=4, person=cast.kern)
    page = reader.get("/portal/").content.decode()
    for text in ("Erika Muster", "Zahnschmerzen, bitte heute noch.", "emergency", "Frau Kern", 'href="tel:+491713920012"'):
        assert text in page


def test_what_a_caller_says_is_shown_as_text(reader, write):
    write(caller_name="<b>Erika</b>", concern="<script>alert(1)</script>")
    page = reader.get("/portal/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;Erika&lt;/b&gt;" in page


def test_unread_is_bold_and_done_is_grey(reader, write):
    new, read, ticked = write(3), write(2, read_at=NOON), write(1, done_at=NOON)
    page = reader.get("/portal/?show=all").content.decode()
    assert f'class="message is-new" id="message-{new.pk}"' in page
    assert f'class="message" id="message-{read.pk}"' in page
    assert f'class="message is-done" id="message-{ticked.pk}"' in page


def test_open_and_all_are_two_tabs_and_open_is_counted(reader, write):
    first, second = write(1), write(2, done_at=NOON)
    assert listed(reader) == [first]
    assert listed(reader, "/portal/?show=all") == [second, first]
    assert reader.get("/portal/?show=all").context["mailbox"].open_number == 1


def test_the_messages_of_one_person_alone(reader, cast, write):
    write(1, person=cast.doctor)
    wanted = write(2, person=cast.kern)
    assert listed(reader, f"/portal/?person={cast.kern.pk}") == [wanted]


@pytest.mark.parametrize("query", ["?person=x", "?older=x", "?newer=1", "?show=none", "?older=00000000-0000-0000-0000-000000000001"])
def test_what_makes_no_sense_in_the_address_is_left_out(reader, write, query):
    note = write()
    assert listed(reader, f"/portal/{query}") == [note]


def test_pages_follow_each_other_without_gap_or_double_also_when_all_came_in_one_moment(reader, write):
    same = [write(0, id=UUID(int=number)) for number in range(1, 41)]
    rest = [write(minutes) for minutes in range(1, 21)]
    expected = [note.pk for note in reversed(rest)] + [note.pk for note in reversed(same)]
    seen, address = [], "/portal/"
    while address:
        box = reader.get(address).context["mailbox"]
        seen += [note.pk for note in box.notes]
        address = f"/portal/{box.older}" if box.older else ""
    assert seen == expected
    assert len(box.notes) == 15


def test_a_new_message_does_not_move_the_page_that_is_being_read(reader, write):
    for minutes in range(30):
        write(minutes)
    older = reader.get("/portal/").context["mailbox"].older
    before = listed(reader, f"/portal/{older}")
    write(99)
    assert listed(reader, f"/portal/{older}") == before
    assert len(before) == 15


def test_the_way_back_leads_over_the_same_pages(reader, write):
    for minutes in range(40):
        write(minutes)
    first = reader.get("/portal/").context["mailbox"]
    second = reader.get(f"/portal/{first.older}").context["mailbox"]
    third = reader.get(f"/portal/{second.older}").context["mailbox"]
    assert (first.newer, third.older) == ("", "")
    again = reader.get(f"/portal/{third.newer}").context["mailbox"]
    assert again.notes == second.notes
    assert reader.get(f"/portal/{again.newer}").context["mailbox"].notes == first.notes
    assert reader.get(f"/portal/{again.newer}").context["mailbox"].newer == ""


def test_the_filter_stays_from_page_to_page(reader, cast, write):
    for minutes in range(30):
        write(minutes, person=cast.kern, done_at=NOON)
    box = reader.get(f"/portal/?show=all&person={cast.kern.pk}").context["mailbox"]
    assert box.older == f"?show=all&person={cast.kern.pk}&older={box.notes[-1].pk}"


def test_a_filter_is_written_as_it_is_read():
    chosen = Filter(everything=True, person=UUID(int=1), older=UUID(int=2))
    assert chosen.query() == "?show=all&person=00000000-0000-0000-0000-000000000001&older=00000000-0000-0000-0000-000000000002"
    assert Filter().query() == ""
    assert chosen.first_page == "?show=all&person=00000000-0000-0000-0000-000000000001"


def test_who_reads_for_two_customers_sees_for_whom_each_message_is(reader, cast, write):
    write()
    assert "band-dot" not in reader.get("/portal/").content.decode()
    cast.berg.users.add(cast.zahn_owner)
    page = reader.get("/portal/").content.decode()
    assert "band-dot" in page
    assert "Dr. Zahn" in page


def test_ticking_off_leads_back_to_the_list_with_a_way_to_undo(reader, cast, write):
    note = write()
    answer = done(reader, note, query="?show=all")
    assert answer["Location"] == f"/portal/?show=all&undo={note.pk}"
    note.refresh_from_db()
    assert note.done_by == cast.zahn_owner
    page = reader.get(answer["Location"]).content.decode()
    assert 'class="undo"' in page
    assert done(reader, note, "no")["Location"] == "/portal/"
    note.refresh_from_db()
    assert (note.done_at, note.done_by) == (None, None)


@pytest.mark.parametrize("wanted", ["yes", "no"])
def test_twice_the_same_tick_changes_and_tells_nothing_the_second_time(reader, write, wanted):
    note = write(done_at=None if wanted == "yes" else NOON)
    done(reader, note, wanted)
    first = Note.objects.get().done_at
    told = LiveEvent.objects.count()
    done(reader, note, wanted)
    assert (Note.objects.get().done_at, LiveEvent.objects.count()) == (first, told)
    assert told == 1


@pytest.mark.parametrize("data", [{}, {"done": ""}, {"done": "maybe"}])
def test_a_tick_that_is_neither_is_refused(reader, write, data):
    note = write()
    assert reader.post(reverse("portal:note-done", args=[note.pk]), data).status_code == 400
    note.refresh_from_db()
    assert note.done_at is None


def test_a_tick_on_the_message_itself_leads_back_to_it(reader, write):
    note = write()
    assert done(reader, note, query="?show=all", **{"from": "note"})["Location"] == f"/portal/notes/{note.pk}/?show=all"


def test_a_tick_without_the_proof_of_our_form_is_refused(cast, write):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.zahn_owner)
    note = write()
    assert done(strict, note).status_code == 403
    note.refresh_from_db()
    assert note.done_at is None


def test_the_list_asks_for_itself_again_when_a_note_came_in(reader, write):
    write()
    page = reader.get("/portal/?show=all").content.decode()
    assert 'hx-get="/portal/?show=all" hx-trigger="live:note from:body"' in page
    assert 'data-live-url="/live"' in page


def test_the_pages_speak_the_language_of_the_reader(client, cast, write):
    write(urgency=4)
    client.force_login(cast.zahn_owner)
    page = client.get("/portal/").content.decode()
    assert '<html lang="de"' in page
    assert "Notfall" in page


def test_an_old_message_says_the_day_and_a_new_one_says_today(reader, write):
    now = timezone.now()
    write(called_at=now)
    write(called_at=now - timedelta(days=400))
    assert "today" in reader.get("/portal/").content.decode()
