"""What can be wrong with a document before it is written, each with its sentence: what is wrong and what would be right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class InvoiceProblem(StrEnum):
    """What is wrong. The last ones count only for an XRechnung."""

    NO_NUMBER = "no_number"
    NO_CURRENCY = "no_currency"
    NO_LANGUAGE = "no_language"
    DUE_BEFORE_ISSUE = "due_before_issue"
    PERIOD_REVERSED = "period_reversed"
    UNPRINTABLE = "unprintable"
    SELLER_INCOMPLETE = "seller_incomplete"
    BUYER_INCOMPLETE = "buyer_incomplete"
    UNKNOWN_COUNTRY = "unknown_country"
    NO_TAX_NUMBER = "no_tax_number"
    TAX_NUMBER_NEEDED = "tax_number_needed"
    WRONG_VAT_ID = "wrong_vat_id"
    SELLER_VAT_ID_NEEDED = "seller_vat_id_needed"
    BUYER_VAT_ID_NEEDED = "buyer_vat_id_needed"
    NO_ITEMS = "no_items"
    NO_ITEM_NAME = "no_item_name"
    ITEM_PERIOD_REVERSED = "item_period_reversed"
    TOO_PRECISE_QUANTITY = "too_precise_quantity"
    TOO_PRECISE_PRICE = "too_precise_price"
    NEGATIVE_PRICE = "negative_price"
    WRONG_NET = "wrong_net"
    WRONG_CATEGORY = "wrong_category"
    WRONG_RATE = "wrong_rate"
    OUTSIDE_MIXED = "outside_mixed"
    NEGATIVE_TOTAL = "negative_total"
    NEGATIVE_PREPAID = "negative_prepaid"
    CALLER_PHONE = "caller_phone"
    CALLER_EMAIL = "caller_email"
    NO_PRECEDING = "no_preceding"
    PRECEDES_ITSELF = "precedes_itself"
    UNEXPECTED_PRECEDING = "unexpected_preceding"
    NO_ACCOUNT = "no_account"
    WRONG_IBAN = "wrong_iban"
    NO_MANDATE = "no_mandate"
    NO_CREDITOR_ID = "no_creditor_id"
    NO_COLLECTION_DAY = "no_collection_day"
    COLLECTED_TOO_EARLY = "collected_too_early"
    NO_CONTACT = "no_contact"
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    NO_REFERENCE = "no_reference"
    NO_ELECTRONIC_ADDRESS = "no_electronic_address"


_P = InvoiceProblem
SENTENCES: Mapping[InvoiceProblem, str] = MappingProxyType(
    {
        _P.NO_NUMBER: _("the document has no number."),
        _P.NO_CURRENCY: _('“%(found)s” is no currency; three capital letters are meant, as in "EUR".'),
        _P.NO_LANGUAGE: _("there are no words for the language “%(found)s”; there are: de, en."),
        _P.DUE_BEFORE_ISSUE: _("it is due before the day of its issue."),
        _P.PERIOD_REVERSED: _("the period that is billed ends before it begins."),
        _P.UNPRINTABLE: _("“%(name)s” holds a character that cannot be printed."),
        _P.SELLER_INCOMPLETE: _("the address of the agency is not complete: “%(name)s” is missing (§ 14 (4) no. 1 UStG)."),
        _P.BUYER_INCOMPLETE: _("the address of the customer is not complete: “%(name)s” is missing (§ 14 (4) no. 1 UStG)."),
        _P.UNKNOWN_COUNTRY: _('“%(found)s” is no country; two capital letters are meant, as in "DE".'),
        _P.NO_TAX_NUMBER: _("the agency needs a tax number or a VAT id (§ 14 (4) no. 2 UStG)."),
        _P.TAX_NUMBER_NEEDED: _("a document about what is not taxed names no VAT id; the agency's tax number is needed."),
        _P.WRONG_VAT_ID: _("“%(found)s” is no VAT id; it begins with the two letters of its country."),
        _P.SELLER_VAT_ID_NEEDED: _("for the reverse charge the agency's VAT id is needed (§ 14a (1) UStG)."),
        _P.BUYER_VAT_ID_NEEDED: _("for the reverse charge the customer's VAT id is needed (§ 14a (1) UStG)."),
        _P.NO_ITEMS: _("there is nothing in it; a document has at least one line."),
        _P.NO_ITEM_NAME: _("line %(line)d does not say what it is about (§ 14 (4) no. 5 UStG)."),
        _P.ITEM_PERIOD_REVERSED: _("the period of line %(line)d ends before it begins."),
        _P.TOO_PRECISE_QUANTITY: _("the quantity of line %(line)d has more than four places after the point."),
        _P.TOO_PRECISE_PRICE: _("the price of line %(line)d has more than six places after the point."),
        _P.NEGATIVE_PRICE: _("the price of line %(line)d is negative; the quantity is what is negative when something is taken back."),
        _P.WRONG_NET: _("line %(line)d comes to %(right)s and not to %(found)s."),
        _P.WRONG_CATEGORY: _("line %(line)d is taxed as “%(found)s”, which does not fit how this customer is taxed."),
        _P.WRONG_RATE: _("the rate of tax of line %(line)d does not fit its category “%(found)s”."),
        _P.OUTSIDE_MIXED: _("what is outside of the tax needs a document of its own (BR-O-11)."),
        _P.NEGATIVE_TOTAL: _("it comes to less than nothing; that is a credit note, with positive amounts."),
        _P.NEGATIVE_PREPAID: _("what was paid before is not negative."),
        _P.CALLER_PHONE: _("“%(text)s” looks like a telephone number; data about callers do not belong in an invoice."),
        _P.CALLER_EMAIL: _("“%(text)s” looks like an e-mail address; data about callers do not belong in an invoice."),
        _P.NO_PRECEDING: _("a credit note and a corrected invoice name the document that they are about."),
        _P.PRECEDES_ITSELF: _("it names itself as the document that it is about."),
        _P.UNEXPECTED_PRECEDING: _("an invoice that takes the place of another one is a corrected invoice."),
        _P.NO_ACCOUNT: _("the IBAN of the account is missing."),
        _P.WRONG_IBAN: _("the IBAN of the account is not right; its check digits do not fit."),
        _P.NO_MANDATE: _("a direct debit needs the reference of its mandate."),
        _P.NO_CREDITOR_ID: _("a direct debit needs the agency's creditor identifier."),
        _P.NO_COLLECTION_DAY: _("a direct debit needs the day on which it is collected."),
        _P.COLLECTED_TOO_EARLY: _("a direct debit is announced at least one day before it is collected."),
        _P.NO_CONTACT: _("an XRechnung needs the name of whom to ask at the agency (BR-DE-5)."),
        _P.NO_PHONE: _("an XRechnung needs a telephone number of the agency (BR-DE-6, BR-DE-27)."),
        _P.NO_EMAIL: _("an XRechnung needs an e-mail address of the agency (BR-DE-7, BR-DE-28)."),
        _P.NO_REFERENCE: _("an XRechnung needs the buyer's reference, for authorities the Leitweg-ID (BR-DE-15)."),
        _P.NO_ELECTRONIC_ADDRESS: _("an XRechnung needs an electronic address of the customer: an e-mail address or a Leitweg-ID."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: at which business term of EN 16931 ("BT-31"), and in a sentence."""

    kind: InvoiceProblem
    term: str
    says: Sentence

    def __str__(self) -> str:
        return f"{self.term}: {self.says}"


def problem(kind: InvoiceProblem, term: str, **values: object) -> Problem:
    """Make a problem with its sentence."""
    return Problem(kind=kind, term=term, says=sentence(SENTENCES[kind], **values))


class DocumentRefused(ValueError):
    """A document that would be wrong is not written."""

    def __init__(self, number: str, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{number}: {each}" for each in problems))
        self.number = number
        self.problems = problems
