"""Laws of the rating, on random tariffs and random months; and the second opinion of a slow oracle."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.domain.rated import OCTOBER, facts, tariffs, usages
from tests.domain.rating_oracle import Oracle
from vorzimmer.domain.rating import digest, explain, free_rows, rate
from vorzimmer.domain.statements import StepOf
from vorzimmer.domain.tariffs import problems
from vorzimmer.domain.usage import UsageRow

laws = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@laws
@given(tariff=tariffs())
def test_random_tariffs_make_sense(tariff):
    assert problems(tariff) == ()


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts)
def test_an_independent_oracle_comes_to_the_same(tariff, rows, contract):
    statement = rate(tariff, rows, OCTOBER, contract)
    oracle = Oracle(tariff, rows, OCTOBER, contract)
    lines = {line.key: Fraction(line.numerator, line.denominator) for line in statement.lines}
    assert lines == {key: amount for key, amount in oracle.amounts.items() if amount or key in lines}
    assert {line.key: line.charged for line in statement.lines if line.key in oracle.units} == {
        key: units for key, units in oracle.units.items() if key in lines
    }
    assert {pool.key: pool.carries for pool in statement.pools} == oracle.left


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts, chance=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(tariff, rows, contract, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = rate(tariff, rows, OCTOBER, contract), rate(tariff, shuffled, OCTOBER, contract)
    assert one == other
    assert [(explain(line), digest(line)) for line in one.lines] == [(explain(line), digest(line)) for line in other.lines]


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts, number=st.integers(0, 40))
def test_two_files_of_a_month_together_give_what_one_gives(tariff, rows, contract, number):
    first, second = rows[:number], rows[number:]
    assert rate(tariff, [*second, *first], OCTOBER, contract) == rate(tariff, rows, OCTOBER, contract)


@laws
@given(tariff=tariffs(tame=True), rows=usages(tame=True), contract=facts, number=st.integers(0, 60), more=st.integers(1, 100))
def test_a_longer_call_never_costs_less(tariff, rows, contract, number, more):
    timed = [place for place, row in enumerate(rows) if row.unit == "second"]
    assume(timed)
    place = timed[number % len(timed)]
    longer = [*rows[:place], UsageRow(*rows[place][:2], rows[place].quantity + more, *rows[place][3:]), *rows[place + 1 :]]
    before, after = rate(tariff, rows, OCTOBER, contract), rate(tariff, longer, OCTOBER, contract)
    assert after.net >= before.net
    costs = {line.key: Fraction(line.numerator, line.denominator) for line in before.lines if line.key != "minimum_turnover"}
    dearer = {line.key: Fraction(line.numerator, line.denominator) for line in after.lines}
    pooled = {charge.key for charge in tariff.charges if charge.pool}
    assert all(dearer.get(key, 0) >= cost for key, cost in costs.items() if key not in pooled)


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts)
def test_what_is_free_or_included_is_never_negative_nor_more_than_there_is(tariff, rows, contract):
    statement = rate(tariff, rows, OCTOBER, contract)
    for line in statement.lines:
        assert min(line.free, line.included, line.charged, line.numerator) >= 0
        assert line.free + line.included <= line.measured
        assert line.charged >= line.measured - line.free - line.included
    for pool in statement.pools:
        assert 0 <= pool.used <= pool.included + pool.carried
        assert pool.left >= sum(pool.carries) - 0
        assert all(units >= 0 for units in pool.carries)
        drawn = sum(line.included for line in statement.lines if tariff.charge(line.key) and tariff.charge(line.key).pool == pool.key)
        assert drawn == pool.used


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts)
def test_the_lines_are_the_total_and_the_parts_are_the_line(tariff, rows, contract):
    statement = rate(tariff, rows, OCTOBER, contract)
    assert statement.net == sum(line.cents for line in statement.lines) == sum(each.net for each in statement.vat)
    for line in statement.lines:
        parts = explain(line)
        if line.key == "minimum_turnover":
            assert parts == ()
            continue
        assert len(parts) == line.calls
        for figure in ("measured", "free", "included"):
            assert sum(getattr(part, figure) for part in parts) == getattr(line, figure)
        assert all(part.measured == part.free + part.included + part.charged for part in parts)
        if not {step.kind for step in line.steps} & {StepOf.MINIMUM_UNITS, StepOf.MINIMUM, StepOf.MAXIMUM}:
            assert sum(part.numerator for part in parts) == line.numerator
            assert sum(part.charged for part in parts) == line.charged


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts)
def test_nothing_is_rated_twice_and_nothing_is_dropped(tariff, rows, contract):
    statement = rate(tariff, rows, OCTOBER, contract)
    additions = {charge.key for charge in tariff.charges if charge.addition}
    shown = [row for line in statement.lines if line.key not in additions for part in explain(line) for row in part.rows]
    shown += free_rows(statement)
    if not tariff.cuts:
        assert Counter(shown) == Counter(rows)
        return
    pieces, wholes = Counter(), Counter()
    for row in shown:
        pieces[row.ref, row.meter, row.destination_kind] += row.quantity
    for row in rows:
        wholes[row.ref, row.meter, row.destination_kind] += row.quantity
    assert pieces == wholes


@laws
@given(tariff=tariffs(), rows=usages(), contract=facts)
def test_rating_again_gives_the_same_and_leaves_its_arguments_alone(tariff, rows, contract):
    kept = list(rows)
    assert rate(tariff, rows, OCTOBER, contract) == rate(replace(tariff), tuple(rows), OCTOBER, contract)
    assert rows == kept
