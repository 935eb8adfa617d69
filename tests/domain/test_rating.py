"""Rating by example: increments, windows, what is free, what is included, prices, minimums, and what is refused."""

from datetime import date, time

import pytest

from tests.domain.rated import HOLIDAYS, METERS, NIGHT, OCTOBER, SUNDAY, at, call, charge, name, row, tariff
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.rating import digest, explain, free_rows, rate
from vorzimmer.domain.statements import ContractFacts, FreeBecause, Period, Step, StepOf, UsageProblem, UsageRefused
from vorzimmer.domain.tariff_parts import (
    Average,
    Condition,
    Free,
    Measuring,
    MinimumTurnover,
    Per,
    Pool,
    PriceStep,
    StepKind,
    Stepped,
    Threshold,
)
from vorzimmer.domain.tariffs import TariffRefused
from vorzimmer.domain.usage import DestinationKind, UsageRow, UsageStatus

EURO = 1_000_000


def cost(made, rows, facts=None):
    return rate(made, rows, OCTOBER, facts or ContractFacts()).net


def minutes(price=EURO, **more):
    return charge("talk", {"talk"}, Per.MINUTE, price, **more)


@pytest.mark.parametrize(
    ("measuring", "seconds", "measured"),
    [
        (Measuring(), 61, 61),
        (Measuring(first=60, next=60), 1, 60),
        (Measuring(first=60, next=60), 60, 60),
        (Measuring(first=60, next=60), 61, 120),
        (Measuring(first=60, next=1), 59, 60),
        (Measuring(first=60, next=1), 61, 61),
        (Measuring(first=30, next=6), 31, 36),
        (Measuring(first=6, next=6), 12, 12),
        (Measuring(first=60, next=60, added=60), 61, 180),
        (Measuring(first=60, next=60, added=60), 0, 0),
        (Measuring(first=60, next=60, at_most=100), 61, 100),
    ],
)
def test_increments_additions_and_caps(measuring, seconds, measured):
    (line,) = rate(tariff(minutes(measuring=measuring)), [row("a", "talk", seconds)], OCTOBER).lines
    assert line.measured == measured
    assert line.numerator == measured * EURO


def test_the_meters_of_a_call_are_added_up_before_they_are_rounded():
    both = charge("time", {"talk", "wrap_up"}, Per.MINUTE, EURO, measuring=Measuring(first=60, next=60, caps=(("wrap_up", 10),)))
    # 50 + 10 (of 40) = 60 s are one minute; apart they would be two.
    assert cost(tariff(both), call("a", talk=50, wrap_up=40)) == 100


def test_a_line_is_rounded_to_cents_once():
    # Three calls of 1 s at 0.59 a minute: 3 x 0.0098333 = 0.0295, and not 3 x 0.01.
    (line,) = rate(tariff(minutes(590_000)), [row(ref, "talk") for ref in "abc"], OCTOBER).lines
    assert (line.numerator, line.denominator, line.micro, line.cents) == (1_770_000, 60, 29_500, 3)


def test_the_moment_of_acceptance_decides_over_the_whole_call():
    day = minutes(when=Condition(outside=(NIGHT,)))
    night = charge("night", {"talk"}, Per.MINUTE, 2 * EURO, when=Condition(windows=(NIGHT,)))
    # 20 minutes from 19:50 on are all by day.
    assert cost(tariff(day, night), [row("a", "talk", 1200, "5 19:50")]) == 2000
    assert cost(tariff(day, night), [row("a", "talk", 1200, "5 20:00")]) == 4000
    # Cut at 20:00: 10 minutes by day, 10 by night.
    assert cost(tariff(day, night, cuts=True), [row("a", "talk", 1200, "5 19:50")]) == 3000


def test_a_call_that_is_cut_is_rounded_up_in_each_part():
    day = minutes(when=Condition(outside=(NIGHT,)), measuring=Measuring(first=60, next=60))
    night = charge("night", {"talk"}, Per.MINUTE, 2 * EURO, when=Condition(windows=(NIGHT,)), measuring=Measuring(first=60, next=60))
    # 30 s before and 31 s after 20:00.
    assert cost(tariff(day, night, cuts=True), [row("a", "talk", 61, "5 19:59:30")]) == 300


def test_a_second_that_has_begun_before_the_border_belongs_to_before():
    day = minutes(60 * EURO, when=Condition(outside=(NIGHT,)))
    night = charge("night", {"talk"}, Per.SECOND, 2 * EURO, when=Condition(windows=(NIGHT,)))
    half = at("5 19:59:59").replace(microsecond=500_000)
    statement = rate(tariff(day, night, cuts=True), [UsageRow("a", "talk", 1, "second", half)], OCTOBER)
    assert (statement.net, statement.rows) == (100, 1)
    assert cost(tariff(day, night, cuts=True), [UsageRow("a", "talk", 2, "second", half)]) == 300


def test_a_call_may_run_over_the_end_of_the_period():
    day = minutes(when=Condition(outside=(NIGHT,)))
    night = charge("night", {"talk"}, Per.MINUTE, 2 * EURO, when=Condition(windows=(NIGHT,)))
    assert cost(tariff(day, night, cuts=True), [row("a", "talk", 120, "31 23:59")]) == 400


def test_the_hour_that_comes_twice_is_told_apart():
    # On 25 October 2026 clocks go back at 3:00. 2:30 comes twice; the second one is after the window for good.
    early = Window(start=time(2), end=time(2, 45))
    extra = charge("extra", {"talk"}, Per.MINUTE, EURO, when=Condition(windows=(early,)), addition=True)
    made = tariff(minutes(0), extra)
    assert cost(made, [UsageRow("a", "talk", 60, "second", at("25 02:30"))]) == 100
    assert cost(made, [UsageRow("a", "talk", 60, "second", at("25 02:30").replace(hour=1))]) == 0


def test_surcharges_on_sundays_and_on_holidays_of_the_land():
    holiday = Window(on_holidays=HolidayRule.ONLY)
    extra = charge("extra", {"call"}, Per.PIECE, EURO, when=Condition(windows=(SUNDAY, holiday)), addition=True)
    made = tariff(charge("call", {"call"}, Per.PIECE, 2 * EURO), extra)
    rows = [row("a", "call", 1, "4 10:00"), row("b", "call", 1, "5 10:00"), row("c", "call", 1, "31 10:00")]
    # 4 October is a Sunday; 31 October is a Saturday, and a holiday in some Laender.
    assert cost(made, rows) == 700
    assert cost(made, rows, ContractFacts(holidays=HOLIDAYS)) == 800


def test_putting_through_by_destination():
    mobile = Condition(destinations=frozenset({DestinationKind.MOBILE}))
    made = tariff(charge("mobile", {"patched"}, Per.MINUTE, EURO, when=mobile), free=METERS)
    rows = [row("a", "patched", 60, destination_kind="mobile"), row("b", "patched", 60, destination_kind="fixed")]
    statement = rate(made, rows, OCTOBER)
    assert statement.net == 100
    assert [free.destination_kind for free in free_rows(statement)] == ["fixed"]


def test_a_call_is_accepted_from_its_threshold_on():
    talk = frozenset({"talk"})
    accepted = charge("long", {"call"}, Per.PIECE, EURO, when=Condition(threshold=Threshold(meters=talk, at_least=15)))
    short = charge("short", {"call"}, Per.PIECE, 100_000, when=Condition(threshold=Threshold(meters=talk, below=15)))
    made = tariff(accepted, short)
    assert [cost(made, call("a", talk=seconds)) for seconds in (0, 14, 15)] == [10, 10, 100]


def test_why_a_call_is_free_is_told():
    free = Free(statuses=frozenset({UsageStatus.SPAM}), short=Threshold(meters=frozenset({"talk"}), below=10), first=1)
    made = tariff(charge("call", {"call"}, Per.PIECE, EURO, free=free))
    rows = [
        *call("d", "8 09:00", talk=60),
        *call("c", "7 09:00", talk=60),
        *call("b", "6 09:00", talk=5),
        *call("a", status="spam", talk=60),
    ]
    (line,) = rate(made, rows, OCTOBER).lines
    assert [(part.ref, part.free_because, part.charged) for part in explain(line)] == [
        ("a", FreeBecause.STATUS, 0),
        ("b", FreeBecause.SHORT, 0),
        ("c", FreeBecause.FIRST, 0),
        ("d", None, 1),
    ]
    assert line.steps == (
        Step(kind=StepOf.MEASURED, units=4),
        Step(kind=StepOf.FREE, units=3),
        Step(kind=StepOf.PRICED, units=1, micro=EURO),
    )


def test_a_shared_pool_is_used_in_the_order_of_time():
    pool = Pool(key="pool", name=name("pool"), quantity=100, per=Per.SECOND)
    day = charge("day", {"talk"}, Per.SECOND, EURO, when=Condition(outside=(NIGHT,)), pool="pool")
    night = charge("night", {"talk"}, Per.SECOND, 3 * EURO, when=Condition(windows=(NIGHT,)), pool="pool")
    rows = [row("c", "talk", 50, "7 09:00"), row("b", "talk", 60, "6 23:00"), row("a", "talk", 30, "6 09:00")]
    statement = rate(tariff(day, night, pools=(pool,)), rows, OCTOBER)
    # a uses 30, b 60, and c the last 10: 40 s by day are left.
    assert [(line.key, line.included, line.charged) for line in statement.lines] == [("day", 40, 40), ("night", 60, 0)]
    assert statement.net == 4000
    assert [(part.ref, part.included, part.charged) for part in explain(statement.lines[0])] == [("a", 30, 0), ("c", 10, 40)]


def test_what_is_carried_over_lapses_when_its_time_has_come():
    pool = Pool(key="pool", name=name("pool"), quantity=100, per=Per.SECOND, rollover=2)
    made = tariff(charge("talk", {"talk"}, Per.SECOND, EURO, pool="pool"), pools=(pool,))
    # 10 are left of September, 20 of August, 40 of July have lapsed. 25 are used: 20 of August and 5 of September.
    (use,) = rate(made, [row("a", "talk", 25)], OCTOBER, ContractFacts(carried={"pool": (10, 20, 40)})).pools
    assert (use.carried, use.used, use.left, use.carries) == (30, 25, 105, (100, 5))


STEPS = (PriceStep(up_to=10, micro=EURO), PriceStep(up_to=20, micro=EURO // 2), PriceStep(up_to=None, micro=EURO // 10))


@pytest.mark.parametrize(
    ("kind", "pieces", "amount"),
    [
        (StepKind.GRADUATED, 10, 1000),
        (StepKind.GRADUATED, 11, 1050),
        (StepKind.GRADUATED, 25, 1550),
        (StepKind.VOLUME, 10, 1000),
        (StepKind.VOLUME, 11, 550),
        (StepKind.VOLUME, 25, 250),
    ],
)
def test_prices_with_steps(kind, pieces, amount):
    made = tariff(charge("sms", {"sms"}, Per.PIECE, Stepped(kind=kind, steps=STEPS)))
    assert cost(made, [row("a", "sms", pieces)]) == amount


def test_each_part_has_the_price_of_its_step():
    made = tariff(charge("sms", {"sms"}, Per.PIECE, Stepped(kind=StepKind.GRADUATED, steps=STEPS)))
    (line,) = rate(made, [row("a", "sms", 8, "5 09:00"), row("b", "sms", 4, "6 09:00")], OCTOBER).lines
    assert [part.numerator for part in explain(line)] == [8 * EURO, 3 * EURO]
    assert line.steps[1:] == (
        Step(kind=StepOf.PRICED, units=10, micro=EURO),
        Step(kind=StepOf.PRICED, units=2, micro=EURO // 2),
    )


def test_minimum_and_maximum_of_a_charge():
    made = tariff(charge("sms", {"sms"}, Per.PIECE, EURO, minimum=3 * EURO, maximum=5 * EURO))
    assert [cost(made, [row("a", "sms", pieces)]) for pieces in (0, 1, 4, 9)] == [300, 300, 400, 500]
    (line,) = rate(made, [row("a", "sms", 9)], OCTOBER).lines
    assert line.steps[-1] == Step(kind=StepOf.MAXIMUM, micro=5 * EURO)


def test_usage_after_the_end_of_a_contract_has_neither_minimum_nor_maximum():
    made = tariff(charge("sms", {"sms"}, Per.PIECE, EURO, minimum=3 * EURO, maximum=5 * EURO))
    ended = ContractFacts(ends_on=date(2026, 9, 30))
    assert [cost(made, [row("a", "sms", pieces)], ended) for pieces in (0, 1, 9)] == [0, 100, 900]


def test_a_minimum_turnover_is_made_up_for():
    turnover = MinimumTurnover(name=name("minimum"), micro=10 * EURO, of=frozenset({"sms"}), prorated=True)
    made = tariff(charge("sms", {"sms"}, Per.PIECE, EURO), minimum_turnover=turnover)
    assert [line.cents for line in rate(made, [row("a", "sms", 4)], OCTOBER).lines] == [400, 600]
    assert [line.cents for line in rate(made, [row("a", "sms", 12)], OCTOBER).lines] == [1200]
    # From 22 October on: 10 of 31 days of 10.00 are 3.23.
    late = ContractFacts(begins_on=date(2026, 10, 22))
    assert [line.cents for line in rate(made, [], OCTOBER, late).lines if line.cents] == [323]


def test_options_and_fees_by_days_or_whole():
    by_days = tariff(
        charge("fee", (), Per.MONTH, 31 * EURO, prorated=True), charge("sms", {"option_sms"}, Per.MONTH, 31 * EURO, prorated=True)
    )
    whole = tariff(charge("fee", (), Per.MONTH, 31 * EURO), charge("sms", {"option_sms"}, Per.MONTH, 31 * EURO))
    ten_days = ContractFacts(begins_on=date(2026, 10, 5), ends_on=date(2026, 10, 14))
    rows = [row("o", "option_sms", 10)]
    assert [line.cents for line in rate(by_days, rows, OCTOBER, ten_days).lines] == [1000, 1000]
    assert [line.cents for line in rate(whole, rows, OCTOBER, ten_days).lines] == [3100, 3100]
    over = ContractFacts(ends_on=date(2026, 9, 30))
    assert rate(by_days, [], OCTOBER, over).lines == rate(whole, [], OCTOBER, over).lines == ()


def test_a_package_that_is_in_force_in_part_includes_a_part():
    pool = Pool(key="pool", name=name("pool"), quantity=31, per=Per.PIECE, prorated=True)
    package = charge("fee", (), Per.MONTH, 62 * EURO, prorated=True)
    made = tariff(package, charge("call", {"call"}, Per.PIECE, Average(of="fee"), pool="pool"), pools=(pool,))
    # 10 days: 20.00 and 10 calls; the other two cost 62.00 / 31 = 2.00 each, as they always do.
    rows = [row(f"c{number}", "call") for number in range(12)]
    assert [line.cents for line in rate(made, rows, OCTOBER, ContractFacts(begins_on=date(2026, 10, 22))).lines] == [2000, 400]


def test_a_row_that_no_charge_covers_is_refused_and_never_dropped():
    made = tariff(minutes(), not_offered=frozenset({"fax"}))
    with pytest.raises(UsageRefused, match="no charge of the tariff covers the meter “fax”") as caught:
        rate(made, [row("a", "talk", 60), row("b", "fax")], OCTOBER)
    assert caught.value.not_covered == ("fax",)


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        (UsageRow("a", "tlak", 1, "second", at("5 09:00")), UsageProblem.UNKNOWN_METER),
        (UsageRow("a", "talk", 1, "piece", at("5 09:00")), UsageProblem.WRONG_UNIT),
        (UsageRow("a", "talk", 1, "second", at("5 09:00"), "sideways"), UsageProblem.UNKNOWN_KIND),
        (UsageRow("a", "talk", 1, "second", at("5 09:00"), "in", "moon"), UsageProblem.UNKNOWN_KIND),
        (UsageRow("a", "talk", 1, "second", at("5 09:00"), "in", "", "odd"), UsageProblem.UNKNOWN_KIND),
        (UsageRow("a", "talk", -1, "second", at("5 09:00")), UsageProblem.NEGATIVE),
        (UsageRow("a", "talk", 1, "second", OCTOBER.end), UsageProblem.OUTSIDE_PERIOD),
        (UsageRow("a", "option_fax", 1, "day", at("5 09:00")), UsageProblem.NOT_COVERED),
    ],
)
def test_rows_that_make_no_sense_are_refused(wrong, because):
    for rows in ([wrong, row("z", "talk", 60)], [row("z", "talk", 60), wrong]):
        with pytest.raises(UsageRefused) as caught:
            rate(tariff(minutes()), rows, OCTOBER)
        assert caught.value.found == ((because, wrong),)


def test_a_tariff_that_makes_no_sense_is_not_rated_with():
    with pytest.raises(TariffRefused):
        rate(tariff(minutes(-1)), [], OCTOBER)


def test_the_first_and_the_last_moment_of_a_month_are_of_it():
    first, last = UsageRow("a", "talk", 60, "second", OCTOBER.start), row("b", "talk", 60, "31 23:59:59")
    assert cost(tariff(minutes()), [first, last]) == 200


def test_a_period_need_not_be_a_calendar_month():
    period = Period(first=date(2026, 10, 15), last=date(2026, 11, 14))
    assert period.days == 31
    assert rate(tariff(minutes()), [row("a", "talk", 60, "15 00:00")], period).net == 100
    with pytest.raises(ValueError, match="ends before"):
        Period(first=date(2026, 10, 2), last=date(2026, 10, 1))


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "26-10", "", "2026-10-01", "0000-10"])
def test_a_month_is_written_in_one_way(text):
    with pytest.raises(ValueError, match="2026-10"):
        Period.month(text)


def test_the_digest_stays_the_same_and_says_how_much_it_was():
    made = tariff(minutes(), charge("sms", {"sms"}, Per.PIECE, EURO))
    rows = [row("a", "talk", 46), row("b", "talk", 20, "6 10:00"), row("m", "sms", 2)]
    statement = rate(made, rows, OCTOBER)
    talked = digest(statement.lines[0])
    assert (talked.tariff, talked.rows, talked.quantity) == ("test@2026-01-01", 2, 66)
    # sha256sum of "a;talk;46;second;2026-10-05T07:00:00+00:00;in;;\nb;talk;20;second;2026-10-06T08:00:00+00:00;in;;\n"
    assert talked.sha256 == "b7b666dc7e87fe0196ff8f79d4be11ad54677acfd49acd610ddc7dd81571621b"
    assert digest(statement).rows == 3
    assert digest(rate(made, rows[::-1], OCTOBER)) == digest(statement)
    assert digest(rate(made, [*rows[:2], row("m", "sms", 3)], OCTOBER)).sha256 != digest(statement).sha256
