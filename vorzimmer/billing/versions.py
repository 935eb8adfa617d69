"""Which price list a contract has on a day, with its booked options in it."""

from datetime import date

from vorzimmer.billing.models import TariffVersion
from vorzimmer.customers.models import Contract, ContractTariff
from vorzimmer.domain.price_versions import ChangeOfPrices, version_on
from vorzimmer.domain.tariff_parts import Names
from vorzimmer.domain.tariff_parts import TariffVersion as Rates
from vorzimmer.domain.tariff_writing import PricedOption, with_options


class NoPrices(Exception):
    """A tariff has no price list: nothing can be rated."""

    def __init__(self, tariff: str) -> None:
        super().__init__(tariff)
        self.tariff = tariff


def version_of(contract: Contract, day: date) -> TariffVersion:
    """Say which version a contract has on a day. Raises `NoPrices`."""
    row = _tariff_row(contract, day)
    since = max(row.valid_from, contract.concluded_on or row.valid_from)
    versions = {version.valid_from: version for version in row.tariff.versions.all()}
    if not versions:
        raise NoPrices(row.tariff.code)
    changes = [
        ChangeOfPrices(valid_from=change.valid_from, version=change.version.valid_from)
        for change in contract.price_changes.all()
        if change.version.tariff_id == row.tariff_id
    ]
    return versions[version_on(day, since=since, versions=versions.keys(), changes=changes)]


def _tariff_row(contract: Contract, day: date) -> ContractTariff:
    rows = sorted(contract.tariffs.all(), key=lambda row: row.valid_from)
    begun = [row for row in rows if row.valid_from <= day]
    return begun[-1] if begun else rows[0]


def rates_of(contract: Contract, day: date) -> Rates:
    """Give the price list of a contract on a day, with the options that it has booked at any time. Raises `NoPrices`."""
    options = {booked.option.code: booked.option for booked in contract.options.all()}
    priced = [
        PricedOption(code=option.code, names=Names(de=option.name_de, en=option.name_en), monthly_cents=option.monthly_cents)
        for option in options.values()
    ]
    return with_options(version_of(contract, day).rates, priced)
