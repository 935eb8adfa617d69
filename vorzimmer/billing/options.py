"""Booked options as usage: so many days of the period."""

from vorzimmer.customers.models import Contract
from vorzimmer.domain.booked_options import Booking, option_usage
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import UsageRow


def option_rows(contract: Contract, period: Period) -> list[UsageRow]:
    """Give a row for each booked option that held in the period while the contract was in force: its days."""
    booked = contract.options.all()
    bookings = [Booking(ref=str(each.pk), code=each.option.code, first=each.valid_from, last=each.last_day) for each in booked]
    return option_usage(bookings, period, begins_on=contract.concluded_on, ends_on=contract.last_day)
