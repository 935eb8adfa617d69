from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.accounts.conftest import PASSWORD
from tests.cast import NOON
from vorzimmer.accounts.actions import change_language, clear_expired_sessions, create_user, deactivate, set_password
from vorzimmer.accounts.models import User
from vorzimmer.domain.roles import Role

pytestmark = pytest.mark.django_db


def test_a_user_is_created_with_all_that_was_said():
    user = create_user(
        email=" Olga.Weber@Example.ORG ", name=" Olga Weber ", role=Role.OPERATOR, password=PASSWORD, language="en", extension=" e12 "
    )
    again = User.objects.get()
    assert (again.pk, again.email, again.name, again.role) == (user.pk, "olga.weber@example.org", "Olga Weber", "operator")
    assert (again.language, again.extension, again.is_active) == ("en", "e12", True)
    assert again.check_password(PASSWORD)
    assert again.password.startswith("argon2")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": ""}, "email"),
        ({"name": "  "}, "name"),
        ({"role": "janitor"}, "role"),
        ({"language": "fr"}, "language"),
        ({"password": "short"}, "password"),
        ({"password": "password1234"}, "password"),
        ({"password": "olga@example.org"}, "password"),
        ({"extension": "9" * 65}, "extension"),
    ],
)
def test_bad_input_names_the_field_and_creates_nobody(wrong, field):
    good = {"email": "olga@example.org", "name": "Olga Weber", "role": Role.OPERATOR, "password": PASSWORD}
    with pytest.raises(ValidationError) as caught:
        create_user(**(good | wrong))
    assert list(caught.value.message_dict) == [field]
    assert not User.objects.exists()


def test_an_address_signs_in_one_person_only(olga):
    with pytest.raises(ValidationError) as caught:
        create_user(email="OLGA@example.org", name="Another Olga", role=Role.OPERATOR, password=PASSWORD)
    assert list(caught.value.message_dict) == ["email"]


def test_the_database_keeps_addresses_in_lower_case():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="Olga@example.org", name="Olga", role=Role.OPERATOR)


def test_without_a_password_nobody_signs_in():
    create_user(email="olga@example.org", name="Olga Weber", role=Role.OPERATOR)
    assert authenticate(username="olga@example.org", password="") is None
    assert authenticate(username="olga@example.org", password="None") is None


@pytest.mark.parametrize("login", ["olga@example.org", "OLGA@Example.Org", " olga@example.org "])
def test_the_address_signs_in_in_any_case(olga, login):
    assert authenticate(username=login, password=PASSWORD) == olga


def test_the_wrong_password_does_not_sign_in(olga):
    assert authenticate(username="olga@example.org", password=PASSWORD + "!") is None


@pytest.mark.parametrize("login", ["olga@example.org", "nobody@example.org", "inactive@example.org", "unset@example.org"])
def test_known_and_unknown_people_cost_one_hash_each(olga, login, monkeypatch, settings):
    settings.PASSWORD_HASHERS = ["tests.hasher.CheapArgon2"]
    deactivate(create_user(email="inactive@example.org", name="Ina", role=Role.OPERATOR, password=PASSWORD), NOON)
    create_user(email="unset@example.org", name="Uli", role=Role.OPERATOR)
    hashed = []
    monkeypatch.setattr(Argon2PasswordHasher, "encode", count(hashed, Argon2PasswordHasher.encode))
    monkeypatch.setattr(Argon2PasswordHasher, "verify", count(hashed, Argon2PasswordHasher.verify))
    assert authenticate(username=login, password="a wrong password") is None
    assert len(hashed) == 1


def count(calls, original):
    def counted(self, password, *rest):
        calls.append(1)
        return original(self, password, *rest)

    return counted


def test_users_are_told_apart_by_whom_they_work_for_and_whether_they_may_sign_in(olga, boris):
    create_user(email="carla@example.org", name="Carla Customer", role=Role.CUSTOMER_USER, password=PASSWORD)
    deactivate(boris, NOON)
    assert [user.name for user in User.objects.staff()] == ["Boris Boss", "Olga Weber"]
    assert [user.name for user in User.objects.active()] == ["Carla Customer", "Olga Weber"]
    assert [user.name for user in User.objects.staff().active()] == ["Olga Weber"]


def test_somebody_deactivated_does_not_sign_in(olga):
    deactivate(olga, NOON)
    assert authenticate(username="olga@example.org", password=PASSWORD) is None
    assert not User.objects.get().is_active


def test_a_new_password_replaces_the_old_one(olga):
    set_password(olga, "another long password")
    assert authenticate(username="olga@example.org", password=PASSWORD) is None
    assert authenticate(username="olga@example.org", password="another long password") == olga


def test_a_weak_password_changes_nothing(olga):
    with pytest.raises(ValidationError):
        set_password(olga, "12345")
    assert olga.check_password(PASSWORD)
    assert User.objects.get().check_password(PASSWORD)


def test_the_language_changes(olga):
    change_language(olga, "de")
    assert User.objects.get().language == "de"


def test_an_unknown_language_changes_nothing(olga):
    with pytest.raises(ValidationError) as caught:
        change_language(olga, "fr")
    assert list(caught.value.message_dict) == ["language"]
    assert olga.language == "en"
    assert User.objects.get().language == "en"


@pytest.mark.parametrize(
    ("role", "staff"),
    [
        (Role.OWNER, True),
        (Role.OPERATOR, True),
        (Role.ACCOUNTANT, True),
        (Role.PRIVACY_OFFICER, True),
        (Role.CUSTOMER_OWNER, False),
        (Role.CUSTOMER_USER, False),
    ],
)
def test_the_first_four_roles_are_staff(role, staff):
    assert User(role=role).is_staff_member is staff
    assert User(role=role.value).is_staff_member is staff


def test_nothing_tells_when_somebody_signed_in_or_what_they_might_do(olga):
    assert {field.name for field in User._meta.get_fields() if field.concrete and not field.is_relation} == {
        "id",
        "password",
        "email",
        "name",
        "role",
        "secrecy_signed_on",
        "language",
        "extension",
        "is_active",
        "left_on",
    }
    assert get_user_model() is User


def test_a_user_in_a_traceback_is_an_id(olga):
    assert repr(olga) == f"<User {olga.pk}>"
    assert str(olga) == "Olga Weber"


def a_session(at, **data):
    store = SessionStore()
    store.update(data)
    store.set_expiry(at)
    store.create()
    return store.session_key


def test_ended_sessions_are_cleared_and_others_stay():
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    seconds = int(at.timestamp())
    hour = 3600
    far = at + timedelta(days=3)
    a_session(at)
    a_session(far, _auth_user_id="x", signed_in=seconds - 24 * hour - 1, seen=seconds)
    a_session(far, _auth_user_id="x", signed_in=seconds - 13 * hour, seen=seconds - 12 * hour - 1)
    alive = {
        a_session(at + timedelta(seconds=1)),
        a_session(far, _auth_user_id="x", signed_in=seconds - 24 * hour, seen=seconds - 12 * hour),
    }
    assert clear_expired_sessions(at) == 3
    assert set(Session.objects.values_list("pk", flat=True)) == alive
    assert clear_expired_sessions(at) == 0
