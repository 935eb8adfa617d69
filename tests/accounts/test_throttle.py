from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from vorzimmer.accounts.throttle import SignInLimiter

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
FREE = timedelta(0)
HOME = {"address": "192.0.2.1", "login": "olga@example.org"}


@pytest.fixture
def limiter():
    return SignInLimiter()


def fail(limiter, times, *, at=NOON, address="192.0.2.1", login="olga@example.org"):
    for _ in range(times):
        limiter.failed(address=address, login=login, at=at)


def test_four_failures_are_forgiven(limiter):
    fail(limiter, 4)
    assert limiter.wait(**HOME, at=NOON) == FREE


def test_five_failures_close_the_door_for_fifteen_minutes(limiter):
    fail(limiter, 5)
    assert limiter.wait(**HOME, at=NOON) == timedelta(minutes=15)
    assert limiter.wait(**HOME, at=NOON + timedelta(minutes=14, seconds=59)) == timedelta(seconds=1)
    assert limiter.wait(**HOME, at=NOON + timedelta(minutes=15)) == FREE


def test_after_the_pause_the_count_begins_anew(limiter):
    fail(limiter, 5)
    fail(limiter, 4, at=NOON + timedelta(minutes=15))
    assert limiter.wait(**HOME, at=NOON + timedelta(minutes=15)) == FREE


def test_failures_that_lie_far_apart_do_not_add_up(limiter):
    for number in range(10):
        fail(limiter, 1, at=NOON + number * timedelta(minutes=16))
    assert limiter.wait(**HOME, at=NOON + timedelta(minutes=145)) == FREE


def test_case_and_blanks_of_the_login_do_not_help(limiter):
    fail(limiter, 3)
    fail(limiter, 2, login=" OLGA@Example.org")
    assert limiter.wait(**HOME, at=NOON) == timedelta(minutes=15)


def test_a_colleague_at_the_same_address_may_still_try(limiter):
    fail(limiter, 5)
    assert limiter.wait(address="192.0.2.1", login="boris@example.org", at=NOON) == FREE


def test_the_same_person_elsewhere_may_still_try(limiter):
    fail(limiter, 5)
    assert limiter.wait(address="198.51.100.7", login="olga@example.org", at=NOON) == FREE


def test_twenty_failures_from_many_addresses_close_the_login(limiter):
    for number in range(20):
        fail(limiter, 1, address=f"198.51.100.{number}")
    assert limiter.wait(address="203.0.113.9", login="olga@example.org", at=NOON) == timedelta(minutes=15)
    assert limiter.wait(address="203.0.113.9", login="boris@example.org", at=NOON) == FREE


def test_twenty_failures_with_many_logins_close_the_address(limiter):
    for number in range(20):
        fail(limiter, 1, login=f"person{number}@example.org")
    assert limiter.wait(address="192.0.2.1", login="boris@example.org", at=NOON) == timedelta(minutes=15)
    assert limiter.wait(address="203.0.113.9", login="boris@example.org", at=NOON) == FREE


def test_signing_in_forgives_this_login_at_this_address(limiter):
    fail(limiter, 4)
    limiter.succeeded(**HOME)
    fail(limiter, 4)
    assert limiter.wait(**HOME, at=NOON) == FREE


def test_an_own_account_does_not_help_to_guess_others(limiter):
    for number in range(20):
        fail(limiter, 1, login=f"person{number}@example.org")
        limiter.succeeded(address="192.0.2.1", login="mine@example.org")
    assert limiter.wait(address="192.0.2.1", login="boris@example.org", at=NOON) == timedelta(minutes=15)


def test_a_clock_that_steps_back_locks_nobody_in_for_longer_than_the_pause_and_the_step(limiter):
    fail(limiter, 5)
    assert limiter.wait(**HOME, at=NOON - timedelta(minutes=1)) == timedelta(minutes=16)


def test_the_memory_is_bounded(limiter):
    limiter = SignInLimiter(most=30)
    for number in range(200):
        fail(limiter, 1, address=f"2001:db8::{number}", login=f"person{number}@example.org")
    assert len(limiter._failures) == 30


def test_neither_addresses_nor_logins_are_held_in_memory(limiter):
    fail(limiter, 5)
    held = repr(limiter._failures)
    assert "olga" not in held
    assert "192.0.2" not in held
    assert all(len(key) == 16 for key in limiter._failures)


def test_two_processes_make_different_hashes():
    one, two = SignInLimiter(), SignInLimiter()
    fail(one, 1)
    fail(two, 1)
    assert not set(one._failures) & set(two._failures)


def test_threads_lose_no_failure():
    limiter = SignInLimiter(pair=401, login=401, address=401)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fail(limiter, 50), range(8)))
    assert limiter.wait(**HOME, at=NOON) == FREE
    fail(limiter, 1)
    assert limiter.wait(**HOME, at=NOON) == timedelta(minutes=15)
