"""DATEV files: bookings (Buchungsstapel) and debtors (Debitoren/Kreditoren) as EXTF, format version 700.

A line that says what the file is, a line with the names of the columns, then the rows. Windows-1252, lines end with CR LF, a comma
before the cents, texts in quotation marks. Source: developer.datev.de, DATEV-Format.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vorzimmer.domain.datev import LEDGER_PLACES, Batch, Booking, NotBookable
from vorzimmer.domain.datev_columns import BOOKING_TEXTS, BOOKINGS, DEBTOR_TEXTS, DEBTORS
from vorzimmer.domain.days import berlin
from vorzimmer.domain.invoices import EU
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sentences import sentence

BOOKING_FILE, DEBTOR_FILE = ("21", "Buchungsstapel", "13"), ("16", "Debitoren/Kreditoren", "5")
"""Category, name and version of the formats."""
MOST_ROWS = 99_999
ADVISERS, CLIENTS = range(1001, 10_000_000), range(1, 100_000)
"""Numbers that DATEV gives to advisers and their clients."""
_LONGEST_TEXT, _LONGEST_NUMBER, _LONGEST_NAME, _LONGEST_SHORT_NAME = 60, 36, 50, 15
_IN_NUMBERS = re.compile(r"[^\w$&%*+\-/]", re.ASCII)
_CENTS = 100
_BUSINESS, _PERSON = "2", "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """Whose books they are: the numbers of adviser and client, and when the file was made."""

    adviser: int
    client: int
    chart: str
    made_at: datetime

    def __post_init__(self) -> None:
        if self.adviser not in ADVISERS or self.client not in CLIENTS:
            raise ValueError("the number of the adviser is 1001 to 9999999, that of the client 1 to 99999")


@dataclass(frozen=True, slots=True, kw_only=True)
class Debtor:
    """A customer as a debtor: his account and his address. No bank data: nobody needs them in the books."""

    account: int
    number: str
    name: str
    is_consumer: bool = False
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    vat_id: str = ""
    payment_days: int | None = None


def bookings_file(batch: Batch, heading: Heading) -> bytes:
    """Write a batch. Raises NotBookable when it has more rows than DATEV reads."""
    if len(batch.bookings) > MOST_ROWS:
        raise NotBookable(sentence(_("a file holds at most 99,999 rows; choose a shorter period")))
    period = (f"{batch.first:%Y%m%d}", f"{batch.last:%Y%m%d}")
    head = _head(heading, BOOKING_FILE, batch.first.year, period, title=f"Debitoren {batch.first:%m-%Y}", finance=True)
    return _file(head, BOOKINGS, (_row(_booking(row), BOOKINGS, BOOKING_TEXTS) for row in batch.bookings))


def debtors_file(debtors: Iterable[Debtor], heading: Heading) -> bytes:
    """Write the debtors with their addresses, in the order of their accounts."""
    head = _head(heading, DEBTOR_FILE, berlin(heading.made_at).year, ("", ""), title="", finance=False)
    ordered = sorted(debtors, key=lambda debtor: debtor.account)
    return _file(head, DEBTORS, (_row(_debtor(debtor), DEBTORS, DEBTOR_TEXTS) for debtor in ordered))


def _booking(row: Booking) -> Mapping[str, str]:
    return {
        "Umsatz (ohne Soll/Haben-Kz)": euros(abs(row.cents)),
        "Soll/Haben-Kennzeichen": "S" if row.cents > 0 else "H",
        "WKZ Umsatz": "EUR",
        "Konto": str(row.debtor),
        "Gegenkonto (ohne BU-Schlüssel)": str(row.against),
        "Belegdatum": f"{row.day:%d%m}",
        "Belegfeld 1": _IN_NUMBERS.sub("-", plain(row.number, _LONGEST_NUMBER)),
        "Buchungstext": plain(row.text, _LONGEST_TEXT),
        "EU-Land u. UStID (Bestimmung)": plain(row.vat_id, 15),
        "Festschreibung": "0",
        "Fälligkeit": f"{row.due_on:%d%m%Y}" if row.due_on is not None else "",
    }


def _debtor(debtor: Debtor) -> Mapping[str, str]:
    name = "Name (Adressattyp natürl. Person)" if debtor.is_consumer else "Name (Adressattyp Unternehmen)"
    is_eu = debtor.vat_id[:2] in EU | {"EL"}
    return {
        "Konto": str(debtor.account),
        name: plain(debtor.name, _LONGEST_NAME),
        "Adressattyp": _PERSON if debtor.is_consumer else _BUSINESS,
        "Kurzbezeichnung": plain(debtor.name, _LONGEST_SHORT_NAME),
        "EU-Land": debtor.vat_id[:2] if is_eu else "",
        "EU-UStID": plain(debtor.vat_id[2:], 13) if is_eu else "",
        "Adressart": "STR",
        "Straße": plain(debtor.street, 36),
        "Postleitzahl": plain(debtor.postcode, 10),
        "Ort": plain(debtor.city, 30),
        "Land": debtor.country,
        "Kunden-/Lief.-Nr.": plain(debtor.number, 15),
        "Fälligkeit in Tagen (Debitor)": "" if debtor.payment_days is None else str(debtor.payment_days),
    }


def _head(heading: Heading, kind: tuple[str, str, str], year: int, period: tuple[str, str], *, title: str, finance: bool) -> str:  # noqa: PLR0913  as many facts stand in it
    category, name, version = kind
    made = berlin(heading.made_at)
    return ";".join(
        [
            *('"EXTF"', "700", category, quoted(name), version, f"{made:%Y%m%d%H%M%S}{made.microsecond // 1000:03}", ""),
            *('"VZ"', '"Vorzimmer"', '""', str(heading.adviser), str(heading.client), f"{year}0101", str(LEDGER_PLACES), *period),
            *(quoted(title), '""', "1" if finance else "", "0" if finance else "", "0" if finance else "", '"EUR"' if finance else '""'),
            *("", '""', "", "", quoted(heading.chart.removeprefix("SKR")), "", "", '""', '""'),
        ]
    )


def _row(values: Mapping[str, str], columns: Sequence[str], texts: frozenset[int]) -> str:
    """Put the values below their columns; a name that occurs twice ("Leerfeld") is never filled."""
    cells = []
    for place, column in enumerate(columns):
        value = values.get(column, "")
        cells.append(quoted(value) if place in texts else value)
    return ";".join(cells)


def _file(head: str, columns: Sequence[str], rows: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in (head, ";".join(columns), *rows)).encode("cp1252")


def euros(cents: int) -> str:
    """Write cents as DATEV reads an amount: "1234,50", without a sign and without points between thousands."""
    whole, rest = divmod(cents, _CENTS)
    return f"{whole},{rest:02}"


def quoted(text: str) -> str:
    """Put a text into quotation marks; those in it are doubled."""
    return '"' + text.replace('"', '""') + '"'


def plain(text: str, longest: int) -> str:
    """Keep what Windows-1252 can write, on one line, not longer than `longest`: "Łódź" becomes "Lódz"."""
    return "".join(_written(letter) for letter in " ".join(text.split()))[:longest]


_LIKE = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "ı": "i", "ẞ": "SS"}


def _written(letter: str) -> str:
    if unicodedata.category(letter) in {"Cc", "Cf"}:
        return ""
    if _fits(letter):
        return letter
    bare = "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part) and _fits(part))
    return _LIKE.get(letter, bare or "?")


def _fits(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True
