"""An invoice as data: the business terms (BT) of EN 16931 that it consists of, and the sums that follow from them.

Amounts are integer cents, unit prices millionths of the currency, VAT rates hundredths of a percent. A credit note has positive
amounts and takes them from what is owed. No term says anything about a caller (law.md 4.3).
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from vorzimmer.domain.money import OUTSIDE_VAT, VatRate, half_up
from vorzimmer.domain.statements import Digest

_WHOLE_RATE = 10_000


class DocumentKind(StrEnum):
    """What kind of document it is (BT-3, UNTDID 1001). CORRECTED takes the place of an invoice that was cancelled."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    CORRECTED = "corrected"


TYPE_CODES = {DocumentKind.INVOICE: "380", DocumentKind.CREDIT_NOTE: "381", DocumentKind.CORRECTED: "384"}
"""UNTDID 1001."""


class Form(StrEnum):
    """What the document is written as. All of them are EN 16931; XRECHNUNG is CII, UBL the same terms in the other syntax."""

    ZUGFERD = "zugferd"
    XRECHNUNG = "xrechnung"
    UBL = "ubl"

    @property
    def is_xrechnung(self) -> bool:
        """Whether the German rules for invoices to authorities apply, too (BR-DE)."""
        return self is not Form.ZUGFERD


class VatTreatment(StrEnum):
    """How the seller is taxed on what he does for this buyer."""

    DOMESTIC = "domestic"
    SMALL_BUSINESS = "small_business"
    """UStG §19: exempt, with a note."""
    REVERSE_CHARGE = "reverse_charge"
    """A business in another country of the EU owes the tax itself (Art. 44, 196 of Directive 2006/112/EC; UStG §3a(2))."""
    NOT_TAXABLE = "not_taxable"
    """A business outside of the EU: the place of supply is not in Germany (UStG §3a(2))."""


class VatCategory(StrEnum):
    """The code of a VAT category (BT-118, BT-151, UNTDID 5305)."""

    STANDARD = "S"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUTSIDE = "O"


EU = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""ISO 3166-1; a VAT id of Greece begins with EL."""


def treatment_of(*, is_small_business: bool, country: str, is_consumer: bool, vat_id: str) -> VatTreatment:
    """Say how a customer is taxed. A consumer, and a business of the EU without a VAT id, pays German tax (UStG §3a(1))."""
    if is_small_business:
        return VatTreatment.SMALL_BUSINESS
    if is_consumer or country == "DE":
        return VatTreatment.DOMESTIC
    if country in EU:
        return VatTreatment.REVERSE_CHARGE if vat_id else VatTreatment.DOMESTIC
    return VatTreatment.NOT_TAXABLE


def category_of(treatment: VatTreatment, rate: VatRate) -> tuple[VatCategory, VatRate]:
    """Say category and rate of a line whose tariff says `rate`."""
    if rate is OUTSIDE_VAT or treatment is VatTreatment.NOT_TAXABLE:
        return VatCategory.OUTSIDE, OUTSIDE_VAT
    if treatment is VatTreatment.SMALL_BUSINESS:
        return VatCategory.EXEMPT, 0
    if treatment is VatTreatment.REVERSE_CHARGE:
        return VatCategory.REVERSE_CHARGE, 0
    return VatCategory.STANDARD, rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller (BG-4) or buyer (BG-7). `number` is the customer number, `reference` the buyer's own (BT-10, a Leitweg-ID for authorities).

    Only of a seller: `register` (court, number, managing directors), `website`, and `bank`, `iban`, `bic` for the foot of the page.
    """

    name: str
    street: str
    postcode: str
    city: str
    country: str = "DE"
    contact: str = ""
    phone: str = ""
    email: str = ""
    vat_id: str = ""
    tax_number: str = ""
    number: str = ""
    reference: str = ""
    register: str = ""
    website: str = ""
    bank: str = ""
    iban: str = ""
    bic: str = ""


class ItemUnit(StrEnum):
    """In what a quantity is given (BT-130, UN/ECE Recommendation 20)."""

    PIECE = "C62"
    SECOND = "SEC"
    MINUTE = "MIN"
    HOUR = "HUR"
    MONTH = "MON"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line (BG-25). `net` is quantity times price, but for a minimum or a maximum; then the quantity is one and the price the amount.

    `key` is the charge of the tariff, `account` what it stands under on paper, `digest` what stays of the usage that it was made of.
    """

    key: str
    name: str
    quantity: Decimal
    unit: ItemUnit
    price: Decimal
    net: int
    category: VatCategory
    rate: VatRate
    detail: str = ""
    first: date | None = None
    last: date | None = None
    account: str = ""
    digest: Digest | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VatLine:
    """The tax of one category and rate (BG-23), in cents."""

    category: VatCategory
    rate: VatRate
    net: int
    vat: int


class PaymentMeans(StrEnum):
    """How it is paid (BT-81, UNTDID 4461)."""

    TRANSFER = "58"
    DIRECT_DEBIT = "59"
    CLEARING = "97"
    """Set off in the customer's account: credit notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """How and whither it is paid. TRANSFER: to this account. DIRECT_DEBIT: from this account by the mandate, on the day."""

    means: PaymentMeans
    iban: str = ""
    bic: str = ""
    holder: str = ""
    mandate: str = ""
    creditor_id: str = ""
    collected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preceding:
    """The document that this one cancels or takes the place of (BG-3)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice or a credit note, complete. `prepaid` cents were paid before (BT-113); `notes` are for the reader (BT-22).

    `language` is "de" or "en". A unit price of an item is in whole units of the currency, with six places at most.
    """

    kind: DocumentKind
    number: str
    issued_on: date
    due_on: date
    first: date
    last: date
    currency: str
    language: str
    seller: Party
    buyer: Party
    treatment: VatTreatment
    items: tuple[Item, ...]
    payment: Payment
    preceding: Preceding | None = None
    prepaid: int = 0
    notes: tuple[str, ...] = field(default_factory=tuple)

    @property
    def net(self) -> int:
        """The sum of the lines (BT-106, BT-109)."""
        return sum(item.net for item in self.items)

    @property
    def vat_lines(self) -> tuple[VatLine, ...]:
        """The tax by category and rate (BG-23), the highest rate first."""
        return vat_lines(self.items)

    @property
    def vat(self) -> int:
        """All tax (BT-110)."""
        return sum(line.vat for line in self.vat_lines)

    @property
    def gross(self) -> int:
        """What it comes to with tax (BT-112)."""
        return self.net + self.vat

    @property
    def payable(self) -> int:
        """What is to be paid (BT-115)."""
        return self.gross - self.prepaid

    @property
    def is_outside(self) -> bool:
        """Whether it is about nothing that is taxed here. Such a document names no VAT id (EN 16931 BR-O-2)."""
        return any(item.category is VatCategory.OUTSIDE for item in self.items)

    @property
    def means(self) -> PaymentMeans:
        """How it is paid (BT-81). What is credited is never collected or asked for."""
        return PaymentMeans.CLEARING if self.kind is DocumentKind.CREDIT_NOTE else self.payment.means


def vat_lines(items: Sequence[Item]) -> tuple[VatLine, ...]:
    """Say the tax by category and rate: on the sum of its lines, rounded once (EN 16931 BR-CO-17, BR-S-8, BR-S-9)."""
    nets: defaultdict[tuple[VatCategory, VatRate], int] = defaultdict(int)
    for item in items:
        nets[item.category, item.rate] += item.net
    ordered = sorted(nets.items(), key=lambda entry: (-(entry[0][1] or 0), entry[0][0]))
    return tuple(
        VatLine(category=category, rate=rate, net=net, vat=half_up(net * (rate or 0), _WHOLE_RATE)) for (category, rate), net in ordered
    )
