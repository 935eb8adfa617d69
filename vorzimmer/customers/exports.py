"""Customers as a CSV that every spreadsheet opens, and that can be imported again. No cell becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vorzimmer.customers.columns import BETWEEN_NUMBERS, COLUMNS, Column
from vorzimmer.customers.models import Customer
from vorzimmer.customers.queries import CustomerQuerySet
from vorzimmer.domain.hours import Window
from vorzimmer.domain.restrictions import Use
from vorzimmer.privacy.blocks import CUSTOMER, unusable
from vorzimmer.telephony.numbers import dialled_from, grouped

FILE_TYPE = "text/csv; charset=utf-8"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What makes a spreadsheet take a text for a formula (OWASP, CSV injection)."""


def csv_of(customers: CustomerQuerySet, columns: Sequence[Column]) -> bytes:
    """Write the customers, one a line, in these columns. Spreadsheets know by the mark at the beginning that it is UTF-8.

    Whose data are restricted is left out (Art. 18(2) GDPR).
    """
    wanted = customers.exclude(pk__in=unusable(Use.EXPORT, CUSTOMER)).select_related("team").prefetch_related("dial_ins", "greetings")
    return table([[cell(customer, column) for column in columns] for customer in wanted], columns)


def template() -> bytes:
    """Write the line with the names of the columns, to be filled in."""
    return table([], list(Column))


def table(rows: Iterable[Sequence[str]], columns: Sequence[Column]) -> bytes:
    """Write the lines below the names of the columns in the reader's language."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(str(COLUMNS[column].heading)) for column in columns])
    writer.writerows([neutral(text) for text in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def neutral(text: str) -> str:
    """Keep a text from being taken for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def cell(customer: Customer, column: Column) -> str:
    """Say what stands in a column of the customer, as the import reads it."""
    if column in _SAID:
        return str(_SAID[column](customer))
    return str(getattr(customer, column.value))


def _number(number: str) -> str:
    """Write a number as people in Germany dial it, "030 23125001": a plus would begin a formula."""
    if number.startswith("+49"):
        return "0" + grouped(number).partition(" ")[2]
    return dialled_from(number)


def _greeting(customer: Customer) -> str:
    return next((greeting.text for greeting in customer.greetings.all() if greeting.window == Window()), "")


_SAID: dict[Column, Any] = {
    Column.PHONE: lambda customer: _number(customer.phone) if customer.phone else "",
    Column.LAND: lambda customer: customer.get_land_display(),
    Column.TRADE: lambda customer: customer.get_trade_display(),
    Column.IS_CONSUMER: lambda customer: _("yes") if customer.is_consumer else _("no"),
    Column.TEAM: lambda customer: customer.team.name,
    Column.LANGUAGE: lambda customer: customer.get_language_display(),
    Column.DIAL_INS: lambda customer: BETWEEN_NUMBERS.join(_number(dial_in.number) for dial_in in customer.dial_ins.all()),
    Column.GREETING: _greeting,
}
