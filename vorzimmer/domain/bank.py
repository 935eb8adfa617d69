"""Movements on the agency's bank account as a statement tells them, and how one is known again in any other file.

Amounts are integer cents, with the sign of the account: plus is money in. Words of the bank's formats end at `billing/bank_files`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _

EURO = "EUR"


class EntryKind(StrEnum):
    """What moved the money, as far as the bank's codes tell."""

    TRANSFER_IN = "transfer_in"
    DEBIT_BOOKED = "debit_booked"
    """Money of our own direct debits: one, or a collective entry."""
    RETURN = "return"
    """A direct debit of ours that was taken back."""
    CHARGE = "charge"
    TRANSFER_OUT = "transfer_out"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file: an entry and, in a collective one, its transaction (both from 1), or a line; 0 is none."""

    file: str
    entry: int = 0
    transaction: int = 0
    line: int = 0

    def sentence(self) -> Sentence:
        """Say the place in words."""
        if self.transaction:
            return sentence(
                _("%(file)s, entry %(entry)d, transaction %(transaction)d"),
                file=self.file,
                entry=self.entry,
                transaction=self.transaction,
            )
        if self.entry:
            return sentence(_("%(file)s, entry %(entry)d"), file=self.file, entry=self.entry)
        if self.line:
            return sentence(_("%(file)s, line %(line)d"), file=self.file, line=self.line)
        return sentence("%(file)s", file=self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankEntry:
    """One movement: an entry of the statement, or one transaction of a collective entry (then `part` counts from 1).

    `original_cents` is what was collected before it was returned, without sign; `charges_cents` are the bank's charges inside of
    `amount_cents`, without sign. `transactions` is how many an entry stands for when the bank gives no details. `occurrence` is the
    running number among entries of the file that say the same. `batch_reference` is the PmtInfId of our own file. Blank text: not told.
    """

    account: str
    booked_on: date
    value_on: date
    amount_cents: int
    kind: EntryKind
    place: Place
    currency: str = EURO
    reference: str = ""
    part: int = 0
    occurrence: int = 1
    transactions: int = 1
    batch_reference: str = ""
    end_to_end: str = ""
    mandate_reference: str = ""
    creditor_id: str = ""
    counterpart_name: str = ""
    counterpart_iban: str = ""
    remittance: str = ""
    return_reason: str = ""
    original_cents: int | None = None
    charges_cents: int = 0
    bank_code: str = ""
    booking_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The balances of one statement, in cents; None where the bank does not tell it."""

    account: str
    statement: str
    opening_cents: int | None = None
    closing_cents: int | None = None
    currency: str = EURO


class Severity(StrEnum):
    BROKEN = "broken"
    """An entry that was not read."""
    WARNING = "warning"
    """Everything was read, and something does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementProblem:
    """What is wrong in a file, and where."""

    place: Place
    says: Sentence
    severity: Severity = Severity.BROKEN

    def __str__(self) -> str:
        return f"{self.place.sentence()}: {self.says}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankStatement:
    """What a file says. `pending` is announced and not booked: it is shown, never booked. `repeated` entries stood there twice."""

    format: str
    entries: tuple[BankEntry, ...] = ()
    pending: tuple[BankEntry, ...] = ()
    balances: tuple[Balance, ...] = ()
    problems: tuple[StatementProblem, ...] = ()
    accounts: tuple[str, ...] = ()
    repeated: int = 0

    @property
    def account(self) -> str:
        """The account when the file is about one; blank when it is about several."""
        return self.accounts[0] if len(self.accounts) == 1 else ""


def entry_key(entry: BankEntry) -> str:
    """Give the key by which the entry is known again in any file, 68 characters of ASCII without personal data.

    With a reference of the bank the key is account, reference, part and amount: camt.052, .053 and .054 of one bank agree on it. Without
    one it is what the entry says (`fingerprint`) and the running number among equal ones. What cannot be known again: the same payment
    under another reference (mostly MT940 beside camt), and, without references, the second of two equal payments when they come in
    two files of one day; it passes for the first.
    """
    if not entry.reference:
        return f"say:{_digest(fingerprint(entry), entry.occurrence)}"
    return f"ref:{_digest(entry.account, entry.reference, entry.part, entry.amount_cents, entry.occurrence)}"


def group_key(entry: BankEntry) -> str:
    """Give what a collective entry and each of its transactions have in common; blank without a reference of the bank.

    A bank may tell a collective entry as a whole in camt.053 and in parts in camt.054: who has one has the other.
    """
    return f"grp:{_digest(entry.account, entry.reference)}" if entry.reference else ""


def fingerprint(entry: BankEntry) -> str:
    """Give a SHA-256 of what the entry says: account, days, amount, end-to-end id, text. Equal in all formats, but not unique.

    Spaces and capital letters do not count, because MT940 breaks texts at 27 characters.
    """
    remittance = "".join(entry.remittance.split()).casefold()
    days = entry.booked_on.isoformat(), entry.value_on.isoformat()
    return _digest(entry.account, *days, entry.amount_cents, entry.currency, entry.end_to_end, remittance)


def numbered(entries: Iterable[BankEntry]) -> tuple[BankEntry, ...]:
    """Count equal entries of one file, so that two payments that say the same stay two."""
    seen: Counter[str] = Counter()
    counted = []
    for entry in entries:
        key = entry_key(replace(entry, occurrence=1))
        seen[key] += 1
        counted.append(replace(entry, occurrence=seen[key]))
    return tuple(counted)


def _digest(*parts: object) -> str:
    # A separator that no bank sends keeps ("1", "12") and ("11", "2") apart.
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
