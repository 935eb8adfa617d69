"""Staff, teams and the people of customers: forms good and bad, and passwords that are shown once."""

import re

import pytest
from django.contrib.auth import authenticate
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD
from vorzimmer.accounts.models import User
from vorzimmer.accounts.passwords import new_password
from vorzimmer.customers.models import Team

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
SECRET = re.compile(r'<p class="secret" translate="no">([a-z2-9-]+)</p>')


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


def staff(**more):
    return {"name": "Rosa Rot", "email": "rosa@agentur.example", "role": "operator", "language": "de", "extension": "w5"} | more


def test_a_first_password_can_be_read_out_and_is_drawn_anew_each_time():
    drawn = {new_password() for _time in range(50)}
    assert len(drawn) == 50
    assert all(re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}", password) for password in drawn)


def test_who_is_entered_signs_in_with_the_password_that_is_shown(owner, cast):
    page = owner.post("/office/staff/new/", staff(teams=[str(cast.day.pk)]))
    password = SECRET.search(page.content.decode())[1]
    user = authenticate(username="rosa@agentur.example", password=password)
    assert (user.name, user.extension, list(user.teams.all())) == ("Rosa Rot", "w5", [cast.day])
    assert page["Cache-Control"] == "no-store"
    assert password not in owner.get("/office/staff/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "rosa"}, "email"),
        ({"email": "olga@agentur.example"}, "email"),
        ({"role": "customer_user"}, "role"),
        ({"language": "fr"}, "language"),
        ({"teams": ["00000000-0000-0000-0000-000000000001"]}, "teams"),
    ],
)
def test_bad_input_about_staff_is_told_at_the_field(owner, cast, changes, field):
    before = User.objects.count()
    answer = owner.post("/office/staff/new/", staff(**changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert User.objects.count() == before


def test_staff_comes_filled_in_and_is_changed(owner, cast):
    place = address("staff-edit", cast.olga.pk)
    form = owner.get(place).context["form"]
    assert (form["email"].value(), form["teams"].value()) == ("olga@agentur.example", [cast.day.pk])
    owner.post(place, staff(email="olga@agentur.example", teams=[str(cast.night.pk)]))
    cast.olga.refresh_from_db()
    assert (cast.olga.name, list(cast.olga.teams.all())) == ("Rosa Rot", [cast.night])


def test_the_last_owner_keeps_role_and_sign_in(owner, cast):
    answer = owner.post(address("staff-edit", cast.owner.pk), staff(email=cast.owner.email, role="accountant"))
    assert list(answer.context["form"].errors) == ["role"]
    owner.post(address("staff-deactivate", cast.owner.pk))
    cast.owner.refresh_from_db()
    assert (cast.owner.role, cast.owner.is_active) == ("owner", True)
    assert "There must be one owner who can sign in." in owner.get("/office/staff/").content.decode()


def test_a_new_password_ends_the_old_one(owner, cast):
    assert "every sign-in with it" in owner.get(address("staff-password", cast.olga.pk)).content.decode()
    assert authenticate(username="olga@agentur.example", password=PASSWORD) == cast.olga
    page = owner.post(address("staff-password", cast.olga.pk)).content.decode()
    assert authenticate(username="olga@agentur.example", password=PASSWORD) is None
    assert authenticate(username="olga@agentur.example", password=SECRET.search(page)[1]) == cast.olga


def test_who_signs_in_no_more_comes_back_with_a_new_password(owner, cast):
    owner.post(address("staff-deactivate", cast.olga.pk))
    assert owner.post(address("staff-password", cast.olga.pk)).status_code == 404
    page = owner.post(address("staff-reinstate", cast.olga.pk)).content.decode()
    assert authenticate(username="olga@agentur.example", password=SECRET.search(page)[1]) == cast.olga


def test_a_deactivated_operator_is_out_with_the_next_click(client, cast):
    operator = Client()
    operator.force_login(cast.olga)
    client.force_login(cast.owner)
    client.post(address("staff-deactivate", cast.olga.pk))
    assert operator.get("/home/")["Location"].startswith("/sign-in/")


def test_teams_are_founded_changed_and_removed(owner, cast):
    owner.post("/office/teams/new/", {"name": "Wochenende", "members": [str(cast.nina.pk)]})
    team = Team.objects.get(name="Wochenende")
    owner.post(address("team-edit", team.pk), {"name": "Feiertag", "members": []})
    team.refresh_from_db()
    assert (team.name, team.members.count()) == ("Feiertag", 0)
    owner.post(address("team-remove", team.pk))
    assert not Team.objects.filter(pk=team.pk).exists()


@pytest.mark.parametrize(("name", "members", "field"), [("", [], "name"), ("Tag", [], "name"), ("Neu", ["owner"], "members")])
def test_bad_input_about_a_team_is_told_at_the_field(owner, cast, name, members, field):
    data = {"name": name, "members": [str(getattr(cast, member).pk) for member in members]}
    for place in ("/office/teams/new/", address("team-edit", cast.night.pk)):
        answer = owner.post(place, data)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert set(Team.objects.values_list("name", flat=True)) == {"Tag", "Nacht"}


def test_a_team_with_customers_says_why_it_stays(owner, cast):
    assert "2 customers belong to this team." in owner.get(address("team-remove", cast.day.pk)).content.decode()
    owner.post(address("team-remove", cast.day.pk))
    assert Team.objects.filter(pk=cast.day.pk).exists()


def access(**more):
    return {"name": "Frau Kern", "email": "kern@zahn.example", "role": "customer_user", "language": "de"} | more


def test_somebody_of_a_customer_is_let_in_and_reads(owner, client, cast):
    page = owner.post(address("access-new", cast.zahn.pk), access()).content.decode()
    user = authenticate(username="kern@zahn.example", password=SECRET.search(page)[1])
    assert list(user.customers.all()) == [cast.zahn]
    client.force_login(user)
    assert client.get("/portal/").status_code == 200


def test_who_signs_in_already_gets_no_new_password(owner, cast):
    answer = owner.post(address("access-new", cast.zahn.pk), access(email="berg@kanzlei.example"))
    assert answer["Location"] == f"/office/customers/{cast.zahn.pk}/#access"
    assert authenticate(username="berg@kanzlei.example", password=PASSWORD) == cast.berg_user


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "olga@agentur.example"}, "email"),
        ({"email": "zahn@praxis.example"}, "email"),
        ({"role": "owner"}, "role"),
        ({"name": ""}, "name"),
    ],
)
def test_bad_input_about_access_is_told_at_the_field(owner, cast, changes, field):
    answer = owner.post(address("access-new", cast.zahn.pk), access(**changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert cast.zahn.users.count() == 1


def test_taking_access_away_says_what_will_happen(owner, cast):
    place = address("access-remove", cast.zahn.pk, cast.zahn_owner.pk)
    assert "Nobody can sign in with this address any more" in owner.get(place).content.decode()
    cast.berg.users.add(cast.zahn_owner)
    assert "It stays for 1 other customer." in owner.get(place).content.decode()
    owner.post(place)
    cast.zahn_owner.refresh_from_db()
    assert (cast.zahn_owner.is_active, list(cast.zahn_owner.customers.all())) == (True, [cast.berg])


def test_somebody_of_a_customer_gets_a_new_password(owner, cast):
    page = owner.post(address("access-password", cast.zahn.pk, cast.zahn_owner.pk)).content.decode()
    assert authenticate(username="zahn@praxis.example", password=SECRET.search(page)[1]) == cast.zahn_owner
