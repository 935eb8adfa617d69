"""One movement of a camt message: what the entry and its transaction say, put together."""

from dataclasses import dataclass
from datetime import date

from vorzimmer.billing.bank_files.codes import BankCode, kind_of, proprietary, split_return, told
from vorzimmer.billing.bank_files.elements import Element, cents_or_none, text, texts
from vorzimmer.domain.bank import BankEntry, EntryKind, Place

_ORIGINAL = "AmtDtls/InstdAmt/Amt"


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHead:
    """What an entry says of itself, before its transactions are looked at. `cents` has the sign of the account."""

    account: str
    place: Place
    cents: int
    status: str
    booked_on: date
    value_on: date
    reference: str
    is_reversal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Party:
    name: str
    iban: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What of an entry is looked at: one of its transactions (`part` counts from 1, in a collective entry), or the whole (0)."""

    cents: int
    transaction: Element | None = None
    part: int = 0
    stands_for: int = 1


def movement(entry: Element, head: EntryHead, share: Share) -> BankEntry:
    """Put an entry and one of its transactions together."""
    transaction, cents, part = share.transaction, share.cents, share.part
    code = _code(entry, transaction)
    reason = text(transaction, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry") or code.return_reason
    is_return = head.is_reversal or bool(reason) or (transaction is not None and transaction.find("RtrInf") is not None)
    kind = kind_of(code, cents, is_return=is_return)
    charges = charges_of(transaction) or (0 if part else charges_of(entry))
    original: int | None = None
    if kind is EntryKind.RETURN:
        original, charges = split_return(-cents, _original(entry, transaction, head, part), charges)
    other = _counterpart(transaction, head.account, is_ours=_is_from_debtor(kind, cents, is_return=is_return))
    return BankEntry(
        account=head.account,
        booked_on=head.booked_on,
        value_on=head.value_on,
        amount_cents=cents,
        kind=kind,
        place=Place(file=head.place.file, entry=head.place.entry, transaction=part),
        reference=head.reference or told(text(transaction, "Refs/AcctSvcrRef")),
        part=part,
        transactions=share.stands_for,
        batch_reference=told(text(transaction, "Refs/PmtInfId") or text(entry, "NtryDtls/Btch/PmtInfId")),
        end_to_end=told(text(transaction, "Refs/EndToEndId")),
        mandate_reference=told(text(transaction, "Refs/MndtId")),
        creditor_id=_creditor_id(transaction),
        counterpart_name=other.name,
        counterpart_iban=other.iban,
        remittance=_remittance(transaction),
        return_reason=reason,
        original_cents=original,
        charges_cents=charges,
        bank_code=str(code),
        booking_text=text(transaction, "AddtlTxInf") or text(entry, "AddtlNtryInf"),
    )


def charges_of(node: Element | None) -> int:
    """Say what the bank charges in this entry or transaction, in cents: the total, or the sum of its parts."""
    found = 0
    for charges in node.findall("Chrgs") if node is not None else ():
        total = cents_or_none(charges.find("TtlChrgsAndTaxAmt"))
        amounts = charges.findall("Rcrd/Amt") or charges.findall("Amt")
        found += total if total is not None else sum(cents_or_none(amount) or 0 for amount in amounts)
    return found


def _original(entry: Element, transaction: Element | None, head: EntryHead, part: int) -> int | None:
    """Say what had been collected before it was returned, if the bank tells it."""
    for node in (transaction, None if part else entry):
        original = cents_or_none(node.find(_ORIGINAL)) if node is not None else None
        if original is not None:
            return original
    if transaction is None or part:
        return None
    amount = cents_or_none(transaction.find("Amt"))
    # Beside an entry that has the charges in it, the transaction may have the amount without them.
    return amount if amount is not None and amount < abs(head.cents) else None


def _code(entry: Element, transaction: Element | None) -> BankCode:
    """Read the codes: of the transaction where it has one of its own, else of the entry."""
    own = proprietary(_either(transaction, entry, "BkTxCd/Prtry/Cd"))
    return BankCode(
        domain=_either(transaction, entry, "BkTxCd/Domn/Cd"),
        family=_either(transaction, entry, "BkTxCd/Domn/Fmly/Cd"),
        sub_family=_either(transaction, entry, "BkTxCd/Domn/Fmly/SubFmlyCd"),
        swift=own.swift,
        gvc=own.gvc,
        extension=own.extension,
    )


def _either(transaction: Element | None, entry: Element, path: str) -> str:
    return text(transaction, path) or text(entry, path)


def _is_from_debtor(kind: EntryKind, cents: int, *, is_return: bool) -> bool:
    """Say whether the other one is the debtor. Where a movement is taken back, the roles stay those of the first one."""
    if kind in {EntryKind.RETURN, EntryKind.DEBIT_BOOKED}:
        return True
    return (cents > 0) is not is_return


def _counterpart(transaction: Element | None, account: str, *, is_ours: bool) -> _Party:
    """Give the other one; banks that keep to other roles put ourselves there, which the account shows."""
    first, second = ("Dbtr", "Cdtr") if is_ours else ("Cdtr", "Dbtr")
    party = _party(transaction, first)
    if party.iban == account or not (party.iban or party.name):
        other = _party(transaction, second)
        return other if other.iban != account else _Party(name="", iban="")
    return party


def _party(transaction: Element | None, role: str) -> _Party:
    name = text(transaction, f"RltdPties/{role}/Pty/Nm", f"RltdPties/{role}/Nm")
    iban = text(transaction, f"RltdPties/{role}Acct/Id/IBAN")
    return _Party(name=name, iban="".join(iban.split()).upper())


def _creditor_id(transaction: Element | None) -> str:
    """Give the id of the creditor, which only direct debits have."""
    ids = (f"RltdPties/Cdtr/{party}Id/{kind}/Othr/Id" for party in ("Pty/", "") for kind in ("PrvtId", "OrgId"))
    return text(transaction, *ids) if text(transaction, "Refs/MndtId") else ""


def _remittance(transaction: Element | None) -> str:
    """Give the text of the payer, and behind it what stands in the structured fields."""
    paths = ("Ustrd", "Strd/CdtrRefInf/Ref", "Strd/RfrdDocInf/Nb", "Strd/AddtlRmtInf")
    return " ".join(found for path in paths for found in texts(transaction, f"RmtInf/{path}"))
