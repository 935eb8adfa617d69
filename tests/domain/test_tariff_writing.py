"""A tariff that is written reads back as the same tariff; and what booked options add to a price list."""

from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from tests.domain.rated import OCTOBER, charge, name, row, tariff, tariffs
from vorzimmer.domain.contracts import EndsAt, Notice, NoticeUnit, Terms
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.money import OUTSIDE_VAT
from vorzimmer.domain.rating import rate
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import (
    Billed,
    Condition,
    Credit,
    Free,
    Measuring,
    MinimumTurnover,
    Names,
    Per,
    Pool,
    PriceRise,
    PriceStep,
    StepKind,
    Stepped,
    TariffVersion,
    Threshold,
)
from vorzimmer.domain.tariff_writing import PricedOption, with_options, written
from vorzimmer.domain.tariffs import problems
from vorzimmer.domain.usage import DestinationKind, Direction, UsageStatus

FILES = sorted((Path(vorzimmer.__file__).parent / "policy" / "tariffs").glob("*.toml"))
SMS = PricedOption(code="sms", names=Names(de="Benachrichtigung per SMS", en="Notification by SMS"), monthly_cents=500)
DAY_AND_NIGHT = PricedOption(code="24h", names=Names(de="24 Stunden", en="24 hours"), monthly_cents=3900)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_reads_back_as_it_was(path):
    example = load(path.read_text("utf-8"))
    assert load(written(example)) == example


@given(tariffs())
def test_every_tariff_reads_back_as_it_was(random):
    assert load(written(random)) == random


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_every_text_reads_back_as_it_was(german, english):
    named = tariff(charge("fee", (), Per.MONTH, 1_000_000), source=german)
    named = TariffVersion(
        key=english,
        name=Names(de=german, en=english),
        valid_from=date(2026, 1, 1),
        charges=named.charges,
        free=named.free,
        source=german,
    )
    assert load(written(named)) == named


def test_everything_that_a_file_can_say_reads_back_as_it_was():
    night = Window(weekdays=frozenset({5, 6}), start=time(22), end=time(6, 30), on_holidays=HolidayRule.NOT)
    mobile = frozenset({DestinationKind.MOBILE, DestinationKind.NONE})
    priced = {"talk", "patched", "bank_fee", "fax"}
    everything = tariff(
        charge("fee", (), Per.MONTH, 12_345_600, billed=Billed.IN_ADVANCE, prorated=True, vat=700, account="base"),
        charge(
            "talk",
            {"talk"},
            Per.HOUR,
            Stepped(kind=StepKind.VOLUME, steps=(PriceStep(up_to=7200, micro=1_000_000), PriceStep(up_to=None, micro=500_001))),
            measuring=Measuring(first=60, next=1, added=30, at_most=600, caps=(("talk", 300),)),
            free=Free(statuses=frozenset({UsageStatus.SPAM}), short=Threshold(meters=frozenset({"talk"}), below=10), first=3600),
            pool="hours",
            minimum_units=3600,
            minimum=2_000_000,
            maximum=90_000_000,
        ),
        charge("unsocial", {"talk"}, Per.MINUTE, 480_000, when=Condition(windows=(night,)), addition=True),
        charge(
            "patched_mobile",
            {"patched"},
            Per.MINUTE,
            190_000,
            when=Condition(destinations=mobile, directions=frozenset({Direction.OUT}), statuses=frozenset({UsageStatus.ORDINARY})),
        ),
        charge("bank_fee", {"bank_fee"}, Per.EURO, 1_000_000, vat=OUTSIDE_VAT),
        charge("fax", {"fax"}, Per.PIECE, 100_000, when=Condition(threshold=Threshold(meters=frozenset({"talk"}), at_least=5))),
        free=frozenset({"fax", "patched"}) | (frozenset(tariff().free) - priced - {"letter"}),
        not_offered=frozenset({"letter"}),
        pools=(Pool(key="hours", name=name("hours"), quantity=7200, per=Per.HOUR, rollover=2, prorated=True),),
        cuts=True,
        minimum_turnover=MinimumTurnover(name=name("turnover"), micro=9_000_000, of=frozenset({"fee"}), prorated=True, vat=OUTSIDE_VAT),
        credit=Credit(limit=5000, prepaid=10_000, refill_below=2000),
        terms=Terms(minimum_months=12, notice=Notice(number=1, unit=NoticeUnit.MONTHS), to=EndsAt.END_OF_TERM, renews_months=12),
        price_rise=PriceRise(rate=650, months=12),
        currency="USD",
        valid_until=date(2026, 12, 31),
        source='a "page"\nof\ttheirs',
    )
    assert problems(everything) == ()
    assert load(written(everything)) == everything


def test_a_long_list_is_broken_into_lines_and_what_need_not_be_said_is_left_out():
    text = written(tariff(charge("fee", (), Per.MONTH, 29_000_000)))
    assert max(len(line) for line in text.splitlines()) <= 140
    assert text.endswith('[[charge]]\nkey = "fee"\nname = { de = "fee", en = "fee" }\nper = "month"\nprice = 29.00\n')


def test_what_is_no_whole_number_of_its_unit_cannot_be_said():
    half = Pool(key="minutes", name=name("minutes"), quantity=90, per=Per.MINUTE)
    with pytest.raises(ValueError, match="90 is no whole number of minutes"):
        written(tariff(charge("talk", {"talk"}, Per.MINUTE, 1, pool="minutes"), pools=(half,)))


# --- options ------------------------------------------------------------------------------------------------------------


def _bare():
    fee = charge("fee", (), Per.MONTH, 19_000_000)
    return tariff(fee, free=tariff().free - {"option_sms", "option_24h"}, not_offered=frozenset({"option_sms", "option_24h"}))


def test_a_booked_option_costs_its_monthly_price_by_the_days_on_which_it_was_booked():
    rates = with_options(_bare(), [SMS])
    assert problems(rates) == ()
    assert rates.not_offered == {"option_24h"}
    # 5.00 EUR for 31 days; 10 days of it: 1.6129
    (line,) = (line for line in rate(rates, [row("o", "option_sms", 10)], OCTOBER).lines if line.key != "fee")
    assert (line.key, line.name.de, line.cents) == ("option_sms", "Benachrichtigung per SMS", 161)


def test_an_option_of_the_agencys_own_is_priced_though_the_list_does_not_know_it():
    own = PricedOption(code="post", names=name("post"), monthly_cents=2900)
    rates = with_options(_bare(), [own])
    assert problems(rates) == ()
    assert next(line.cents for line in rate(rates, [row_of_days("option_post", 31)], OCTOBER).lines if line.key == "option_post") == 2900


def row_of_days(meter, days):
    return row("o", "option_sms", days)._replace(meter=meter)


def test_an_option_that_the_price_list_prices_itself_or_gives_away_stays_as_it_is():
    own = charge("night", {"option_24h"}, Per.MONTH, 10_000_000)
    rates = tariff(own)
    assert with_options(rates, [SMS, DAY_AND_NIGHT]) == rates


def test_a_key_that_is_taken_is_not_taken_twice():
    rates = tariff(charge("option_sms", (), Per.MONTH, 1), free=tariff().free - {"option_sms"}, not_offered=frozenset({"option_sms"}))
    assert [each.key for each in with_options(rates, [SMS]).charges] == ["option_sms", "option_sms_booked"]


@given(tariffs(), st.permutations([SMS, DAY_AND_NIGHT, SMS]))
def test_with_options_every_tariff_still_makes_sense_and_their_order_does_not_matter(random, options):
    rates = with_options(random, options)
    assert problems(rates) == ()
    assert rates == with_options(random, [SMS, DAY_AND_NIGHT])
    assert with_options(rates, options) == rates
