"""Who signs in for the agency and for customers: teams, first passwords, and that an owner always remains."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError

from tests.cast import NOON, PASSWORD, make_cast, offered
from vorzimmer.accounts.models import User
from vorzimmer.calls import wire
from vorzimmer.customers import actions
from vorzimmer.customers.actions import AccessEntry, StaffEntry
from vorzimmer.customers.models import Team
from vorzimmer.domain.roles import Role

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FIRST = "k7mq-4xwz-9rtp-hjn2"


@pytest.fixture
def cast():
    return make_cast()


def test_who_is_employed_signs_in_and_belongs_to_the_teams(cast):
    user = actions.employ(StaffEntry(email="Rosa@Agentur.example", name="Rosa Rot", role=Role.OPERATOR, teams=(cast.day,)), password=FIRST)
    assert authenticate(username="rosa@agentur.example", password=FIRST) == user
    assert list(cast.day.members.filter(pk=user.pk)) == [user]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "olga@agentur.example"}, "email"),
        ({"email": "OLGA@agentur.example"}, "email"),
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"role": Role.CUSTOMER_USER}, "role"),
        ({"role": Role.ACCOUNTANT, "teams": ("day",)}, "teams"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_at_its_field(cast, changes, field):
    before = User.objects.count()
    with pytest.raises(ValidationError) as caught:
        actions.employ(StaffEntry(**{"email": "neu@agentur.example", "name": "Neu", "role": Role.OPERATOR} | changes), password=FIRST)
    assert list(caught.value.message_dict) == [field]
    assert User.objects.count() == before


def test_a_change_writes_everything_anew(cast):
    entry = StaffEntry(
        email="Weber@agentur.example", name="Olga W.", role=Role.OPERATOR, language="en", extension="w7", teams=(cast.night,)
    )
    actions.change_staff(cast.olga, entry)
    kept = User.objects.get(pk=cast.olga.pk)
    assert (kept.email, kept.name, kept.language, kept.extension) == ("weber@agentur.example", "Olga W.", "en", "w7")
    assert list(kept.teams.all()) == [cast.night]


def test_the_last_owner_stays_an_owner_and_signs_in(cast):
    with pytest.raises(ValidationError) as caught:
        actions.change_staff(cast.owner, StaffEntry(email=cast.owner.email, name="Clara", role=Role.ACCOUNTANT))
    assert list(caught.value.message_dict) == ["role"]
    with pytest.raises(ValidationError):
        actions.dismiss(cast.owner, NOON)
    cast.owner.refresh_from_db()
    assert (cast.owner.role, cast.owner.is_active) == (Role.OWNER, True)


def test_with_a_second_owner_the_first_may_go(cast):
    actions.employ(StaffEntry(email="zwei@agentur.example", name="Zweite", role=Role.OWNER), password=FIRST)
    actions.dismiss(cast.owner, NOON)
    assert authenticate(username=cast.owner.email, password=PASSWORD) is None


def test_a_dismissed_owner_does_not_count_as_the_one_who_remains(cast):
    second = actions.employ(StaffEntry(email="zwei@agentur.example", name="Zweite", role=Role.OWNER), password=FIRST)
    actions.dismiss(second, NOON)
    with pytest.raises(ValidationError):
        actions.dismiss(cast.owner, NOON)


def test_who_is_dismissed_leaves_the_teams_and_comes_back_with_a_new_password(cast):
    actions.dismiss(cast.olga, NOON)
    assert not cast.day.members.filter(pk=cast.olga.pk).exists()
    assert authenticate(username="olga@agentur.example", password=PASSWORD) is None
    actions.reinstate(cast.olga, password=FIRST)
    assert authenticate(username="olga@agentur.example", password=PASSWORD) is None
    assert authenticate(username="olga@agentur.example", password=FIRST) == cast.olga


def test_a_team_is_founded_with_its_operators(cast):
    team = actions.found_team(name=" Wochenende ", members=[cast.nina])
    assert (team.name, list(team.members.all())) == ("Wochenende", [cast.nina])


@pytest.mark.parametrize(("name", "members", "field"), [("Tag", [], "name"), ("", [], "name"), ("B", ["owner"], "members")])
def test_a_team_has_operators_only_and_a_name_of_its_own(cast, name, members, field):
    with pytest.raises(ValidationError) as caught:
        actions.found_team(name=name, members=[getattr(cast, member) for member in members])
    assert list(caught.value.message_dict) == [field]
    assert Team.objects.count() == 2


def test_a_team_with_customers_or_calls_is_not_dissolved(cast):
    with pytest.raises(ValidationError):
        actions.dissolve_team(cast.day)
    wire.receive(offered(), NOON)
    for customer in (cast.zahn, cast.berg):
        customer.team = cast.night
        customer.save()
    with pytest.raises(ValidationError):
        actions.dissolve_team(cast.day)
    assert Team.objects.count() == 2


def test_a_team_of_nobody_is_dissolved(cast):
    actions.dissolve_team(cast.night)
    assert list(Team.objects.all()) == [cast.day]


def test_somebody_of_a_customer_is_let_in(cast):
    user, holds = actions.give_access(cast.zahn, AccessEntry(email="kern@zahn.example", name="Frau Kern"), password=FIRST)
    assert (holds, user.role, list(user.customers.all())) == (True, Role.CUSTOMER_USER, [cast.zahn])
    assert authenticate(username="kern@zahn.example", password=FIRST) == user


def test_who_signs_in_for_another_customer_keeps_the_password_and_gets_one_more(cast):
    user, holds = actions.give_access(cast.zahn, AccessEntry(email="berg@kanzlei.example", name="Anders geschrieben"), password=FIRST)
    assert (user, holds, user.name) == (cast.berg_user, False, "Anna Berg")
    assert set(user.customers.all()) == {cast.zahn, cast.berg}
    assert authenticate(username="berg@kanzlei.example", password=PASSWORD) == user


@pytest.mark.parametrize("email", ["olga@agentur.example", "zahn@praxis.example", "nobody"])
def test_staff_and_who_is_in_already_are_refused(cast, email):
    with pytest.raises(ValidationError) as caught:
        actions.give_access(cast.zahn, AccessEntry(email=email, name="A"), password=FIRST)
    assert list(caught.value.message_dict) == ["email"]
    assert cast.zahn.users.count() == 1


def test_a_role_of_staff_is_no_role_of_a_customer(cast):
    with pytest.raises(ValidationError) as caught:
        actions.give_access(cast.zahn, AccessEntry(email="neu@zahn.example", name="A", role=Role.OWNER), password=FIRST)
    assert list(caught.value.message_dict) == ["role"]


def test_without_a_customer_nobody_signs_in_and_coming_back_needs_a_new_password(cast):
    cast.berg.users.add(cast.zahn_owner)
    actions.withdraw_access(cast.zahn, cast.zahn_owner, NOON)
    assert authenticate(username="zahn@praxis.example", password=PASSWORD) == cast.zahn_owner
    actions.withdraw_access(cast.berg, cast.zahn_owner, NOON)
    assert authenticate(username="zahn@praxis.example", password=PASSWORD) is None
    user, holds = actions.give_access(cast.zahn, AccessEntry(email="zahn@praxis.example", name="Dr. Zahn"), password=FIRST)
    assert holds
    assert authenticate(username="zahn@praxis.example", password=FIRST) == user
