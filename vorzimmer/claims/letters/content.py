"""What a reminder says, as data: who writes to whom about which claims, until when to pay, and what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from vorzimmer.billing.actions.issuing import buyer_of, seller_of
from vorzimmer.billing.models import BillingProfile, Issuer
from vorzimmer.claims import policy
from vorzimmer.claims.models import Practice, Reminder
from vorzimmer.claims.reading import Reading
from vorzimmer.customers.models import Customer
from vorzimmer.domain.claim_numbers import Number
from vorzimmer.domain.days import Holidays
from vorzimmer.domain.default import Proof, Receipt, received_on
from vorzimmer.domain.dunning import DEMANDS, Event
from vorzimmer.domain.interest import Section, points_key
from vorzimmer.domain.invoices import Party

_HOW = MappingProxyType({Reminder.Channel.EMAIL.value: Proof.MAIL_SERVER, Reminder.Channel.POST.value: Proof.POSTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim in a letter, in cents. A friendly reminder asks for what is open alone; `sections` say how the interest was computed."""

    number: str
    issued_on: date
    due_on: date
    gross: int
    open: int
    interest: int = 0
    lump_sum: int = 0
    default_since: date | None = None
    sections: Sequence[Section] = ()
    is_interest_unsaid: bool = False

    @property
    def total(self) -> int:
        return self.open + self.interest + self.lump_sum


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A reminder before it is set. `points` is what the interest lies above the base rate, in hundredths of a percentage point.

    `reminded_on` is when the last reminder that demands payment left; `bureaus` are named as a warning, and blank where none is given.
    """

    level: Event
    day: date
    pay_by: date
    language: str
    is_consumer: bool
    seller: Party
    recipient: Party
    customer_number: str
    rows: tuple[Row, ...]
    points: int
    lump_sum: int
    reminded_on: date | None = None
    bureaus: tuple[str, ...] = ()

    @property
    def open(self) -> int:
        return sum(row.open for row in self.rows)

    @property
    def interest(self) -> int:
        return sum(row.interest for row in self.rows)

    @property
    def lump_sums(self) -> int:
        return sum(row.lump_sum for row in self.rows)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.rows)


def letter_of(level: Event, found: Sequence[Reading], customer: Customer | None, *, channel: str, day: date) -> Letter:
    """Say what a reminder of a day says about claims as they were read on it."""
    numbers, issuer = policy.numbers(), Issuer.current()
    is_consumer = any(each.claim.is_consumer for each in found)
    return Letter(
        level=level,
        day=day,
        pay_by=pay_by(level, found, channel=channel, day=day),
        language=found[0].document.content.language if customer is None else customer.language,
        is_consumer=is_consumer,
        seller=replace(seller_of(issuer), bank=issuer.bank, iban=issuer.iban, bic=issuer.bic),
        recipient=_recipient(found, customer),
        customer_number=found[0].claim.customer_number,
        rows=tuple(_row(level, each) for each in found),
        points=numbers.on(points_key(is_consumer=is_consumer), day),
        lump_sum=0 if is_consumer else numbers.on(Number.LUMP_SUM_CENTS, day),
        reminded_on=max((each for one in found for each in _reminded(one)), default=None),
        bureaus=policy.bureaus(day) if level is Event.FIRST_SENT and Practice.current().warns else (),
    )


def _reminded(found: Reading) -> Sequence[date]:
    return [letter.sent_on for letter in found.facts.counting(*DEMANDS)]


def _recipient(found: Sequence[Reading], customer: Customer | None) -> Party:
    """Give the customer's address of today; of one whose file is gone that of his last invoice."""
    if customer is not None:
        return buyer_of(customer, BillingProfile.objects.filter(customer=customer).first() or BillingProfile(customer=customer))
    return max((each.document for each in found), key=lambda document: document.issued_on).content.buyer


def _row(level: Event, found: Reading) -> Row:
    document = found.document
    row = Row(number=document.number, issued_on=document.issued_on, due_on=document.due_on, gross=document.gross, open=found.open)
    if level is Event.FRIENDLY_SENT or found.default_since is None:
        return row
    return replace(
        row,
        interest=found.interest_cents,
        lump_sum=found.lump_sum.cents,
        default_since=found.default_since,
        sections=() if found.interest is None else found.interest.sections,
        is_interest_unsaid=found.interest is None,
    )


def pay_by(level: Event, found: Sequence[Reading], *, channel: str, day: date) -> date:
    """Say until which day a letter that leaves today asks to pay: on a working day, counted from when it arrives (BGB §193)."""
    schedule, holidays, arrives = policy.schedule(day), _holidays(found), arrives_on(channel, day)
    return schedule.ask_until(arrives, holidays) if level is Event.FRIENDLY_SENT else schedule.pay_until(arrives, holidays)


def arrives_on(channel: str, day: date) -> date:
    """Say when a letter that leaves on this day arrives: an e-mail at once, one by post when it is presumed to."""
    return received_on(Receipt(proof=_HOW[channel], on=day), policy.numbers()) or day


def _holidays(found: Sequence[Reading]) -> Holidays:
    joined: dict[date, str] = {}
    for each in found:
        joined.update(each.holidays)
    return joined
