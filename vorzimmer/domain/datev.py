"""Bookings for the tax adviser: each entry of the customers' accounts becomes the rows that a general ledger needs.

Amounts are integer cents. A booking is one row of a DATEV batch: debtor against an account of the ledger; above zero the debtor is
debited (Soll), below zero credited (Haben). Which account it is says `policy/accounts.toml`; tax is not booked by itself, it follows
from the revenue account (Automatikkonto).
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.invoices import VatCategory, VatTreatment
from vorzimmer.domain.money import VatRate
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _

CHARTS = ("SKR03", "SKR04")
FIRST_DEBTOR, LAST_DEBTOR = 10_000, 69_999
"""Personal accounts of debtors have one place more than accounts of the ledger, which have four."""
LEDGER_PLACES = 4
BY_MONEY = frozenset({EntryKind.PAYMENT, EntryKind.DEBIT, EntryKind.RETURN, EntryKind.REFUND})
_DIGITS = "0123456789"


class NotBookable(Exception):
    """An entry cannot become bookings: the sentence says which, and what is wrong."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerAccount:
    """An account of the general ledger. `automatic`: the tax follows from its number (Automatikkonto)."""

    key: str
    name: str
    numbers: Mapping[str, int]
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """The accounts by key, and whether the tax adviser has confirmed them."""

    accounts: Mapping[str, LedgerAccount]
    confirmed: bool

    def number(self, key: str, chart: str) -> int:
        """Say the number of an account in a chart. Raises NotBookable for an account that is not listed."""
        if key not in self.accounts:
            raise NotBookable(sentence(_("policy/accounts.toml names no account “%(key)s”"), key=key))
        return self.accounts[key].numbers[chart]


def read_charts(text: str) -> Charts:
    """Read `policy/accounts.toml`. Raises ValueError that says which account is wrong and how."""
    data = tomllib.loads(text)
    accounts: dict[str, LedgerAccount] = {}
    for row in data.get("account", ()):
        key, numbers = str(row.get("key", "")), {chart: row.get(chart) for chart in CHARTS}
        wrong = [
            chart for chart, number in numbers.items() if not isinstance(number, int) or len(str(number)) > LEDGER_PLACES or number < 1
        ]
        if not key or not row.get("name") or wrong or key in accounts:
            raise ValueError(f"account {key!r} needs a key of its own, a name, and a number of up to four places in {' and '.join(CHARTS)}")
        accounts[key] = LedgerAccount(key=key, name=row["name"], numbers=numbers, automatic=bool(row.get("automatic", False)))
    return Charts(accounts=accounts, confirmed=bool(data.get("confirmed_by_tax_adviser", False)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What a document comes to at one VAT category and rate, with the tax, in cents."""

    category: VatCategory
    rate: VatRate
    gross: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What the books need of a document: positive amounts, also of a credit note."""

    number: str
    due_on: date
    treatment: VatTreatment
    parts: Sequence[Part]
    vat_id: str = ""

    @property
    def gross(self) -> int:
        return sum(part.gross for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An entry of a customer's account, as it is exported. `value_on` is when the money moved."""

    id: UUID
    kind: EntryKind
    amount: int
    day: date
    value_on: date
    customer_number: str
    reference: str = ""
    paper: Paper | None = None
    is_reversal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A row of the batch: so many cents on the debtor's account, against an account of the ledger."""

    posting: UUID
    debtor: int
    against: int
    cents: int
    day: date
    number: str
    text: str
    due_on: date | None = None
    vat_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The bookings of a period, all in one calendar year."""

    first: date
    last: date
    chart: str
    bookings: Sequence[Booking] = field(default_factory=tuple)


def debtor_account(customer_number: str) -> int:
    """Say the personal account of a customer: his number's digits above 10000 ("K-1001" is 11001). Raises NotBookable."""
    digits = "".join(letter for letter in customer_number if letter in _DIGITS)
    account = FIRST_DEBTOR + int(digits or 0)
    if not digits or account > LAST_DEBTOR:
        raise NotBookable(sentence(_("the customer number “%(number)s” gives no account between 10001 and 69999"), number=customer_number))
    return account


def batch(postings: Iterable[Posting], charts: Charts, chart: str, *, first: date, last: date) -> Batch:
    """Book every entry whose day lies in the period, once. Entries of nothing leave no row.

    Raises NotBookable for an entry that cannot be booked, for two customers with one account, and for a period over a change of the
    year: DATEV reads the year of a row from the beginning of the business year.
    """
    if first > last or first.year != last.year:
        raise NotBookable(sentence(_("an export covers days of one calendar year")))
    chosen = sorted((posting for posting in postings if first <= posting.day <= last), key=lambda posting: (posting.day, str(posting.id)))
    _demand_own_accounts(chosen)
    rows = []
    for posting in chosen:
        made = list(_bookings(posting, charts, chart, first, last))
        if sum(row.cents for row in made) != posting.amount:
            raise NotBookable(sentence(_("the rows of %(entry)s do not come to its amount"), entry=posting.reference or posting.id))
        rows += made
    return Batch(first=first, last=last, chart=chart, bookings=tuple(rows))


def _demand_own_accounts(postings: Iterable[Posting]) -> None:
    numbers: dict[int, str] = {}
    for posting in postings:
        known = numbers.setdefault(debtor_account(posting.customer_number), posting.customer_number)
        if known != posting.customer_number:
            raise NotBookable(
                sentence(_("the customers %(one)s and %(other)s would have one account"), one=known, other=posting.customer_number)
            )


def _bookings(posting: Posting, charts: Charts, chart: str, first: date, last: date) -> Iterable[Booking]:
    day = posting.value_on if posting.kind in BY_MONEY and first <= posting.value_on <= last else posting.day
    paper = posting.paper
    invoiced = posting.kind in {EntryKind.INVOICE, EntryKind.CREDIT_NOTE}
    for key, cents in _accounts(posting):
        if not cents:
            continue
        yield Booking(
            posting=posting.id,
            debtor=debtor_account(posting.customer_number),
            against=charts.number(key, chart),
            cents=cents,
            day=day,
            number=paper.number if paper is not None else posting.reference,
            text=_text(posting),
            due_on=paper.due_on if paper is not None and posting.kind is EntryKind.INVOICE else None,
            vat_id=paper.vat_id if paper is not None and invoiced and key == "revenue_reverse_charge" else "",
        )


def _accounts(posting: Posting) -> Iterable[tuple[str, int]]:
    """Say against which accounts an entry is booked, with its cents."""
    if posting.kind in BY_MONEY:
        return [("bank", posting.amount)]
    if posting.kind in {EntryKind.DEPOSIT, EntryKind.DEPOSIT_BACK}:
        return [("deposits", posting.amount)]
    if posting.kind is EntryKind.FEE:
        return [("fees", posting.amount)]
    if posting.kind is EntryKind.WRITE_OFF:
        return _losses(posting)
    if posting.paper is None:
        raise NotBookable(sentence(_("the document of %(entry)s is missing"), entry=posting.reference or posting.id))
    sign = -1 if posting.amount < 0 else 1
    return [(revenue_key(posting.paper.treatment, part), sign * part.gross) for part in posting.paper.parts]


def revenue_key(treatment: VatTreatment, part: Part) -> str:
    """Say the key of the revenue account of a part of a document."""
    if part.category is VatCategory.STANDARD:
        return f"revenue_{part.rate}"
    if part.category is VatCategory.EXEMPT:
        return "revenue_small_business"
    if part.category is VatCategory.REVERSE_CHARGE:
        return "revenue_reverse_charge"
    return "revenue_not_taxable" if treatment is VatTreatment.NOT_TAXABLE else "revenue_outside"


def _losses(posting: Posting) -> Iterable[tuple[str, int]]:
    """Split what is given up over the rates of its document: the tax in it is corrected (UStG §17(2) no. 1)."""
    if posting.paper is None or not posting.paper.gross:
        return [("loss", posting.amount)]
    parts = [part for part in posting.paper.parts if part.gross]
    shares = split(posting.amount, [part.gross for part in parts])
    return [
        (f"loss_{part.rate}" if part.category is VatCategory.STANDARD else "loss", cents) for part, cents in zip(parts, shares, strict=True)
    ]


def split(cents: int, weights: Sequence[int]) -> list[int]:
    """Split cents in proportion to the weights, so that no cent is lost: the largest rests get the cents that are left, the first first.

    What is taken back is split as it was. Raises ValueError when the weights come to nothing or less.
    """
    whole, amount = sum(weights), abs(cents)
    if whole <= 0:
        raise ValueError("nothing to split by")
    shares = [amount * weight // whole for weight in weights]
    rests = sorted(range(len(weights)), key=lambda place: (-(amount * weights[place] % whole), place))
    for place in rests[: amount - sum(shares)]:
        shares[place] += 1
    return shares if cents >= 0 else [-share for share in shares]


_TEXTS: Mapping[EntryKind, str] = {
    EntryKind.INVOICE: "Rechnung",
    EntryKind.CREDIT_NOTE: "Gutschrift",
    EntryKind.PAYMENT: "Zahlung",
    EntryKind.DEBIT: "Lastschrift",
    EntryKind.RETURN: "Rücklastschrift",
    EntryKind.FEE: "Rücklastschriftkosten",
    EntryKind.REFUND: "Auszahlung",
    EntryKind.DEPOSIT: "Kaution angefordert",
    EntryKind.DEPOSIT_BACK: "Kaution zurück",
    EntryKind.WRITE_OFF: "Ausbuchung",
}
"""What stands in the text of a row; the books of a German firm are German."""


def _text(posting: Posting) -> str:
    taken_back = " (Rücknahme)" if posting.is_reversal else ""
    return f"{_TEXTS[posting.kind]}{taken_back} {posting.customer_number} {posting.reference}".strip()
