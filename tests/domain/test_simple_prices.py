"""What a form says of a price list: nothing is lost on the way in and out, and what it changes makes sense."""

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from tests.domain.rated import tariff, tariffs
from vorzimmer.domain.simple_prices import IncludedIn, Part, SimplePrices, put, read
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import PriceStep, StepKind, Stepped
from vorzimmer.domain.tariffs import problems
from vorzimmer.domain.usage import UsageStatus

PACKAGE = Path(vorzimmer.__file__).parent
FIRST = sorted((PACKAGE / "billing" / "first_tariffs").glob("*.toml"))
FILES = [*FIRST, *sorted((PACKAGE / "policy" / "tariffs").glob("*.toml"))]


def example(name):
    return load(next(path for path in FILES if path.stem == name and path not in FIRST).read_text("utf-8"))


def first(name):
    return load(next(path for path in FIRST if path.stem == name).read_text("utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_form_that_is_sent_as_it_came_changes_nothing(path):
    found = load(path.read_text("utf-8"))
    assert put(found, read(found).prices) == found


@given(tariffs())
def test_a_form_that_is_sent_as_it_came_changes_no_price_list(random):
    assert put(random, read(random).prices) == random


@pytest.mark.parametrize("path", FIRST, ids=lambda path: path.stem)
def test_the_form_can_show_all_of_the_first_price_lists_but_for_a_few_charges(path):
    shown = read(load(path.read_text("utf-8")))
    assert shown.closed == frozenset()
    assert [charge.key for charge in shown.others] == ["tasks", "returned_debit", "bank_fee"]


def test_the_fields_are_those_of_the_price_list():
    unwanted = {UsageStatus.WRONG_NUMBER, UsageStatus.ADVERTISING, UsageStatus.SPAM, UsageStatus.AGENCY_FAULT}
    assert read(example("praxis")).prices == SimplePrices(
        fee=79_000_000,
        included=120,
        rollover=1,
        included_by_days=True,
        minute=960_000,
        first=30,
        next=30,
        wrap_up_counts=True,
        wrap_up_at_most=60,
        free_statuses=frozenset(unwanted),
        surcharge=480_000,
        evening_from=time(19),
        evening_to=time(8),
        on_sundays=True,
        on_holidays=True,
        sms=100_000,
    )
    assert read(example("start")).prices.turnover == 9_000_000
    assert read(first("start")).prices.abroad == 490_000


def test_what_the_form_cannot_say_is_closed_and_stays():
    stepped = Stepped(kind=StepKind.GRADUATED, steps=(PriceStep(up_to=600, micro=900_000), PriceStep(up_to=None, micro=700_000)))
    prices = first("office")
    prices = replace(prices, charges=tuple(replace(each, price=stepped) if each.key == "talk" else each for each in prices.charges))
    shown = read(prices)
    assert shown.closed == {Part.TIME, Part.INCLUDED}
    changed = put(prices, replace(shown.prices, fee=1_000_000, included=5, minute=1, first=60))
    assert changed.charge("talk") == prices.charge("talk")
    assert changed.pools == prices.pools
    assert changed.charge("fee").price.micro == 1_000_000


EVERYTHING = SimplePrices(
    fee=49_000_000,
    included=60,
    included_in=IncludedIn.MINUTES,
    rollover=2,
    call=500_000,
    minute=850_000,
    first=60,
    next=1,
    hold_counts=True,
    wrap_up_counts=True,
    wrap_up_at_most=90,
    free_below=15,
    free_statuses=frozenset({UsageStatus.ADVERTISING}),
    surcharge=300_000,
    evening_from=time(20),
    evening_to=time(7),
    on_sundays=True,
    sms=120_000,
    fixed=50_000,
    mobile=200_000,
    abroad=900_000,
    turnover=60_000_000,
    vat=1600,
)


def test_from_nothing_the_form_makes_a_whole_price_list_and_back():
    made = put(tariff(), EVERYTHING)
    assert problems(made) == ()
    assert read(made) == replace(read(made), prices=EVERYTHING, closed=frozenset(), others=())
    gone = put(made, SimplePrices())
    assert problems(gone) == ()
    assert (gone.charges, gone.pools, gone.minimum_turnover, gone.free) == ((), (), None, tariff().free)


def test_a_price_that_comes_or_goes_takes_its_meter_along():
    prices = first("office")
    with_calls = put(prices, replace(read(prices).prices, call=990_000))
    assert "call" in prices.free
    assert "call" not in with_calls.free
    without = put(with_calls, replace(read(with_calls).prices, call=None, sms=None, mobile=None))
    assert {"call", "sms", "patched"} <= without.free
    assert [each.key for each in without.charges if "patched" in each.meters] == ["patched_fixed", "patched_abroad"]
    assert problems(without) == ()


def test_what_was_not_offered_is_offered_when_it_gets_a_price():
    meters = tariff().free - {"sms"}
    made = put(tariff(free=meters, not_offered=frozenset({"sms"})), SimplePrices(sms=90_000))
    assert (made.not_offered, problems(made)) == (frozenset(), ())


def test_included_calls_instead_of_minutes():
    prices = first("start")
    made = put(prices, replace(read(prices).prices, included=20, included_in=IncludedIn.CALLS))
    assert problems(made) == ()
    assert (made.charge("call").pool, made.charge("talk").pool, made.pools[0].quantity) == ("calls", "", 20)


def test_another_rate_of_tax_holds_for_all_that_is_taxed():
    prices = first("start")
    made = put(prices, replace(read(prices).prices, vat=1600))
    assert {each.key: each.vat for each in made.charges if each.vat != 1600} == {"returned_debit": None, "bank_fee": None}


amounts = st.none() | st.sampled_from([0, 90_000, 590_000, 19_000_000])
forms = st.builds(
    SimplePrices,
    fee=amounts,
    fee_in_advance=st.booleans(),
    fee_by_days=st.booleans(),
    call=st.sampled_from([90_000, 1_490_000]),
    minute=st.sampled_from([590_000, 990_000]),
    included=st.none() | st.integers(1, 500),
    included_in=st.sampled_from(IncludedIn),
    rollover=st.integers(0, 3),
    first=st.sampled_from([1, 6, 30, 60]),
    next=st.sampled_from([1, 6, 30, 60]),
    hold_counts=st.booleans(),
    wrap_up_counts=st.just(True),
    wrap_up_at_most=st.none() | st.integers(1, 300),
    free_below=st.none() | st.integers(1, 60),
    free_statuses=st.frozensets(st.sampled_from(UsageStatus)),
    surcharge=st.just(480_000),
    evening_from=st.just(time(19)),
    evening_to=st.just(time(8)),
    on_sundays=st.booleans(),
    on_holidays=st.booleans(),
    sms=amounts,
    fixed=amounts,
    mobile=amounts,
    abroad=amounts,
    turnover=amounts,
    vat=st.sampled_from([0, 700, 1900]),
)


@given(st.sampled_from(FIRST), forms)
def test_every_form_makes_a_price_list_that_makes_sense_and_is_read_back_as_it_was(path, form):
    made = put(load(path.read_text("utf-8")), form)
    assert problems(made) == ()
    shown = read(made)
    included = {} if form.included else {"included_in": shown.prices.included_in, "rollover": shown.prices.rollover}
    fee = {} if form.fee is not None else {"fee_in_advance": True, "fee_by_days": True}
    assert shown.prices == replace(form, **included, **fee)
    assert shown.closed == frozenset()


@given(tariffs(), forms)
def test_put_twice_is_put_once(random, form):
    once = put(random, form)
    if not problems(once):
        assert put(once, read(once).prices) == once
