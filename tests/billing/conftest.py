"""The people of the tests, a contract with a price list for Dr. Zahn, and usage that was written somehow."""

from datetime import date
from uuid import uuid4

import pytest

from tests.billing.prices import PLAIN
from tests.cast import NOON, make_cast
from vorzimmer.billing.models import RatedMonth, TariffVersion, UsageRecord
from vorzimmer.billing.months import rows_of
from vorzimmer.customers.models import Contract, ContractTariff, Tariff
from vorzimmer.domain.days import end_of_month
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import unit_of
from vorzimmer.domain.written_statements import as_data


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def contract(cast):
    tariff = Tariff.objects.create(code="plain", name_de="Einfach", name_en="Plain")
    TariffVersion.objects.create(tariff=tariff, valid_from=date(2026, 1, 1), text=PLAIN, created_at=NOON)
    made = Contract.objects.create(customer=cast.zahn, number="V-1", state="running", concluded_on=date(2026, 1, 2), created_at=NOON)
    ContractTariff.objects.create(contract=made, tariff=tariff, valid_from=date(2026, 1, 2))
    return made


def use(customer, meter, quantity, at, **more):
    """Write a row of usage."""
    values = {"ref": uuid4(), "unit": unit_of(meter).value, "recorded_at": at} | more
    return UsageRecord.objects.create(customer=customer, key=str(uuid4()), meter=meter, quantity=quantity, occurred_at=at, **values)


def bill(contract, first, at):
    """Do to a month what a document does: keep its statement, and mark its rows."""
    period = Period(first=first, last=end_of_month(first))
    version = TariffVersion.objects.get(tariff=contract.tariff_on(first)).rates
    statement = as_data(rate(version, rows_of(contract, period), period))
    month = RatedMonth.objects.create(contract=contract, first=first, statement=statement, rated_at=at)
    UsageRecord.objects.counting().filter(customer=contract.customer).within(period.start, period.end).update(rated=month)
    return month
