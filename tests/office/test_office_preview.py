"""What the operator will see, now and at a chosen moment."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from vorzimmer.customers.models import Customer, Greeting, Instruction

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def shown(owner, cast, at=""):
    Customer.objects.update(orders=None)  # nothing is published, so the rows count
    return owner.get(reverse("office:customer-preview", args=[cast.zahn.pk]), {"at": at} if at else {})


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
    assert "Nur am Dienstag." not in shown(owner, cast, "2026-11-23T23:59").content.decode()
    tuesday = shown(owner, cast, "2026-11-24T00:00").content.decode()
    assert "Nur am Dienstag." in tuesday
    assert "ordered by Dr. Zahn" in tuesday
    assert "Nur am Dienstag." not in shown(owner, cast, "2026-11-25T00:00").content.decode()


def test_people_are_shown_as_they_will_be(owner, cast):
    cast.doctor.available_again_at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    cast.doctor.save()
    assert [entry.is_available for entry in shown(owner, cast, "2026-11-24T12:59").context["card"].people] == [False, True]
    assert [entry.is_available for entry in shown(owner, cast, "2026-11-24T13:00").context["card"].people] == [True, True]


def test_a_moment_that_is_none_is_told_and_now_is_shown(owner, cast):
    page = shown(owner, cast, "bald")
    assert page.status_code == 200
    assert "at" in page.context["moment"].errors
    assert page.context["card"].says.startswith("Praxis Doktor Zahn")
