"""What stands on the paper of a reminder, and where; `reminder.typ` sets it on the same page as invoices."""

import json
from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from vorzimmer.billing.documents import words
from vorzimmer.billing.documents.paper import Transfer, address, letterhead, payment_box
from vorzimmer.billing.documents.pdf import typeset
from vorzimmer.claims.letters import words as said
from vorzimmer.claims.letters.content import Letter, Row
from vorzimmer.domain.debits import LONGEST_REMITTANCE
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.transfers import TransferRefused
from vorzimmer.telephony.numbers import grouped

Data = dict[str, Any]


def pdf(letter: Letter) -> bytes:
    """Set a reminder in its own language (PDF/A-3). The same letter gives the same bytes."""
    with translation.override(letter.language):
        inputs = {"paper": json.dumps(paper(letter), ensure_ascii=False)}
    return typeset(inputs, datetime.combine(letter.day, time(), UTC), _template())


@cache
def _template() -> bytes:
    return files("vorzimmer.claims.letters").joinpath("reminder.typ").read_bytes()


def paper(letter: Letter) -> Data:
    """Say all that is printed, in the language that is active."""
    heading = said.heading(letter.level)
    return letterhead(letter.seller, vat_id=letter.seller.vat_id) | {
        "title": heading,
        "heading": heading,
        "recipient": address(letter.recipient, abroad=letter.recipient.country != letter.seller.country),
        "facts": [pair for pair in _facts(letter) if pair[1]],
        "opening": "",
        "before": list(said.opening(letter)),
        "table": _table(letter),
        "sums": _sums(letter),
        "demand": said.demand(letter),
        "after": list(said.consequences(letter)),
        "computed": _computed(letter),
        "closing": list(said.closing(letter)),
        "signed": letter.seller.name,
        "payment": _payment(letter),
    }


def _facts(letter: Letter) -> list[tuple[str, str]]:
    seller = letter.seller
    return [
        (_("Date"), words.day(letter.day)),
        (_("Customer number"), letter.customer_number),
        (_("Your contact"), seller.contact),
        (_("Telephone"), grouped(seller.phone)),
    ]


def _table(letter: Letter) -> Data:
    """List the claims; interest has its column where some is demanded, the day of default where there is one."""
    has_interest, has_default = letter.interest > 0, any(row.default_since for row in letter.rows)
    heads = [_("Invoice"), _("Date"), pgettext("invoice", "Due"), pgettext("money", "Amount"), _("Settled"), pgettext("money", "Open")]
    if has_default:
        heads.insert(3, _("In default since"))
    if has_interest:
        heads += [_("Interest"), _("Sum")]
    texts = 4 if has_default else 3
    return {
        "heads": heads,
        "texts": texts,
        "rows": [_cells(row, has_default=has_default, has_interest=has_interest) for row in letter.rows],
    }


def _cells(row: Row, *, has_default: bool, has_interest: bool) -> list[str]:
    cells = [row.number, words.day(row.issued_on), words.day(row.due_on)]
    if has_default:
        cells.append(words.day(row.default_since) if row.default_since else "–")
    cells += [words.money(row.gross), words.money(row.gross - row.open), words.money(row.open)]
    if has_interest:
        cells += [words.money(row.interest), words.money(row.open + row.interest)]
    return cells


def _sums(letter: Letter) -> list[Data]:
    rows = []
    if letter.total != letter.open:
        rows.append((ngettext("Open invoice", "Open invoices", len(letter.rows)), letter.open, False))
    if letter.interest:
        rows.append((_("Interest until %(day)s") % {"day": words.day(letter.day)}, letter.interest, False))
    if letter.lump_sums:
        rows.append((_lump_sums(letter), letter.lump_sums, False))
    rows.append((_("To be paid"), letter.total, True))
    return [{"label": label, "amount": said.amount(cents), "strong": strong} for label, cents, strong in rows]


def _lump_sums(letter: Letter) -> str:
    count = sum(1 for row in letter.rows if row.lump_sum)
    if count == 1:
        return _("Lump sum (§ 288 (5) BGB)")
    return _("Lump sum (§ 288 (5) BGB), %(count)s × %(amount)s") % {"count": count, "amount": words.money(letter.lump_sum)}


def _computed(letter: Letter) -> Data | None:
    """Show how the interest was computed, section by section; nothing where none is demanded."""
    if not letter.interest:
        return None
    rows = [
        [
            row.number,
            f"{words.day(section.first)} – {words.day(section.last)}",
            str(section.days),
            words.money(section.cents),
            said.rate(section.base, section.points),
            words.money(section.amount),
        ]
        for row in letter.rows
        for section in row.sections
    ]
    return {
        "title": _("How the interest is computed"),
        "heads": [_("Invoice"), _("Period"), _("Days"), pgettext("money", "Open"), _("Rate (base rate + points)"), _("Interest")],
        "rows": rows,
    }


def _payment(letter: Letter) -> Data:
    """Give the account and its code. What the code cannot say is left to the eyes."""
    title, seller = _("Payment"), letter.seller
    if not seller.iban:
        return payment_box(title, _("Please ask us for our bank account."))
    text = _("Please quote the reason for transfer.")
    transfer = Transfer(holder=seller.name, iban=seller.iban, bic=seller.bic, cents=letter.total, remittance=remittance(letter))
    try:
        return payment_box(title, text, transfer)
    except TransferRefused:
        facts = [(_("Account holder"), seller.name), ("IBAN", words.grouped(seller.iban)), (_("Reason for transfer"), transfer.remittance)]
        return payment_box(title, text) | {"facts": facts}


def remittance(letter: Letter) -> str:
    """Name the invoices for the transfer; of many as many as fit, after the customer number."""
    numbers = [row.number for row in letter.rows]
    text = ", ".join(numbers)
    while len(text) > LONGEST_REMITTANCE and numbers:
        numbers.pop()
        text = ", ".join([letter.customer_number, *numbers, "..."])
    return text


def file_name(level: Event, customer_number: str, day: Any) -> str:
    """Name the file of a letter, in the language that is active."""
    return f"{said.heading(level).replace(' ', '-').replace('.', '')}-{customer_number}-{day:%Y-%m-%d}.pdf"
