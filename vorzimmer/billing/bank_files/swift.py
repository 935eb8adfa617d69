"""Statements as SWIFT text: MT940, and MT942 whose entries are only announced. The old way, before camt.

`mt-940` reads each :61: and the balances. The texts of :86: are read here: the library takes every question mark for a field key.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, DecimalException
from typing import Any

import mt940
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from vorzimmer.billing.bank_files.camt import balance_warning
from vorzimmer.billing.bank_files.codes import BankCode, kind_of, split_return, told
from vorzimmer.billing.bank_files.refusals import EntryBroken
from vorzimmer.domain.bank import EURO, Balance, BankEntry, BankStatement, EntryKind, Place, StatementProblem, numbered
from vorzimmer.domain.sentences import mark as _

# The library writes every line it cannot read to the log, and such a line names people.
logging.getLogger("mt940").setLevel(logging.CRITICAL)

OPTIONS = mt940.Options.all()
"""Above all `reversal_sign`: RC is money out."""
_TAGS: dict[int | str, Any] = {61: mt940.tags.StatementGLS()}
"""Banks of Atruvia write longer references than SWIFT allows."""
_TAG = re.compile(r":(\d\d[A-Z]?|NS):", re.ASCII)
_FIELD = re.compile(r"\?(\d\d)", re.ASCII)
_EDGE = "\x1e"
"""Stands between the fields of a text while it is taken apart: the names of its parts begin a field."""
_NAMED = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|BREF|RREF|PURP)\+"
    r"|(?:^|(?<=[\s\x1e]))(?:(IBAN|BIC)\+|(EREF|KREF|MREF|CRED|SVWZ|ABWA|ABWE):\s)"
)
_ORIGINAL = re.compile(r"/OCMT/EUR(\d{1,15},\d{0,2})/")
_CHARGES = re.compile(r"/CHGS/EUR(\d{1,15},\d{0,2})/")
_AMOUNT = re.compile(r"(\d{1,15})(?:[,.](\d{0,2}))?", re.ASCII)
_ACCOUNT = re.compile(r"(\d{8})/0*(\d{1,10})[A-Z]{0,3}", re.ASCII)
_SEEN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """One field of a message: where it begins, its tag, and its text over all lines."""

    line: int
    tag: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What :86: says."""

    gvc: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    text: str = ""


def looks_like_swift(text: str) -> bool:
    """Say whether it is MT940 or MT942."""
    return bool(re.search(r"^:20:", text, re.MULTILINE) and re.search(r"^:25[A-Z]?:", text, re.MULTILINE))


def read_swift(text: str, file: str) -> BankStatement:
    """Read all messages of a file."""
    entries: list[BankEntry] = []
    pending: list[BankEntry] = []
    problems: list[StatementProblem] = []
    balances: list[Balance] = []
    accounts: dict[str, None] = {}
    formats: dict[str, None] = {}
    for message in _messages(_tagged(text)):
        is_interim = not any(each.tag.startswith(("60", "62")) for each in message)
        formats["MT942" if is_interim else "MT940"] = None
        account = _account(next((each.text for each in message if each.tag.startswith("25")), ""))
        accounts[account] = None
        currency = next(filter(None, (_currency(each) for each in message)), "")
        read = list(_entries(message, Place(file=file), account, currency, problems))
        (pending if is_interim else entries).extend(read)
        if not is_interim and currency == EURO:
            balance = _balance(message, account)
            balances.append(balance)
            moved = sum(entry.amount_cents for entry in read)
            problems += balance_warning(Place(file=file), balance.statement, balance.opening_cents, balance.closing_cents, moved)
    return BankStatement(
        format=", ".join(formats),
        entries=numbered(entries),
        pending=numbered(pending),
        balances=tuple(balances),
        problems=tuple(problems),
        accounts=tuple(filter(None, accounts)),
    )


# --- the lines -----------------------------------------------------------------------------------------------------------


def _tagged(text: str) -> Iterator[Tagged]:
    """Put the lines of each field together."""
    tag, first, lines = "", 0, list[str]()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.rstrip("\r\n")
        match = _TAG.match(line)
        if match or line.strip() in {"-", "-}"}:
            if tag:
                yield Tagged(line=first, tag=tag, text="\n".join(lines))
            tag, first, lines = (match[1], number, [line[match.end() :]]) if match else ("", 0, [])
        elif tag and line.strip():
            lines.append(line)
    if tag:
        yield Tagged(line=first, tag=tag, text="\n".join(lines))


def _messages(fields: Iterator[Tagged]) -> Iterator[list[Tagged]]:
    """Divide the fields into messages, each of which begins with :20:."""
    message: list[Tagged] = []
    for each in fields:
        if each.tag == "20" and message:
            yield message
            message = []
        message.append(each)
    if message:
        yield message


def _account(spelled: str) -> str:
    """Give the IBAN of an account that is written as bank code and number; anything else as it is, without spaces."""
    squeezed = "".join(spelled.split()).upper()
    if match := _ACCOUNT.fullmatch(squeezed):
        try:
            return str(IBAN.generate("DE", bank_code=match[1], account_code=match[2]))
        except SchwiftyException:
            return squeezed
    return squeezed.rpartition("/")[2]


def _currency(tagged: Tagged) -> str:
    """Read the currency of a balance (C261126EUR...) or of the limit of an interim report (EURD...)."""
    pattern = {"60": r"[CD]\d{6}([A-Z]{3})", "62": r"[CD]\d{6}([A-Z]{3})", "34": r"([A-Z]{3})"}.get(tagged.tag[:2])
    match = re.match(pattern, tagged.text) if pattern else None
    return match[1] if match else ""


def _balance(message: Sequence[Tagged], account: str) -> Balance:
    number = next((each.text.strip() for each in message if each.tag.startswith("28")), "")
    opening, closing = (next((_balance_cents(each.text) for each in message if each.tag.startswith(tag)), None) for tag in ("60", "62"))
    return Balance(account=account, statement=number, opening_cents=opening, closing_cents=closing)


def _balance_cents(spelled: str) -> int | None:
    match = re.match(r"([CD])\d{6}[A-Z]{3}(\d{1,15},?\d{0,2})", spelled)
    amount = _cents(match[2]) if match else None
    return amount if match is None or amount is None or match[1] == "C" else -amount


def _cents(spelled: str) -> int | None:
    match = _AMOUNT.fullmatch(spelled)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0")) if match else None


# --- the entries ---------------------------------------------------------------------------------------------------------


def _entries(message: Sequence[Tagged], place: Place, account: str, currency: str, problems: list[StatementProblem]) -> Iterator[BankEntry]:
    """Read each :61: with the :86: behind it; a broken one is told by its line, and the others are given."""
    for number, each in enumerate(message):
        if each.tag != "61":
            continue
        behind = message[number + 1] if number + 1 < len(message) and message[number + 1].tag == "86" else None
        here = Place(file=place.file, line=each.line)
        try:
            yield _entry(each.text, _details(behind.text if behind else ""), here, account, currency)
        except EntryBroken as broken:
            problems.append(StatementProblem(place=here, says=broken.says))


def _entry(line: str, details: Details, place: Place, account: str, currency: str) -> BankEntry:
    if not account:
        raise EntryBroken(_("its statement names no account (:25:)."))
    if currency != EURO:
        raise EntryBroken(_("currency %(found)s is not kept here."), found=currency or "?")
    data = _line(line)
    cents = _signed(data["amount"].amount)
    is_reversal = str(data["status"]).upper().startswith("R")
    code = BankCode(swift=str(data["id"] or "").upper(), gvc=details.gvc, extension=details.fields.get("34", ""))
    kind = kind_of(code, cents, is_return=is_reversal or bool(code.return_reason))
    original, charges = _costs(details, str(data["extra_details"] or ""))
    if kind is EntryKind.RETURN:
        original, charges = split_return(-cents, original, charges)
    value_on = _date(data["date"])
    return BankEntry(
        account=account,
        booked_on=_date(data["entry_date"]) if data.get("entry_date") else value_on,
        value_on=value_on,
        amount_cents=cents,
        kind=kind,
        place=place,
        reference=told(str(data["bank_reference"] or "")),
        return_reason=code.return_reason if kind is EntryKind.RETURN else "",
        original_cents=original if kind is EntryKind.RETURN else None,
        charges_cents=charges,
        bank_code=str(code),
        **_said(details),
    )


def _said(details: Details) -> dict[str, Any]:
    """Give what :86: says of the one on the other side, and of the references."""
    named, fields = details.named, details.fields
    return {
        "batch_reference": told(named.get("KREF", "")),
        "end_to_end": told(named.get("EREF", "")),
        "mandate_reference": told(named.get("MREF", "")),
        "creditor_id": named.get("CRED", ""),
        "counterpart_name": fields.get("32", "") + fields.get("33", ""),
        "counterpart_iban": "".join((fields.get("31") or named.get("IBAN", "")).split()).upper(),
        "remittance": details.text,
        "booking_text": fields.get("00", ""),
    }


def _costs(details: Details, extra: str) -> tuple[int | None, int]:
    """Give the original amount and the bank's charges: from the second line of :61:, else from :86:."""
    original, charges = _found(_ORIGINAL, extra), _found(_CHARGES, extra)
    original = _cents(details.named.get("OAMT", "")) if original is None else original
    charges = _cents(details.named.get("COAM", "")) if charges is None else charges
    return original, charges or 0


def _line(line: str) -> dict[str, Any]:
    """Let the library read one :61:."""
    transactions = mt940.models.Transactions(tags=_TAGS, options=OPTIONS)
    try:
        (transaction,) = transactions.parse(f":61:{line}")
    except (RuntimeError, ValueError, DecimalException):
        raise EntryBroken(_("“%(found)s” cannot be read as an entry (:61:)."), found=line.partition("\n")[0][:_SEEN]) from None
    return transaction.data


def _signed(amount: Decimal) -> int:
    cents = amount * 100
    if cents != int(cents):
        raise EntryBroken(_("“%(found)s” has parts of a cent."), found=str(abs(amount)))
    return int(cents)


def _date(day: date) -> date:
    return date(day.year, day.month, day.day)  # the library has a class of its own, which others need not meet


def _found(pattern: re.Pattern[str], extra: str) -> int | None:
    match = pattern.search("".join(extra.split()) + "/")
    return _cents(match[1]) if match else None


def _details(spelled: str) -> Details:
    """Read :86:, with or without the German structure (166?00SEPA-UEBERWEISUNG?20EREF+...)."""
    joined = "".join(line.rstrip("\r\n") for line in spelled.split("\n"))
    head = re.match(r"(\d{3})(?=\?\d\d)", joined)
    if head is None:
        plain = " ".join(spelled.split())
        return Details(text=plain, named=_named(plain))
    pieces = _FIELD.split(joined[head.end() :])
    fields: dict[str, str] = {}
    for key, value in zip(pieces[1::2], pieces[2::2], strict=True):
        fields[key] = fields.get(key, "") + value
    purpose = _EDGE.join(value for key, value in fields.items() if key[0] == "2" or "60" <= key <= "63")
    named = _named(purpose)
    return Details(gvc=head[1], fields=fields, named=named, text=named.get("SVWZ", "") if named else _joined(purpose))


def _named(purpose: str) -> dict[str, str]:
    """Divide the text at the names that SEPA gave to its parts; what stands before the first one is text, too."""
    found = list(_NAMED.finditer(purpose))
    named: dict[str, str] = {}
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(purpose)
        named.setdefault(match[1] or match[2] or match[3], _joined(purpose[match.end() : end]))
    before = _joined(purpose[: found[0].start()]) if found else ""
    if before:
        named["SVWZ"] = f"{before} {named.get('SVWZ', '')}".strip()
    return named


def _joined(purpose: str) -> str:
    """Put the fields together as they are: a word may go on in the next one."""
    return " ".join(purpose.replace(_EDGE, "").split())
