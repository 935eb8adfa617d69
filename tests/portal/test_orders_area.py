"""The orders area of the portal: drafts as sentences, refusals at their fields, today only, publishing with and without a review."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOON
from vorzimmer.customers import actions
from vorzimmer.customers.actions import CallTypeEntry, InstructionEntry, RotaEntry, ShiftEntry
from vorzimmer.customers.forms import PreviewForm
from vorzimmer.customers.models import Channel, Customer, Instruction, OrdersVersion

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
WEEK = {"weekdays": list("0123456"), "on_holidays": "as_usual"}


def live(customer):
    return [entry["text"] for entry in Customer.objects.get(pk=customer.pk).orders.document["instructions"]]


@pytest.fixture
def at(cast):
    """The address of a page about Dr. Zahn's orders."""
    return lambda name, *ids: reverse(f"portal:{name}", args=[cast.zahn.pk, *ids])


def instruction(**more):
    return {"kind": "do", "text": "Bitte zurückrufen lassen.", "subject": "Rückruf", "answer_kind": "text", **WEEK, **more}


def test_an_instruction_is_kept_in_the_draft_and_marked_as_new(reader, cast, at):
    assert reader.post(at("orders-instructions-add"), instruction()).status_code == 302
    page = reader.get(at("orders-instructions"))
    marks = {row.said.text: row.change for row in page.context["rows"]}
    assert marks["Rückruf: Bitte zurückrufen lassen."] == "added"
    assert marks["Keine Auskunft zu Befunden."] is None
    assert "Bitte zurückrufen lassen." not in live(cast.zahn)
    assert reader.get(at("orders-of")).context["changes"] == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        (instruction(text=""), "text"),
        (instruction(subject=""), "subject"),
        (instruction(weekdays=[]), "weekdays"),
        (instruction(start="08:00"), "end"),
        (instruction(valid_from="2036-01-02T08:00", valid_until="2036-01-01T08:00"), "valid_until"),
        (instruction(kind="ask", answer_kind="choice", choices="nur eine"), "choices"),
        (instruction(person="00000000-0000-0000-0000-000000000000"), "person"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_kept(reader, cast, at, data, field):
    page = reader.post(at("orders-instructions-add"), data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert cast.zahn.instructions.count() == 3
    opened = [names for _title, opened, names in page.context["form"].folded_fields() if opened]
    folded = {bound.name for _title, _opened, names in page.context["form"].folded_fields() for bound in names}
    assert field not in folded or any(bound.name == field for names in opened for bound in names)


def test_a_person_of_another_customer_cannot_be_chosen(reader, cast, at):
    stranger = actions.add_person(cast.berg, actions.entries.PersonEntry(name="Fremde"), NOON)
    page = reader.post(at("orders-instructions-add"), instruction(person=str(stranger.pk)))
    assert list(page.context["form"].errors) == ["person"]


def test_a_question_with_choices_is_changed_and_reads_as_a_sentence(reader, cast, at):
    row = cast.zahn.instructions.get(kind="ask")
    data = instruction(
        kind="ask", text="Wie versichert?", subject="", answer_kind="choice", choices="gesetzlich\r\nprivat\r\n", required="on"
    )
    assert reader.post(at("orders-instructions-change", row.pk), data).status_code == 302
    row = Instruction.objects.get(pk=row.pk)
    assert (row.choices, row.required) == (["gesetzlich", "privat"], True)
    (said,) = [entry.said for entry in reader.get(at("orders-instructions")).context["rows"] if entry.said.mark == "ask"]
    assert (said.text, list(said.details)) == ("Wie versichert?", ["answer: choice (gesetzlich, privat)", "must be answered"])
    form = reader.get(at("orders-instructions-change", row.pk)).context["form"]
    assert form["choices"].value() == "gesetzlich\nprivat"


def test_who_ordered_an_instruction_stays_when_it_is_changed(reader, cast, at):
    row = cast.zahn.instructions.get(kind="do")
    actions.change_instruction(row, InstructionEntry(text="Alt", set_by="Dr. Zahn"), NOON)
    reader.post(at("orders-instructions-change", row.pk), instruction())
    assert Instruction.objects.get(pk=row.pk).set_by == "Dr. Zahn"


def test_entries_move_up_and_down_in_the_draft_only(reader, cast, at):
    first, second, third = cast.zahn.instructions.all()
    reader.post(at("orders-instructions-down", first.pk))
    assert list(cast.zahn.instructions.all()) == [second, first, third]
    reader.post(at("orders-instructions-down", third.pk))
    reader.post(at("orders-instructions-up", second.pk))
    assert list(cast.zahn.instructions.all()) == [second, first, third]
    assert live(cast.zahn)[0] == first.text
    assert all(row.change is None for row in reader.get(at("orders-instructions")).context["rows"])


def test_what_is_removed_from_the_draft_is_shown_until_it_is_published(reader, cast, at):
    row = cast.zahn.instructions.get(kind="never")
    reader.post(at("orders-instructions-remove", row.pk))
    page = reader.get(at("orders-instructions"))
    assert [entry.said.text for entry in page.context["gone"]] == ["Keine Auskunft zu Befunden."]
    assert "Keine Auskunft zu Befunden." in live(cast.zahn)
    reader.post(at("orders-publish"))
    assert "Keine Auskunft zu Befunden." not in live(cast.zahn)


# --- today only --------------------------------------------------------------------------------------------------------


def test_for_today_only_is_live_at_once_with_who_ordered_it(reader, cast, at):
    assert reader.post(at("orders-today"), {"text": "Heute nur bis drei."}).status_code == 302
    assert live(cast.zahn)[-1] == "Heute nur bis drei."
    page = reader.get(at("orders-of"))
    (order,) = page.context["today"]
    assert (order.set_by, order.valid_until > timezone.now()) == ("Dr. Zahn", True)
    assert "live until midnight, by Dr. Zahn" in page.content.decode()
    assert page.context["changes"] == 0
    reader.post(at("orders-today-over", order.id))
    assert "Heute nur bis drei." not in live(cast.zahn)


def test_a_standing_order_is_not_taken_away_by_the_way_of_today(reader, cast, at):
    row = cast.zahn.instructions.get(kind="do")
    reader.post(at("orders-today-over", row.pk))
    assert row.text in live(cast.zahn)


@pytest.mark.parametrize(("data", "field"), [({"text": ""}, "text"), ({"text": "x", "until": "25:00"}, "until")])
def test_today_says_at_the_field_what_is_wrong(reader, at, data, field):
    page = reader.post(at("orders-today"), data)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])


# --- publishing --------------------------------------------------------------------------------------------------------


def test_publishing_goes_live_or_waits_for_the_agency(reader, cast, at):
    reader.post(at("orders-instructions-add"), instruction())
    assert "Operators see it at once" in reader.get(at("orders-changes")).content.decode()
    Customer.objects.update(reviews=True)
    assert "The agency looks at it first." in reader.get(at("orders-changes")).content.decode()
    reader.post(at("orders-publish"))
    assert "waits for the agency since" in reader.get(at("orders-of")).content.decode()
    waiting = OrdersVersion.objects.get(customer=cast.zahn, state="waiting")
    actions.send_back(waiting, cast.owner, NOON, remark="Bitte mit Uhrzeit.")
    page = reader.get(at("orders-of")).content.decode()
    assert "The agency sent version 2 back" in page
    assert "Bitte mit Uhrzeit." in page
    assert "Bitte zurückrufen lassen." not in live(cast.zahn)


def test_nothing_new_cannot_be_published_and_is_said_kindly(reader, cast, at):
    assert "Nothing to publish" in reader.get(at("orders-changes")).content.decode()
    reader.post(at("orders-publish"))
    assert OrdersVersion.objects.filter(customer=cast.zahn).count() == 1


def test_a_draft_is_thrown_away_and_an_old_version_made_the_draft(reader, cast, at):
    reader.post(at("orders-instructions-add"), instruction())
    reader.post(at("orders-publish"))
    reader.post(at("orders-instructions-add"), instruction(subject="Anderes", text="Verworfen"))
    reader.post(at("orders-discard"))
    assert [row.text for row in cast.zahn.instructions.all()][-1] == "Bitte zurückrufen lassen."
    first = OrdersVersion.objects.get(customer=cast.zahn, number=1)
    assert "Keine Auskunft zu Befunden." in reader.get(at("orders-version", first.pk)).content.decode()
    assert reader.post(at("orders-restore", first.pk))["Location"] == at("orders-changes")
    (section,) = reader.get(at("orders-changes")).context["sections"]
    assert [change.kind for change in section.entries] == ["removed"]


def test_the_preview_names_the_known_caller_and_shows_draft_and_live(reader, cast, at):
    reader.post(at("orders-instructions-add"), instruction())
    draft = reader.post(at("orders-preview"), {"version": "draft", "caller": "0171 3920012"})
    assert (draft.context["preview"].known.name, len(draft.context["card"].do)) == ("Erika Muster", 2)
    assert "Bitte laut sprechen." in draft.content.decode()
    assert len(reader.post(at("orders-preview"), {"version": "live"}).context["card"].do) == 1
    wrong = reader.post(at("orders-preview"), {"version": "live", "caller": "zwölf"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["caller"])


# --- beginning ---------------------------------------------------------------------------------------------------------


def test_an_empty_beginning_is_offered_the_template_of_the_trade(reader, cast, at):
    assert reader.get(at("orders-of")).context["beginning"] is None
    cast.berg.users.add(cast.zahn_owner)
    Customer.objects.filter(pk=cast.berg.pk).update(trade="lawyer")
    berg = reverse("portal:orders-of", args=[cast.berg.pk])
    assert reader.get(berg).context["beginning"]["trade"].value() == "lawyer"
    reader.post(reverse("portal:orders-begin", args=[cast.berg.pk]), {"trade": "lawyer"})
    page = reader.get(berg)
    assert (page.context["beginning"], page.context["changes"] > 10) == (None, True)
    assert live(cast.berg) == []


# --- rotas -------------------------------------------------------------------------------------------------------------


def test_the_rota_page_says_who_is_on_call_and_warns(reader, cast, at):
    empty = reader.get(at("rotas")).content.decode()
    assert "No rota yet" in empty
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Notdienst"), NOON)
    lone = actions.add_person(cast.zahn, actions.entries.PersonEntry(name="Ohne Weg"), NOON)
    actions.add_shift(rota, ShiftEntry(members=(lone,), anchor=timezone.localdate() - timedelta(days=20)), NOON)
    Channel.objects.all().delete()
    page = reader.get(at("rotas")).content.decode()
    assert "Now: Ohne Weg" in page
    assert "Ohne Weg cannot be reached" in page
    form = reader.get(at("orders-shift-add") + f"?rota={rota.pk}").context["form"]
    assert str(form["rota"].value()) == str(rota.pk)
    refused = reader.post(at("orders-shift-add"), {"rota": rota.pk, "weekdays": ["0"], "on_holidays": "as_usual", "turn": "week"})
    assert {"hand_over", "anchor", "members"} == set(refused.context["form"].errors)


def test_a_rota_that_is_needed_is_kept_with_the_reason(reader, cast, at):
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Notdienst"), NOON)
    actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen", measures=("chain",), rota=rota), NOON)
    page = reader.post(at("orders-rota-remove", rota.pk), follow=True).content.decode()
    assert "“Schmerzen” calls the people of this rota" in page
    assert cast.zahn.rotas.exists()


def test_the_present_minute_is_now_to_the_second_and_another_one_is_its_beginning():
    now = NOON.replace(second=40)
    for text, moment in (("", now), ("2026-11-20T12:00", now), ("2026-11-20T12:01", NOON + timedelta(minutes=1)), ("bald", now)):
        form = PreviewForm({"at": text}, customer=Customer(), document={})
        assert form.moment(now) == moment
