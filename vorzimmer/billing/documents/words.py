"""What an invoice says in sentences, in the language that is active: why there is no tax, and how it is paid.

The same sentences stand in the XML (BT-20, BT-120) and on paper, so that the two never say different things (law.md 6.5, trap 58).
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vorzimmer.domain.days import end_of_month
from vorzimmer.domain.invoices import Document, DocumentKind, PaymentMeans, VatCategory, VatTreatment
from vorzimmer.domain.money import written

_THOUSANDS = 3


def is_german() -> bool:
    return (get_language() or "de").startswith("de")


def day(value: date) -> str:
    """Write a day so that nobody mistakes it: "01.12.2026", "1 Dec 2026"."""
    return date_format(value, "d.m.Y" if is_german() else "j M Y")


def period(first: date, last: date) -> str:
    """Write a period: a month by its name, "Oktober 2026", others by their first and last day."""
    if first.day == 1 and last == end_of_month(first):
        return date_format(first, "F Y")
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def figure(text: str) -> str:
    """Write a number with a point as the reader writes it: "1234.5" is "1.234,5" in German and "1,234.5" in English."""
    sign, digits = ("−", text[1:]) if text.startswith("-") else ("", text)
    whole, _point, places = digits.partition(".")
    groups = [whole[max(0, end - _THOUSANDS) : end] for end in range(len(whole), 0, -_THOUSANDS)][::-1]
    thousands, point = (".", ",") if is_german() else (",", ".")
    return sign + thousands.join(groups) + (point + places if places else "")


def money(cents: int) -> str:
    """Write cents as the reader writes them."""
    return figure(written(cents))


def priced(document: Document, cents: int) -> str:
    """Write an amount with its currency, not to be broken: "1.234,50 EUR", "EUR 1,234.50"."""
    amount = money(cents)
    return f"{amount}\u00a0{document.currency}" if is_german() else f"{document.currency}\u00a0{amount}"


def exemption(document: Document, category: VatCategory) -> str:
    """Say why a category bears no tax (BT-120), with the law. Empty for one that does."""
    match category:
        case VatCategory.EXEMPT:
            return _("No value-added tax is charged: exempt as a small business (§ 19 UStG, German VAT Act).")
        case VatCategory.REVERSE_CHARGE:
            return _("Reverse charge: the recipient of the service is liable for VAT (Art. 196 of Directive 2006/112/EC, § 13b UStG).")
        case VatCategory.OUTSIDE if document.treatment is VatTreatment.NOT_TAXABLE:
            return _("Not taxable in Germany: the place of supply is where the recipient is established (§ 3a (2) UStG).")
        case VatCategory.OUTSIDE:
            return _("Outside the scope of value-added tax: no consideration for a supply (§ 1 (1) UStG).")
        case _:
            return ""


def masked(iban: str) -> str:
    """Give as much of an account number as its holder needs to know it."""
    return f"{iban[:4]} … {iban[-4:]}"


def grouped(iban: str) -> str:
    """Write an account number in groups of four."""
    return "\u00a0".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def default_hint() -> str:
    """Tell a consumer when he is in default without a reminder; without these words he is not (BGB §286(3)). LAWYER confirms them."""
    return _(
        "You are in default without a reminder if you do not pay within 30 days after this invoice is due and has reached you (§ 286 BGB)."
    )


def payment_terms(document: Document) -> str:
    """Say how and by when it is paid (BT-20); for a direct debit this is the notice that comes before it (law.md 4.4)."""
    payment = document.payment
    if document.kind is DocumentKind.CREDIT_NOTE:
        return _("%(amount)s are credited to your customer account: set off against what is open, or paid out to you.") % {
            "amount": priced(document, document.payable)
        }
    if document.payable <= 0:
        return _("Nothing is to be paid.")
    if document.means is PaymentMeans.DIRECT_DEBIT:
        return _(
            "We will collect %(amount)s on %(day)s by SEPA direct debit from your account %(account)s."
            " Our creditor identifier is %(creditor)s, your mandate reference %(mandate)s."
        ) % {
            "amount": priced(document, document.payable),
            "day": day(payment.collected_on or document.due_on),
            "account": masked(payment.iban),
            "creditor": payment.creditor_id,
            "mandate": payment.mandate,
        }
    return _("Please transfer %(amount)s by %(day)s without deduction and quote the number %(number)s.") % {
        "amount": priced(document, document.payable),
        "day": day(document.due_on),
        "number": document.number,
    }
