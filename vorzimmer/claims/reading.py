"""A claim as it stands on a day: what the log, the account, letters and direct debits say of it, and what the rules make of that."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from vorzimmer.billing.accounts import ON_ITS_WAY, SEALED, standing_of
from vorzimmer.billing.actions.letters import KEY
from vorzimmer.billing.models import AccountEntry, Allocation, Collection, Document
from vorzimmer.claims import policy
from vorzimmer.claims.models import Claim, ClaimEvent, Pause, Reminder, ReminderLine
from vorzimmer.customers.holidays import holidays_of
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain import default, dunning, dunning_facts, dunning_pauses, dunning_steps, limitation
from vorzimmer.domain.accounts import EntryKind, StandingCode
from vorzimmer.domain.accounts import Standing as AccountStanding
from vorzimmer.domain.court import OrderDeadlines, enforcement_objection_until, order_deadlines
from vorzimmer.domain.days import Holidays, berlin_date
from vorzimmer.domain.default import Proof
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.interest import Balance, BaseRateMissing, BaseRates, BaseRateUnconfirmed, Breakdown, LumpSum, interest, lump_sum
from vorzimmer.domain.interest import Facts as InterestFacts

_DAY = timedelta(days=1)
_E = dunning.Event
Row = TypeVar("Row", bound=Model)
Known = TypeVar("Known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A claim on a day, amounts in cents. `interest` is None when a base rate is missing or not confirmed: `rate_problem` says which."""

    day: date
    claim: Claim
    document: Document
    account: AccountStanding
    log: Sequence[ClaimEvent]
    reminders: Sequence[Reminder]
    pauses: Sequence[Pause]
    collections: Sequence[Collection]
    facts: dunning_facts.Facts
    default_facts: default.Facts
    default: default.InDefault | default.NotYet
    next: dunning_steps.Next
    demand: dunning_steps.Demand
    balances: Sequence[Balance]
    interest: Breakdown | None
    rate_problem: BaseRateMissing | BaseRateUnconfirmed | None
    lump_sum: LumpSum
    limit: limitation.Limit
    deadlines: OrderDeadlines | None
    holidays: Holidays

    @property
    def standing(self) -> dunning.Standing:
        return self.facts.standing

    @property
    def open(self) -> int:
        """What is open of the invoice."""
        return self.facts.open

    @property
    def default_since(self) -> date | None:
        return self.facts.in_default_since

    @property
    def interest_cents(self) -> int:
        """The interest until this day; 0 when it cannot be said."""
        return 0 if self.interest is None else self.interest.total

    @property
    def total(self) -> int:
        """What is open with interest and lump sum."""
        return self.open + self.interest_cents + self.lump_sum.cents

    @property
    def pause(self) -> dunning_pauses.Pause | None:
        """The pause that stops the claim on this day, of several the weightiest."""
        return dunning_pauses.stopped_by(self.facts.pauses, _E.ENFORCEMENT_STARTED, self.day, self.holidays)


def reading(claim: Claim, day: date) -> Reading:
    """Read one claim."""
    return readings(Claim._base_manager.filter(pk=claim.pk), day)[0]  # noqa: SLF001  (who has it may read it)


def readings(claims: QuerySet[Claim], day: date) -> list[Reading]:
    """Read claims as they stand on a day, in their order. As many queries for many as for one."""
    found = list(claims.select_related("document").defer(*SEALED))
    if not found:
        return []
    facts = _Gathered.of(found, day)
    rates = policy.base_rates()
    return [_read(claim, facts, rates, day) for claim in found]


def reading_then(claim: Claim, day: date) -> Reading:
    """Read a claim as it stood on a day that is over: what has happened since is left out. Direct debits count as they stand now."""
    (found,) = Claim.objects.filter(pk=claim.pk).select_related("document").defer(*SEALED)
    return _read(found, _Gathered.of([found], day).until(day), policy.base_rates(), day)


# --- what is gathered ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """All that is known of several claims, by the id of the claim or of its document."""

    accounts: Mapping[UUID, AccountStanding]
    balances: Mapping[UUID, Sequence[Balance]]
    payments: Mapping[UUID, Sequence[date]]
    collections: Mapping[UUID, Sequence[Collection]]
    mailed: frozenset[UUID]
    logs: Mapping[UUID, Sequence[ClaimEvent]]
    reminders: Mapping[UUID, Sequence[Reminder]]
    pauses: Mapping[UUID, Sequence[Pause]]

    @classmethod
    def of(cls, claims: Sequence[Claim], day: date) -> "_Gathered":
        documents = [claim.document for claim in claims]
        ids, claim_ids = [document.pk for document in documents], [claim.pk for claim in claims]
        balances, payments = _balances(ids)
        lines = (
            ReminderLine.objects.filter(claim__in=claim_ids).select_related("reminder").defer("reminder__pdf").order_by("reminder__made_at")
        )
        reminders: defaultdict[UUID, list[Reminder]] = defaultdict(list)
        for line in lines.order_by("reminder__made_at"):
            if line.claim_id is not None:
                reminders[line.claim_id].append(line.reminder)
        rests = Pause.objects.filter(claim__in=claim_ids).select_related("by", "case")
        return cls(
            accounts=standing_of(documents, day),
            balances=balances,
            payments=payments,
            collections=_by("document_id", Collection.objects.filter(document__in=ids).order_by("attempt")),
            mailed=_mailed(ids),
            logs=_by("claim_id", ClaimEvent.objects.filter(claim__in=claim_ids).select_related("by").order_by("number")),
            reminders=reminders,
            pauses=_by("claim_id", rests.defer("case__text", "case__resolution")),
        )

    def until(self, day: date) -> "_Gathered":
        """Leave out what happened after a day; what was open then is what the balances say."""
        return replace(
            self,
            accounts={pk: replace(found, open=open_on(day, self.balances.get(pk, []))) for pk, found in self.accounts.items()},
            balances=_kept(self.balances, lambda balance: balance.from_on <= day),
            payments=_kept(self.payments, lambda paid_on: paid_on <= day),
            collections=_kept(self.collections, lambda debit: berlin_date(debit.created_at) <= day),
            logs=_kept(self.logs, lambda row: row.on <= day),
            reminders=_kept(self.reminders, lambda letter: letter.sent_on is not None and letter.sent_on <= day),
            pauses=_kept(self.pauses, lambda row: row.since <= day),
        )


def _kept(found: Mapping[UUID, Sequence[Known]], is_known: Callable[[Known], bool]) -> Mapping[UUID, Sequence[Known]]:
    return {pk: [each for each in rows if is_known(each)] for pk, rows in found.items()}


def open_on(day: date, balances: Iterable[Balance]) -> int:
    """Say how many cents were open on a day."""
    return next((balance.cents for balance in sorted(balances, key=lambda each: each.from_on, reverse=True) if balance.from_on <= day), 0)


def _by(field: str, rows: Iterable[Row]) -> Mapping[UUID, list[Row]]:
    found: defaultdict[UUID, list[Row]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field)].append(row)
    return found


def _mailed(documents: Sequence[UUID]) -> frozenset[UUID]:
    """Say which documents the customer's mail server took over."""
    keys = {f"{KEY}{pk}": pk for pk in documents}
    sent = OutboxMessage.objects.filter(key__in=keys, state=DeliveryState.SENT).values_list("key", flat=True)
    return frozenset(keys[key] for key in sent)


def _balances(documents: Sequence[UUID]) -> tuple[Mapping[UUID, list[Balance]], Mapping[UUID, list[date]]]:
    """Say for each document what of it was open from which day on, and on which days was paid of it.

    A payment counts from its value date; what was settled before the invoice was there counts from the invoice on.
    """
    entries = {
        entry.pk: entry
        for entry in AccountEntry.objects.filter(document__in=documents, kind=EntryKind.INVOICE, amount__gt=0, reverses=None)
    }
    settled: defaultdict[UUID, list[tuple[date, int]]] = defaultdict(list)
    paid: defaultdict[UUID, list[date]] = defaultdict(list)
    active = Allocation.objects.filter(undone_at=None, debit__in=entries).select_related("credit")
    for allocation in active:
        document, credit = entries[allocation.debit_id].document_id, allocation.credit
        if document is None:
            continue
        settled[document].append((credit.value_on, allocation.amount))
        if credit.kind == EntryKind.PAYMENT:
            paid[document].append(credit.value_on)
    found = {}
    for entry in entries.values():
        if entry.document_id is not None:
            found[entry.document_id] = _history(entry.day, entry.amount, settled[entry.document_id])
    return found, paid


def _history(day: date, cents: int, settled: Iterable[tuple[date, int]]) -> list[Balance]:
    changes: defaultdict[date, int] = defaultdict(int)
    for on, amount in settled:
        changes[max(on, day)] += amount
    history = {day: cents}
    for on in sorted(changes):
        cents -= changes[on]
        history[on] = cents
    return [Balance(from_on=on, cents=left) for on, left in history.items()]


# --- what the rules make of it -------------------------------------------------------------------------------------------


def _read(claim: Claim, gathered: _Gathered, rates: BaseRates, day: date) -> Reading:
    document, numbers, schedule = claim.document, policy.numbers(), policy.schedule(day)
    account = gathered.accounts[document.pk]
    log, letters = gathered.logs.get(claim.pk, []), gathered.reminders.get(claim.pk, [])
    collections, pauses = gathered.collections.get(document.pk, []), gathered.pauses.get(claim.pk, [])
    holidays = _holidays(claim.land, document.due_on, day)
    standing = dunning.fold(happened(log))
    default_facts = default.Facts(
        due_on=document.due_on,
        is_consumer=claim.is_consumer,
        invoice=_receipt(claim, document, is_mailed=document.pk in gathered.mailed),
        has_notice=claim.has_notice,
        agreed_on=claim.agreed_on,
        performed_on=document.last,
        reminders=[_demand(letter) for letter in letters if letter.level in dunning.DEMANDS and letter.sent_on is not None],
        order_served_on=standing.day_of(_E.ORDER_SERVED),
        pays_by_debit=any(each.state != "withdrawn" for each in collections),
        collections=[_fetched(each) for each in collections if each.state != "withdrawn"],
    )
    is_default = default.default_of(default_facts, day, holidays=holidays, numbers=numbers)
    since = is_default.since if isinstance(is_default, default.InDefault) else None
    served = standing.day_of(_E.ORDER_SERVED)
    deadlines = None if served is None else order_deadlines(served, holidays=holidays, numbers=numbers)
    facts = dunning_facts.Facts(
        due_on=document.due_on,
        gross=document.gross,
        open=account.open,
        is_consumer=claim.is_consumer,
        standing=standing,
        invoice_sent_on=document.sent_on,
        reminders=tuple(_letter(letter) for letter in letters if letter.sent_on is not None),
        pauses=(*(_pause(each) for each in pauses), *_on_its_way(collections)),
        in_default_since=since,
        is_written_off=account.code is StandingCode.WRITTEN_OFF,
        enforcement_from=None if deadlines is None else deadlines.enforcement_from,
        lapses_on=None if deadlines is None else deadlines.enforcement_until,
    )
    balances = gathered.balances.get(document.pk, [])
    breakdown, problem = _interest(balances, since, day, claim, rates)
    return Reading(
        day=day,
        claim=claim,
        document=document,
        account=account,
        log=log,
        reminders=letters,
        pauses=pauses,
        collections=collections,
        facts=facts,
        default_facts=default_facts,
        default=is_default,
        next=dunning_steps.next_step(facts, day, schedule, holidays),
        demand=dunning_steps.check_demand(facts, day, schedule, holidays),
        balances=balances,
        interest=breakdown,
        rate_problem=problem,
        lump_sum=lump_sum(is_consumer=claim.is_consumer, since=since, numbers=numbers),
        limit=limitation.limitation(_limit_facts(document, log, gathered.payments.get(document.pk, []), holidays), numbers=numbers),
        deadlines=deadlines,
        holidays=holidays,
    )


def happened(log: Iterable[ClaimEvent]) -> list[dunning.Happened]:
    """Give a log as the rules know it."""
    return [dunning.Happened(event=_E(row.kind), on=row.on, reference=row.reference) for row in log]


def _holidays(land: str, first: date, last: date) -> Holidays:
    years = sorted({*range(first.year, last.year, 2), last.year})
    found: dict[date, str] = {}
    for year in years:
        found.update(holidays_of(land, year))
    return found


def _receipt(claim: Claim, document: Document, *, is_mailed: bool) -> default.Receipt:
    """Say when the invoice arrived: as somebody entered it, when the portal showed it, when the mail server took it, or by post."""
    if claim.received_on is not None and claim.proof:
        return default.Receipt(proof=Proof(claim.proof), on=claim.received_on)
    if document.sent_on is not None and is_mailed:
        return default.Receipt(proof=Proof.MAIL_SERVER, on=document.sent_on)
    if document.seen_on is not None:
        return default.Receipt(proof=Proof.PORTAL, on=document.seen_on)
    if document.sent_on is not None:
        return default.Receipt(proof=Proof.POSTED, on=document.sent_on)
    return default.UNKNOWN_RECEIPT


def receipt_of(letter: Reminder) -> default.Receipt:
    """Say when a reminder arrived, and how that is proved."""
    if letter.proof and letter.received_on is not None:
        return default.Receipt(proof=Proof(letter.proof), on=letter.received_on)
    return default.UNKNOWN_RECEIPT


def _demand(letter: Reminder) -> default.Reminder:
    return default.Reminder(
        sent_on=letter.sent_on or berlin_date(letter.made_at),
        receipt=receipt_of(letter),
        is_undeliverable=letter.returned_on is not None,
        pay_by=letter.pay_by,
    )


def _letter(letter: Reminder) -> dunning_facts.Reminder:
    return dunning_facts.Reminder(
        event=_E(letter.level),
        sent_on=letter.sent_on or berlin_date(letter.made_at),
        received_on=default.received_on(receipt_of(letter), policy.numbers()),
        is_undeliverable=letter.returned_on is not None,
    )


def _fetched(collection: Collection) -> default.Collection:
    """Say in which stretch a direct debit was ours to fetch; one that was booked is over."""
    ended = None if collection.state in ON_ITS_WAY else collection.returned_on or collection.due_on
    return default.Collection(announced_on=berlin_date(collection.created_at), returned_on=ended)


def _on_its_way(collections: Sequence[Collection]) -> Iterable[dunning_pauses.Pause]:
    for collection in collections:
        if collection.state in ON_ITS_WAY:
            yield dunning_pauses.Pause(kind=dunning_pauses.PauseKind.COLLECTION_ON_ITS_WAY, since=berlin_date(collection.created_at))


def _pause(row: Pause) -> dunning_pauses.Pause:
    until = row.until
    if row.ended_on is not None:
        until = min(until or row.ended_on - _DAY, row.ended_on - _DAY)
    return dunning_pauses.Pause(
        kind=dunning_pauses.PauseKind(row.kind), since=row.since, until=until, review_on=row.review_on, because=row.reference
    )


def _interest(
    balances: Sequence[Balance], since: date | None, day: date, claim: Claim, rates: BaseRates
) -> tuple[Breakdown | None, BaseRateMissing | BaseRateUnconfirmed | None]:
    if since is None:
        return Breakdown(), None
    facts = InterestFacts(balances=balances, since=since, is_consumer=claim.is_consumer)
    try:
        found = interest(facts, day, rates=rates, numbers=policy.numbers())
    except (BaseRateMissing, BaseRateUnconfirmed) as problem:
        return None, problem
    return found, None


def _limit_facts(document: Document, log: Sequence[ClaimEvent], payments: Sequence[date], holidays: Holidays) -> limitation.Facts:
    """Say what counts for limitation. An enforcement order is final with the term for the objection, a judgment from its day on."""
    orders: list[limitation.PaymentOrder] = []
    final, enforced = None, []
    for line in happened(log):
        match line.event:
            case _E.ORDER_APPLIED:
                orders.append(limitation.PaymentOrder(filed_on=line.on))
            case _E.ORDER_SERVED if orders:
                orders[-1] = limitation.PaymentOrder(filed_on=orders[-1].filed_on, served_on=line.on)
            case _E.ENFORCEMENT_APPLIED | _E.ENFORCEMENT_ISSUED | _E.ORDER_OBJECTED if orders:
                last = orders[-1]
                orders[-1] = limitation.PaymentOrder(filed_on=last.filed_on, served_on=last.served_on, acts=(*last.acts, line.on))
            case _E.ENFORCEMENT_SERVED:
                final = enforcement_objection_until(line.on, holidays=holidays, numbers=policy.numbers())
            case _E.ENFORCEMENT_OBJECTED:
                final = None
            case _E.JUDGMENT:
                final = line.on
            case _E.ENFORCEMENT_STARTED:
                enforced.append(line.on)
            case _:
                continue
    return limitation.Facts(due_on=document.due_on, orders=orders, acknowledged_on=payments, title_final_on=final, enforced_on=enforced)
