"""Since when a customer is in default with a claim (BGB §286), by each of the rules, and why or why not. All in civil dates.

In doubt the later day counts: data may leave the house on the strength of a default (notice S29). What nobody can compute, a refusal for
good or reasons of §286(2) no. 3 and 4, is left out. LAWYER: the rules about direct debits, and about reminders that set a term.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from vorzimmer.domain.claim_numbers import Number, Numbers
from vorzimmer.domain.days import Holidays, working_day_from

_DAY = timedelta(days=1)


class Proof(StrEnum):
    """How it is proved that a letter arrived."""

    MAIL_SERVER = "mail_server"
    """The customer's mail server took it."""
    PORTAL = "portal"
    """The customer opened it in the portal."""
    DELIVERED = "delivered"
    """Somebody signed for it, or the customer says that he has it."""
    POSTED = "posted"
    """It was posted: that it arrived some days later is presumed."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """When a letter arrived. `on` is the day that the proof names: of a posted letter the day of posting, None when nothing is known."""

    proof: Proof = Proof.UNKNOWN
    on: date | None = None


UNKNOWN_RECEIPT = Receipt()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A reminder that demands payment (Mahnung). A friendly one is none, and does not belong here.

    `pay_by` is the day that it leaves the debtor to pay: before that it puts nobody in default.
    """

    sent_on: date
    receipt: Receipt = UNKNOWN_RECEIPT
    is_undeliverable: bool = False
    pay_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A direct debit: from its announcement until it came back, fetching the money was ours. None: it has not come back."""

    announced_on: date
    returned_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a claim. `agreed_on`: a calendar day that the contract fixes; a day that only the invoice names is none.

    `performed_on` is the last day of the period that the invoice is for; `has_notice` says that the invoice told a consumer of §286(3).
    `pays_by_debit`: a mandate is in force, so that without any collection nobody has tried to fetch the money.
    """

    due_on: date
    is_consumer: bool
    invoice: Receipt = UNKNOWN_RECEIPT
    has_notice: bool = False
    agreed_on: date | None = None
    performed_on: date | None = None
    reminders: Sequence[Reminder] = ()
    order_served_on: date | None = None
    pays_by_debit: bool = False
    collections: Sequence[Collection] = ()


class GroundCode(StrEnum):
    """A rule by which default begins."""

    REMINDER = "reminder"
    """BGB §286(1) s. 1."""
    ORDER_SERVED = "order_served"
    """BGB §286(1) s. 2."""
    AGREED_DAY = "agreed_day"
    """BGB §286(2) no. 1."""
    TERM_AFTER_RECEIPT = "term_after_receipt"
    """BGB §286(3) s. 1."""
    TERM_AFTER_PERFORMANCE = "term_after_performance"
    """BGB §286(3) s. 2."""


class Because(StrEnum):
    """Why a rule puts the customer in default, or why it does not."""

    REMINDED = "reminded"
    REMINDED_WITH_TERM = "reminded_with_term"
    NO_REMINDER = "no_reminder"
    REMINDED_TOO_EARLY = "reminded_too_early"
    REMINDER_UNDELIVERABLE = "reminder_undeliverable"
    REMINDER_RECEIPT_UNKNOWN = "reminder_receipt_unknown"
    SERVED = "served"
    NOT_SERVED = "not_served"
    SERVED_TOO_EARLY = "served_too_early"
    AGREED = "agreed"
    NOTHING_AGREED = "nothing_agreed"
    TERM_OVER = "term_over"
    NOT_TOLD = "not_told"
    """A consumer, and the invoice does not tell of §286(3)."""
    RECEIPT_UNKNOWN = "receipt_unknown"
    RECEIPT_KNOWN = "receipt_known"
    """The rule for an unknown receipt has no place."""
    CONSUMER = "consumer"
    NOT_PERFORMED = "not_performed"
    OURS_TO_FETCH = "ours_to_fetch"


class WaitsFor(StrEnum):
    """Why there is no default yet."""

    DUE_DAY = "due_day"
    FIRST_COLLECTION = "first_collection"
    COLLECTION = "collection"
    DAY = "day"
    GROUND = "ground"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What one rule says: the first civil day in default, None when it does not apply."""

    code: GroundCode
    since: date | None
    because: Because


@dataclass(frozen=True, slots=True, kw_only=True)
class InDefault:
    """In default since this day, the first one for which interest is owed, and by which rule."""

    since: date
    because: GroundCode
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet:
    """Not in default; `from_on` is the day on which it begins if nothing else happens, None when nothing leads there."""

    because: WaitsFor
    from_on: date | None
    grounds: tuple[Ground, ...]


def default_of(facts: Facts, day: date, *, holidays: Holidays, numbers: Numbers) -> InDefault | NotYet:
    """Say whether the customer is in default on a day, and since when: the earliest of all rules counts, and later facts do not undo it."""
    grounds = grounds_of(facts, holidays=holidays, numbers=numbers)
    since, because = min(((ground.since, ground.code) for ground in grounds if ground.since is not None), default=(None, None))
    if since is not None and because is not None and since <= day:
        return InDefault(since=since, because=because, grounds=grounds)
    return NotYet(because=_waits_for(facts, day, since, holidays), from_on=since, grounds=grounds)


def received_on(receipt: Receipt, numbers: Numbers) -> date | None:
    """Say when a letter arrived; None when nobody knows."""
    if receipt.on is None or receipt.proof is Proof.UNKNOWN:
        return None
    if receipt.proof is Proof.POSTED:
        return receipt.on + numbers.on(Number.POSTED_DAYS, receipt.on) * _DAY
    return receipt.on


def payable_until(facts: Facts, holidays: Holidays) -> date:
    """Say the last day on which a payment is in time: the due day, or the next working day (BGB §193)."""
    return working_day_from(facts.due_on, holidays)


def grounds_of(facts: Facts, *, holidays: Holidays, numbers: Numbers) -> tuple[Ground, ...]:
    """Say of each rule since when it puts the customer in default, or why it does not."""
    return tuple(_unless_ours(ground, facts) for ground in _rules(facts, holidays, numbers))


def _rules(facts: Facts, holidays: Holidays, numbers: Numbers) -> Iterator[Ground]:
    last = payable_until(facts, holidays)
    yield _by_reminder(facts, last, holidays, numbers)
    yield _by_order(facts, last)
    yield _by_agreed_day(facts, holidays)
    yield _by_receipt(facts, last, holidays, numbers)
    yield _by_performance(facts, last, holidays, numbers)


# --- the rules -----------------------------------------------------------------------------------------------------------


def _by_reminder(facts: Facts, last: date, holidays: Holidays, numbers: Numbers) -> Ground:
    found = [_reminded(reminder, facts, last, holidays, numbers) for reminder in sorted(facts.reminders, key=_sent)]
    effective = [ground for ground in found if ground.since is not None]
    if effective:
        return min(effective, key=lambda ground: (ground.since or date.max, ground.because))
    return found[-1] if found else Ground(code=GroundCode.REMINDER, since=None, because=Because.NO_REMINDER)


def _sent(reminder: Reminder) -> tuple[date, bool, str, date, date]:
    receipt = reminder.receipt
    return reminder.sent_on, not reminder.is_undeliverable, receipt.proof, receipt.on or date.max, reminder.pay_by or date.min


def _reminded(reminder: Reminder, facts: Facts, last: date, holidays: Holidays, numbers: Numbers) -> Ground:
    received, free_from = received_on(reminder.receipt, numbers), _free_from(reminder.sent_on, facts)
    since, because = None, Because.REMINDED
    if reminder.is_undeliverable:
        because = Because.REMINDER_UNDELIVERABLE
    elif reminder.sent_on <= last:
        because = Because.REMINDED_TOO_EARLY
    elif free_from is None or free_from > reminder.sent_on + _DAY:  # on the day of the return itself it may be sent
        because = Because.OURS_TO_FETCH
    elif received is None:
        because = Because.REMINDER_RECEIPT_UNKNOWN
    else:
        since = max(received, reminder.sent_on) + _DAY
    if since is not None and reminder.pay_by is not None:
        since = max(since, working_day_from(reminder.pay_by, holidays) + _DAY)
        because = Because.REMINDED_WITH_TERM
    return Ground(code=GroundCode.REMINDER, since=since, because=because)


def _by_order(facts: Facts, last: date) -> Ground:
    served = facts.order_served_on
    if served is None:
        return Ground(code=GroundCode.ORDER_SERVED, since=None, because=Because.NOT_SERVED)
    if served <= last:
        return Ground(code=GroundCode.ORDER_SERVED, since=None, because=Because.SERVED_TOO_EARLY)
    return Ground(code=GroundCode.ORDER_SERVED, since=served + _DAY, because=Because.SERVED)


def _by_agreed_day(facts: Facts, holidays: Holidays) -> Ground:
    if facts.agreed_on is None:
        return Ground(code=GroundCode.AGREED_DAY, since=None, because=Because.NOTHING_AGREED)
    last = working_day_from(max(facts.agreed_on, facts.due_on), holidays)
    return Ground(code=GroundCode.AGREED_DAY, since=last + _DAY, because=Because.AGREED)


def _by_receipt(facts: Facts, last: date, holidays: Holidays, numbers: Numbers) -> Ground:
    received = received_on(facts.invoice, numbers)
    if facts.is_consumer and not facts.has_notice:
        return Ground(code=GroundCode.TERM_AFTER_RECEIPT, since=None, because=Because.NOT_TOLD)
    if received is None:
        return Ground(code=GroundCode.TERM_AFTER_RECEIPT, since=None, because=Because.RECEIPT_UNKNOWN)
    since = _after_term(max(last, received), holidays, numbers)
    return Ground(code=GroundCode.TERM_AFTER_RECEIPT, since=since, because=Because.TERM_OVER)


def _by_performance(facts: Facts, last: date, holidays: Holidays, numbers: Numbers) -> Ground:
    since, because = None, Because.TERM_OVER
    if facts.is_consumer:
        because = Because.CONSUMER
    elif received_on(facts.invoice, numbers) is not None:
        because = Because.RECEIPT_KNOWN
    elif facts.performed_on is None:
        because = Because.NOT_PERFORMED
    else:
        since = _after_term(max(last, facts.performed_on), holidays, numbers)
    return Ground(code=GroundCode.TERM_AFTER_PERFORMANCE, since=since, because=because)


def _after_term(start: date, holidays: Holidays, numbers: Numbers) -> date:
    """Say the day after the term; the day on which it starts is not counted, its end is shifted (BGB §187(1), §193; BGH III ZR 159/06)."""
    return working_day_from(start + numbers.on(Number.TERM_DAYS, start) * _DAY, holidays) + _DAY


# --- direct debits -------------------------------------------------------------------------------------------------------


def _unless_ours(ground: Ground, facts: Facts) -> Ground:
    """Put off what would begin while the money was ours to fetch to the day after the return (BGB §286(4))."""
    if ground.since is None:
        return ground
    since = _free_from(ground.since, facts)
    if since is None:
        return Ground(code=ground.code, since=None, because=Because.OURS_TO_FETCH)
    return Ground(code=ground.code, since=since, because=ground.because)


def _free_from(day: date, facts: Facts) -> date | None:
    """Say the first day from this one on that lies in no collection; None when there is none."""
    for first, returned in _collections(facts):
        if first <= day and returned is None:
            return None
        if returned is not None and first <= day <= returned:
            day = returned + _DAY
    return day


def _collections(facts: Facts) -> list[tuple[date, date | None]]:
    """Give the stretches in which the money was ours to fetch; who pays by direct debit may wait for the first one from the beginning."""
    stretches: list[tuple[date, date | None]] = sorted(
        ((each.announced_on, each.returned_on) for each in facts.collections), key=lambda stretch: (stretch[0], stretch[1] or date.max)
    )
    if not facts.pays_by_debit:
        return stretches
    return [(date.min, stretches[0][1] if stretches else None), *stretches[1:]]


def _waits_for(facts: Facts, day: date, since: date | None, holidays: Holidays) -> WaitsFor:
    if day <= payable_until(facts, holidays):
        return WaitsFor.DUE_DAY
    if facts.pays_by_debit and not facts.collections:
        return WaitsFor.FIRST_COLLECTION
    if _free_from(day, facts) != day:
        return WaitsFor.COLLECTION
    return WaitsFor.GROUND if since is None else WaitsFor.DAY
