"""What the banks' codes for movements mean: ISO 20022 bank transaction codes, and the German Geschäftsvorfallcodes (GVC).

The GVC are those of annex 3 of the German banks' DFÜ-Abkommen; MT940 has them in :86:, camt in BkTxCd/Prtry ("NRTI+109+0+901").
"""

from dataclasses import dataclass
from types import MappingProxyType

from vorzimmer.domain.bank import EntryKind

_RETURNS = frozenset({"009", "108", "109"})
"""Direct debits taken back: of the scheme before SEPA, B2B, CORE."""
_COLLECTIONS = frozenset({"171", "174", "192", "196"})
"""Direct debits handed in: CORE and B2B, singly and collective."""
_NO_PAYMENTS = frozenset({"159", "181", "184", "814"})
"""Money in that nobody pays with: transfers and debits that came back, interest."""
_CHARGES = frozenset({"808"})
_UNPAID = frozenset({"UPDD", "PRDD"})
_FEES = frozenset({"CHRG", "COMM", "FEES", "TAXE"})
_TRANSFERS = frozenset({"RCDT", "RRCT", "ICDT", "IRCT"})

RETURN_EXTENSIONS = MappingProxyType({"901": "AC01", "914": "MS03"})
"""Textschlüsselergänzungen of returns as ISO reasons, as far as they are sure; another one is kept as the bank's own number."""
_NOTHING = frozenset({"", "NONREF", "NOTPROVIDED", "NICHT ANGEGEBEN", "KEINE", "UNKNOWN"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BankCode:
    """The codes of one movement: of ISO 20022 (domain, family, sub-family) and of the bank (SWIFT type, GVC, extension)."""

    domain: str = ""
    family: str = ""
    sub_family: str = ""
    swift: str = ""
    gvc: str = ""
    extension: str = ""

    def __str__(self) -> str:
        iso = "-".join(filter(None, (self.domain, self.family, self.sub_family)))
        own = "+".join(filter(None, (self.swift, self.gvc)))
        return " ".join(filter(None, (iso, own)))

    @property
    def return_reason(self) -> str:
        """The reason of a return that the extension names; blank when it names none."""
        is_reason = len(self.extension) == len("901") and self.extension.startswith("9")
        return RETURN_EXTENSIONS.get(self.extension, self.extension) if self.gvc in _RETURNS and is_reason else ""


def proprietary(text: str) -> BankCode:
    """Read the banks' own code, "NTRF+166+9310+000" or a bare GVC; what is in another form says nothing."""
    parts = [part.strip() for part in text.split("+")]
    if len(parts) == 1 and parts[0].isdecimal():
        return BankCode(gvc=parts[0].zfill(3))
    if len(parts) > 1 and parts[1].isdecimal():
        return BankCode(swift=parts[0], gvc=parts[1].zfill(3), extension=parts[-1] if len(parts) > len("abc") else "")
    return BankCode()


def told(reference: str) -> str:
    """Give a reference of the bank; blank for the words that say there is none."""
    spelled = " ".join(reference.split())
    return "" if spelled.upper() in _NOTHING else spelled


def kind_of(code: BankCode, cents: int, *, is_return: bool) -> EntryKind:
    """Say what moved the money. `is_return`: the bank says that it takes an earlier movement back."""
    if cents < 0:
        return _out(code, is_return=is_return)
    is_nothing = cents == 0 or is_return or code.gvc in _NO_PAYMENTS or code.sub_family in {*_UNPAID, *_FEES, "INTR"}
    if is_nothing:
        return EntryKind.OTHER
    if code.family == "IDDT" or code.gvc in _COLLECTIONS:
        return EntryKind.DEBIT_BOOKED
    # A bank that tells no code at all, or none that is known, still tells of a payment.
    return EntryKind.TRANSFER_IN if code.domain in {"", "PMNT"} else EntryKind.OTHER


def _out(code: BankCode, *, is_return: bool) -> EntryKind:
    if is_return or code.gvc in _RETURNS or code.sub_family in _UNPAID or code.swift == "NRTI":
        # A transfer to us that was taken back is none of our direct debits.
        is_transfer = code.family in _TRANSFERS or code.gvc[:2] in {"15", "16"}
        return EntryKind.OTHER if is_transfer else EntryKind.RETURN
    if code.sub_family in _FEES or code.gvc in _CHARGES or code.swift in {"NCHG", "NCOM"}:
        return EntryKind.CHARGE
    return EntryKind.TRANSFER_OUT if code.domain in {"", "PMNT"} else EntryKind.OTHER


def split_return(gross: int, original: int | None, charges: int) -> tuple[int, int]:
    """Divide what a return cost us (cents, without sign) into the amount collected and the bank's charges inside of it.

    What the bank says of the original amount counts more than what it says of charges: those may be booked by themselves.
    """
    if original is not None and 0 < original <= gross:
        return original, gross - original
    return (gross - charges, charges) if 0 <= charges < gross else (gross, 0)
