"""How the office shows where a claim may go: recipients with their gates, what was handed over, what must be told, the court."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vorzimmer.claims.actions.court import COURT_EVENTS, possible_now
from vorzimmer.claims.actions.handing import obstacles_of
from vorzimmer.claims.gates import KINDS, RECEIVERS, gate_for, ground_of
from vorzimmer.claims.handing_words import DUTIES, FINDINGS, remedy
from vorzimmer.claims.models import Claim, Duty, Finding, HandOver
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.claims.words import EVENTS, STAGES
from vorzimmer.domain.disclosure import ConditionCode, Gate
from vorzimmer.domain.disclosure_duties import DUTY_SENTENCES, DutyKind
from vorzimmer.office.debits_shown import until
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.words import GateLine, gate_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionShown(GateLine):
    """A condition of a gate in words; `remedy` says what can be done when it does not hold."""

    remedy: str


def conditions_of(gate: Gate) -> list[ConditionShown]:
    """Say a gate: what it demands, in its order, whether that holds, why, and what to do."""
    return [
        ConditionShown(**asdict(line), remedy="" if line.holds else str(remedy(ConditionCode(line.code), gate.ground)))
        for line in gate_lines(gate)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingShown:
    """A finding that a gate asks for, and the one that was made, if any."""

    kind: ConditionCode
    name: Any
    made: Finding | None


def findings_shown(recipient: Recipient, findings: Mapping[ConditionCode, Finding]) -> list[FindingShown]:
    """Give the findings that the gate of this recipient asks for."""
    return [FindingShown(kind=kind, name=FINDINGS[kind], made=findings.get(kind)) for kind in KINDS[ground_of(recipient)]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A recipient to whom a claim could go, which conditions are missing for it, and what else stands in the way."""

    recipient: Recipient
    missing: Sequence[ConditionShown]
    obstacles: Sequence[str]

    @property
    def is_open(self) -> bool:
        return not self.missing and not self.obstacles

    @property
    def says(self) -> str:
        """The first thing that stands in the way; blank when nothing does."""
        return next(iter([*self.obstacles, *(each.says for each in self.missing)]), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyShown:
    """Something that a recipient must be told, in words, and how much time there is."""

    duty: Duty
    says: str
    kind: Any
    until: str
    is_late: bool


def duties_shown(rows: Sequence[Duty], day: date) -> list[DutyShown]:
    """Say duties on a day."""
    return [
        DutyShown(
            duty=row,
            says=_(DUTY_SENTENCES[DutyKind(row.kind)]),
            kind=DUTIES[DutyKind(row.kind)],
            until=until(row.due_on, day),
            is_late=row.done_on is None and row.due_on < day,
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A hand-over with what stands about it: who has it, whether he said so, whether it was taken back or is over."""

    row: HandOver
    state: str
    tone: str

    @property
    def is_there(self) -> bool:
        return self.row.withdrawn_on is None and self.row.settled_on is None


def handed(row: HandOver) -> Handed:
    """Say how a hand-over stands."""
    if row.withdrawn_on is not None:
        return Handed(row=row, state=_("taken back"), tone="neutral")
    if row.settled_on is not None:
        return Handed(row=row, state=_("settled and told"), tone="free")
    if row.received_on is not None:
        return Handed(row=row, state=_("received"), tone="accent")
    return Handed(row=row, state=_("waits for the receipt"), tone="wait")


def handing_of(claim: Claim, day: date) -> dict[str, Any]:
    """Give what the part `office/claim_handing.html` shows of a claim on a day."""
    return handing_in(reading(claim, day))


def handing_in(found: Reading) -> dict[str, Any]:
    """Give what the part `office/claim_handing.html` shows of a claim that is read already."""
    claim, day = found.claim, found.day
    rows = HandOver.objects.filter(claim=claim).select_related("recipient").defer("file", "despite", "withdrawn_because")
    shown = [handed(row) for row in rows]
    open_ones = (
        Duty.objects.filter(hand_over__claim=claim, done_on=None).select_related("hand_over__recipient").defer("file", "hand_over__file")
    )
    happened = [row for row in found.log if row.kind in set(COURT_EVENTS)]
    return {
        "ways": [] if found.standing.is_closed else _ways(found, {each.row.recipient_id for each in shown if each.is_there}),
        "handed": shown,
        "duties": duties_shown(list(open_ones), day),
        "court": [
            (EVENTS[event], row)
            for row in sorted(happened, key=lambda row: (row.on, row.number))
            for event in COURT_EVENTS
            if event == row.kind
        ],
        "court_deadlines": found.deadlines if found.standing.stage == "order_served" else None,
        "has_lapsed": found.deadlines is not None and found.deadlines.has_lapsed(day),
        "may_enter": bool(possible_now(claim)),
        "may_apply": found.default_since is not None and found.default_since <= day and not found.standing.is_closed,
        "stage": STAGES[found.standing.stage],
    }


def _ways(found: Reading, have: AbstractSet[UUID]) -> list[Way]:
    """Say how the gates of all recipients stand that do not have the claim already."""
    findings: defaultdict[Any, dict[ConditionCode, Finding]] = defaultdict(dict)
    rows = Finding.objects.filter(claim=found.claim, hand_over=None).select_related("by").order_by("at", "-speaks_for", "pk")
    for row in rows:
        findings[row.recipient_id][ConditionCode(row.kind)] = row
    recipients = Recipient.objects.active().of_kind(*RECEIVERS).exclude(pk__in=have).order_by("kind", "name")
    ways = []
    for recipient in recipients:
        conditions = conditions_of(gate_for(found, recipient, findings[recipient.pk]))
        missing = [each for each in conditions if not each.holds]
        ways.append(Way(recipient=recipient, missing=missing, obstacles=obstacles_of(found, recipient)))
    return ways
