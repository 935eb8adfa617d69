"""The account of a customer: which credit settles which debit, how old what is owed is, how a document stands."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.accounts import (
    CREDITS,
    DEBITS,
    TABLE,
    Age,
    Because,
    EntryKind,
    Facts,
    Item,
    NotPossible,
    Standing,
    StandingCode,
    age_of,
    ageing,
    allocate,
    balance,
    check_settles,
    standing,
)

TODAY = date(2026, 11, 26)
K = EntryKind


def owed(amount, *, due=TODAY, day=date(2026, 11, 1), kind=K.INVOICE, **more):
    return Item(id=uuid4(), kind=kind, amount=amount, day=day, due_on=due, **more)


def his(amount, *, kind=K.PAYMENT, settled=0):
    return Item(id=uuid4(), kind=kind, amount=-amount, day=TODAY, settled=settled)


def cents(found):
    return [(item.amount, cents) for item, cents in found]


# --- what settles what ---------------------------------------------------------------------------------------------------


def test_what_the_debtor_named_comes_first_then_what_is_due_then_the_oldest():
    old, older = owed(5000, due=date(2026, 11, 10)), owed(4000, due=date(2026, 10, 10))
    not_due, named = owed(3000, due=date(2026, 12, 10)), owed(2000, due=date(2026, 12, 20))
    found = allocate(his(11500), [not_due, old, older, named], [named.id], day=TODAY)
    assert cents(found) == [(2000, 2000), (4000, 4000), (5000, 5000), (3000, 500)]


def test_the_costs_of_a_debt_come_before_it():
    debt = uuid4()
    invoice, fee = owed(5000, due=date(2026, 10, 10), debt=debt), owed(300, due=date(2026, 11, 20), kind=K.FEE, debt=debt)
    other = owed(4000, due=date(2026, 11, 1))
    assert cents(allocate(his(6000), [other, invoice, fee], day=TODAY)) == [(300, 300), (5000, 5000), (4000, 700)]


def test_the_debtor_may_name_the_debt_and_leave_its_costs():
    debt = uuid4()
    invoice, fee = owed(5000, debt=debt), owed(300, kind=K.FEE, debt=debt)
    assert cents(allocate(his(5000), [invoice, fee], [invoice.id], day=TODAY)) == [(5000, 5000)]


def test_of_two_debts_of_one_due_day_the_one_that_arose_first_is_the_older():
    second, first = owed(100, day=date(2026, 11, 2)), owed(200, day=date(2026, 11, 1))
    assert cents(allocate(his(250), [second, first], day=TODAY)) == [(200, 200), (100, 50)]


def test_what_is_settled_in_part_takes_only_the_rest():
    assert cents(allocate(his(9000, settled=2000), [owed(5000, settled=4000), owed(7000, due=date(2026, 12, 1))], day=TODAY)) == [
        (5000, 1000),
        (7000, 6000),
    ]


def test_a_refund_is_never_settled_by_the_rule_alone_but_may_be_named():
    refund, invoice = owed(1000, kind=K.REFUND), owed(500)
    assert cents(allocate(his(2000), [refund, invoice], day=TODAY)) == [(500, 500)]
    assert cents(allocate(his(2000), [refund, invoice], [refund.id], day=TODAY)) == [(1000, 1000), (500, 500)]


def test_a_credit_note_does_not_pay_a_deposit():
    deposit = owed(10000, kind=K.DEPOSIT)
    assert allocate(his(2000, kind=K.CREDIT_NOTE), [deposit], day=TODAY) == []
    with pytest.raises(NotPossible, match="a credit_note does not settle a deposit"):
        allocate(his(2000, kind=K.CREDIT_NOTE), [deposit], [deposit.id], day=TODAY)
    assert cents(allocate(his(2000), [deposit], day=TODAY)) == [(10000, 2000)]


def test_a_write_off_settles_only_what_is_owed():
    for kind, possible in ((K.INVOICE, True), (K.FEE, True), (K.DEPOSIT, False), (K.REFUND, False), (K.RETURN, False)):
        if possible:
            check_settles(his(1, kind=K.WRITE_OFF), owed(1, kind=kind))
        else:
            with pytest.raises(NotPossible):
                check_settles(his(1, kind=K.WRITE_OFF), owed(1, kind=kind))


def test_what_was_reversed_and_what_reverses_it_settle_each_other_and_nothing_else():
    wrong = his(5000)
    back = Item(id=uuid4(), kind=K.PAYMENT, amount=5000, day=TODAY, reverses=wrong.id)
    check_settles(wrong, back)
    with pytest.raises(NotPossible):
        check_settles(his(5000), back)
    assert allocate(his(5000), [back], day=TODAY) == []


def test_a_debit_does_not_settle_a_debit():
    with pytest.raises(ValueError, match="a credit settles a debit"):
        check_settles(owed(1), owed(1))


def test_every_kind_is_either_owed_or_his_and_the_table_lists_all_credits():
    assert set(TABLE) == CREDITS
    assert set().union(*TABLE.values()) == DEBITS
    assert {K.INVOICE, K.RETURN, K.FEE, K.REFUND, K.DEPOSIT} == DEBITS


def test_an_entry_is_never_settled_beyond_its_amount():
    with pytest.raises(ValueError, match="no more than the amount"):
        owed(100, settled=101)
    with pytest.raises(ValueError, match="no less than nothing"):
        his(100, settled=-1)


DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
OWED = st.builds(
    lambda amount, part, day, due, kind, debt: Item(
        id=uuid4(), kind=kind, amount=amount, day=day, due_on=due, settled=amount * part // 100, debt=UUID(int=debt) if debt else None
    ),
    st.integers(0, 100_000),
    st.integers(0, 100),
    DAYS,
    st.none() | DAYS,
    st.sampled_from(sorted(DEBITS)),
    st.integers(0, 3),
)


@given(st.lists(OWED, max_size=12), st.integers(0, 300_000), st.sampled_from([K.PAYMENT, K.DEBIT, K.CREDIT_NOTE, K.DEPOSIT_BACK]), DAYS)
def test_no_cent_is_lost_none_is_made_and_nothing_is_paid_twice(debits, amount, kind, day):
    credit = his(amount, kind=kind)
    found = allocate(credit, debits, day=day)
    given_away = sum(cents for _, cents in found)
    payable = sum(debit.open for debit in debits if debit.kind in TABLE[kind] - {K.RETURN, K.REFUND})
    assert given_away == min(amount, payable)
    assert all(0 < cents <= debit.open for debit, cents in found)
    assert len({debit.id for debit, _ in found}) == len(found)
    assert all(cents == debit.open for debit, cents in found[:-1])


@given(st.lists(OWED, max_size=8), st.integers(0, 300_000), DAYS, st.randoms())
def test_the_order_in_which_debits_are_given_changes_nothing(debits, amount, day, random):
    credit, shuffled = his(amount), list(debits)
    random.shuffle(shuffled)
    assert allocate(credit, debits, day=day) == allocate(credit, shuffled, day=day)


# --- how old it is -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-5, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.UP_TO_30),
        (30, Age.UP_TO_30),
        (31, Age.UP_TO_60),
        (60, Age.UP_TO_60),
        (61, Age.UP_TO_90),
        (90, Age.UP_TO_90),
        (91, Age.OVER_90),
        (4000, Age.OVER_90),
    ],
)
def test_ages_change_at_their_days(days, age):
    assert age_of(TODAY - timedelta(days=days), TODAY, TODAY) is age


def test_ageing_sums_what_is_open_and_leaves_credits_out():
    items = [owed(5000, due=date(2026, 12, 1)), owed(3000, due=date(2026, 11, 1), settled=1000), owed(700, due=date(2026, 1, 1)), his(900)]
    assert ageing(items, TODAY) == {Age.NOT_DUE: 5000, Age.UP_TO_30: 2000, Age.UP_TO_60: 0, Age.UP_TO_90: 0, Age.OVER_90: 700}
    assert balance(items) == 7800


@given(st.lists(OWED, max_size=12), DAYS)
def test_the_ages_together_are_all_that_is_open(items, day):
    assert sum(ageing(items, day).values()) == sum(item.open for item in items)


# --- how a document stands -----------------------------------------------------------------------------------------------


def facts(gross=11900, due_on=date(2026, 11, 16), **more):
    return Facts(gross=gross, due_on=due_on, **more)


C, B = StandingCode, Because


@pytest.mark.parametrize(
    ("given_facts", "stands"),
    [
        (facts(), Standing(code=C.OPEN, because=B.NOTHING_PAID, open=11900, overdue=10)),
        (facts(due_on=TODAY), Standing(code=C.OPEN, because=B.NOTHING_PAID, open=11900, overdue=0)),
        (facts(was_returned=True), Standing(code=C.OPEN, because=B.RETURNED, open=11900, overdue=10)),
        (facts(paid=900), Standing(code=C.PART_PAID, because=B.SOME_PAID, open=11000, overdue=10)),
        (facts(written_off=900), Standing(code=C.PART_PAID, because=B.SOME_PAID, open=11000, overdue=10)),
        (facts(paid=11900), Standing(code=C.PAID, because=B.ALL_PAID)),
        (facts(set_off=11900), Standing(code=C.PAID, because=B.SET_OFF)),
        (facts(gross=0), Standing(code=C.PAID, because=B.NOTHING_OWED)),
        (facts(paid=11900, surplus=1), Standing(code=C.OVERPAID, because=B.MORE_PAID)),
        (facts(paid=11000, written_off=900), Standing(code=C.WRITTEN_OFF, because=B.GIVEN_UP)),
        (facts(set_off=11900, is_cancelled=True), Standing(code=C.CANCELLED, because=B.CANCELLED)),
        (
            facts(collected_on=date(2026, 12, 1)),
            Standing(code=C.IN_COLLECTION, because=B.COLLECTED_ON, open=11900, collected_on=date(2026, 12, 1)),
        ),
        (facts(paid=11900, collected_on=date(2026, 12, 1)), Standing(code=C.PAID, because=B.ALL_PAID)),
    ],
)
def test_a_document_stands_as_its_facts_say(given_facts, stands):
    assert standing(given_facts, TODAY) == stands
