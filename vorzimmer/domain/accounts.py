"""The account of a customer: what is open, which credit settles which debit, how old what is owed is, how a document stands.

Amounts are integer cents. An amount above zero is owed by the customer (a debit), one below zero is his (a credit). No amount is
ever changed: what settles what is said by allocations beside them, and a mistake is taken back by an entry that mirrors it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class EntryKind(StrEnum):
    """What an entry is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    DEBIT = "debit"
    RETURN = "return"
    FEE = "fee"
    REFUND = "refund"
    DEPOSIT = "deposit"
    DEPOSIT_BACK = "deposit_back"
    WRITE_OFF = "write_off"


_K = EntryKind

DEBITS = frozenset({_K.INVOICE, _K.RETURN, _K.FEE, _K.REFUND, _K.DEPOSIT})
"""Kinds whose amount is above zero, unless the entry reverses another."""
CREDITS = frozenset(EntryKind) - DEBITS

TABLE: Mapping[EntryKind, frozenset[EntryKind]] = MappingProxyType(
    {
        _K.PAYMENT: frozenset({_K.INVOICE, _K.FEE, _K.DEPOSIT, _K.RETURN, _K.REFUND}),
        _K.DEBIT: frozenset({_K.INVOICE, _K.FEE, _K.RETURN, _K.REFUND}),
        _K.CREDIT_NOTE: frozenset({_K.INVOICE, _K.FEE, _K.REFUND}),
        _K.DEPOSIT_BACK: frozenset({_K.INVOICE, _K.FEE, _K.REFUND}),
        _K.WRITE_OFF: frozenset({_K.INVOICE, _K.FEE}),
    }
)
"""Which kind of credit may settle which kinds of debit. A deposit is settled by a payment only: it is money, and is given back as money.

A refund takes from what is the customer's, and nothing else; what is written off settles what is owed, and nothing that was paid out.
"""

BY_ITSELF: Mapping[EntryKind, frozenset[EntryKind]] = MappingProxyType(
    {kind: frozenset(debits - {_K.RETURN, _K.REFUND}) for kind, debits in TABLE.items() if kind is not _K.WRITE_OFF}
)
"""What the rule settles without being told. A return belongs to its debit, a refund to its credit, a write-off to what was written off."""


class NotPossible(Exception):
    """The table does not list that this credit settles this debit."""

    def __init__(self, credit: EntryKind, debit: EntryKind) -> None:
        super().__init__(f"a {credit.value} does not settle a {debit.value}")
        self.credit, self.debit = credit, debit


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An entry, and how many cents of it are allocated (`settled`, never below zero and never more than the amount).

    `debt` is the document that the entry is about: a fee for it is a cost of the same debt. `reverses` is the entry that it takes back.
    """

    id: UUID
    kind: EntryKind
    amount: int
    day: date
    due_on: date | None = None
    settled: int = 0
    debt: UUID | None = None
    reverses: UUID | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.settled <= abs(self.amount):
            raise ValueError("no more than the amount of an entry can be settled, and no less than nothing")

    @property
    def open(self) -> int:
        """The cents that nothing settles yet, without a sign."""
        return abs(self.amount) - self.settled

    @property
    def is_credit(self) -> bool:
        return self.amount < 0

    def is_due(self, day: date) -> bool:
        """Whether it is owed on this day; without a due day, at once (BGB §271(1))."""
        return self.due_on is None or self.due_on <= day

    def is_owed(self, day: date) -> bool:
        """Whether it is a debit that is due on this day."""
        return not self.is_credit and self.is_due(day)


def check_settles(credit: Item, debit: Item) -> None:
    """Refuse what the table does not list. What was reversed and what reverses it settle each other, and nothing else.

    Raises NotPossible for that, and ValueError when the first is no credit or the second no debit.
    """
    if not credit.is_credit or debit.is_credit:
        raise ValueError("a credit settles a debit")
    if credit.reverses is not None or debit.reverses is not None:
        if credit.id != debit.reverses and debit.id != credit.reverses:
            raise NotPossible(credit.kind, debit.kind)
        return
    if debit.kind not in TABLE[credit.kind]:
        raise NotPossible(credit.kind, debit.kind)


def allocate(credit: Item, debits: Iterable[Item], wanted: Sequence[UUID] = (), *, day: date) -> list[tuple[Item, int]]:
    """Say how many cents of the credit settle which debit on this day: what the debtor named first, then what is due, then the oldest.

    BGB §366: the debtor's own designation, then the debt that is due, then the oldest; §367: within a debt, its costs before it.
    `wanted` names debits by their id, in the debtor's order. Debits that the rule does not settle by itself are passed over; naming
    one that the table forbids raises NotPossible. Nothing is settled beyond what is open.
    """
    places = {id_: place for place, id_ in enumerate(wanted)}
    candidates = [debit for debit in debits if debit.open]
    for debit in candidates:
        if debit.id in places:
            check_settles(credit, debit)
    since = _since(candidates)
    chosen = [debit for debit in candidates if debit.id in places or _by_itself(credit, debit)]
    left, settled = credit.open, []
    for debit in sorted(chosen, key=lambda debit: (places.get(debit.id, len(places)), *_order(debit, since, day))):
        cents = min(left, debit.open)
        if not cents:
            break
        settled.append((debit, cents))
        left -= cents
    return settled


def _by_itself(credit: Item, debit: Item) -> bool:
    if credit.reverses is not None or debit.reverses is not None:
        return False
    return debit.kind in BY_ITSELF.get(credit.kind, frozenset())


_Since = tuple[date, date]


def _since(debits: Iterable[Item]) -> Mapping[UUID, _Since]:
    """Say for each debt when it fell due and when it arose: by its invoice, so that its costs stand with it."""
    since: dict[UUID, _Since] = {}
    for debit in debits:
        if debit.debt is not None and debit.kind is EntryKind.INVOICE:
            since[debit.debt] = min(since.get(debit.debt, _own(debit)), _own(debit))
    return since


def _own(debit: Item) -> _Since:
    return debit.due_on or debit.day, debit.day


def _order(debit: Item, since: Mapping[UUID, _Since], day: date) -> tuple[bool, date, date, bool, str]:
    due, arose = since.get(debit.debt, _own(debit)) if debit.debt is not None else _own(debit)
    return due > day, due, arose, debit.kind is not EntryKind.FEE, str(debit.id)


def balance(items: Iterable[Item]) -> int:
    """Say what the customer owes in all, in cents; below zero we owe him."""
    return sum(item.amount for item in items)


# --- how old what is owed is -------------------------------------------------------------------------------------------


class Age(StrEnum):
    """For how many days something has been overdue."""

    NOT_DUE = "not_due"
    UP_TO_30 = "up_to_30"
    UP_TO_60 = "up_to_60"
    UP_TO_90 = "up_to_90"
    OVER_90 = "over_90"


LAST_DAYS = ((0, Age.NOT_DUE), (30, Age.UP_TO_30), (60, Age.UP_TO_60), (90, Age.UP_TO_90))
"""The last day of delay of each age."""


def days_overdue(due_on: date, day: date) -> int:
    """Say for how many days it has been overdue; on the due day itself it is not."""
    return max(0, (day - due_on).days)


def age_of(due_on: date | None, arose: date, day: date) -> Age:
    """Say the age of what is owed since `arose` and due on `due_on`."""
    late = days_overdue(due_on or arose, day)
    return next((age for last, age in LAST_DAYS if late <= last), Age.OVER_90)


def ageing(items: Iterable[Item], day: date) -> dict[Age, int]:
    """Say how many cents of the open debits have which age; every age is there."""
    sums = dict.fromkeys(Age, 0)
    for item in items:
        if not item.is_credit:
            sums[age_of(item.due_on, item.day, day)] += item.open
    return sums


# --- how a document stands ---------------------------------------------------------------------------------------------


class StandingCode(StrEnum):
    """How a document stands."""

    OPEN = "open"
    PART_PAID = "part_paid"
    PAID = "paid"
    OVERPAID = "overpaid"
    CANCELLED = "cancelled"
    WRITTEN_OFF = "written_off"
    IN_COLLECTION = "in_collection"


class Because(StrEnum):
    """Why it stands so."""

    NOTHING_PAID = "nothing_paid"
    RETURNED = "returned"
    SOME_PAID = "some_paid"
    NOTHING_OWED = "nothing_owed"
    ALL_PAID = "all_paid"
    SET_OFF = "set_off"
    MORE_PAID = "more_paid"
    CANCELLED = "cancelled"
    GIVEN_UP = "given_up"
    COLLECTED_ON = "collected_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a document, in cents without a sign.

    `paid` is what money settled, `set_off` what credit notes did (of a credit note: what it settled elsewhere), `surplus` what was
    paid for it beyond that and lies on the account. `collected_on` is the day of a direct debit that is on its way.
    """

    gross: int
    due_on: date
    paid: int = 0
    set_off: int = 0
    written_off: int = 0
    surplus: int = 0
    is_cancelled: bool = False
    was_returned: bool = False
    collected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a document stands, why, what is open of it, and for how many days that has been overdue."""

    code: StandingCode
    because: Because
    open: int = 0
    overdue: int = 0
    collected_on: date | None = None


def standing(facts: Facts, day: date) -> Standing:
    """Say how a document stands on a day. What a direct debit on its way will pay is not overdue: it is ours to fetch it."""
    left = facts.gross - facts.paid - facts.set_off - facts.written_off
    if facts.is_cancelled:
        return Standing(code=StandingCode.CANCELLED, because=Because.CANCELLED)
    if left > 0:
        return _unsettled(facts, left, day)
    code, because = _settled(facts)
    return Standing(code=code, because=because)


def _unsettled(facts: Facts, left: int, day: date) -> Standing:
    if facts.collected_on is not None:
        return Standing(code=StandingCode.IN_COLLECTION, because=Because.COLLECTED_ON, open=left, collected_on=facts.collected_on)
    overdue = days_overdue(facts.due_on, day)
    if left < facts.gross:
        return Standing(code=StandingCode.PART_PAID, because=Because.SOME_PAID, open=left, overdue=overdue)
    because = Because.RETURNED if facts.was_returned else Because.NOTHING_PAID
    return Standing(code=StandingCode.OPEN, because=because, open=left, overdue=overdue)


def _settled(facts: Facts) -> tuple[StandingCode, Because]:
    if facts.surplus:
        return StandingCode.OVERPAID, Because.MORE_PAID
    if facts.written_off:
        return StandingCode.WRITTEN_OFF, Because.GIVEN_UP
    if not facts.gross:
        return StandingCode.PAID, Because.NOTHING_OWED
    return StandingCode.PAID, Because.ALL_PAID if facts.paid else Because.SET_OFF
