"""The usage of a contract in a period, as the rating reads it: what was written, and the days on which options were booked."""

from vorzimmer.billing.models import UsageRecord
from vorzimmer.customers.models import Contract
from vorzimmer.domain.booked_options import Booking, option_usage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.statements import Period
from vorzimmer.domain.unbilled import ContractSpan, payer_of, span_of
from vorzimmer.domain.usage import UsageRow

_COLUMNS = ("ref", "meter", "quantity", "unit", "occurred_at", "direction", "destination_kind", "status")


def usage_rows(contract: Contract, period: Period) -> list[UsageRow]:
    """Give what was done for the customer on the days of the period for which this contract pays, in no order.

    Where a customer has several contracts, a day belongs to the oldest one that is in force on it, so that nothing is rated twice.
    What was waived and what was taken out is not among them; what a document took already is.
    """
    own, spans = _place_among(contract)
    found = UsageRecord.objects.counting().filter(customer=contract.customer_id).within(period.start, period.end)
    rows = [UsageRow(str(ref), *rest) for ref, *rest in found.values_list(*_COLUMNS)]
    return [row for row in rows if payer_of(berlin_date(row.started_at), spans) == own]


def _place_among(contract: Contract) -> tuple[int, list[ContractSpan]]:
    contracts = list(Contract.objects.filter(customer=contract.customer_id).order_by("created_at", "number"))
    return [each.pk for each in contracts].index(contract.pk), [span_of(each.facts) for each in contracts]


def option_rows(contract: Contract, period: Period) -> list[UsageRow]:
    """Give a row for each option that the contract had booked in the period: meter `option_<code>`, the number of days."""
    bookings = [
        Booking(ref=str(booked.pk), code=booked.option.code, first=booked.valid_from, last=booked.last_day)
        for booked in contract.options.select_related("option")
    ]
    return option_usage(bookings, period, begins_on=contract.concluded_on, ends_on=contract.last_day)


def rows_of(contract: Contract, period: Period) -> list[UsageRow]:
    """Give all that a period of a contract is rated by."""
    return [*usage_rows(contract, period), *option_rows(contract, period)]
