"""Which version of a price list holds for a contract on a day: the one that was agreed, until a dated change of prices."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeOfPrices:
    """From the day `valid_from` on, a contract has the version that began on the day `version`."""

    valid_from: date
    version: date


def version_on(day: date, *, since: date, versions: Collection[date], changes: Iterable[ChangeOfPrices] = ()) -> date:
    """Say which version holds on a day; versions of one tariff are named by the days on which they began.

    `since` is the day on which the contract got the tariff: its prices were agreed then, as the newest version said that had begun.
    When none was old enough, the oldest one holds. The latest change on or before the day replaces it; changes before `since` belong
    to an earlier time with the same tariff. Raises ValueError when there is no version.
    """
    if not versions:
        raise ValueError("a tariff without a version has no prices")
    made = [change for change in changes if since <= change.valid_from <= day]
    if made:
        return max(made, key=lambda change: change.valid_from).version
    return max((version for version in versions if version <= since), default=min(versions))
