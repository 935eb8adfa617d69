"""Which version of a price list holds for a contract: the one agreed, until it is changed from a day on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.price_versions import ChangeOfPrices, version_on

JANUARY, JUNE, OCTOBER = date(2026, 1, 1), date(2026, 6, 1), date(2026, 10, 1)
VERSIONS = (JANUARY, JUNE, OCTOBER)


def change(valid_from, version):
    return ChangeOfPrices(valid_from=valid_from, version=version)


@pytest.mark.parametrize(
    ("since", "held"),
    [
        (date(2026, 5, 31), JANUARY),
        (date(2026, 6, 1), JUNE),
        (date(2026, 9, 30), JUNE),
        (date(2026, 12, 24), OCTOBER),
        (date(2025, 7, 1), JANUARY),
    ],
    ids=["the day before a version", "the day of a version", "the last day of a version", "the newest", "before all: the oldest"],
)
def test_the_newest_version_that_had_begun_when_the_contract_got_the_tariff_holds_for_ever(since, held):
    assert version_on(since, since=since, versions=VERSIONS) == held
    assert version_on(date(2030, 1, 1), since=since, versions=VERSIONS) == held


def test_a_change_of_prices_holds_from_its_day_on_and_until_the_next_one():
    changes = [change(date(2026, 11, 1), OCTOBER), change(date(2026, 7, 1), JUNE)]
    for day, held in (
        (date(2026, 6, 30), JANUARY),
        (date(2026, 7, 1), JUNE),
        (date(2026, 10, 31), JUNE),
        (date(2026, 11, 1), OCTOBER),
    ):
        assert version_on(day, since=date(2026, 2, 1), versions=VERSIONS, changes=changes) == held


def test_a_change_from_an_earlier_time_with_the_same_tariff_is_over():
    changes = [change(date(2026, 7, 1), JANUARY)]
    assert version_on(date(2026, 12, 1), since=date(2026, 11, 1), versions=VERSIONS, changes=changes) == OCTOBER


def test_a_change_on_the_day_on_which_the_contract_got_the_tariff_counts():
    assert version_on(JUNE, since=JUNE, versions=VERSIONS, changes=[change(JUNE, JANUARY)]) == JANUARY


def test_a_tariff_without_a_version_has_no_prices():
    with pytest.raises(ValueError, match="no prices"):
        version_on(JUNE, since=JUNE, versions=())


days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
some_versions = st.sets(days, min_size=1, max_size=5)


@given(some_versions, days, days)
def test_without_changes_the_day_does_not_matter_and_later_versions_change_nothing(versions, since, day):
    held = version_on(day, since=since, versions=versions)
    assert held in versions
    assert held == version_on(since, since=since, versions={version for version in versions if version <= since} or versions)


@given(st.data(), some_versions, days, days)
def test_the_order_of_changes_does_not_matter_and_the_latest_one_that_has_come_holds(data, versions, since, day):
    chosen = data.draw(st.dictionaries(days, st.sampled_from(sorted(versions)), max_size=4))
    changes = [change(valid_from, version) for valid_from, version in chosen.items()]
    held = version_on(day, since=since, versions=versions, changes=changes)
    assert held == version_on(day, since=since, versions=versions, changes=reversed(changes))
    come = [valid_from for valid_from in chosen if since <= valid_from <= day]
    if come:
        assert held == chosen[max(come)]
    else:
        assert held == version_on(day, since=since, versions=versions)
