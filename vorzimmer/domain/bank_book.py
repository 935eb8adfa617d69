"""What becomes of an entry of the bank: why it waits for a person, and why it is set aside. Whose it is says `domain/matching.py`."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.bank import BankEntry, EntryKind
from vorzimmer.domain.matching import REASONS, MatchReason
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class SetAside(StrEnum):
    """Why an entry is not booked on the account of a customer."""

    CHARGE = "charge"
    OUTGOING = "outgoing"
    NO_PAYMENT = "no_payment_by_code"
    IN_PARTS = "in_parts"
    OWN_TRANSFER = "own_transfer"
    NO_CUSTOMER = "no_customer"
    ELSEWHERE = "elsewhere"


class Waits(StrEnum):
    """Why an entry waits for a person although a rule might book it."""

    TAKEN_BACK = "taken_back"
    NOT_SENT = "not_sent"
    REFUSED = "refused"


BY_HAND = "by_hand"
"""The reason of an entry that a person assigned."""

CHOICES = (SetAside.NO_CUSTOMER, SetAside.OWN_TRANSFER, SetAside.ELSEWHERE, SetAside.CHARGE, SetAside.OUTGOING)
"""What a person may say; the other ones are said by the rules only."""

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        **{reason.value: text for reason, text in REASONS.items()},
        SetAside.CHARGE.value: _("A charge of the bank."),
        SetAside.OUTGOING.value: _("We paid it."),
        SetAside.NO_PAYMENT.value: _("By its code this is no payment of a customer."),
        SetAside.IN_PARTS.value: _("A collective entry whose parts the bank told one by one."),
        SetAside.OWN_TRANSFER.value: _("A transfer between own accounts."),
        SetAside.NO_CUSTOMER.value: _("It is not from a customer."),
        SetAside.ELSEWHERE.value: _("It was booked by hand already."),
        Waits.TAKEN_BACK.value: _("It was assigned before and taken back. Nothing is booked by itself any more."),
        Waits.NOT_SENT.value: _("The bank names a direct debit of a file that was not marked as sent. Mark the file, then it is booked."),
        Waits.REFUSED.value: _("It fits, but the account of the customer does not allow it now."),
        BY_HAND: _("Assigned by hand."),
    }
)
"""Every reason that stands at an entry, in words, marked for the translators."""

UNMATCHED = frozenset(
    {"", MatchReason.NOTHING_FITS, MatchReason.NO_PAYMENT, MatchReason.OTHER_CURRENCY, Waits.TAKEN_BACK, Waits.NOT_SENT, Waits.REFUSED}
)
"""Reasons of an open entry for which nothing is proposed."""

_BY_KIND: Mapping[EntryKind, SetAside] = MappingProxyType(
    {
        EntryKind.CHARGE: SetAside.CHARGE,
        EntryKind.TRANSFER_OUT: SetAside.OUTGOING,
        EntryKind.OTHER: SetAside.NO_PAYMENT,
    }
)


def set_aside_by_rule(entry: BankEntry) -> SetAside | None:
    """Say why nobody needs to look at an entry; None: it is somebody's payment, a collection or a return."""
    if not entry.amount_cents:
        return SetAside.NO_PAYMENT
    return _BY_KIND.get(entry.kind)


def other_account(account: str) -> Sentence:
    """Say that a file told of an account that is not kept here."""
    return sentence(_("the account %(account)s is none of ours here; its entries were left out."), account=account)
