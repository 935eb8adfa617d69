"""Wishes and complaints: raised, taken up, answered once, and told to both sides."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.models import Wish
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def wish(cast):
    return actions.raise_wish(cast.zahn, kind="complaint", text=" Name falsch geschrieben. ", by=cast.zahn_owner, at=NOON)


def test_a_wish_is_open_and_told_to_the_office_and_the_customer(cast, wish):
    kept = Wish.objects.get()
    assert (kept.state, kept.text, kept.raised_by, kept.raised_at) == ("open", "Name falsch geschrieben.", cast.zahn_owner, NOON)
    told = set(LiveEvent.objects.values_list("channel", "kind", "ref"))
    assert told == {(cast.zahn.channel, "task", str(wish.pk)), ("staff", "task", str(wish.pk))}


def test_it_is_taken_up_once_and_answered_once(cast, wish):
    actions.take_up(wish, LATER)
    assert Wish.objects.get().state == "in_work"
    with pytest.raises(ValidationError):
        actions.take_up(wish, LATER)
    actions.answer(wish, text="Es tut uns leid.", by=cast.owner, at=LATER)
    kept = Wish.objects.get()
    assert (kept.state, kept.answer, kept.answered_by, kept.answered_at) == ("answered", "Es tut uns leid.", cast.owner, LATER)
    with pytest.raises(ValidationError) as caught:
        actions.answer(wish, text="Doch nicht.", by=cast.owner, at=LATER)
    assert list(caught.value.message_dict) == ["text"]
    assert Wish.objects.get().answer == "Es tut uns leid."


def test_an_answer_needs_no_taking_up_before(cast, wish):
    actions.answer(wish, text="Erledigt.", by=cast.owner, at=LATER)
    assert Wish.objects.get().state == "answered"


@pytest.mark.parametrize(
    ("kind", "text", "field"), [("wish", "  ", "text"), ("wish", "x" * 2001, "text"), ("order", "Bitte", "kind"), ("", "Bitte", "kind")]
)
def test_what_says_nothing_too_much_or_is_of_no_kind_is_refused_at_its_field(cast, kind, text, field):
    with pytest.raises(ValidationError) as caught:
        actions.raise_wish(cast.zahn, kind=kind, text=text, by=cast.zahn_owner, at=NOON)
    assert list(caught.value.message_dict) == [field]
    assert not Wish.objects.exists()
