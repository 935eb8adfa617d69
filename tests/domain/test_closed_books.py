"""An entry of the books goes only with all that it settles, and then no balance changes (R-TAX10)."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.test_retention import RULES
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.closed_books import Link, Part, Whole, start_of, unassessed, wholes
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.retention import Due, Facts, Kept, decide, versions_of

INVOICE, PAYMENT, SECOND, PAPER = (UUID(int=number) for number in range(1, 5))


def part(id_, day, **more):
    return Part(id=id_, day=day, **more)


def answer(whole, day):
    return decide(RULES, Rule.TAX10, Facts(start=start_of(RULES, whole)), start_of_day(day))


def test_a_paid_invoice_goes_with_its_payment_ten_years_after_the_year_of_the_payment():
    parts = [part(INVOICE, date(2026, 12, 20)), part(PAYMENT, date(2027, 1, 4))]
    (whole,) = wholes(parts, [Link(one=PAYMENT, other=INVOICE, days=(date(2027, 1, 4),))])
    assert whole.ids == {INVOICE, PAYMENT}
    assert start_of(RULES, whole) == date(2027, 1, 4)
    assert isinstance(answer(whole, date(2037, 12, 31)), Kept)
    assert answer(whole, date(2038, 1, 1)) == Due(rule=Rule.TAX10, since=start_of_day(date(2038, 1, 1)))


def test_what_does_not_hang_together_goes_alone():
    parts = [part(INVOICE, date(2026, 5, 1)), part(SECOND, date(2029, 5, 1))]
    assert [(whole.ids, start_of(RULES, whole)) for whole in wholes(parts, [])] == [
        ({INVOICE}, date(2026, 5, 1)),
        ({SECOND}, date(2029, 5, 1)),
    ]


def test_a_payment_that_settles_two_invoices_holds_the_older_with_the_later():
    parts = [part(INVOICE, date(2026, 5, 1)), part(PAYMENT, date(2026, 6, 1)), part(SECOND, date(2028, 1, 2))]
    links = [Link(one=PAYMENT, other=INVOICE), Link(one=PAYMENT, other=SECOND)]
    (whole,) = wholes(parts, links)
    assert start_of(RULES, whole) == date(2028, 1, 2)


def test_the_day_on_which_it_was_settled_counts_though_both_entries_are_older():
    parts = [part(INVOICE, date(2026, 5, 1)), part(PAYMENT, date(2026, 6, 1))]
    (whole,) = wholes(parts, [Link(one=PAYMENT, other=INVOICE, days=(date(2026, 6, 1), date(2030, 3, 3)))])
    assert start_of(RULES, whole) == date(2030, 3, 3)


def test_while_a_cent_is_open_anywhere_nobody_can_say_when_it_goes():
    parts = [part(INVOICE, date(2026, 5, 1)), part(PAYMENT, date(2026, 6, 1)), part(SECOND, date(2026, 6, 2), is_open=True)]
    links = [Link(one=PAYMENT, other=INVOICE), Link(one=PAYMENT, other=SECOND)]
    (whole,) = wholes(parts, links)
    assert start_of(RULES, whole) is None
    assert answer(whole, date(2099, 1, 1)) == Kept(rule=Rule.TAX10, until=None)


def test_what_leads_to_something_unknown_is_open():
    (whole,) = wholes([part(INVOICE, date(2026, 5, 1))], [Link(one=INVOICE, other=PAPER)])
    assert whole.is_open


@pytest.mark.parametrize(("assessed", "holds"), [({2026, 2027}, False), ({2026}, True), ({2027}, True), (set(), True)])
def test_every_year_of_a_whole_has_to_be_assessed(assessed, holds):
    whole = Whole(ids=frozenset({INVOICE}), days=frozenset({date(2026, 5, 1), date(2027, 5, 1)}), is_open=False)
    assert unassessed(whole, frozenset(assessed)) is holds


def test_of_two_versions_the_day_counts_whose_years_end_last():
    """The law makes it five years for what is of 2030 or later; what is of before keeps its ten, and all of it with it."""
    (usual,) = versions_of(RULES, Rule.TAX10)
    rules = [usual, replace(usual, length=5, from_on=date(2030, 1, 1))]
    whole = Whole(ids=frozenset({INVOICE}), days=frozenset({date(2029, 12, 31), date(2031, 5, 1)}), is_open=False)
    assert start_of(rules, whole) == date(2029, 12, 31)
    assert decide(rules, Rule.TAX10, Facts(start=start_of(rules, whole)), start_of_day(date(2039, 12, 31))) == Kept(
        rule=Rule.TAX10, until=start_of_day(date(2040, 1, 1))
    )


# --- any books at all ------------------------------------------------------------------------------------------------------------

IDS = [UUID(int=number) for number in range(1, 13)]
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
CENTS = st.integers(min_value=1, max_value=4)


@st.composite
def books(draw):
    """Credits and debits with allocations between them that never settle more than there is: entries, allocations, days."""
    count = draw(st.integers(2, len(IDS)))
    amounts = {IDS[place]: draw(CENTS) * (-1 if place % 2 else 1) for place in range(count)}
    days = {each: draw(DAYS) for each in amounts}
    left = {each: abs(cents) for each, cents in amounts.items()}
    settled = []
    for credit in (each for each in amounts if amounts[each] < 0):
        for debit in draw(st.lists(st.sampled_from([each for each in amounts if amounts[each] > 0]), max_size=3, unique=True)):
            cents = min(left[credit], left[debit])
            if cents:
                left[credit] -= cents
                left[debit] -= cents
                settled.append((credit, debit, cents, draw(DAYS)))
    return amounts, days, settled


def whole_of(amounts, days, settled):
    open_cents = {each: abs(cents) for each, cents in amounts.items()}
    for credit, debit, cents, _day in settled:
        open_cents[credit] -= cents
        open_cents[debit] -= cents
    parts = [part(each, days[each], is_open=bool(open_cents[each])) for each in amounts]
    return wholes(parts, [Link(one=credit, other=debit, days=(day,)) for credit, debit, _cents, day in settled])


def gone(found, day):
    return {each for whole in found if isinstance(answer(whole, day), Due) for each in whole.ids}


@given(books(), st.integers(2034, 2044))
def test_what_goes_comes_to_nothing_and_what_stays_settles_as_before(drawn, year):
    amounts, _days, settled = drawn
    away = gone(whole_of(*drawn), date(year, 1, 1))
    assert sum(amounts[each] for each in away) == 0
    for credit, debit, _cents, _day in settled:
        assert (credit in away) == (debit in away)
    before, after = defaultdict(int), defaultdict(int)
    for credit, debit, cents, _day in settled:
        for each in (credit, debit):
            before[each] += cents
            after[each] += cents if credit not in away else 0
    assert all(before[each] == after[each] for each in amounts if each not in away)


@given(books(), st.integers(2034, 2044))
def test_what_goes_has_nothing_about_it_that_is_younger_than_ten_years(drawn, year):
    _amounts, days, settled = drawn
    away = gone(whole_of(*drawn), date(year, 1, 1))
    assert all(days[each].year + 10 < year for each in away)
    assert all(day.year + 10 < year for credit, _debit, _cents, day in settled if credit in away)


@given(books(), st.integers(2034, 2044))
def test_nothing_stays_without_a_reason(drawn, year):
    """What is left has, somewhere behind its links, an open cent or a day whose ten years are not over."""
    amounts, days, settled = drawn
    away = gone(whole_of(*drawn), date(year, 1, 1))
    left = {each: abs(cents) for each, cents in amounts.items()}
    for credit, debit, cents, _day in settled:
        left[credit] -= cents
        left[debit] -= cents
    late = {each for each in amounts if left[each] or days[each].year + 10 >= year}
    late |= {each for credit, debit, _cents, day in settled if day.year + 10 >= year for each in (credit, debit)}
    reached = set(late)
    for _round in amounts:
        reached |= {each for credit, debit, *_ in settled if {credit, debit} & reached for each in (credit, debit)}
    assert set(amounts) - away == reached


@given(books(), st.integers(2034, 2043))
def test_what_has_gone_once_does_not_come_back(drawn, year):
    found = whole_of(*drawn)
    assert gone(found, date(year, 1, 1)) <= gone(found, date(year + 1, 1, 1))


@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_parts_and_links_does_not_matter(drawn, dice):
    amounts, days, settled = drawn
    mixed = list(amounts)
    dice.shuffle(mixed)
    again = whole_of({each: amounts[each] for each in mixed}, days, settled[::-1])
    assert {(whole.ids, whole.days, whole.is_open) for whole in again} == {
        (whole.ids, whole.days, whole.is_open) for whole in whole_of(*drawn)
    }
