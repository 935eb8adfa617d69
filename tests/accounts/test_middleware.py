from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import translation

from tests.cast import NOON
from vorzimmer.accounts.access import user_of_session
from vorzimmer.accounts.actions import clear_expired_sessions, deactivate, set_password
from vorzimmer.server.admission import admit

pytestmark = pytest.mark.django_db
ENDED = "Your sign-in has ended, to be safe. Please sign in again."


def test_somebody_at_work_stays_signed_in(client, olga, sign_in, later):
    sign_in(olga)
    for _ in range(23):
        later(hours=1)
        assert client.get("/who/").content == b"Olga Weber;"


def test_after_twelve_idle_hours_nobody_is_signed_in(client, olga, sign_in, later):
    sign_in(olga)
    later(hours=11, minutes=59)
    assert client.get("/who/").content == b"Olga Weber;"
    later(hours=12, minutes=1)
    assert client.get("/who/", headers={"accept-language": "en"}).content.decode() == f"nobody;{ENDED}"
    assert client.get("/who/").content == b"nobody;"


def test_twenty_four_hours_after_the_sign_in_nobody_is_signed_in_however_busy(client, olga, sign_in, later):
    sign_in(olga)
    for _ in range(3):
        later(hours=7, minutes=59)
        assert client.get("/who/").content == b"Olga Weber;"
    later(minutes=4)
    assert client.get("/who/", headers={"accept-language": "en"}).content.decode() == f"nobody;{ENDED}"


def test_the_reason_is_told_also_when_the_session_was_cleared_meanwhile(client, olga, sign_in):
    sign_in(olga)
    clear_expired_sessions(datetime.now(UTC) + timedelta(hours=13))
    assert not Session.objects.exists()
    assert client.get("/who/", headers={"accept-language": "en"}).content.decode() == f"nobody;{ENDED}"
    assert client.get("/who/").content == b"nobody;"


def test_who_signs_out_is_told_nothing(client, olga, sign_in):
    sign_in(olga)
    client.get("/sign-out/")
    assert client.get("/who/").content == b"nobody;"


def test_the_session_is_written_at_most_every_ten_minutes(client, olga, sign_in, later, django_assert_num_queries):
    sign_in(olga)
    later(minutes=9, seconds=50)
    with django_assert_num_queries(2):  # the session and the user are read
        client.get("/who/")
    later(minutes=1)
    with django_assert_num_queries(2 + 3):  # the session is updated in a transaction of its own
        client.get("/who/")
    with django_assert_num_queries(2):
        client.get("/who/")


def test_signing_in_again_starts_the_clock_again(client, olga, sign_in, later):
    sign_in(olga)
    for _ in range(2):
        later(hours=11)
        client.get("/who/")
    sign_in(olga)
    later(hours=11)
    assert client.get("/who/").content == b"Olga Weber;"


def test_the_cookie_lives_an_hour_longer_than_the_sign_in(olga, sign_in):
    cookie = sign_in(olga).cookies["vorzimmer"]
    assert 25 * 3600 - 5 <= cookie["max-age"] <= 25 * 3600
    assert cookie["httponly"]


def test_the_session_holds_the_user_and_two_times_and_no_address(olga, sign_in):
    sign_in(olga)
    assert set(Session.objects.get().get_decoded()) == {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "signed_in",
        "seen",
        "_session_expiry",
    }


def test_visitors_get_no_session_and_no_cookie(client, site):
    response = client.get("/public/")
    assert not response.cookies
    assert not Session.objects.exists()
    assert "Cookie" not in response.headers["Vary"]


def test_a_new_password_ends_the_other_sign_ins(client, olga, sign_in):
    sign_in(olga)
    set_password(olga, "another long password")
    assert client.get("/who/").content.startswith(b"nobody;")


def test_somebody_deactivated_is_out_with_the_next_request(client, olga, sign_in):
    sign_in(olga)
    deactivate(olga, NOON)
    assert client.get("/who/").content.startswith(b"nobody;")


def test_another_door_finds_the_user_of_a_session_until_it_ends(olga, sign_in):
    cookie = sign_in(olga).cookies["vorzimmer"].value
    now = datetime.now(UTC)
    assert user_of_session(cookie, at=now) == olga
    assert user_of_session(cookie, at=now + timedelta(hours=11, minutes=59)) == olga
    assert user_of_session(cookie, at=now + timedelta(hours=12, minutes=1)) is None
    assert user_of_session("no-such-session", at=now) is None
    deactivate(olga, NOON)
    assert user_of_session(cookie, at=now) is None


def test_another_door_stays_closed_while_a_second_step_is_demanded_and_missing(olga, sign_in, settings):
    cookie = sign_in(olga).cookies["vorzimmer"].value
    settings.REQUIRE_SECOND_FACTOR = "staff"
    assert user_of_session(cookie, at=datetime.now(UTC)) is None
    assert admit(cookie) is None
    settings.REQUIRE_SECOND_FACTOR = "none"
    assert user_of_session(cookie, at=datetime.now(UTC)) == olga
    assert admit(cookie).user == olga.pk


# --- language


def test_the_language_of_the_user_wins(client, olga, sign_in):
    sign_in(olga)
    response = client.get("/public/?language=de", headers={"accept-language": "de"})
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" not in response.headers["Vary"]


@pytest.mark.parametrize(
    ("address", "browser", "language"),
    [
        ("/public/", "en-GB,en;q=0.9", "en"),
        ("/public/", "de-AT", "de"),
        ("/public/", "fr", "de"),
        ("/public/", "", "de"),
        ("/public/?language=en", "de", "en"),
        ("/public/?language=fr", "en", "en"),
        ("/public/?language=%00", "en", "en"),
    ],
)
def test_visitors_are_answered_in_the_language_they_ask_for(client, site, address, browser, language):
    response = client.get(address, headers={"accept-language": browser})
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]
    assert not response.cookies


def test_the_language_ends_with_the_answer(client, olga, sign_in):
    before = translation.get_language()
    sign_in(olga)
    client.get("/public/")
    assert translation.get_language() == before
