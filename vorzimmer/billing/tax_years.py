"""The years of the books, and whether their taxes are finally assessed: what a declaration means, and whether it may be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from vorzimmer.billing.models import AccountEntry, AssessedYear, BankEntry, Document
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import add_years
from vorzimmer.domain.retention import version_for, versions_of, windows
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.policies import retention_rules

TAX_RULES = (Rule.TAX6, Rule.TAX8, Rule.TAX10)
"""What goes by a declaration: letters, vouchers, books."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxYear:
    """A year of the books. `gone_from`: the first days on which its letters, vouchers and books can go, in this order.

    `was_used`: something was erased since it was declared, and of its time; then the declaration stays.
    """

    year: int
    declared: AssessedYear | None
    gone_from: tuple[date, ...]
    was_used: bool

    @property
    def may_be_taken_back(self) -> bool:
        return self.declared is not None and not self.was_used


def tax_years(today: date) -> Sequence[TaxYear]:
    """List the years that are over, since the first in which something was booked or issued or declared; the latest first."""
    declared = {row.year: row for row in AssessedYear.objects.select_related("declared_by")}
    begun = [
        Document.objects.aggregate(first=Min("issued_on"))["first"],
        AccountEntry.objects.aggregate(first=Min("day"))["first"],
        BankEntry.objects.aggregate(first=Min("booked_on"))["first"],
    ]
    first = min([*(day.year for day in begun if day is not None), *declared], default=today.year)
    return [tax_year(year, declared.get(year)) for year in range(today.year - 1, first - 1, -1)]


def tax_year(year: int, declared: AssessedYear | None) -> TaxYear:
    """Say what a declaration about a year means."""
    return TaxYear(year=year, declared=declared, gone_from=_gone_from(year), was_used=declared is not None and _was_used(declared))


def _gone_from(year: int) -> tuple[date, ...]:
    start, rules = date(year, 12, 31), retention_rules()
    return tuple(add_years(date(year + 1, 1, 1), version_for(versions_of(rules, rule), start).length) for rule in TAX_RULES)


def _was_used(declared: AssessedYear) -> bool:
    """Whether something was erased after the declaration whose window reached into its year: the ledger names no year, only the moment."""
    lines = LedgerEntry.objects.filter(rule__in=TAX_RULES, erased__gt=0, at__gte=declared.declared_at)
    rules = retention_rules()
    for rule, at in lines.values_list("rule", "at"):
        if any(window.last.year >= declared.year for window in windows(rules, Rule(rule), at)):
            return True
    return False
