"""A demand for payment comes in time to hold the billing data of an unpaid invoice (S33), or somebody is told."""

from dataclasses import replace
from datetime import date

import pytest

from tests.domain.dunned import BERLIN, CLAIM, DISPUTE, FIRST, FRIENDLY, ONCE, SCHEDULE, after, reminded
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.dunning_steps import Demand, DemandCode, check_demand

E, D = Event, DemandCode


@pytest.mark.parametrize(
    ("facts", "day", "demand"),
    [
        (CLAIM, date(2026, 12, 1), Demand(code=D.PLANNED, before=date(2027, 5, 26), planned_on=date(2026, 12, 21))),
        (reminded(CLAIM, FRIENDLY), date(2026, 12, 15), Demand(code=D.PLANNED, before=date(2027, 5, 26), planned_on=date(2026, 12, 21))),
        (ONCE, date(2027, 8, 1), Demand(code=D.SENT, before=date(2027, 5, 26))),
        (reminded(CLAIM, FRIENDLY), date(2027, 5, 27), Demand(code=D.MISSED, before=date(2027, 5, 26))),
        # on the last day it can still be sent; what is sent afterwards holds nothing
        (reminded(CLAIM, FRIENDLY), date(2027, 5, 26), Demand(code=D.PLANNED, before=date(2027, 5, 26), planned_on=date(2027, 5, 26))),
        (
            reminded(CLAIM, replace(FIRST, sent_on=date(2027, 5, 26), received_on=None)),
            date(2027, 6, 1),
            Demand(code=D.SENT, before=date(2027, 5, 26)),
        ),
        (
            reminded(CLAIM, replace(FIRST, sent_on=date(2027, 5, 27), received_on=None)),
            date(2027, 6, 1),
            Demand(code=D.MISSED, before=date(2027, 5, 26)),
        ),
        (replace(CLAIM, invoice_sent_on=None), date(2026, 12, 15), Demand(code=D.INVOICE_NOT_SENT)),
        (replace(CLAIM, open=0), date(2027, 8, 1), Demand(code=D.NOT_NEEDED)),
        (replace(CLAIM, open=499), date(2027, 8, 1), Demand(code=D.NOT_NEEDED)),
        # a dispute without end: quiet at first, an alarm in the last thirty days
        (replace(CLAIM, pauses=(DISPUTE,)), date(2027, 4, 25), Demand(code=D.PLANNED, before=date(2027, 5, 26))),
        (replace(CLAIM, pauses=(DISPUTE,)), date(2027, 4, 26), Demand(code=D.AT_RISK, before=date(2027, 5, 26))),
        # a pause that is longer than the law waits: an alarm at once
        (
            replace(CLAIM, pauses=(replace(DISPUTE, until=date(2027, 6, 30)),)),
            date(2027, 1, 4),
            Demand(code=D.AT_RISK, before=date(2027, 5, 26), planned_on=date(2027, 7, 8)),
        ),
        (
            replace(CLAIM, pauses=(replace(DISPUTE, until=date(2027, 5, 18)),)),
            date(2027, 1, 4),
            Demand(code=D.PLANNED, before=date(2027, 5, 26), planned_on=date(2027, 5, 26)),
        ),
        # what came back is no demand
        (
            reminded(CLAIM, replace(FIRST, received_on=None, is_undeliverable=True)),
            date(2027, 1, 4),
            Demand(code=D.PLANNED, before=date(2027, 5, 26), planned_on=date(2027, 1, 4)),
        ),
    ],
)
def test_a_demand_comes_in_time_or_somebody_is_told(facts, day, demand):
    assert check_demand(facts, day, SCHEDULE, BERLIN) == demand


def test_a_payment_order_that_was_served_is_a_demand():
    early = replace(CLAIM, in_default_since=date(2026, 12, 28))
    decided = after(early, *[(event, date(2027, 1, 4)) for event in (E.DEFAULT_KNOWN, E.ORDER_APPLIED)])
    assert check_demand(decided, date(2027, 5, 4), SCHEDULE, BERLIN).code is D.AT_RISK
    assert check_demand(after(decided, (E.ORDER_SERVED, date(2027, 1, 20))), date(2027, 5, 4), SCHEDULE, BERLIN).code is D.SENT


def test_what_is_alarming():
    assert [code for code in DemandCode if Demand(code=code).is_alarm] == [D.AT_RISK, D.MISSED, D.INVOICE_NOT_SENT]
