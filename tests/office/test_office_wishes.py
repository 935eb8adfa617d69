"""The office answers: what waits is counted on the start page, taken up, answered once."""

import pytest
from django.urls import reverse

from vorzimmer.customers.models import Wish

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_what_waits_is_counted_on_the_start_page_until_it_is_answered(owner, house):
    assert owner.get("/office/").context["needs"].wishes == 1
    address = reverse("office:wish", args=[house.wish.pk])
    owner.post(reverse("office:wish-take-up", args=[house.wish.pk]))
    assert Wish.objects.get().state == "in_work"
    assert owner.get("/office/").context["needs"].wishes == 1
    owner.post(address, {"text": "Ab Januar auch samstags."})
    wish = Wish.objects.get()
    assert (wish.state, wish.answer, wish.answered_by) == ("answered", "Ab Januar auch samstags.", house.cast.owner)
    assert owner.get("/office/").context["needs"].wishes == 0


def test_the_list_shows_what_waits_and_on_demand_all(owner, house):
    assert "Bitte auch samstags." in owner.get("/office/wishes/").content.decode()
    owner.post(reverse("office:wish", args=[house.wish.pk]), {"text": "Ja."})
    assert "Nobody waits for an answer" in owner.get("/office/wishes/").content.decode()
    assert "Bitte auch samstags." in owner.get("/office/wishes/?show=all").content.decode()


def test_an_answer_without_words_is_refused_at_its_field_and_a_second_one_too(owner, house):
    address = reverse("office:wish", args=[house.wish.pk])
    for text, state in ((" ", "open"), ("Ja.", "answered"), ("Nein.", "answered")):
        answer = owner.post(address, {"text": text})
        assert answer.status_code == (302 if text == "Ja." else 422)
        assert Wish.objects.get().state == state
    assert Wish.objects.get().answer == "Ja."
