"""What customers do with their own people: who signs in, who is who, whom they know."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from tests.cast import CALLER, NOON, PASSWORD, make_cast, user
from vorzimmer.customers import actions
from vorzimmer.customers.actions import AccessEntry, CallerEntry
from vorzimmer.customers.models import KnownCaller, Person
from vorzimmer.domain.roles import Role

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FIRST = "k7mq-4xwz-9rtp-hjn2"
EVA = AccessEntry(email="eva@praxis.example", name="Eva Empfang")


@pytest.fixture
def cast():
    return make_cast()


def refused(deed, *arguments, **more):
    with pytest.raises(ValidationError) as caught:
        deed(*arguments, **more)
    return caught.value


def test_a_responsible_person_lets_somebody_in(cast):
    eva, holds = actions.invite(cast.zahn, EVA, by=cast.zahn_owner, password=FIRST)
    assert (holds, eva.role, list(eva.customers.all())) == (True, Role.CUSTOMER_USER, [cast.zahn])
    assert authenticate(username="eva@praxis.example", password=FIRST) == eva


@pytest.mark.parametrize("email", ["berg@kanzlei.example", "olga@agentur.example", "chefin@agentur.example"])
def test_who_signs_in_for_somebody_else_is_not_drawn_over(cast, email):
    error = refused(actions.invite, cast.zahn, AccessEntry(email=email, name="A"), by=cast.zahn_owner, password=FIRST)
    assert list(error.message_dict) == ["email"]
    assert list(cast.zahn.users.all()) == [cast.zahn_owner]
    assert authenticate(username=email, password=FIRST) is None


def test_an_inactive_sign_in_of_another_customer_is_not_revived(cast):
    cast.berg_user.is_active = False
    cast.berg_user.save()
    refused(actions.invite, cast.zahn, AccessEntry(email=cast.berg_user.email, name="A"), by=cast.zahn_owner, password=FIRST)
    cast.berg_user.refresh_from_db()
    assert not cast.berg_user.is_active


def test_only_the_responsible_of_this_customer_let_others_in(cast):
    eva, _holds = actions.invite(cast.zahn, EVA, by=cast.zahn_owner, password=FIRST)
    another = AccessEntry(email="neu@praxis.example", name="Neu")
    for by in (eva, cast.berg_user):
        refused(actions.invite, cast.zahn, another, by=by, password=FIRST)
        refused(actions.send_away, cast.zahn, eva, by=by, at=NOON)
    assert cast.zahn.users.count() == 2


def test_the_last_responsible_person_stays(cast):
    eva, _holds = actions.invite(cast.zahn, EVA, by=cast.zahn_owner, password=FIRST)
    refused(actions.send_away, cast.zahn, cast.zahn_owner, by=cast.zahn_owner, at=NOON)
    second = user("zweite@praxis.example", "Dr. Zweite", Role.CUSTOMER_OWNER)
    cast.zahn.users.add(second)
    actions.send_away(cast.zahn, cast.zahn_owner, by=second, at=NOON)
    actions.send_away(cast.zahn, eva, by=second, at=NOON)
    assert list(cast.zahn.users.all()) == [second]
    assert authenticate(username="eva@praxis.example", password=FIRST) is None


def test_a_new_password_only_for_who_signs_in_for_nobody_else(cast):
    eva, _holds = actions.invite(cast.zahn, EVA, by=cast.zahn_owner, password=FIRST)
    actions.renew_password(eva, by=cast.zahn_owner, password="ganz-neues-kennwort-1")
    assert authenticate(username="eva@praxis.example", password="ganz-neues-kennwort-1") == eva
    cast.zahn.users.add(cast.berg_user)
    refused(actions.renew_password, cast.berg_user, by=cast.zahn_owner, password=FIRST)
    assert authenticate(username="berg@kanzlei.example", password=PASSWORD) == cast.berg_user


def test_one_user_is_one_person_of_a_customer(cast):
    actions.claim(cast.doctor, cast.zahn_owner)
    actions.claim(Person.objects.get(pk=cast.kern.pk), cast.zahn_owner)
    assert list(Person.objects.filter(user=cast.zahn_owner)) == [cast.kern]
    refused(actions.claim, cast.doctor, cast.berg_user)


def test_a_known_caller_is_changed_and_keeps_apart_from_the_others(cast):
    caller = KnownCaller.objects.get()
    other = actions.remember_caller(cast.zahn, CallerEntry(number="0171 3920099", name="Max"), NOON)
    error = refused(actions.change_caller, other, CallerEntry(number="0171 3920012", name="Max"), NOON)
    assert list(error.message_dict) == ["number"]
    actions.change_caller(caller, CallerEntry(number="030 23125077", name="Erika Neu", treatment="blocked"), NOON)
    assert KnownCaller.objects.calling(cast.zahn.pk, CALLER) is None
    found = KnownCaller.objects.calling(cast.zahn.pk, "+493023125077")
    assert (found.pk, found.name, found.treatment) == (caller.pk, "Erika Neu", "blocked")
    actions.remove_caller(found, NOON)
    assert list(KnownCaller.objects.all()) == [other]
