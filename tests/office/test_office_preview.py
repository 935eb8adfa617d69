"""What the operator will see, now and at a chosen moment."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from vorzimmer.customers import actions
from vorzimmer.customers.actions import CallTypeEntry, InstructionEntry
from vorzimmer.customers.models import Customer, Greeting, Instruction, KnownCaller

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def shown(owner, cast, at=""):
    Customer.objects.update(orders=None)  # nothing is published, so the rows count
    return owner.get(reverse("office:customer-preview", args=[cast.zahn.pk]), {"at": at} if at else {})


def done(page):
    return [decision.winner.text for decision in page.context["card"].do]


def test_the_greeting_is_filled_in_for_an_operator_of_the_team(owner, cast):
    assert shown(owner, cast, "2026-11-23T09:00").context["card"].says == "Praxis Doktor Zahn, guten Morgen, Sie sprechen mit Olga Weber."


def test_the_greeting_of_the_chosen_moment_is_shown_with_its_reason(owner, cast):
    Greeting.objects.create(customer=cast.zahn, text="Notdienst, {operator}.", weekdays="01234", start=time(18), end=time(8))
    evening, noon = shown(owner, cast, "2026-11-23T19:00"), shown(owner, cast, "2026-11-23T12:00")
    assert evening.context["card"].says == "Notdienst, Olga Weber."
    assert "This greeting is for this time of the week." in evening.content.decode()
    assert "This greeting holds always." in noon.content.decode()


def test_without_a_greeting_the_names_are_said(owner, cast):
    Greeting.objects.all().delete()
    page = shown(owner, cast, "2026-11-23T19:00")
    assert page.context["card"].says == "Praxis Dr. Zahn, guten Abend, Olga Weber."
    assert "No greeting holds at this moment" in page.content.decode()


def test_instructions_hold_from_and_until(owner, cast):
    Instruction.objects.create(
        customer=cast.zahn,
        kind="do",
        text="Nur am Dienstag.",
        valid_from=datetime(2026, 11, 23, 23, 0, tzinfo=UTC),
        valid_until=datetime(2026, 11, 24, 23, 0, tzinfo=UTC),
        set_by="Dr. Zahn",
        changed_at=cast.zahn.since,
    )
    assert "Nur am Dienstag." not in done(shown(owner, cast, "2026-11-23T23:59"))
    tuesday = shown(owner, cast, "2026-11-24T00:00")
    assert "Nur am Dienstag." in done(tuesday)
    assert "ordered by Dr. Zahn" in tuesday.content.decode()
    wednesday = shown(owner, cast, "2026-11-25T00:00")
    assert "Nur am Dienstag." not in done(wednesday)
    assert "Over since today 00:00" in wednesday.content.decode()


def test_people_are_shown_as_they_will_be(owner, cast):
    cast.doctor.available_again_at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    cast.doctor.save()
    assert [entry.is_available for entry in shown(owner, cast, "2026-11-24T12:59").context["card"].people] == [False, True]
    assert [entry.is_available for entry in shown(owner, cast, "2026-11-24T13:00").context["card"].people] == [True, True]


def test_a_moment_that_is_none_is_told_and_now_is_shown(owner, cast):
    page = shown(owner, cast, "bald")
    assert page.status_code == 422
    assert "at" in page.context["form"].errors
    assert page.context["card"].says.startswith("Praxis Doktor Zahn")


def looked_at(owner, cast, **situation):
    return owner.post(reverse("office:customer-preview", args=[cast.zahn.pk]), {"version": "live", **situation})


def test_a_known_caller_counts_and_is_not_named_in_the_office(owner, cast):
    KnownCaller.objects.update(treatment="put_through")
    page = looked_at(owner, cast, caller="0171 3920012")
    assert page.context["preview"].known.treatment == "put_through"
    text = page.content.decode()
    assert "always put through" in text
    assert "Erika Muster" not in text
    assert "Bitte laut sprechen." not in text
    assert looked_at(owner, cast, caller="0171 3920099").context["preview"].known is None
    wrong = looked_at(owner, cast, caller="12")
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["caller"])


def test_the_draft_is_looked_at_when_it_is_asked_for(owner, cast):
    drafted = InstructionEntry(text="Entwurf", subject="Neu")
    actions.add_instruction(cast.zahn, drafted, cast.zahn.since, published=False)
    assert "Entwurf" not in done(looked_at(owner, cast))
    assert "Entwurf" in done(looked_at(owner, cast, version="draft"))


def test_person_and_call_type_choose_what_counts_and_what_lost_says_why(owner, cast):
    pain = actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen"), cast.zahn.since)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Sofort verbinden.", call_type=pain), cast.zahn.since)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Nur Nachricht.", person=cast.kern), cast.zahn.since)
    general = looked_at(owner, cast)
    assert done(general) == ["Neue Patienten: Termin erst ab 7. Januar."]
    assert [(other.instruction.text, other.why) for other in general.context["preview"].silent] == [
        ("Nur Nachricht.", "only when Frau Kern is asked for"),
        ("Sofort verbinden.", "only for calls of the kind “Schmerzen”"),
    ]
    narrow = looked_at(owner, cast, person=cast.kern.pk, call_type=pain.pk)
    assert done(narrow) == ["Nur Nachricht."]
    (first, *_rest) = narrow.context["preview"].silent
    assert (first.why, first.winner.text) == ("less specific: another one is for this person or this kind of call", "Nur Nachricht.")
