"""What a month puts on the bill: arrears, advance, differences, interim invoices, and items whose product is their amount."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.rated import tariffs, usages
from vorzimmer.domain.billing_months import Advance, Interim, advance_of, deductions, item_of, items_of, mirrored, split, whole_item
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.invoices import ItemUnit, VatCategory, VatTreatment
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import ContractFacts, Period
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.usage import UsageRow

OCTOBER, NOVEMBER = Period.month("2026-10"), Period.month("2026-11")
DOMESTIC = VatTreatment.DOMESTIC
TARIFF = load("""
key = "office"
name = { de = "Büro", en = "Office" }
valid_from = 2026-01-01
free = ["call", "abandoned_call", "short_call", "spam_call", "queue", "ring", "hold", "consultation", "wrap_up", "dialling", "patched",
  "email", "push", "automated", "escalation", "fax", "letter", "booking", "booking_changed", "booking_cancelled", "order", "outbound_call",
  "instruction_change", "task", "task_time", "setup", "bank_fee", "returned_debit"]
not_offered = ["option_sms", "option_24h", "option_trade", "option_number"]

[[charge]]
key = "fee"
name = { de = "Grundgebühr", en = "Base fee" }
per = "month"
price = 79.00
billed = "in_advance"
prorated = true

[[charge]]
key = "talk"
name = { de = "Gespräch", en = "Talk" }
meters = ["talk"]
per = "minute"
price = 0.89

[[charge]]
key = "sms"
name = { de = "SMS", en = "SMS" }
meters = ["sms"]
per = "piece"
price = 0.09

[[charge]]
key = "deposit"
name = { de = "Kaution", en = "Deposit" }
meters = ["deposit"]
per = "piece"
price = 100
vat = "none"
""")
TALK = [UsageRow("a", "talk", 20_853, "second", start_of_day(date(2026, 10, 5)))]


class Plain:
    """Words that tell the tests apart."""

    def name(self, names):
        return names.de

    def detail(self, line):  # noqa: ARG002  (the interface)
        return ""

    def corrected(self, before):
        return f"before {before}"

    def deducted(self, number, issued_on):  # noqa: ARG002  (the interface)
        return f"less {number}"


def statement(period, rows=(), **facts):
    return rate(TARIFF, rows, period, ContractFacts(**facts))


def amounts(items):
    return {(item.key, item.first): item.net for item in items}


def test_the_bill_at_the_end_of_october_has_the_talk_of_october_and_the_fee_of_november():
    items = items_of(statement(OCTOBER, TALK), statement(NOVEMBER), Advance(amounts={"fee": 7900}), DOMESTIC, Plain())
    assert amounts(items) == {("talk", date(2026, 10, 1)): 30_932, ("fee", date(2026, 11, 1)): 7900}


def test_the_first_bill_has_the_fee_of_the_month_that_has_begun_too():
    first = statement(OCTOBER, begins_on=date(2026, 10, 15))
    items = items_of(first, statement(NOVEMBER), None, DOMESTIC, Plain())
    assert amounts(items) == {("fee", date(2026, 10, 1)): 4332, ("fee", date(2026, 11, 1)): 7900}


def test_what_was_billed_in_advance_for_days_after_the_end_is_given_back():
    ended = statement(OCTOBER, ends_on=date(2026, 10, 10))
    (item,) = items_of(ended, None, Advance(amounts={"fee": 7900}), DOMESTIC, Plain())
    assert (item.net, item.quantity, item.price, item.detail) == (-5352, Decimal(-1), Decimal("53.52"), "before 7900")


def test_a_fee_that_is_no_longer_there_is_given_back_whole():
    (item,) = items_of(statement(OCTOBER), None, Advance(amounts={"fee": 7900, "old": 1000}), DOMESTIC, Plain())
    assert (item.key, item.net) == ("old", -1000)


def test_nothing_is_said_when_the_advance_was_right():
    assert items_of(statement(OCTOBER), None, Advance(amounts={"fee": 7900}), DOMESTIC, Plain()) == ()
    assert advance_of(statement(NOVEMBER)).as_data() == {"fee": 7900}
    assert advance_of(None).as_data() == {}


def test_minutes_stand_as_minutes_with_their_price():
    (item,) = (item_of(line, OCTOBER, DOMESTIC, Plain()) for line in statement(OCTOBER, TALK).lines if line.key == "talk")
    assert (item.quantity, item.unit, item.price, item.net) == (Decimal("347.55"), ItemUnit.MINUTE, Decimal("0.89"), 30_932)
    assert (item.category, item.rate, item.digest.rows) == (VatCategory.STANDARD, 1900, 1)


def test_what_is_outside_of_the_tax_gets_a_document_of_its_own():
    rows = [*TALK, UsageRow("d", "deposit", 1, "piece", start_of_day(date(2026, 10, 1)))]
    taxed, outside = split(items_of(statement(OCTOBER, rows), None, None, DOMESTIC, Plain()))
    assert [item.key for item in taxed] == ["fee", "talk"]
    assert [(item.key, item.category, item.net) for item in outside] == [("deposit", VatCategory.OUTSIDE, 10_000)]
    assert len(split(items_of(statement(OCTOBER, rows), None, None, VatTreatment.NOT_TAXABLE, Plain()))) == 1


def test_an_interim_invoice_is_deducted_by_its_rates():
    paid = (whole_item("interim", "Abschlag", 20_000, category=VatCategory.STANDARD, rate=1900, period=OCTOBER),)
    (item,) = deductions([Interim(number="RE-1", issued_on=date(2026, 10, 20), items=paid)], OCTOBER, Plain())
    assert (item.net, item.quantity, item.price, item.rate, item.name) == (-20_000, Decimal(-1), Decimal(200), 1900, "less RE-1")


def test_what_is_mirrored_twice_is_as_it_was():
    items = items_of(statement(OCTOBER, TALK), statement(NOVEMBER), None, DOMESTIC, Plain())
    assert sum(item.net for item in mirrored(items)) == -sum(item.net for item in items)
    assert mirrored(mirrored(items)) == items


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_quantity_times_price_is_the_amount_whatever_the_tariff_says(data):
    tariff = data.draw(tariffs())
    rows = data.draw(usages())
    made = rate(tariff, rows, OCTOBER)
    for line in made.lines:
        item = item_of(line, OCTOBER, DOMESTIC, Plain())
        product = (item.quantity * item.price).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert product * 100 == item.net == line.cents
        assert item.price >= 0
        assert -item.quantity.as_tuple().exponent <= 4
    following = rate(tariff, [], NOVEMBER)
    before = Advance(amounts=data.draw(st.fixed_dictionaries({key: st.integers(0, 50_000) for key in advance_of(made).amounts})))
    items = items_of(made, following, before, DOMESTIC, Plain())
    owed = made.net - sum(before.amounts.values()) + sum(advance_of(following).amounts.values())
    assert sum(item.net for item in items) == owed
