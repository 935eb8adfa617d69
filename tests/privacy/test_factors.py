"""Second factors: nothing of them is plain at rest, each deed locks the user, and what is gone is gone."""

import base64
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from tests.raw import raw
from vorzimmer.accounts.actions import create_user
from vorzimmer.accounts.models import User
from vorzimmer.domain.one_time_codes import app_code, step_at
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.factors import actions
from vorzimmer.privacy.factors.models import SecondFactor
from vorzimmer.privacy.factors.queries import counting_steps, has_second_step

DATABASES = ["default", "keyring"]
pytestmark = pytest.mark.django_db(databases=DATABASES)

DAY, NOON = date(2026, 11, 20), datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
CREDENTIAL = bytes(16) + (4).to_bytes(2, "big") + b"\xca\xfe\xba\xbe" + b"public key of the canary"


def make(email):
    return create_user(email=email, name="Olga Weber", role=Role.OPERATOR, password="ein langes Kennwort")


@pytest.fixture
def olga(db):
    return make("olga@example.org")


def with_app(user, at=NOON):
    key = actions.app_key(actions.begin_app(user, DAY))
    return key, actions.confirm_app(user, app_code(key, step_at(at)), at)


def test_an_app_counts_only_after_it_has_shown_a_code(olga):
    key = actions.app_key(actions.begin_app(olga, DAY))
    assert not has_second_step(olga)
    assert actions.use_code(olga, app_code(key, step_at(NOON)), NOON) is None
    with pytest.raises(ValidationError) as refused:
        actions.confirm_app(olga, "000000", NOON)
    assert list(refused.value.message_dict) == ["code"]
    assert len(actions.confirm_app(olga, app_code(key, step_at(NOON)), NOON)) == 10
    assert has_second_step(olga)


def test_the_code_that_confirmed_the_app_does_not_sign_in(olga):
    key, _codes = with_app(olga)
    assert actions.use_code(olga, app_code(key, step_at(NOON)), NOON) is None
    assert actions.use_code(olga, app_code(key, step_at(NOON) + 1), NOON) is not None


def test_a_second_app_is_refused_and_a_forgotten_beginning_replaced(olga):
    first = actions.begin_app(olga, DAY)
    second = actions.begin_app(olga, DAY)
    assert actions.app_key(first) != actions.app_key(second)
    assert SecondFactor.objects.count() == 1
    actions.confirm_app(olga, app_code(actions.app_key(second), step_at(NOON)), NOON)
    with pytest.raises(ValidationError, match="Entfernen Sie diese zuerst"):
        actions.begin_app(olga, DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecondFactor.objects.create(user=olga, kind="app", secret={}, added_on=DAY)


def test_each_recovery_code_holds_once_and_the_rest_go_on_holding(olga):
    _key, codes = with_app(olga)
    for left, code in enumerate(reversed(codes)):
        assert actions.use_code(olga, code, NOON) is not None
        assert actions.use_code(olga, code, NOON) is None
        assert SecondFactor.objects.get(kind="codes").codes_left == 9 - left


def test_codes_of_somebody_else_hold_for_nobody_else(olga):
    paul = make("paul@example.org")
    _key, codes = with_app(paul)
    with_app(olga)
    assert actions.use_code(olga, codes[0], NOON) is None


def test_with_the_last_step_the_codes_go(olga):
    with_app(olga)
    assert actions.add_passkey(olga, CREDENTIAL, name="Blau", on=DAY) == []
    actions.remove_factor(SecondFactor.objects.get(kind="app"))
    assert SecondFactor.objects.filter(kind="codes").exists()
    actions.remove_factor(SecondFactor.objects.get(kind="passkey"))
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_passkey_needs_a_name_that_fits(olga, name):
    with pytest.raises(ValidationError) as refused:
        actions.add_passkey(olga, CREDENTIAL, name=name, on=DAY)
    assert list(refused.value.message_dict) == ["name"]
    assert not SecondFactor.objects.exists()


def test_there_are_at_most_ten_passkeys(olga):
    for number in range(10):
        actions.add_passkey(olga, CREDENTIAL, name=f"Nr. {number}", on=DAY)
    with pytest.raises(ValidationError, match="Entfernen Sie zuerst einen"):
        actions.add_passkey(olga, CREDENTIAL, name="Nr. 11", on=DAY)


def test_steps_are_counted_without_codes_and_without_beginnings(olga):
    paul = make("paul@example.org")
    with_app(olga)
    actions.add_passkey(olga, CREDENTIAL, name="Blau", on=DAY)
    actions.begin_app(paul, DAY)
    assert {user.email: user.second_steps for user in counting_steps(User.objects.all())} == {"olga@example.org": 2, "paul@example.org": 0}


def test_with_the_user_everything_goes(olga):
    with_app(olga)
    olga.delete()
    assert not SecondFactor.objects.exists()


def test_nothing_tells_when_it_was_used(olga):
    key, _codes = with_app(olga)
    kept = {field.name for field in SecondFactor._meta.get_fields()}
    assert kept == {"id", "user", "kind", "name", "secret", "added_on", "is_set_up"}
    later = NOON + timedelta(days=3)
    actions.use_code(olga, app_code(key, step_at(later)), later)
    factor = SecondFactor.objects.get(kind="app")
    assert factor.secret == {"key": key.hex(), "last": app_code(key, step_at(later))}
    assert factor.added_on == DAY


@pytest.mark.django_db(transaction=True, databases=DATABASES)
def test_key_codes_passkey_and_name_are_nowhere_plain_at_rest():
    if connection.vendor != "sqlite":
        pytest.skip("the bytes of a file are those of SQLite")
    user = make("kanarienvogel@example.org")
    key, codes = with_app(user)
    actions.add_passkey(user, CREDENTIAL, name="Kanarienschluessel", on=DAY)
    actions.use_code(user, codes[0], NOON)
    file = raw(Path(connection.settings_dict["NAME"]))
    assert b"kanarienvogel@example.org" in file
    secrets = [key, key.hex().encode(), base64.b32encode(key), b"Kanarienschluessel", CREDENTIAL, base64.b64encode(CREDENTIAL)]
    secrets += [b"public key of the canary"]  # not the six digits of the app: so few stand in a file by chance
    secrets += [code.encode() for code in codes] + [code.replace("-", "").encode() for code in codes]
    secrets += [fingerprint.encode() for fingerprint in SecondFactor.objects.get(kind="codes").secret["left"]]
    assert [secret for secret in secrets if secret in file] == []
    assert SecondFactor.objects.get(kind="passkey").name == "Kanarienschluessel"
