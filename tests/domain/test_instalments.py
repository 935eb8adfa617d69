"""Plans of instalments: how they are made, what is wrong with one, how one stands."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.dunned import BERLIN, SCHEDULE
from vorzimmer.domain.instalments import Instalment, Plan, PlanCode, PlanProblem, PlanStanding, instalments, plan_standing, problems

C, P = PlanCode, PlanProblem
THREE = instalments(10_000, date(2027, 1, 31), 3)
TODAY = date(2027, 1, 11)


def test_the_odd_cents_are_in_the_first_instalment_and_months_keep_their_end():
    assert THREE.instalments == (
        Instalment(due_on=date(2027, 1, 31), cents=3_334),
        Instalment(due_on=date(2027, 2, 28), cents=3_333),
        Instalment(due_on=date(2027, 3, 31), cents=3_333),
    )


@pytest.mark.parametrize(("total", "number"), [(100, 0), (2, 3), (0, 1), (-100, 1)])
def test_no_plan_of_nothing(total, number):
    with pytest.raises(ValueError, match="at least one"):
        instalments(total, date(2027, 1, 31), number)


@given(total=st.integers(1, 10_000_000), number=st.integers(1, 60), first_on=st.dates(date(2025, 1, 1), date(2040, 1, 1)))
def test_instalments_add_up_exactly_and_one_follows_the_other(total, number, first_on):
    if total < number:
        return
    plan = instalments(total, first_on, number)
    cents = [instalment.cents for instalment in plan.instalments]
    assert sum(cents) == total
    assert len(cents) == number
    assert cents[0] - cents[-1] in range(number)
    assert problems(plan, total, first_on - timedelta(days=1)) == []
    assert problems(plan, total, first_on) == [P.NOT_AFTER_TODAY]


@pytest.mark.parametrize(
    ("rates", "found"),
    [
        ([], [P.EMPTY]),
        ([(date(2027, 2, 1), 6_000), (date(2027, 3, 1), 4_000)], []),
        ([(date(2027, 2, 1), 6_000), (date(2027, 3, 1), 3_999)], [P.NOT_ADDING_UP]),
        ([(date(2027, 2, 1), 6_000), (date(2027, 2, 1), 4_000)], [P.NOT_IN_ORDER]),
        ([(date(2027, 3, 1), 6_000), (date(2027, 2, 1), 4_000)], [P.NOT_IN_ORDER]),
        ([(date(2027, 1, 11), 10_000)], [P.NOT_AFTER_TODAY]),
        ([(date(2027, 2, 1), 10_000), (date(2027, 3, 1), 0)], [P.NOT_POSITIVE]),
    ],
)
def test_what_is_wrong_with_a_plan_is_named(rates, found):
    plan = Plan(instalments=tuple(Instalment(due_on=due_on, cents=cents) for due_on, cents in rates))
    assert problems(plan, 10_000, TODAY) == found


@pytest.mark.parametrize(
    ("paid", "day", "standing"),
    [
        (0, TODAY, PlanStanding(code=C.KEPT, next=THREE.instalments[0])),
        # 31 January is a Sunday: who pays on Monday pays in time
        (0, date(2027, 2, 1), PlanStanding(code=C.KEPT, next=THREE.instalments[0])),
        (0, date(2027, 2, 2), PlanStanding(code=C.MISSED, since=date(2027, 2, 2), late=3_334, next=THREE.instalments[1])),
        (3_333, date(2027, 2, 2), PlanStanding(code=C.MISSED, since=date(2027, 2, 2), late=1, next=THREE.instalments[1])),
        (3_334, date(2027, 2, 2), PlanStanding(code=C.KEPT, next=THREE.instalments[1])),
        (0, date(2027, 2, 8), PlanStanding(code=C.MISSED, since=date(2027, 2, 2), late=3_334, next=THREE.instalments[1])),
        (0, date(2027, 2, 9), PlanStanding(code=C.BROKEN, since=date(2027, 2, 2), late=3_334, next=THREE.instalments[1])),
        (5_000, date(2027, 3, 2), PlanStanding(code=C.MISSED, since=date(2027, 3, 2), late=1_667, next=THREE.instalments[2])),
        (0, date(2027, 6, 1), PlanStanding(code=C.BROKEN, since=date(2027, 2, 2), late=10_000)),
        (9_999, date(2027, 4, 1), PlanStanding(code=C.MISSED, since=date(2027, 4, 1), late=1)),
        (10_000, date(2027, 1, 12), PlanStanding(code=C.FULFILLED)),
        (10_001, date(2027, 6, 1), PlanStanding(code=C.FULFILLED)),
    ],
)
def test_how_a_plan_stands(paid, day, standing):
    assert plan_standing(THREE, paid, day, SCHEDULE, BERLIN) == standing


@given(paid=st.integers(0, 10_000), more=st.integers(0, 5_000), days=st.integers(0, 120))
def test_who_pays_more_is_never_later(paid, more, days):
    day = TODAY + timedelta(days=days)
    less, rather = (plan_standing(THREE, cents, day, SCHEDULE, BERLIN) for cents in (paid, paid + more))
    assert rather.late <= less.late
    assert list(C).index(rather.code) <= list(C).index(less.code) or rather.code is C.FULFILLED
