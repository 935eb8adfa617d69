"""What is wrong with a tariff: by itself, in its conditions, and in its file."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.rated import METERS, NIGHT, SUNDAY, charge, name, tariff, tariffs
from vorzimmer.domain.contracts import EndsAt, Notice, NoticeUnit, Terms
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import (
    Average,
    Billed,
    Condition,
    Credit,
    Flat,
    Free,
    Measuring,
    MinimumTurnover,
    Per,
    Pool,
    PriceRise,
    PriceStep,
    StepKind,
    Stepped,
    Threshold,
)
from vorzimmer.domain.tariff_problems import SENTENCES
from vorzimmer.domain.tariffs import TariffProblem, TariffRefused, checked, problems
from vorzimmer.domain.usage import DestinationKind, Direction, UsageStatus

EURO = 1_000_000
MOBILE = frozenset({DestinationKind.MOBILE})


def talk(**more):
    return charge("talk", {"talk"}, Per.MINUTE, EURO, **more)


def found(made):
    return [(each.kind.value, each.part, each.key) for each in problems(made)]


def steps(*pairs):
    return Stepped(kind=StepKind.GRADUATED, steps=tuple(PriceStep(up_to=up_to, micro=micro) for up_to, micro in pairs))


def pool(quantity=100, per=Per.SECOND, **more):
    return Pool(key="pool", name=name("pool"), quantity=quantity, per=per, **more)


FEE = charge("fee", (), Per.MONTH, EURO)
CASES = {
    "two charges of one key": (tariff(talk(), charge("talk", {"sms"}, Per.PIECE, 1)), ("twice", "charge “talk”", "key")),
    "a meter that there is not": (tariff(charge("talk", {"tlak"}, Per.MINUTE, 1)), ("unknown_meter", "charge “talk”", "meters")),
    "a free meter that there is not": (tariff(talk(), free=METERS - {"talk"} | {"x"}), ("unknown_meter", "", "free")),
    "calls by the minute": (tariff(charge("call", {"call"}, Per.MINUTE, 1)), ("units_differ", "charge “call”", "meters")),
    "an hourly fee": (tariff(charge("fee", (), Per.HOUR, 1)), ("fee_not_monthly", "charge “fee”", "per")),
    "a fee that is free": (tariff(replace(FEE, free=Free(first=1))), ("fee_with_condition", "charge “fee”", "")),
    "increment 0": (tariff(talk(measuring=Measuring(first=0))), ("not_positive", "charge “talk”", "increments")),
    "increment 60/0": (tariff(talk(measuring=Measuring(first=60, next=0))), ("not_positive", "charge “talk”", "increments")),
    "a cap of 0": (tariff(talk(measuring=Measuring(at_most=0))), ("not_positive", "charge “talk”", "at_most")),
    "less by an addition": (tariff(talk(measuring=Measuring(added=-1))), ("negative", "charge “talk”", "added_seconds")),
    "a negative cap": (tariff(talk(measuring=Measuring(caps=(("talk", -1),)))), ("negative", "charge “talk”", "caps.talk")),
    "a cap of what is not read": (tariff(talk(measuring=Measuring(caps=(("hold", 1),)))), ("not_read", "charge “talk”", "caps")),
    "pieces in increments": (
        tariff(charge("sms", {"sms"}, Per.PIECE, 1, measuring=Measuring(first=6, next=6))),
        ("no_time", "charge “sms”", "measure"),
    ),
    "a negative price": (tariff(charge("talk", {"talk"}, Per.MINUTE, -1)), ("negative", "charge “talk”", "price")),
    "no steps": (tariff(charge("talk", {"talk"}, Per.MINUTE, steps())), ("no_steps", "charge “talk”", "price")),
    "steps that fall": (
        tariff(charge("talk", {"talk"}, Per.MINUTE, steps((60, 1), (30, 2), (None, 3)))),
        ("steps_do_not_rise", "charge “talk”", "price"),
    ),
    "steps that end": (tariff(charge("talk", {"talk"}, Per.MINUTE, steps((60, 1)))), ("steps_do_not_rise", "charge “talk”", "price")),
    "a negative step": (tariff(charge("talk", {"talk"}, Per.MINUTE, steps((None, -1)))), ("negative", "charge “talk”", "price")),
    "the average of nothing": (
        tariff(FEE, charge("talk", {"talk"}, Per.MINUTE, Average(of="fee"))),
        ("no_package", "charge “talk”", "price"),
    ),
    "a pool that there is not": (tariff(talk(pool="pool")), ("unknown_pool", "charge “talk”", "pool")),
    "a pool of calls for minutes": (
        tariff(talk(pool="pool"), pools=(pool(per=Per.PIECE),)),
        ("pool_units_differ", "charge “talk”", "pool"),
    ),
    "a pool for nobody": (tariff(talk(), pools=(pool(),)), ("pool_unused", "pool “pool”", "")),
    "an empty pool": (tariff(talk(pool="pool"), pools=(pool(0),)), ("not_positive", "pool “pool”", "quantity")),
    "a negative rollover": (tariff(talk(pool="pool"), pools=(pool(rollover=-1),)), ("negative", "pool “pool”", "rollover_periods")),
    "a threshold that nothing meets": (
        tariff(talk(when=Condition(threshold=Threshold(meters=frozenset({"talk"}), at_least=15, below=15)))),
        ("empty_threshold", "charge “talk”", "when"),
    ),
    "a threshold in pieces": (
        tariff(talk(free=Free(short=Threshold(meters=frozenset({"sms"}), below=15)))),
        ("empty_threshold", "charge “talk”", "free"),
    ),
    "a negative number for free": (tariff(talk(free=Free(first=-1))), ("negative", "charge “talk”, free", "first")),
    "more at least than at most": (tariff(talk(minimum=2, maximum=1)), ("minimum_over_maximum", "charge “talk”", "minimum")),
    "usage in advance": (tariff(talk(billed=Billed.IN_ADVANCE)), ("usage_in_advance", "charge “talk”", "billed")),
    "an end before the beginning": (tariff(talk(), valid_until=date(2025, 12, 31)), ("ends_before_it_begins", "", "valid_until")),
    "a currency in words": (tariff(talk(), currency="Euro"), ("no_currency", "", "currency")),
    "a window of seconds": (
        tariff(talk(when=Condition(windows=(Window(start=time(8), end=time(8, 0, 30)),)))),
        ("no_whole_minute", "", "window"),
    ),
    "the turnover of nothing": (
        tariff(talk(), minimum_turnover=MinimumTurnover(name=name("m"), micro=1, of=frozenset({"fee"}))),
        ("unknown_charge", "minimum_turnover", "of"),
    ),
    "a negative limit": (tariff(talk(), credit=Credit(limit=-1)), ("negative", "credit", "limit")),
    "a refill of nothing": (tariff(talk(), credit=Credit(refill_below=1)), ("refill_without_credit", "credit", "refill_below")),
    "a price that may fall": (tariff(talk(), price_rise=PriceRise(rate=-1, months=12)), ("negative", "price_rise", "percent")),
    "terms without a term": (
        tariff(talk(), terms=Terms(minimum_months=0, notice=Notice(number=1, unit=NoticeUnit.WEEKS), to=EndsAt.END_OF_TERM)),
        ("terms", "terms", ""),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_nonsense_is_refused(case):
    made, expected = CASES[case]
    assert expected in found(made)
    with pytest.raises(TariffRefused):
        checked(made)


def test_every_problem_has_its_sentence():
    assert set(SENTENCES) == set(TariffProblem)


def test_a_meter_that_nobody_prices_must_be_called_free():
    assert found(tariff(talk(), free=METERS - {"talk", "sms"})) == [("unpriced", "", "")]
    assert "sms" in str(problems(tariff(talk(), free=METERS - {"talk", "sms"}))[0])
    assert found(tariff(talk(), free=METERS - {"talk", "sms"}, not_offered=frozenset({"sms"}))) == []


def test_a_meter_is_not_free_and_charged_nor_priced_and_not_offered():
    assert found(tariff(talk(), free=METERS)) == [("free_for_nothing", "", "free")]
    assert found(tariff(talk(), free=METERS - {"talk"}, not_offered=frozenset({"talk"}))) == [("not_offered_but_priced", "", "not_offered")]
    assert found(tariff(talk(), free=METERS - {"talk"}, not_offered=frozenset({"sms"}))) == [("not_offered_but_priced", "", "not_offered")]


NOT_NIGHT = Condition(outside=(NIGHT,))
OTHERS = frozenset(DestinationKind) - MOBILE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Condition(windows=(NIGHT,)), NOT_NIGHT),
        (Condition(destinations=MOBILE), Condition(destinations=OTHERS)),
        (Condition(directions=frozenset({Direction.IN})), Condition(directions=frozenset({Direction.OUT}))),
        (Condition(statuses=frozenset({UsageStatus.SPAM})), Condition(statuses=frozenset(UsageStatus) - {UsageStatus.SPAM})),
        (Condition(windows=(SUNDAY,)), Condition(windows=(Window(weekdays=frozenset(range(6))),))),
        (Condition(windows=(Window(on_holidays=HolidayRule.ONLY),)), Condition(windows=(Window(on_holidays=HolidayRule.NOT),))),
        (
            Condition(threshold=Threshold(meters=frozenset({"talk"}), at_least=15)),
            Condition(threshold=Threshold(meters=frozenset({"talk"}), below=15)),
        ),
    ],
)
def test_conditions_that_part_all_usage_between_them_are_accepted_and_either_alone_leaves_a_gap(one, other):
    both = tariff(talk(when=one), charge("other", {"talk"}, Per.MINUTE, 2, when=other))
    assert found(both) == []
    assert found(tariff(talk(when=one))) == [("gap", "charge “talk”", "when")]
    assert found(tariff(talk(when=one), free=METERS)) == []
    assert found(tariff(talk(when=one), charge("other", {"talk"}, Per.MINUTE, 2))) == [("overlap", "charge “other”", "when")]
    assert found(tariff(talk(when=one), charge("other", {"talk"}, Per.MINUTE, 2, addition=True), free=METERS)) == []


def test_an_overlap_of_a_minute_in_a_week_is_found_and_named():
    weekend = Condition(windows=(Window(weekdays=frozenset({5, 6})),))
    week = Condition(windows=(Window(weekdays=frozenset(range(5))),))
    late = Condition(windows=(Window(weekdays=frozenset({4}), start=time(23, 59), end=time(0, 1)),))
    made = tariff(
        talk(when=weekend), charge("week", {"talk"}, Per.MINUTE, 1, when=week), charge("late", {"talk"}, Per.MINUTE, 1, when=late)
    )
    assert found(made) == [("overlap", "charge “late”", "when"), ("overlap", "charge “late”", "when")]
    assert {str(each).partition(" for ")[2].partition(",")[0] for each in problems(made)} == {"fri 23:59", "sat 00:00"}


def test_thresholds_over_more_meters_do_not_make_up_impossible_calls():
    talked = Threshold(meters=frozenset({"talk"}), at_least=60)
    handled = Threshold(meters=frozenset({"talk", "wrap_up"}), below=60)
    # Who talked for 60 s cannot have been handled for less.
    made = tariff(
        talk(when=Condition(threshold=talked)), charge("short", {"talk"}, Per.MINUTE, 1, when=Condition(threshold=handled)), free=METERS
    )
    assert found(made) == []


@settings(deadline=None)
@given(made=tariffs(), number=st.integers(0, 20))
def test_a_charge_more_of_the_same_is_an_overlap(made, number):
    priced = [each for each in made.charges if each.meters and not each.addition]
    again = replace(priced[number % len(priced)], key="again")
    assert TariffProblem.OVERLAP in {each.kind for each in problems(replace(made, charges=(*made.charges, again)))}


# --- files --------------------------------------------------------------------------------------------------------------

HEAD = f"""
key = "test"
name = {{ de = "Versuch", en = "Trial" }}
valid_from = 2026-01-01
free = {sorted(METERS - {"talk", "call"})}
"""
GOOD = """
[[charge]]
key = "talk"
name = { de = "Gespräch", en = "Talk" }
meters = ["talk"]
per = "minute"
price = 0.89
[[charge]]
key = "call"
name = { de = "Anruf", en = "Call" }
meters = ["call"]
per = "piece"
price = 0.59
"""


def refused(text):
    with pytest.raises(TariffRefused) as caught:
        load(text, "test.toml")
    return str(caught.value).splitlines()


def test_a_file_is_read_exactly():
    made = load(HEAD + GOOD)
    assert [each.price for each in made.charges] == [Flat(micro=890_000), Flat(micro=590_000)]
    assert (made.version, made.currency, made.name.de) == ("test@2026-01-01", "EUR", "Versuch")
    assert made.charges[0].vat == 1900


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("price = 0.89", "", "test.toml: charge “talk”: price: it is missing."),
        ("price = 0.89", 'price = "0,89"', 'test.toml: charge “talk”: price: "0,89" does not belong here, but an amount, as in 0.59.'),
        ("price = 0.89", "price = 0.1234567", "test.toml: charge “talk”: price: 0.1234567 has more than six places after the point."),
        ("price = 0.89", "price = true", "test.toml: charge “talk”: price: true does not belong here, but an amount, as in 0.59."),
        ("price = 0.89", "price = nan", "test.toml: charge “talk”: price: NaN has more than six places after the point."),
        ("price = 0.89", "prize = 0.89", None),
        (
            'per = "minute"',
            'per = "minuet"',
            "test.toml: charge “talk”: per: “minuet” is not known; there are: piece, second, minute, hour, month, euro.",
        ),
        (
            "price = 0.89",
            'price = 0.89\nmeasure = { increments = "60-60" }',
            (
                "test.toml: charge “talk”, measure: increments: “60-60” is no billing increment; first and further seconds are meant,"
                ' as in "60/1".'
            ),
        ),
        (
            "price = 0.89",
            'price = 0.89\nmeasure = { increments = "0/1" }',
            "test.toml: charge “talk”: increments: 0 is too small; it is at least 1.",
        ),
        (
            "price = 0.89",
            'price = 0.89\nwhen = { windows = ["night"] }',
            "test.toml: charge “talk”, when: windows: there is no [[window]] “night”; there are: none.",
        ),
        (
            "price = 0.89",
            "price = 0.89\nwhen = { from_seconds = 15 }",
            "test.toml: charge “talk”, when: of: it is missing.",
        ),
        (
            "price = 0.89",
            'price = 0.89\nfree = { statuses = ["spma"] }',
            (
                "test.toml: charge “talk”, free: statuses: “spma” is not known; there are: ordinary, wrong_number, advertising, silent,"
                " hung_up, spam, agency_fault."
            ),
        ),
        (
            "price = 0.89",
            "price = { graduated = [{ up_to = 10, price = 1 }], volume = [] }",
            (
                "test.toml: charge “talk”, price: graduated: there is no such key; there are: graduated, volume, average_of, and one of"
                " them alone."
            ),
        ),
        (
            'meters = ["talk"]',
            'meters = ["wrapup"]',
            "test.toml: charge “talk”: meters: there is no meter “wrapup”; did you mean “wrap_up”?",
        ),
        ("2026-01-01", "2026-01-01T00:00:00", None),
        ("valid_from", "valid_form", None),
    ],
)
def test_a_mistake_is_named_with_file_charge_and_key(before, after, line):
    lines = refused((HEAD + GOOD).replace(before, after, 1))
    assert all(each.startswith("test.toml: ") for each in lines)
    if line is not None:
        assert line in lines


def test_all_mistakes_are_told_at_once():
    lines = refused(HEAD + GOOD.replace("price = 0.89", "").replace('per = "piece"', 'per = "piece"\nrounding = 1'))
    assert lines == [
        "test.toml: charge “talk”: price: it is missing.",
        (
            "test.toml: charge “call”: rounding: there is no such key; there are: per, key, name, meters, price, when, measure, free, pool,"
            " minimum_units, minimum, maximum, billed, prorated, addition, vat, account."
        ),
    ]


@pytest.mark.parametrize(
    ("window", "detail"),
    [
        ("start = 20:00:00\nend = 20:00:00", "empty"),
        ("start = 20:00:00", "one_time_missing"),
        ("weekdays = []", "wrong_weekdays"),
    ],
)
def test_a_window_that_ends_when_it_starts_is_refused(window, detail):
    (line,) = refused(f'{HEAD}\n[[window]]\nkey = "night"\n{window}\n{GOOD}')
    assert line.startswith(f"test.toml: window “night”: end: this time window is impossible ({detail})")


def test_what_is_no_toml_says_where():
    (line,) = refused("key = ")
    assert line == "test.toml: it is no TOML: Invalid value (at end of document)."


def test_a_double_charge_in_a_file_names_both_charges():
    (line,) = refused(HEAD + GOOD + GOOD.replace('key = "talk"', 'key = "talk_again"').partition('[[charge]]\nkey = "call"')[0])
    assert line == (
        "test.toml: charge “talk_again”: when: “talk” is charged twice for all usage, here and by “talk”; part their conditions, or mark"
        " what comes on top with “addition = true”."
    )


@settings(deadline=None)
@given(
    place=st.integers(0, 40),
    value=st.sampled_from(
        ["1", "-1", "0.5", "true", '""', '"x"', "[]", "[1]", "{}", "2026-01-01", "08:00:00", '["talk"]', "[{ a = 1 }]", "inf"]
    ),
)
def test_whatever_stands_behind_a_key_is_read_or_refused(place, value):
    lines = (HEAD + GOOD).splitlines()
    keyed = [number for number, line in enumerate(lines) if " = " in line]
    number = keyed[place % len(keyed)]
    lines[number] = lines[number].partition(" = ")[0] + " = " + value
    with suppress(TariffRefused):
        load("\n".join(lines))


def test_amounts_are_decimals_and_never_floats():
    assert load(HEAD + GOOD.replace("0.89", "0.1")).charges[0].price == Flat(micro=int(Decimal("0.1") * 1_000_000))
