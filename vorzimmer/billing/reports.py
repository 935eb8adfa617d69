"""Reports on money, each as a table for the screen and as a CSV: open items, ages, revenue, tax, payments, documents."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.billing.account_words import AGES, rate_in_words, standing_in_words
from vorzimmer.billing.accounts import ageing, open_items, standing_of
from vorzimmer.billing.datev import paper_of
from vorzimmer.billing.models import AccountEntry, ChainLink, Document, NumberSeries
from vorzimmer.customers.exports import neutral
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import Age, EntryKind
from vorzimmer.domain.datev import split
from vorzimmer.domain.invoices import VatCategory
from vorzimmer.domain.money import half_up, written

MONEY_MOVES = (EntryKind.PAYMENT, EntryKind.DEBIT, EntryKind.RETURN, EntryKind.REFUND)
NUMBER = re.compile(r"(\d{4})-?(\d+)$")
"""A document's number ends with the year and its place in the series."""
_WHOLE_RATE = 10_000


@dataclass(frozen=True, slots=True)
class Cents:
    """A cell with an amount."""

    cents: int


Cell = str | int | date | Cents | None
Line = Sequence[Cell]


def blank(headings: Sequence[str]) -> list[Cell]:
    """Cells without anything, below these headings."""
    return [""] * len(headings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A report: names of the columns, lines of cells, and a line of sums when there is one."""

    headings: Sequence[str]
    rows: Sequence[Line]
    total: Line = ()
    remark: str = ""

    def csv(self) -> bytes:
        """Write it as every spreadsheet in Germany opens it; sums are left out, the spreadsheet makes its own."""
        file = io.StringIO(newline="")
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow([neutral(heading) for heading in self.headings])
        writer.writerows([_written(cell) for cell in row] for row in self.rows)
        return file.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Cents(cents):
            return number_format(written(cents), decimal_pos=2, use_l10n=True, force_grouping=False)
        case date():
            return cell.isoformat()
        case _:
            return neutral(str(cell))


# --- what is owed --------------------------------------------------------------------------------------------------------


def report_open(first: date, last: date) -> Table:  # noqa: ARG001  all reports are asked the same way
    """List what is open on the last day."""
    items = open_items(last)
    names = names_of(item.entry.customer_ref for item in items)
    rows = [
        (
            item.entry.customer_number,
            names.get(item.entry.customer_ref, ""),
            item.entry.reference,
            item.entry.get_kind_display(),
            item.entry.day,
            item.entry.due_on,
            item.overdue,
            Cents(item.entry.amount),
            Cents(item.cents),
        )
        for item in items
    ]
    headings = (_("Customer number"), _("Customer"), _("Number"), _("Kind"), _("Booked on"), _("Due on"), _("Days overdue"))
    total: Line = (*blank(headings), "", Cents(sum(item.cents for item in items)))
    return Table(headings=(*headings, _("Amount"), _("Open")), rows=rows, total=total)


def report_ageing(first: date, last: date) -> Table:  # noqa: ARG001  as above
    """Say for each customer how old what he owes is on the last day."""
    found = ageing(last)
    names = names_of(each.customer_ref for each in found)
    rows: list[Line] = [
        (
            each.customer_number,
            names.get(each.customer_ref, ""),
            *(Cents(each.ages[age]) for age in Age),
            Cents(-each.credit),
            Cents(each.balance),
        )
        for each in found
    ]
    sums = [Cents(sum(each.ages[age] for each in found)) for age in Age]
    total: Line = ("", "", *sums, Cents(-sum(each.credit for each in found)), Cents(sum(each.balance for each in found)))
    headings = (_("Customer number"), _("Customer"), *(str(AGES[age]) for age in Age), _("Credit"), _("Balance"))
    return Table(headings=headings, rows=rows, total=total)


# --- what was earned -----------------------------------------------------------------------------------------------------


def _issued(first: date, last: date) -> Iterable[Document]:
    return Document.objects.filter(issued_on__gte=first, issued_on__lte=last).order_by("issued_on", "number").defer("xml", "pdf")


def report_revenue(first: date, last: date) -> Table:
    """Sum the net of all lines by month of issue, charge of the tariff and VAT rate. Credit notes are subtracted."""
    sums: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
    for document in _issued(first, last):
        for item in document.content.items:
            rate = rate_in_words(item.category, item.rate)
            sums[f"{document.issued_on:%Y-%m}", item.key, item.name, rate] += document.sign * item.net
    rows = [(*key, Cents(net)) for key, net in sorted(sums.items())]
    headings = (_("Month"), _("Charge"), _("Service"), _("VAT"), _("Net"))
    return Table(headings=headings, rows=rows, total=("", "", "", "", Cents(sum(sums.values()))))


def report_vat(first: date, last: date) -> Table:
    """Sum net and tax by month and rate, for the advance return; what was written off corrects it in its month (UStG §17)."""
    sums: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0])
    for document in _issued(first, last):
        for line in document.content.vat_lines:
            found = sums[f"{document.issued_on:%Y-%m}", rate_in_words(line.category, line.rate), _("documents")]
            found[0] += document.sign * line.net
            found[1] += document.sign * line.vat
    for entry in _written_off(first, last):
        for category, rate, gross in _by_rate(entry):
            vat = half_up(gross * (rate or 0), _WHOLE_RATE + (rate or 0))
            found = sums[f"{entry.day:%Y-%m}", rate_in_words(category, rate), _("written off")]
            found[0] += gross - vat
            found[1] += vat
    rows = [(*key, Cents(net), Cents(vat)) for key, (net, vat) in sorted(sums.items())]
    total = ("", "", "", Cents(sum(net for net, _vat in sums.values())), Cents(sum(vat for _net, vat in sums.values())))
    remark = _("Agreed amounts (§16 UStG): a document counts in the month of its issue. Your tax adviser confirms the figures.")
    return Table(headings=(_("Month"), _("VAT"), _("From"), _("Net"), _("Tax")), rows=rows, total=total, remark=remark)


def _written_off(first: date, last: date) -> Iterable[AccountEntry]:
    """Give what was given up, but of documents that are gone by rule: those are missing from the report as well."""
    found = AccountEntry.objects.filter(kind=EntryKind.WRITE_OFF, day__gte=first, day__lte=last).select_related("document")
    return [entry for entry in found if entry.document is None or entry.document.terms is not None]


def _by_rate(entry: AccountEntry) -> list[tuple[VatCategory, int | None, int]]:
    """Split what was given up over the rates of its document, as the bookings do."""
    if entry.document is None:
        return [(VatCategory.OUTSIDE, None, entry.amount)]
    parts = [part for part in paper_of(entry.document).parts if part.gross]
    shares = split(entry.amount, [part.gross for part in parts])
    return [(part.category, part.rate, cents) for part, cents in zip(parts, shares, strict=True)]


# --- what was paid, what was issued --------------------------------------------------------------------------------------


def report_payments(first: date, last: date) -> Table:
    """List the money that moved: what came in is above zero, what went out below."""
    entries = AccountEntry.objects.filter(kind__in=MONEY_MOVES, day__gte=first, day__lte=last).order_by("day", "booked_at", "pk")
    names = names_of(entry.customer_ref for entry in entries)
    rows = [
        (
            entry.day,
            entry.value_on,
            entry.customer_number,
            names.get(entry.customer_ref, ""),
            entry.get_kind_display(),
            entry.reference,
            _("taken back") if entry.reverses_id else "",
            Cents(-entry.amount),
        )
        for entry in entries
    ]
    headings = (_("Booked on"), _("Value on"), _("Customer number"), _("Customer"), _("Kind"), _("Reference"), _("Remark"), _("Amount"))
    total: Line = (*blank(headings[:-1]), Cents(-sum(entry.amount for entry in entries)))
    return Table(headings=headings, rows=rows, total=total)


def report_documents(first: date, last: date) -> Table:
    """List the documents with how they stand on the last day, and whether a number is missing."""
    documents = list(_issued(first, last))
    stands = standing_of(documents, last)
    rows = [
        (
            document.number,
            str(document.get_kind_display()),
            document.customer_number,
            document.issued_on,
            document.due_on,
            document.sent_on,
            standing_in_words(stands[document.pk]),
            Cents(document.sign * document.net),
            Cents(document.sign * document.vat),
            Cents(document.sign * document.gross),
            Cents(document.sign * stands[document.pk].open),
        )
        for document in documents
    ]
    headings = (_("Number"), _("Kind"), _("Customer number"), _("Issued on"), _("Due on"), _("Sent on"), _("State"))
    sums = [sum(cell.cents for cell in column if isinstance(cell, Cents)) for column in zip(*rows, strict=True)][-4:] or [0] * 4
    total: Line = (*blank(headings), *(Cents(cents) for cents in sums))
    missing = gaps()
    remark = (
        _("These numbers are missing in their series: %(numbers)s.") % {"numbers": ", ".join(missing)}
        if missing
        else _("No number is missing in any series.")
    )
    return Table(headings=(*headings, _("Net"), _("Tax"), _("Gross"), _("Open")), rows=rows, total=total, remark=remark)


def gaps() -> list[str]:
    """Name the numbers that are missing in the series of a year ("2026-17"). Documents that were erased are still in the chain."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    numbers = set(Document.objects.values_list("number", flat=True)) | set(ChainLink.objects.values_list("document_number", flat=True))
    for number in numbers:
        if match := NUMBER.search(number):
            found[int(match[1])].add(int(match[2]))
    given = dict(NumberSeries.objects.values_list("year", "next"))
    missing = []
    for year in sorted(found.keys() | given.keys()):
        last = given.get(year, max(found[year], default=0) + 1) - 1
        missing += [f"{year}-{place}" for place in sorted(set(range(1, last + 1)) - found[year])]
    return missing


def names_of(refs: Iterable[UUID]) -> dict[UUID, str]:
    """Give the short names of those who are customers still."""
    return dict(Customer.objects.filter(pk__in=set(refs)).values_list("pk", "short_name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report on offer. `on_a_day`: it shows how things stand on the last day, and needs no first one."""

    slug: str
    title: Any
    says: Any
    table: Callable[[date, date], Table]
    on_a_day: bool = False


REPORTS = (
    Report(
        slug="open",
        title=gettext_lazy("Open items"),
        says=gettext_lazy("What is owed and what customers have to their credit on a day."),
        table=report_open,
        on_a_day=True,
    ),
    Report(
        slug="ageing",
        title=gettext_lazy("Ages"),
        says=gettext_lazy("For each customer, how long what he owes has been overdue."),
        table=report_ageing,
        on_a_day=True,
    ),
    Report(
        slug="revenue",
        title=gettext_lazy("Revenue"),
        says=gettext_lazy("Net by month, charge of the tariff and rate of tax, from the documents."),
        table=report_revenue,
    ),
    Report(
        slug="vat",
        title=gettext_lazy("Value-added tax"),
        says=gettext_lazy("Net and tax by month and rate, for the advance return."),
        table=report_vat,
    ),
    Report(
        slug="payments",
        title=gettext_lazy("Payments"),
        says=gettext_lazy("Money that came in and went out, day by day."),
        table=report_payments,
    ),
    Report(
        slug="documents",
        title=gettext_lazy("List of documents"),
        says=gettext_lazy("Invoices and credit notes with their state, and whether a number is missing."),
        table=report_documents,
    ),
)
