"""Booked options as usage: so many days of the period."""

from vorzimmer.customers.models import Contract
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import OPTION, Unit, UsageRow


def option_rows(contract: Contract, period: Period) -> list[UsageRow]:
    """Give a row for each booked option that held in the period while the contract was in force: its days."""
    rows = []
    for booked in contract.options.all():
        first = max(period.first, booked.valid_from, contract.concluded_on or period.first)
        last = min(period.last, booked.last_day or period.last, contract.last_day or period.last)
        days = (last - first).days + 1
        if days > 0:
            rows.append(UsageRow(str(booked.pk), f"{OPTION}{booked.option.code}", days, Unit.DAY.value, start_of_day(first)))
    return rows
