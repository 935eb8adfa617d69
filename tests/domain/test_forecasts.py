"""What a running month will come to: like the last seven days, and never less than now."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.rated import charge, tariff
from vorzimmer.domain.days import berlin, berlin_date, moment
from vorzimmer.domain.forecasts import continued, forecast
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import Period
from vorzimmer.domain.tariff_parts import Per
from vorzimmer.domain.usage import UsageRow

NOVEMBER = Period.month("2026-11")
PRICES = tariff(charge("fee", (), Per.MONTH, 20_000_000), charge("call", ("call",), Per.PIECE, 1_000_000))
AT_NINE = time(9)


def call(day, ref=None):
    return UsageRow(ref or f"{day}", "call", 1, "piece", moment(day, AT_NINE))


def test_each_day_to_come_is_like_the_same_weekday_before():
    today = date(2026, 11, 20)  # a Friday
    past = [call(date(2026, 11, 13), "friday"), call(date(2026, 11, 16), "monday"), call(date(2026, 11, 16), "too")]
    found = sorted(berlin_date(row.started_at) for row in continued(past, today, NOVEMBER.last, 7))
    assert found == [date(2026, 11, 23), date(2026, 11, 23), date(2026, 11, 27), date(2026, 11, 30), date(2026, 11, 30)]


def test_the_clock_stays_when_the_clocks_change():
    (row,) = continued([call(date(2026, 10, 18))], date(2026, 10, 24), date(2026, 10, 25), 7)
    assert berlin(row.started_at).hour == 9
    assert row.started_at == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)


def test_a_worked_month():
    # 20.00, and two calls so far; ten days to come are like the seven before, with the Friday (27th) and the Monday (23rd, 30th): 3 calls.
    today, past = date(2026, 11, 20), [call(date(2026, 11, 13)), call(date(2026, 11, 16))]
    now = rate(PRICES, past, NOVEMBER)
    ahead = forecast(now, past, today, begins_on=None)
    assert (now.net, ahead.net) == (2200, 2500)


def test_a_young_contract_repeats_the_days_that_it_has():
    today = date(2026, 11, 20)
    ahead = forecast(rate(PRICES, [call(date(2026, 11, 19))], NOVEMBER), [call(date(2026, 11, 19))], today, begins_on=date(2026, 11, 19))
    assert ahead.net == 2000 + 11 * 100


def test_nothing_is_said_on_the_first_and_on_the_last_day():
    now = rate(PRICES, [], NOVEMBER)
    assert forecast(now, [], date(2026, 11, 20), begins_on=date(2026, 11, 20)) is None
    assert forecast(now, [], NOVEMBER.last, begins_on=None) is None


def test_what_happened_once_is_not_expected_again():
    row = UsageRow("r", "returned_debit", 1, "piece", moment(date(2026, 11, 19), AT_NINE))
    assert list(continued([row], date(2026, 11, 20), NOVEMBER.last, 7)) == []


@given(days=st.lists(st.integers(1, 7), max_size=12), today=st.integers(8, 30))
def test_a_forecast_is_never_less_than_what_was_used(days, today):
    day = date(2026, 11, today)
    past = [call(day - timedelta(days=back), f"{place}") for place, back in enumerate(days)]
    now = rate(PRICES, past, NOVEMBER)
    ahead = forecast(now, past, day, begins_on=None)
    if ahead is None:
        assert day == NOVEMBER.last
        return
    coming = [row for row in ahead.source.rows if berlin_date(row.started_at) > day]
    assert ahead.net == now.net + 100 * len(coming)
    assert len({row.ref for row in ahead.source.rows}) == len(ahead.source.rows)
