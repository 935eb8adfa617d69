"""The two gates to the outside: to collectors and lawyers (law.md S29), and to credit bureaus (S30 together with §31(2) BDSG).

A gate is a list of conditions. Each is computed from facts and says why it holds or not; none of them is a box to tick. Facts come
in, nothing is looked up; `day` is the Berlin civil date on which something would be handed over.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Refused
from vorzimmer.domain.approvals import Approval, ApprovalRefusedBecause, check_approval
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import Condition, ConditionCode, Finding, Gate, Ground, RecipientKind
from vorzimmer.domain.disclosure_policy import DisclosureRules
from vorzimmer.domain.gate_reasons import SENTENCES, Because
from vorzimmer.domain.sentences import sentence

__all__ = ("Because", "BureauFacts", "CollectFacts", "CourtStage", "Finding", "Letter", "RecipientFacts", "bureau_gate", "collect_gate")

_C, _B = ConditionCode, Because


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientFacts:
    """What is known of a recipient. `ref` is its id; `bureau` the code of the notice's bureau that it is, confirmed or not."""

    ref: str = ""
    kind: RecipientKind
    rdg_number: str = ""
    is_active: bool = True
    bureau: str = ""
    is_confirmed: bool = False
    agreement_from: date | None = None
    agreement_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectFacts:
    """What the gate to collectors asks. `open_cents` of the claim; `in_default_since` is the first civil day in default.

    The notice lets a disputed claim be given to a collector; it is flagged, and `despite_dispute` says why it is done.
    """

    open_cents: int
    in_default_since: date | None
    recipient: RecipientFacts
    is_insolvent: bool
    has_instalments: bool
    is_disputed: bool
    despite_dispute: str = ""
    finding: Finding | None = None


class CourtStage(StrEnum):
    """How far it went at the court, as S30 names it. What was only applied for is no title."""

    NONE = "none"
    ORDER_APPLIED = "order_applied"
    ENFORCEMENT_ISSUED = "enforcement_issued"
    ENFORCEMENT_STARTED = "enforcement_started"


_WITH_TITLE = frozenset({CourtStage.ENFORCEMENT_ISSUED, CourtStage.ENFORCEMENT_STARTED})
_STAGES: Mapping[CourtStage, Because] = MappingProxyType(
    {
        CourtStage.NONE: _B.NO_STAGE,
        CourtStage.ORDER_APPLIED: _B.ORDER_APPLIED,
        CourtStage.ENFORCEMENT_ISSUED: _B.ENFORCEMENT_ISSUED,
        CourtStage.ENFORCEMENT_STARTED: _B.ENFORCEMENT_STARTED,
    }
)
_BOTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A written reminder, or the letter that warns of the bureau. `received_on` is None as long as nothing proves its receipt."""

    sent_on: date
    received_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BureauFacts:
    """What the gate to bureaus asks, beside what the gate to collectors asks.

    `reminders` are the written ones, without the friendly one. `has_objection`: against the payment order (Widerspruch);
    `has_enforcement_objection`: against the enforcement order (Einspruch). `balancing` and `concerns` are the two findings: that the
    balance of interests allows it, and that no legitimate concern of the debtor is impaired. `others_could`: there is another user who
    may make a finding; without one, `alone_because` says why one person makes both.
    """

    open_cents: int
    in_default_since: date | None
    due_on: date
    recipient: RecipientFacts
    is_insolvent: bool
    has_instalments: bool
    is_disputed: bool
    has_objection: bool
    has_enforcement_objection: bool
    stage: CourtStage
    reminders: Sequence[Letter]
    warning: Letter | None
    balancing: Finding | None
    concerns: Finding | None
    others_could: bool
    alone_because: str = ""


Obstacle = tuple[Because, bool]


def _condition(code: ConditionCode, fine: Because, *obstacles: Obstacle, is_flagged: bool = False, **values: object) -> Condition:
    """Make a condition: the first thing that stands in its way is the reason; if nothing does, `fine` is."""
    found = next((because for because, stands in obstacles if stands), None)
    because = fine if found is None else found
    holds = found is None
    return Condition(code=code, holds=holds, because=because, says=sentence(SENTENCES[because], **values), is_flagged=is_flagged and holds)


def collect_gate(facts: CollectFacts, *, day: date) -> Gate:
    """Say whether a claim may be given to a collector or a lawyer on this day (S29)."""
    recipient = facts.recipient
    is_lawyer = recipient.kind is RecipientKind.LAWYER
    may_collect = recipient.kind in {RecipientKind.COLLECTOR, RecipientKind.LAWYER}
    conditions = (
        *_of_claim(facts, day),
        _condition(
            _C.DISPUTE,
            _B.DESPITE_DISPUTE if facts.is_disputed else _B.UNDISPUTED,
            (_B.DISPUTED_WITHOUT_REASON, facts.is_disputed and not facts.despite_dispute.strip()),
            is_flagged=facts.is_disputed,
        ),
        _condition(_C.RECIPIENT_KIND, _B.MAY_COLLECT, (_B.MAY_NOT_COLLECT, not may_collect)),
        _condition(
            _C.REGISTERED,
            _B.LAWYER if is_lawyer else _B.REGISTERED,
            (_B.NOT_REGISTERED, not is_lawyer and not recipient.rdg_number.strip()),
            number=recipient.rdg_number,
        ),
        _active(recipient),
        _finding(_C.FINDING, facts.finding, day),
    )
    return Gate(ground=Ground.COLLECT, recipient=recipient.ref, day=day, conditions=conditions)


def bureau_gate(facts: BureauFacts, *, day: date, rules: DisclosureRules) -> Gate:
    """Say whether a claim may be reported to a credit bureau on this day: the notice and §31(2) BDSG, both at once (law.md 2.4)."""
    conditions = (
        *_of_claim(facts, day),
        _condition(_C.DISPUTE, _B.UNDISPUTED, (_B.DISPUTED, facts.is_disputed)),
        _condition(_C.OBJECTION, _B.NO_OBJECTION, (_B.OBJECTED, facts.has_objection)),
        _condition(_C.ENFORCEMENT_OBJECTION, _B.NO_ENFORCEMENT_OBJECTION, (_B.ENFORCEMENT_OBJECTED, facts.has_enforcement_objection)),
        *_of_stage(facts, day, rules),
        *_of_bureau(facts.recipient, day, rules),
        _finding(_C.BALANCING, facts.balancing, day, rules.findings_within_days),
        _finding(_C.CONCERNS, facts.concerns, day, rules.findings_within_days),
        _two_people(facts),
    )
    return Gate(ground=Ground.BUREAU, recipient=facts.recipient.ref, day=day, conditions=conditions)


# --- what both ask ---------------------------------------------------------------------------------------------------------


def _of_claim(facts: CollectFacts | BureauFacts, day: date) -> tuple[Condition, ...]:
    since = facts.in_default_since
    return (
        _condition(_C.OPEN, _B.OPEN, (_B.NOTHING_OPEN, facts.open_cents <= 0)),
        _condition(
            _C.DEFAULT,
            _B.IN_DEFAULT,
            (_B.NOT_IN_DEFAULT, since is None),
            (_B.DEFAULT_LATER, since is not None and since > day),
            since=since,
        ),
        _condition(_C.NO_INSOLVENCY, _B.NO_INSOLVENCY, (_B.INSOLVENT, facts.is_insolvent)),
        _condition(_C.NO_INSTALMENTS, _B.NO_INSTALMENTS, (_B.INSTALMENTS, facts.has_instalments)),
    )


def _active(recipient: RecipientFacts) -> Condition:
    return _condition(_C.ACTIVE, _B.ACTIVE, (_B.NOT_ACTIVE, not recipient.is_active))


def _finding(code: ConditionCode, finding: Finding | None, day: date, within: int | None = None) -> Condition:
    """A finding is a person's, has a written reason, is not of tomorrow and, where that is demanded, not older than `within` days."""
    if finding is None:
        return _condition(code, _B.FOUND, (_B.NO_FINDING, True))
    on = berlin_date(finding.at)
    return _condition(
        code,
        _B.FOUND,
        (_B.FOUND_AGAINST, not finding.approves),
        (_B.FINDING_WITHOUT_REASON, not finding.text.strip()),
        (_B.FINDING_LATER, on > day),
        (_B.FINDING_OLD, within is not None and on + timedelta(days=within) < day),
        on=on,
        days=within,
    )


# --- what only bureaus ask -----------------------------------------------------------------------------------------------


def _of_stage(facts: BureauFacts, day: date, rules: DisclosureRules) -> tuple[Condition, ...]:
    """Ask how far it went at the court; what §31(2) no. 4 BDSG demands of reminders a title makes needless (no. 1)."""
    titled = facts.stage in _WITH_TITLE
    counted = [letter for letter in facts.reminders if letter.sent_on > facts.due_on and _is_received(letter, day)]
    received = min((letter.received_on for letter in counted if letter.received_on is not None), default=None)
    earliest = None if received is None else received + timedelta(days=rules.days_after_first_reminder)
    return (
        _condition(_C.STAGE, _STAGES[facts.stage], (_B.NO_STAGE, facts.stage is CourtStage.NONE)),
        _condition(
            _C.REMINDERS,
            _B.TITLED if titled else _B.REMINDED,
            (_B.TOO_FEW_REMINDERS, not titled and len(counted) < rules.least_reminders),
            number=len(counted),
            least=rules.least_reminders,
        ),
        _condition(
            _C.WAITED,
            _B.TITLED if titled else _B.WAITED,
            (_B.NO_REMINDER, not titled and earliest is None),
            (_B.TOO_EARLY, not titled and earliest is not None and day < earliest),
            received=received,
            earliest=earliest,
        ),
        _warned(facts, counted, day, titled=titled),
    )


def _is_received(letter: Letter, day: date) -> bool:
    return letter.received_on is not None and letter.received_on <= day


def _warned(facts: BureauFacts, counted: Iterable[Letter], day: date, *, titled: bool) -> Condition:
    """Beforehand, and at the earliest with the first reminder (§31(2) no. 4 (c) BDSG): on the day of the notice itself is too late."""
    warning = facts.warning
    on = None if warning is None else warning.received_on
    first = min((letter.sent_on for letter in counted), default=None)
    return _condition(
        _C.WARNED,
        _B.TITLED if titled else _B.WARNED,
        (_B.NOT_WARNED, not titled and on is None),
        (_B.WARNED_WITHOUT_REMINDER, not titled and first is None),
        (_B.WARNED_TOO_EARLY, not titled and warning is not None and first is not None and warning.sent_on < first),
        (_B.WARNED_TOO_LATE, not titled and on is not None and on >= day),
        on=on,
    )


def _of_bureau(recipient: RecipientFacts, day: date, rules: DisclosureRules) -> tuple[Condition, ...]:
    bureau = rules.notice.bureaus.get(recipient.bureau)
    since, until = recipient.agreement_from, recipient.agreement_until
    return (
        _condition(
            _C.NAMED,
            _B.NAMED,
            (_B.NO_BUREAU, recipient.kind is not RecipientKind.BUREAU),
            (_B.NOT_NAMED, bureau is None),
            (_B.NOT_ENABLED, bureau is not None and not bureau.enabled),
            name="" if bureau is None else bureau.named,
        ),
        _condition(_C.CONFIRMED, _B.CONFIRMED, (_B.NOT_CONFIRMED, not recipient.is_confirmed)),
        _active(recipient),
        _condition(
            _C.AGREEMENT,
            _B.AGREEMENT if until is None else _B.AGREEMENT_UNTIL,
            (_B.NO_AGREEMENT, since is None),
            (_B.AGREEMENT_LATER, since is not None and since > day),
            (_B.AGREEMENT_OVER, until is not None and until < day),
            since=since,
            until=until,
        ),
    )


def _two_people(facts: BureauFacts) -> Condition:
    """Two different people make the two findings; who is alone makes the second one 24 hours later and says why (house law 12)."""
    findings = [finding for finding in (facts.balancing, facts.concerns) if finding is not None]
    if len(findings) < _BOTH:
        return _condition(_C.TWO_PEOPLE, _B.TWO_PEOPLE, (_B.FINDINGS_MISSING, True))
    first, second = sorted(findings, key=lambda finding: finding.at)
    answer = check_approval(
        Approval(
            planned_by=first.by,
            planned_at=first.at,
            approved_by=second.by,
            approved_at=second.at,
            others_could=facts.others_could,
            reason=facts.alone_because,
        )
    )
    refused = answer.reason if isinstance(answer, Refused) else None
    return _condition(
        _C.TWO_PEOPLE,
        _B.ALONE if first.by == second.by else _B.TWO_PEOPLE,
        (_B.SAME_PERSON, refused is ApprovalRefusedBecause.SAME_PERSON),
        (_B.TOO_SOON, refused is ApprovalRefusedBecause.TOO_SOON),
        (_B.ALONE_WITHOUT_REASON, refused is ApprovalRefusedBecause.NO_REASON),
        is_flagged=first.by == second.by,
    )
