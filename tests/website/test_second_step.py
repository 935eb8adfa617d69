"""The second step at the door: codes, recovery codes, passkeys; what was used or guessed stays outside."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.cast import NOON
from tests.website.softkey import SoftKey
from vorzimmer.accounts.actions import deactivate, set_password
from vorzimmer.accounts.second_step import PATIENCE, WAITING
from vorzimmer.domain.one_time_codes import app_code, step_at
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.factors import actions
from vorzimmer.privacy.factors.models import SecondFactor

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

STEP, HERE = "/sign-in/second-step/", "localhost"
NOT_ACCEPTED = "This passkey was not accepted"


@pytest.fixture
def door():
    """A browser at http://localhost, where passkeys are allowed."""
    return Client(SERVER_NAME=HERE, headers={"accept-language": "en"})


@pytest.fixture
def app(olga):
    """The key in Olga's app, which has shown no code yet, and her recovery codes."""
    factor = actions.begin_app(olga, date(2026, 11, 1))
    long_ago = datetime(2026, 11, 1, tzinfo=UTC)
    key = actions.app_key(factor)
    return key, actions.confirm_app(olga, app_code(key, step_at(long_ago)), long_ago)


@pytest.fixture
def key(olga, door):
    """A key that Olga has set up."""
    door.force_login(olga)
    key = SoftKey()
    door.get("/security/")
    answer = key.make(door.post("/security/passkey/options/").json())
    assert door.post("/security/passkey/", {"name": "Blau", "answer": answer}).status_code in {200, 302}
    door.post("/sign-out/")
    return key


def code_of(app, drift=0):
    return app_code(app[0], step_at(datetime.now(UTC)) + drift)


def password(door, password="ein langes Kennwort", **more):
    return door.post("/sign-in/", {"email": "olga@example.org", "password": password, **more})


def is_in(door):
    return SESSION_KEY in door.session


def test_the_password_alone_opens_nothing(app, door):
    answer = password(door, next="/desk/?call=1")
    assert answer["Location"] == f"{STEP}?next=%2Fdesk%2F%3Fcall%3D1"
    assert not is_in(door)
    assert door.get("/desk/")["Location"].startswith("/sign-in/")


def test_the_code_of_the_app_opens_and_leads_on(app, door):
    password(door)
    answer = door.post(f"{STEP}?next=/desk/", {"code": code_of(app)})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert is_in(door)
    assert WAITING not in door.session


def test_a_code_that_was_used_opens_nothing_a_second_time(app, door):
    code = code_of(app)
    password(door)
    door.post(STEP, {"code": code})
    thief = Client(SERVER_NAME=HERE)
    password(thief)
    assert thief.post(STEP, {"code": code}).status_code == 422
    assert not is_in(thief)


def test_a_code_without_the_password_opens_nothing(app, door):
    assert door.post(STEP, {"code": code_of(app)})["Location"] == "/sign-in/"
    assert not is_in(door)


def test_a_recovery_code_opens_once(app, door):
    for status, expected in ((302, True), (422, False)):
        door.post("/sign-out/")
        password(door)
        assert door.post(f"{STEP}?with=recovery", {"code": app[1][3].upper()}).status_code == status
        assert is_in(door) is expected


def test_five_wrong_codes_close_the_step_even_for_the_right_one_and_for_a_new_password(app, door):
    password(door)
    for _ in range(5):
        assert door.post(STEP, {"code": "000000"}).status_code == 422
    for browser in (door, Client(SERVER_NAME=HERE, headers={"accept-language": "en"})):
        password(browser)
        answer = browser.post(STEP, {"code": code_of(app)})
        assert answer.status_code == 429
        assert "Too many tries" in answer.content.decode()


def test_codes_are_counted_by_the_account_wherever_they_are_tried(app):
    for number in range(10):
        browser = Client(SERVER_NAME=HERE, REMOTE_ADDR=f"192.0.2.{number}")
        password(browser)
        assert browser.post(STEP, {"code": "000000"}).status_code == 422
    browser = Client(SERVER_NAME=HERE, REMOTE_ADDR="192.0.2.99")
    password(browser)
    assert browser.post(STEP, {"code": code_of(app)}).status_code == 429


def test_who_takes_too_long_begins_anew(app, door):
    password(door)
    session = door.session
    session[WAITING] = {**session[WAITING], "at": int((datetime.now(UTC) - PATIENCE - timedelta(seconds=1)).timestamp())}
    session.save()
    assert door.post(STEP, {"code": code_of(app)})["Location"] == "/sign-in/"


@pytest.mark.parametrize("meanwhile", [lambda user: set_password(user, "ein ganz anderes Kennwort"), lambda user: deactivate(user, NOON)])
def test_what_ends_sign_ins_ends_a_half_one_too(app, olga, door, meanwhile):
    password(door)
    meanwhile(olga)
    assert door.post(STEP, {"code": code_of(app)})["Location"] == "/sign-in/"
    assert not is_in(door)


def test_an_app_that_was_never_confirmed_asks_for_nothing(olga, door):
    actions.begin_app(olga, date(2026, 11, 1))
    assert password(door)["Location"] == "/home/"


def test_a_passkey_opens_as_second_step(key, door):
    password(door)
    answer = key.sign(door.post(f"{STEP}passkey/").json())
    assert door.post(STEP, {"answer": answer})["Location"] == "/home/"
    assert is_in(door)


def test_a_passkey_opens_alone(key, door):
    answer = key.sign(door.post("/sign-in/passkey/options/").json())
    assert door.post("/sign-in/passkey/", {"answer": answer, "next": "/desk/"})["Location"] == "/desk/"
    assert is_in(door)


def lie_about(**more):
    return lambda key, options: key.sign(options, **more)


def with_origin(key, options):
    key.origin = "https://evil.example"
    return key.sign(options)


def without_finger(key, options):
    key.verified = False
    return key.sign(options)


def of_another_key(key, options):
    return SoftKey(user=key.user, id=key.id).sign(options)


def of_another_question(key, options):
    return key.sign(options | {"challenge": "AAAA" * 11})


@pytest.mark.parametrize(
    "lie",
    [
        with_origin,
        without_finger,
        of_another_key,
        of_another_question,
        lie_about(userHandle=""),
        lie_about(userHandle=None),
        lie_about(userHandle="AAAA"),
        lie_about(signature="AAAA"),
        lie_about(authenticatorData="AAAA"),
        lie_about(authenticatorData=7),
        lie_about(clientDataJSON="AAAA"),
        lambda _key, _options: "[]",
        lambda _key, _options: "{}",
        lambda _key, _options: "no JSON",
        lambda _key, _options: '{"response": []}',
        lambda _key, _options: "[" * 10_000,
    ],
)
def test_a_lie_opens_nothing(key, door, lie):
    answer = lie(key, door.post("/sign-in/passkey/options/").json())
    page = door.post("/sign-in/passkey/", {"answer": answer})
    assert page.status_code == 422
    assert NOT_ACCEPTED in page.content.decode()
    assert not is_in(door)


def test_an_answer_opens_once_and_only_what_was_asked(key, door):
    answer = key.sign(door.post("/sign-in/passkey/options/").json())
    door.post("/sign-in/passkey/", {"answer": answer})
    door.post("/sign-out/")
    assert door.post("/sign-in/passkey/", {"answer": answer}).status_code == 422
    password(door)
    answer = key.sign(door.post(f"{STEP}passkey/").json())
    assert door.post("/sign-in/passkey/", {"answer": answer}).status_code == 422
    assert not is_in(door)


def test_a_question_is_good_for_one_answer_also_when_that_was_wrong(key, door):
    options = door.post("/sign-in/passkey/options/").json()
    door.post("/sign-in/passkey/", {"answer": "{}"})
    assert door.post("/sign-in/passkey/", {"answer": key.sign(options)}).status_code == 422
    assert not is_in(door)


def test_a_passkey_of_somebody_else_is_no_second_step_for_olga(app, key, door, make_user):
    SecondFactor.objects.filter(kind="passkey").update(user=make_user(Role.OWNER))
    password(door)
    answer = key.sign(door.post(f"{STEP}passkey/").json())
    assert door.post(STEP, {"answer": answer}).status_code == 422
    assert not is_in(door)


def test_who_may_no_longer_sign_in_has_no_passkey_either(key, olga, door):
    deactivate(olga, NOON)
    answer = key.sign(door.post("/sign-in/passkey/options/").json())
    assert door.post("/sign-in/passkey/", {"answer": answer}).status_code == 422


@pytest.mark.parametrize(("host", "offered"), [("localhost", True), ("127.0.0.1", False)])
def test_a_passkey_is_offered_only_where_browsers_allow_one(host, offered):
    page = Client(SERVER_NAME=host).get("/sign-in/")
    assert ("data-passkey" in page.content.decode()) is offered
    assert Client(SERVER_NAME=host).post("/sign-in/passkey/options/").status_code == (200 if offered else 403)


def test_nothing_is_asked_of_whoever_has_not_given_the_password(door):
    assert door.post(f"{STEP}passkey/").status_code == 403
    assert door.get(STEP)["Location"] == "/sign-in/"
