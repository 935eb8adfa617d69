"""Consents: words in versions, and whether one counts at a moment."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.consents import (
    ConsentEvent,
    ConsentLine,
    ConsentPurpose,
    ExistingCustomer,
    counts,
    may,
    may_advertise_by_email,
    read_consent,
    text_on,
)
from vorzimmer.domain.policy import PolicyWrong

NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GIVEN, WITHDRAWN, USED = ConsentEvent
FILE = """
purpose = "news_email"
rule = "R-CNS"
law = "§7(2) UWG"
[[version]]
version = "1"
from = 2026-01-01
de = "Ich willige   ein."
en = "I agree."
[[version]]
version = "2"
from = 2026-12-01
de = "Ich willige wieder ein."
en = "I agree again."
"""


def lines(*events):
    return [ConsentLine(event=event, at=NOON + number * HOUR) for number, event in enumerate(events)]


def test_without_a_grant_it_is_refused():
    assert may([], NOON).reason == "not_given"
    assert may(lines(GIVEN), NOON - HOUR).reason == "not_given"


def test_from_its_grant_to_its_withdrawal_it_counts():
    told = lines(GIVEN, USED, WITHDRAWN)
    assert may(told, NOON).reason == "consented"
    assert may(told, NOON + HOUR).reason == "consented"
    assert may(told, NOON + 2 * HOUR).reason == "withdrawn"
    assert may([*told, ConsentLine(event=GIVEN, at=NOON + 3 * HOUR)], NOON + 4 * HOUR).reason == "consented"


@given(st.lists(st.sampled_from(ConsentEvent), max_size=8), st.integers(-1, 9))
def test_the_last_word_before_the_moment_decides(events, hours):
    word = None
    for number, event in enumerate(events):
        if number <= hours and event is not USED:
            word = event
    assert counts(lines(*events), NOON + hours * HOUR) == (word is GIVEN)


def test_the_latest_words_that_have_begun_are_asked():
    texts = read_consent(FILE)
    assert text_on(texts, ConsentPurpose.NEWS_EMAIL, date(2025, 12, 31)) is None
    assert text_on(texts, ConsentPurpose.NEWS_EMAIL, date(2026, 11, 30)).version == "1"
    assert text_on(texts, ConsentPurpose.NEWS_EMAIL, date(2026, 12, 1)).version == "2"
    assert texts[0].texts["de"] == "Ich willige ein."
    assert len(texts[0].digest("en")) == 64
    assert len({each.digest(language) for each in texts for language in ("de", "en")}) == 4


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('law = "§7(2) UWG"', 'law = " "'),
        ('en = "I agree."', ""),
        ("news_email", "news_fax"),
        ('version = "2"', 'version = "1"'),
        ("R-CNS", "R-NONE"),
        ("[[version]]", "[[versions]]"),
    ],
)
def test_a_file_that_lacks_something_does_not_load(before, after):
    with pytest.raises(PolicyWrong):
        read_consent(FILE.replace(before, after))


def test_customers_may_get_advertising_without_consent_only_when_all_four_conditions_hold():
    names = ("address_from_a_sale", "own_similar_services", "has_not_objected", "told_each_time")
    assert may_advertise_by_email(ExistingCustomer(**dict.fromkeys(names, True)))
    for name in names:
        assert not may_advertise_by_email(ExistingCustomer(**(dict.fromkeys(names, True) | {name: False})))
