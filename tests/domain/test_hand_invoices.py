"""Lines by hand: quantity times price, rounded once; how the customer is taxed decides over the rate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.hand_invoices import HandKind, HandLine, item_by_hand
from vorzimmer.domain.invoice_checks import _is_net_right
from vorzimmer.domain.invoices import VatCategory, VatTreatment
from vorzimmer.domain.statements import Period

NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))


def line(quantity="1", price="10", rate=1900):
    return HandLine(kind=HandKind.TASK, text="Umzug", quantity=Decimal(quantity), price=Decimal(price), rate=rate)


@pytest.mark.parametrize(
    ("quantity", "price", "net"),
    [("1", "10", 1000), ("2.5", "19.99", 4998), ("3", "0.005", 2), ("0.01", "0.5", 1), ("1", "0", 0), ("1", "0.0049", 0)],
)
def test_a_line_is_quantity_times_price_rounded_half_up(quantity, price, net):
    assert line(quantity, price).net == net


@pytest.mark.parametrize(("quantity", "price"), [("0", "1"), ("-1", "1"), ("1", "-1"), ("1.001", "1"), ("1", "1.00001")])
def test_what_is_below_zero_or_too_precise_is_refused(quantity, price):
    with pytest.raises(ValueError, match="at most two places"):
        line(quantity, price).net  # noqa: B018  (it is the property that raises)


@given(st.integers(1, 10**6), st.integers(0, 10**8))
def test_every_line_is_right_for_the_official_rules(hundredths, ten_thousandths):
    made = line(str(Decimal(hundredths) / 100), str(Decimal(ten_thousandths) / 10_000))
    assert _is_net_right(item_by_hand(1, made, "Aufgaben", NOVEMBER, VatTreatment.DOMESTIC))


@pytest.mark.parametrize(
    ("treatment", "rate", "category", "charged"),
    [
        (VatTreatment.DOMESTIC, 1900, VatCategory.STANDARD, 1900),
        (VatTreatment.DOMESTIC, None, VatCategory.OUTSIDE, None),
        (VatTreatment.SMALL_BUSINESS, 1900, VatCategory.EXEMPT, 0),
        (VatTreatment.REVERSE_CHARGE, 1900, VatCategory.REVERSE_CHARGE, 0),
        (VatTreatment.NOT_TAXABLE, 700, VatCategory.OUTSIDE, None),
    ],
)
def test_how_the_customer_is_taxed_decides_over_the_rate(treatment, rate, category, charged):
    item = item_by_hand(1, line(rate=rate), "Aufgaben", NOVEMBER, treatment)
    assert (item.category, item.rate) == (category, charged)
