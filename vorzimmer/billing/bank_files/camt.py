"""Statements as XML: camt.052, camt.053 and camt.054 of ISO 20022 in all versions, as German banks fill them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vorzimmer.billing.bank_files import codes
from vorzimmer.billing.bank_files.details import EntryHead, Share, charges_of, movement
from vorzimmer.billing.bank_files.elements import Element, cents, day, sign, text, without_namespaces
from vorzimmer.billing.bank_files.refusals import EntryBroken, StatementRefused
from vorzimmer.domain.bank import Balance, BankEntry, BankStatement, Place, Severity, StatementProblem, numbered
from vorzimmer.domain.money import written
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sentences import sentence

MESSAGES = {"BkToCstmrAcctRpt": ("camt.052", "Rpt"), "BkToCstmrStmt": ("camt.053", "Stmt"), "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn")}
_BOOKED = "BOOK"
_PENDING = frozenset({"PDNG", "INFO", "FUTR"})
_OPENING = frozenset({"OPBD", "PRCD"})
_CLOSING = frozenset({"CLBD"})


@dataclass(slots=True, kw_only=True)
class _Reader:
    file: str
    entries: list[BankEntry] = field(default_factory=list)
    pending: list[BankEntry] = field(default_factory=list)
    balances: list[Balance] = field(default_factory=list)
    problems: list[StatementProblem] = field(default_factory=list)
    accounts: dict[str, None] = field(default_factory=dict)
    count: int = 0

    def statement(self, node: Element) -> None:
        """Read the statement of one account."""
        account = "".join(text(node, "Acct/Id/IBAN", "Acct/Id/Othr/Id").split()).upper()
        if not account:
            entries = node.findall("Ntry")
            says = sentence(_("a statement names no account; its entries (%(count)d) were not read."), count=len(entries))
            self.problems.append(StatementProblem(place=Place(file=self.file, entry=self.count + 1), says=says))
            self.count += len(entries)
            return
        self.accounts[account] = None
        moved = sum(self.entry(each, account) for each in node.findall("Ntry"))
        self.balance(node, account, moved)

    def entry(self, node: Element, account: str) -> int:
        """Read one entry with its transactions; give the cents that it booked."""
        self.count += 1
        place = Place(file=self.file, entry=self.count)
        try:
            head = _head(node, account, place)
            read = list(_movements(node, head, self.problems))
        except EntryBroken as broken:
            self.problems.append(StatementProblem(place=place, says=broken.says))
            return 0
        if head.status != _BOOKED:
            self.pending += read
            return 0
        self.entries += read
        return head.cents

    def balance(self, node: Element, account: str, moved: int) -> None:
        """Keep the balances, and warn when the entries do not lead from one to the other."""
        place = Place(file=self.file)
        try:
            opening, closing = _balance(node, _OPENING), _balance(node, _CLOSING)
        except EntryBroken as broken:
            says = sentence(_("a balance cannot be read: %(detail)s"), detail=broken.says)
            self.problems.append(StatementProblem(place=place, says=says, severity=Severity.WARNING))
            return
        name = text(node, "ElctrncSeqNb", "LglSeqNb", "Id")
        if opening is not None or closing is not None:
            self.balances.append(Balance(account=account, statement=name, opening_cents=opening, closing_cents=closing))
        is_page = text(node, "StmtPgntn/PgNb", "RptPgntn/PgNb") not in {"", "1"} or text(node, "StmtPgntn/LastPgInd") == "false"
        if not is_page:
            self.problems += balance_warning(place, name, opening, closing, moved)


def read_camt(root: Element, file: str) -> BankStatement:
    """Read a document that was parsed. Raises StatementRefused when it is another message."""
    namespace = (root.nsmap.get(root.prefix) or "").rpartition(":")[2]
    without_namespaces(root)
    message = next((node for node in root.iter(*MESSAGES)), None)
    if message is None:
        raise StatementRefused(
            file, _("it is XML, but no statement (camt.052, camt.053 or camt.054): “%(found)s”."), found=namespace or root.tag
        )
    name, part = MESSAGES[message.tag]
    reader = _Reader(file=file)
    for node in message.findall(part):
        reader.statement(node)
    return BankStatement(
        format=namespace if namespace.startswith(name) else name,
        entries=numbered(reader.entries),
        pending=numbered(reader.pending),
        balances=tuple(reader.balances),
        problems=tuple(reader.problems),
        accounts=tuple(reader.accounts),
    )


def balance_warning(place: Place, name: str, opening: int | None, closing: int | None, moved: int) -> Sequence[StatementProblem]:
    """Warn when the entries of a statement do not lead from its opening to its closing balance."""
    if opening is None or closing is None or opening + moved == closing:
        return ()
    says = sentence(
        _("statement %(name)s: from %(opening)s to %(closing)s EUR its entries should come to %(wanted)s, they come to %(found)s."),
        name=name or "?",
        opening=written(opening),
        closing=written(closing),
        wanted=written(closing - opening),
        found=written(moved),
    )
    return (StatementProblem(place=place, says=says, severity=Severity.WARNING),)


def _head(node: Element, account: str, place: Place) -> EntryHead:
    status = text(node, "Sts/Cd", "Sts/Prtry", "Sts")
    if status != _BOOKED and status not in _PENDING:
        raise EntryBroken(_("status “%(found)s” is not known; there are BOOK, PDNG, INFO and FUTR."), found=status)
    amount = cents(node.find("Amt")) * sign(node)
    booked_on, value_on = day(node.find("BookgDt")), day(node.find("ValDt"))
    first = booked_on or value_on
    if first is None:
        raise EntryBroken(_("it has no booking date."))
    return EntryHead(
        account=account,
        place=place,
        cents=amount,
        status=status,
        booked_on=first,
        value_on=value_on or first,
        reference=codes.told(text(node, "AcctSvcrRef")),
        is_reversal=text(node, "RvslInd") in {"true", "1"},
    )


def _movements(node: Element, head: EntryHead, problems: list[StatementProblem]) -> Iterator[BankEntry]:
    """Give the transactions of a collective entry, or the entry itself when the bank lists not all of them."""
    transactions = node.findall("NtryDtls/TxDtls")
    numbers = [int(number) for number in _sizes_of_batches(node) if number.isascii() and number.isdecimal()]
    stands_for = max(sum(numbers), len(transactions), 1)
    if len(transactions) == stands_for > 1:
        yield from _parts(node, head, transactions, problems)
        return
    only = transactions[0] if len(transactions) == stands_for else None
    yield movement(node, head, Share(cents=head.cents, transaction=only, stands_for=stands_for))


def _sizes_of_batches(node: Element) -> list[str]:
    """Give how many transactions each batch of the entry has."""
    return [text(batch, "NbOfTxs") for batch in node.findall("NtryDtls/Btch")]


def _parts(node: Element, head: EntryHead, transactions: Sequence[Element], problems: list[StatementProblem]) -> Iterator[BankEntry]:
    """Give each transaction by itself; a broken one is told, and the others are given."""
    amounts: dict[int, int] = {}
    for number, transaction in enumerate(transactions, 1):
        try:
            amount = transaction.find("Amt") if transaction.find("Amt") is not None else transaction.find("AmtDtls/TxAmt/Amt")
            amounts[number] = cents(amount) * sign(transaction, otherwise=1 if head.cents >= 0 else -1)
        except EntryBroken as broken:
            place = Place(file=head.place.file, entry=head.place.entry, transaction=number)
            problems.append(StatementProblem(place=place, says=broken.says))
    if len(amounts) == len(transactions) and sum(amounts.values()) != head.cents:
        # Some banks list returns without the charges that the entry has in it.
        amounts = {number: amount - charges_of(transactions[number - 1]) for number, amount in amounts.items()}
    if len(amounts) == len(transactions) and sum(amounts.values()) != head.cents:
        raise EntryBroken(
            _("its transactions come to %(found)s, the entry to %(wanted)s."),
            found=written(sum(amounts.values())),
            wanted=written(head.cents),
        )
    for number, amount in amounts.items():
        yield movement(node, head, Share(cents=amount, transaction=transactions[number - 1], part=number))


def _balance(node: Element, codes_of_balance: frozenset[str]) -> int | None:
    for balance in node.findall("Bal"):
        if text(balance, "Tp/CdOrPrtry/Cd") in codes_of_balance:
            return cents(balance.find("Amt")) * sign(balance)
    return None
