"""Looking for messages, taking them along, writing under them, and what was ordered when they were written."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cast import CALLER, NOON
from vorzimmer.calls.models import NoteComment
from vorzimmer.customers import actions
from vorzimmer.customers.actions import InstructionEntry
from vorzimmer.customers.models import Customer
from vorzimmer.portal.export import as_csv, harmless
from vorzimmer.privacy.sealing import blind_index

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def found(client, wanted):
    return [note.concern for note in client.post("/portal/search/", {"wanted": wanted}).context["hits"]]


# --- search ------------------------------------------------------------------------------------------------------------


def test_words_are_looked_for_in_name_company_number_and_concern(reader, write):
    write(1, caller_name="Erika Muster", concern="Zahnschmerzen")
    write(2, caller_name="Max", caller_company="Muster GmbH", concern="Rechnung")
    write(3, caller_name="Anna", concern="Termin verschieben", callback_number="+493023125040", done_at=NOON)
    assert found(reader, "muster") == ["Rechnung", "Zahnschmerzen"]
    assert found(reader, "MUSTER rechn") == ["Rechnung"]
    assert found(reader, "verschieben anna") == ["Termin verschieben"]
    assert found(reader, "25040") == ["Termin verschieben"]
    assert found(reader, "nobody") == []


def test_a_number_is_found_however_it_is_written_by_its_index(reader, cast, write):
    write(1, number_index=blind_index(cast.zahn.pk, CALLER), concern="Von dieser Nummer", callback_number="")
    for wanted in ("0171 3920012", "+49 171 3920012", "0049-171-3920012"):
        assert found(reader, wanted) == ["Von dieser Nummer"]
    assert found(reader, "0171 3920099") == []


def test_another_customers_messages_are_not_found(client, cast, write):
    write(1)
    client.force_login(cast.berg_user)
    assert found(client, "Zahnschmerzen") == []
    assert found(client, "0171 3920012") == []


def test_what_is_looked_for_never_stands_in_an_address(reader):
    page = reader.get("/portal/search/").content.decode()
    assert 'method="post"' in page
    assert reader.get("/portal/search/?wanted=Erika").context["hits"] is None


def test_nothing_found_says_what_was_looked_through(reader):
    assert "words in the newest 2,000 messages" in reader.post("/portal/search/", {"wanted": "x"}).content.decode().replace("2000", "2,000")
    assert reader.post("/portal/search/", {"wanted": " "}).status_code == 422


# --- taking along ------------------------------------------------------------------------------------------------------


def test_the_table_holds_what_the_list_shows(reader, cast, write):
    write(1, caller_name='Erika; "Muster"', person=cast.kern, urgency=3)
    write(2, done_at=NOON)
    answer = reader.get("/portal/messages.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="messages-20')
    assert answer["Cache-Control"] == "no-store"
    head, line = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert head == ["Call", "Customer", "For", "Caller", "Company", "Number", "Concern", "Urgency", "Outcome", "Done"]
    assert line == [
        "2026-11-20 12:01",
        "Praxis Dr. Zahn",
        "Frau Kern",
        'Erika; "Muster"',
        "",
        "'+491713920012",
        "Zahnschmerzen, bitte heute noch.",
        "urgent",
        "Please call back",
        "",
    ]
    everything = reader.get("/portal/messages.csv?show=all").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(everything), delimiter=";"))) == 3


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_can_calculate(cell):
    assert harmless(cell) == f"'{cell}"


def test_a_harmless_cell_stays_as_it_is():
    assert harmless("Zahn = weh") == "Zahn = weh"
    assert as_csv([]).startswith("\ufeff")


def test_the_list_on_paper_says_everything_without_a_click(reader, write):
    write(1, concern="Lang\nund breit", answers=[{"question": "Versichert?", "answer": "AOK"}])
    page = reader.get("/portal/print/").content.decode()
    for text in ("Erika Muster", "Lang\nund breit", "Versichert? AOK", "data-print"):
        assert text in page


# --- comments ----------------------------------------------------------------------------------------------------------


def test_a_comment_stands_under_the_message_with_who_and_when(reader, cast, write):
    note = write()
    answer = reader.post(reverse("portal:note-comment", args=[note.pk]), {"text": "Termin <vergeben>"}, follow=True)
    page = answer.content.decode()
    assert "Termin &lt;vergeben&gt;" in page
    assert NoteComment.objects.get().by == cast.zahn_owner


def test_an_empty_comment_is_refused_at_its_field(reader, write):
    answer = reader.post(reverse("portal:note-comment", args=[write().pk]), {"text": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["text"])


# --- what was ordered --------------------------------------------------------------------------------------------------


def test_a_message_shows_what_was_ordered_at_its_time_and_not_what_is_ordered_now(reader, cast, write):
    zahn = Customer.objects.get(pk=cast.zahn.pk)
    note = write(orders=zahn.orders)
    actions.change_instruction(zahn.instructions.get(kind="do"), InstructionEntry(text="Termine wieder sofort."), NOON + timedelta(days=1))
    page = reader.get(reverse("portal:note-orders", args=[note.pk])).content.decode()
    assert "Neue Patienten: Termin erst ab 7. Januar." in page
    assert "Sie sprechen mit Olga Weber." in page
    assert "Termine wieder sofort." not in page
    assert "Frau Kern" not in page


def test_without_a_version_it_says_that_it_was_not_kept(reader, write):
    assert "it was not kept" in reader.get(reverse("portal:note-orders", args=[write().pk])).content.decode()
