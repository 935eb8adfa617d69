"""One-time codes: the examples of the standards, drift, and that a code holds once."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.one_time_codes import (
    PAPER_LETTERS,
    accepted,
    app_code,
    fingerprint,
    is_paper_code,
    key_address,
    paper_code,
    spelled,
    step_at,
)

RFC_KEY = b"12345678901234567890"
NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (made aware beside)
keys = st.binary(min_size=20, max_size=20)


@pytest.mark.parametrize(
    ("counter", "code"),
    list(enumerate(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"])),
)
def test_the_examples_of_rfc_4226(counter, code):
    assert app_code(RFC_KEY, counter) == code


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_the_examples_of_rfc_6238(second, code):
    assert app_code(RFC_KEY, step_at(datetime.fromtimestamp(second, tz=UTC))) == code


@pytest.mark.parametrize(("seconds", "holds"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_telephone_may_be_wrong_by_one_step(seconds, holds):
    code = app_code(RFC_KEY, step_at(NOON + timedelta(seconds=seconds)))
    assert accepted(RFC_KEY, code, at=NOON, last="") == (code if holds else "")


def test_a_code_may_be_typed_in_groups():
    code = app_code(RFC_KEY, step_at(NOON))
    assert accepted(RFC_KEY, f" {code[:3]} {code[3:]} ", at=NOON, last="") == code


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "12345é"])
def test_what_is_no_code_does_not_hold(typed):
    assert accepted(RFC_KEY, typed, at=NOON, last="") == ""


def test_after_a_code_those_before_it_hold_no_more_and_those_after_it_do():
    before, now, after = (app_code(RFC_KEY, step_at(NOON) + drift) for drift in (-1, 0, 1))
    assert [accepted(RFC_KEY, code, at=NOON, last=now) for code in (before, now, after)] == ["", "", after]


def test_a_last_code_of_long_ago_stands_in_nobodys_way():
    long_ago, now = (app_code(RFC_KEY, step_at(at)) for at in (NOON - timedelta(days=3), NOON))
    assert accepted(RFC_KEY, now, at=NOON, last=long_ago) == now


@given(key=keys, at=moments, wait=st.integers(0, 120))
def test_a_code_holds_once_however_soon_it_is_tried_again(key, at, wait):
    code = app_code(key, step_at(at))
    assert accepted(key, code, at=at, last="") == code
    assert accepted(key, code, at=at + timedelta(seconds=wait), last=code) == ""


@given(key=keys, at=moments, typed=st.text(string.digits, min_size=6, max_size=6))
def test_only_what_the_app_shows_within_a_step_holds(key, at, typed):
    shown = {app_code(key, step_at(at) + drift) for drift in (-1, 0, 1)}
    assert bool(accepted(key, typed, at=at, last="")) == (typed in shown)


def test_the_key_is_spelled_in_groups_and_given_to_apps_as_an_address():
    assert spelled(RFC_KEY) == "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ"
    assert key_address(RFC_KEY, issuer="Büro & Co", account="olga@agentur.example") == (
        "otpauth://totp/B%C3%BCro%20%26%20Co:olga@agentur.example"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=B%C3%BCro%20%26%20Co&digits=6&period=30"
    )


def test_a_code_on_paper_is_written_in_two_groups():
    assert paper_code("k7mq4xwz9r") == "k7mq4-xwz9r"


@pytest.mark.parametrize("written", ["k7mq4-xwz9r", "K7MQ4XWZ9R", " k7mq4 xwz9r "])
def test_a_code_on_paper_may_be_typed_in_any_way(written):
    assert is_paper_code(written)
    assert fingerprint(written, b"salt") == fingerprint("k7mq4-xwz9r", b"salt")


@pytest.mark.parametrize("other", ["k7mq4-xwz9s", "k7mq4-xwz9", "", "k7mq4-xwz9rr"])
def test_another_code_has_another_fingerprint(other):
    assert fingerprint(other, b"salt") != fingerprint("k7mq4-xwz9r", b"salt")


def test_the_same_code_of_another_person_has_another_fingerprint():
    assert fingerprint("k7mq4-xwz9r", b"olga") != fingerprint("k7mq4-xwz9r", b"paul")


@given(st.text(PAPER_LETTERS, min_size=10, max_size=10))
def test_every_drawn_code_is_recognised(letters):
    assert is_paper_code(paper_code(letters))


@pytest.mark.parametrize("text", ["123456", "k7mq4-xwz9", "k7mq4-xwz0r", "<script>x"])
def test_other_texts_are_no_codes_on_paper(text):
    assert not is_paper_code(text)
