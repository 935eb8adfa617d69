"""What a customer has to pay: an invoice with its claim, what is asked for beside it, how to transfer it, what is overdue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from vorzimmer.billing.accounts import SEALED, standing_of
from vorzimmer.billing.models import Document, Issuer
from vorzimmer.billing.qr import transfer_svg
from vorzimmer.claims.models import Claim
from vorzimmer.claims.plans import AgreedPlan, plans_of
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.customers.queries import CustomerQuerySet
from vorzimmer.domain.accounts import Standing, StandingCode
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.default import payable_until
from vorzimmer.domain.dunning import CLOSED, DEMANDS, Stage
from vorzimmer.domain.dunning_pauses import Pause, PauseKind
from vorzimmer.domain.instalments import Instalment
from vorzimmer.domain.promises import REMINDED, may_promise
from vorzimmer.domain.transfers import LONGEST_TEXT, TransferRefused

TO_PAY = frozenset({StandingCode.OPEN, StandingCode.PART_PAID})


class Way(StrEnum):
    """How it goes on with an invoice, as the customer sees it."""

    PAY = "pay"
    PROMISED = "promised"
    PLAN = "plan"
    RESTS = "rests"
    """Nothing has to be done: it is disputed, fetched from his account, or the agency waits."""
    ELSEWHERE = "elsewhere"
    """A collector or the court has it, or an insolvency."""


_OF_PAUSES = {
    PauseKind.PROMISE: Way.PROMISED,
    PauseKind.INSTALMENTS: Way.PLAN,
    PauseKind.INSOLVENCY: Way.ELSEWHERE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One instalment of a plan, and how many cents of it are missing."""

    instalment: Instalment
    missing: int
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """An invoice of which something is open, amounts in cents. `reading` is None before its claim came about."""

    document: Document
    standing: Standing
    reading: Reading | None = None
    plan: AgreedPlan | None = None

    @property
    def open(self) -> int:
        return self.standing.open

    @property
    def is_overdue(self) -> bool:
        return self.standing.overdue > 0

    @property
    def stage(self) -> Stage:
        return Stage.OPEN if self.reading is None else self.reading.standing.stage

    @property
    def pause(self) -> Pause | None:
        return None if self.reading is None else self.reading.pause

    @property
    def payable_until(self) -> date:
        """The last day on which a payment would have been in time."""
        return self.document.due_on if self.reading is None else payable_until(self.reading.default_facts, self.reading.holidays)

    @property
    def is_asked_for_costs(self) -> bool:
        """Whether a letter has asked for interest and lump sum: what nobody was told about is not asked for on a screen first."""
        return self.reading is not None and (self.stage not in REMINDED or bool(self.reading.facts.counting(*DEMANDS)))

    @property
    def interest(self) -> int:
        return self.reading.interest_cents if self.reading is not None and self.is_asked_for_costs else 0

    @property
    def lump_sum(self) -> int:
        return self.reading.lump_sum.cents if self.reading is not None and self.is_asked_for_costs else 0

    @property
    def total(self) -> int:
        return self.open + self.interest + self.lump_sum

    @property
    def way(self) -> Way:
        if self.reading is None:
            return Way.PAY
        if self.stage not in REMINDED or self.reading.standing.is_with_collector:
            return Way.ELSEWHERE
        return Way.PAY if self.pause is None else _OF_PAUSES.get(self.pause.kind, Way.RESTS)

    @property
    def is_waited_for(self) -> bool:
        """Whether the customer has to do something about it now."""
        if self.way is Way.PLAN:
            return self.plan is not None and self.plan.is_late
        return self.way is Way.PAY and self.is_overdue

    @property
    def to_pay(self) -> int:
        """What is to be transferred now: of a plan what is late or comes next, else all."""
        if self.plan is None or self.way is not Way.PLAN:
            return self.total
        return self.plan.standing.late or next((rate.missing for rate in self.rates if rate.missing), 0)

    @property
    def rates(self) -> Sequence[Rate]:
        """The instalments of the plan; payments settle the oldest first."""
        if self.plan is None or self.reading is None:
            return ()
        found, left = [], self.plan.paid
        for instalment in self.plan.plan.instalments:
            given = min(left, instalment.cents)
            left -= given
            missing = instalment.cents - given
            found.append(Rate(instalment=instalment, missing=missing, is_late=missing > 0 and instalment.due_on < self.reading.day))
        return found

    @property
    def may_promise(self) -> bool:
        if self.reading is None:
            return self.is_overdue
        return isinstance(may_promise(self.reading.facts, self.reading.day, self.reading.holidays), Allowed)

    @property
    def may_ask_for_instalments(self) -> bool:
        return self.is_overdue and self.way in {Way.PAY, Way.PROMISED}


def debts(found: Sequence[tuple[Document, Standing]], day: date) -> dict[UUID, Debt]:
    """Give what is open of documents with their claims, by the document's id. As many queries for many as for one."""
    read = readings(Claim.objects.filter(document__in=[document.pk for document, _standing in found]), day) if found else []
    plans, by_document = plans_of(read) if read else {}, {each.document.pk: each for each in read}
    made = {}
    for document, standing in found:
        reading = by_document.get(document.pk)
        plan = None if reading is None else plans.get(reading.claim.pk)
        made[document.pk] = Debt(document=document, standing=standing, reading=reading, plan=plan)
    return made


# --- the transfer --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One transfer for one or several invoices: the amount in cents, the reference, and the GiroCode, blank where none can be drawn."""

    debts: Sequence[Debt]
    cents: int
    reference: str
    code: SafeString | str

    @property
    def amount(self) -> str:
        """The amount as a banking app takes it: without currency and groups, in the reader's language."""
        return number_format(Decimal(self.cents) / 100, decimal_pos=2, force_grouping=False)

    @property
    def is_late(self) -> bool:
        return any(debt.is_waited_for for debt in self.debts)

    @property
    def has_costs(self) -> bool:
        return any(debt.interest or debt.lump_sum for debt in self.debts if debt.way is not Way.PLAN)


def transfer_of(owed: Sequence[Debt], issuer: Issuer) -> Transfer | None:
    """Say how to pay these invoices at once; None when there is nothing to pay or no account to pay to."""
    cents = sum(debt.to_pay for debt in owed)
    if not cents or not issuer.iban:
        return None
    numbers = ", ".join(debt.document.number for debt in owed)
    reference = numbers if len(numbers) <= LONGEST_TEXT else owed[0].document.customer_number
    return Transfer(debts=owed, cents=cents, reference=reference, code=_code(issuer, cents, reference))


def _code(issuer: Issuer, cents: int, reference: str) -> SafeString | str:
    try:
        svg = transfer_svg(name=issuer.name, iban=issuer.iban, bic=issuer.bic, amount_cents=cents, remittance=reference)
    except TransferRefused:
        return ""
    return mark_safe(svg)  # noqa: S308  (we drew it: digits and letters of the path only)


def to_pay_now(found: Mapping[UUID, Debt]) -> Sequence[Debt]:
    """Choose what one transfer shall pay: what is overdue and waited for, else all that is open and does not rest."""
    late = [debt for debt in found.values() if debt.is_waited_for]
    return late or [debt for debt in found.values() if debt.way in {Way.PAY, Way.PROMISED, Way.PLAN}]


# --- at a glance ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What waits for the customer: how many invoices, what they come to in cents, since when the oldest is overdue."""

    number: int
    cents: int
    since: date
    document: Document


def overdue_of(customers: CustomerQuerySet, day: date) -> Overdue | None:
    """Say what is overdue and waited for; None when nothing is. One query for whoever owes nothing."""
    claims = list(
        Claim.objects.filter(customer_ref__in=customers.values("pk")).exclude(stage__in=CLOSED).values_list("document", flat=True)
    )
    if not claims:
        return None
    documents = list(Document.objects.filter(pk__in=claims).defer(*(name.removeprefix("document__") for name in SEALED)))
    stands = standing_of(documents, day)
    owed = [(document, stands[document.pk]) for document in documents if stands[document.pk].code in TO_PAY]
    late = [debt for debt in debts(owed, day).values() if debt.is_waited_for]
    if not late:
        return None
    oldest = min(late, key=lambda debt: debt.document.due_on)
    return Overdue(number=len(late), cents=sum(debt.to_pay for debt in late), since=oldest.payable_until, document=oldest.document)
