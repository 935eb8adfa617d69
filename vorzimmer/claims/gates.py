"""The facts of a claim as the two gates to the outside ask them, and how the gates stand for a recipient (law.md S29, S30)."""

from collections.abc import Mapping

from vorzimmer.accounts.models import User
from vorzimmer.claims import policy
from vorzimmer.claims.models import Case, Claim, Finding, Reminder
from vorzimmer.claims.reading import Reading, receipt_of
from vorzimmer.domain import default, disclosure
from vorzimmer.domain.disclosure import ConditionCode, Gate, Ground, RecipientKind
from vorzimmer.domain.dunning import DEMANDS, TABLE, TITLES, Event, Stage
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.gates import BureauFacts, CollectFacts, CourtStage, Letter, bureau_gate, collect_gate
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.policies import disclosure_rules

FINDERS = frozenset({Role.OWNER, Role.ACCOUNTANT})
"""Who may look at a claim and find that it may be given away."""
RECEIVERS = (RecipientKind.COLLECTOR, RecipientKind.LAWYER, RecipientKind.BUREAU)
"""Who may get a claim at all."""
KINDS: Mapping[Ground, tuple[ConditionCode, ...]] = {
    Ground.COLLECT: (ConditionCode.FINDING,),
    Ground.BUREAU: (ConditionCode.BALANCING, ConditionCode.CONCERNS),
}
"""Which findings of people a gate asks for."""

IN_OTHER_WAYS = frozenset({PauseKind.PROMISE, PauseKind.BY_HAND, PauseKind.COLLECTION_ON_ITS_WAY})
"""Pauses that no condition of the gates asks for, and that the agency keeps all the same."""
_E = Event


def ground_of(recipient: Recipient) -> Ground:
    """Say on which ground a recipient may get a claim."""
    return Ground.BUREAU if recipient.kind == RecipientKind.BUREAU else Ground.COLLECT


def findings_of(claim: Claim, recipient: Recipient) -> Mapping[ConditionCode, Finding]:
    """Give the newest finding of each kind that was not used for a hand-over yet; of two at one moment the one that speaks against."""
    rows = Finding.objects.filter(claim=claim, recipient=recipient, hand_over=None).select_related("by")
    rows = rows.order_by("at", "-speaks_for", "pk")
    return {ConditionCode(row.kind): row for row in rows}


def gate_for(found: Reading, recipient: Recipient, findings: Mapping[ConditionCode, Finding], *, despite: str = "") -> Gate:
    """Say how the gate stands for this claim and this recipient on the day of the reading; `despite`: why although it is disputed."""
    if ground_of(recipient) is Ground.BUREAU:
        return bureau_gate(bureau_facts(found, recipient, findings), day=found.day, rules=disclosure_rules(found.day))
    return collect_gate(collect_facts(found, recipient, findings, despite=despite), day=found.day)


def collect_facts(found: Reading, recipient: Recipient, findings: Mapping[ConditionCode, Finding], *, despite: str = "") -> CollectFacts:
    """Gather what the gate to collectors and lawyers asks. Who objected at court disputes the claim, too."""
    return CollectFacts(
        open_cents=open_of(found),
        in_default_since=found.default_since,
        recipient=recipient.facts,
        is_insolvent=_rests(found, PauseKind.INSOLVENCY),
        has_instalments=_rests(found, PauseKind.INSTALMENTS),
        is_disputed=is_disputed(found) or has_objected(found, _E.ORDER_OBJECTED) or has_objected(found, _E.ENFORCEMENT_OBJECTED),
        despite_dispute=despite,
        finding=as_found(findings.get(ConditionCode.FINDING)),
    )


def bureau_facts(found: Reading, recipient: Recipient, findings: Mapping[ConditionCode, Finding]) -> BureauFacts:
    """Gather what the gate to credit bureaus asks."""
    balancing, concerns = findings.get(ConditionCode.BALANCING), findings.get(ConditionCode.CONCERNS)
    made = sorted((row for row in (balancing, concerns) if row is not None), key=lambda row: row.at)
    letters = [letter for letter in found.reminders if letter.sent_on is not None and letter.level in DEMANDS]
    return BureauFacts(
        open_cents=open_of(found),
        in_default_since=found.default_since,
        due_on=found.document.due_on,
        recipient=recipient.facts,
        is_insolvent=_rests(found, PauseKind.INSOLVENCY),
        has_instalments=_rests(found, PauseKind.INSTALMENTS),
        is_disputed=is_disputed(found),
        has_objection=has_objected(found, _E.ORDER_OBJECTED),
        has_enforcement_objection=has_objected(found, _E.ENFORCEMENT_OBJECTED),
        stage=court_stage(found),
        reminders=[_letter(letter) for letter in letters],
        warning=_warning(found),
        balancing=as_found(balancing),
        concerns=as_found(concerns),
        others_could=bool(made) and others_could(made[-1].by),
        alone_because=made[-1].alone_because if made else "",
    )


def others_could(user: User) -> bool:
    """Whether somebody else could make a finding, too."""
    return User.objects.active().filter(role__in=FINDERS).exclude(pk=user.pk).exists()


def as_found(row: Finding | None) -> disclosure.Finding | None:
    """Give a finding as the rules know it."""
    if row is None:
        return None
    return disclosure.Finding(by=str(row.by_id), at=row.at, text=row.reason, approves=row.speaks_for)


# --- what the facts are ----------------------------------------------------------------------------------------------------


def open_of(found: Reading) -> int:
    """Say what of the invoice is open; nothing of a claim that is closed, or that the account would close today."""
    is_over = found.standing.is_closed or found.next.step in {_E.SETTLED, _E.WRITTEN_OFF}
    return 0 if is_over else found.open


def is_disputed(found: Reading) -> bool:
    """Whether a dispute is open: as a case about the invoice, or as a pause of the claim."""
    return _rests(found, PauseKind.DISPUTE) or Case.objects.filter(document=found.document, kind="dispute", resolved_on=None).exists()


def has_objected(found: Reading, event: Event) -> bool:
    """Whether the debtor objected at court, and neither took it back nor was told by a judgment that he owes it.

    An objection to an order that was withdrawn still stands: what the claim is worth is as open as before.
    """
    stands = False
    for row in sorted(found.log, key=lambda row: (row.on, row.number)):
        if row.kind == event:
            stands = True
        elif row.kind in {_E.OBJECTION_WITHDRAWN, _E.JUDGMENT}:
            stands = False
    return stands


def court_stage(found: Reading) -> CourtStage:
    """Say how far it went at the court, as S30 names it: a judgment alone is not named there. LAWYER: whether it should count."""
    standing = found.standing
    stage, last = standing.open_stage, standing.last
    if stage is Stage.ENFORCING:
        return CourtStage.ENFORCEMENT_STARTED
    if stage in TITLES - {Stage.TITLED} or (stage is Stage.TITLED and _E.ENFORCEMENT_ISSUED in last):
        return CourtStage.ENFORCEMENT_ISSUED
    is_running = stage in {Stage.ORDER_APPLIED, Stage.ORDER_SERVED, Stage.ORDER_OBJECTED, Stage.ENFORCEMENT_APPLIED, Stage.TITLED}
    return CourtStage.ORDER_APPLIED if is_running and _E.ORDER_APPLIED in last else CourtStage.NONE


def stage_event(found: Reading) -> Event | None:
    """Say which line of the log brought the claim to the stage that a bureau is told of."""
    events = {
        CourtStage.ORDER_APPLIED: _E.ORDER_APPLIED,
        CourtStage.ENFORCEMENT_ISSUED: _E.ENFORCEMENT_ISSUED,
        CourtStage.ENFORCEMENT_STARTED: _E.ENFORCEMENT_STARTED,
    }
    return events.get(court_stage(found))


def other_pause(found: Reading) -> PauseKind | None:
    """Say which pause stops the claim that the gate does not ask for: who was promised time gets it."""
    return next((p.kind for p in found.facts.pauses if p.kind in IN_OTHER_WAYS and p.is_in_force(found.day, found.holidays)), None)


def may_be_given(found: Reading) -> bool:
    """Whether a collector can take it over at this stage of the claim: it was decided, and no other one has it."""
    return _E.GIVEN_TO_COLLECTOR in TABLE[found.standing.stage] and not found.standing.is_with_collector


def _rests(found: Reading, kind: PauseKind) -> bool:
    return any(pause.kind is kind and pause.is_in_force(found.day, found.holidays) for pause in found.facts.pauses)


def _letter(letter: Reminder) -> Letter:
    """Give a reminder as the gate knows it. That a posted letter arrives is presumed, and here only what is proved counts (LAWYER)."""
    receipt = receipt_of(letter)
    is_proved = letter.returned_on is None and receipt.proof is not default.Proof.POSTED
    on = default.received_on(receipt, policy.numbers()) if is_proved else None
    return Letter(sent_on=letter.sent_on or receipt.on or letter.made_at.date(), received_on=on)


def _warning(found: Reading) -> Letter | None:
    """Give the letter that named the bureaus: of several the first one that arrived and came with a reminder or later."""
    warned = [letter for letter in found.reminders if letter.warns and letter.sent_on is not None]
    demands = [letter.sent_on for letter in found.reminders if letter.level in DEMANDS and letter.sent_on is not None]
    first = min(demands, default=None)
    letters = [_letter(letter) for letter in warned]

    def worth(letter: Letter) -> tuple[bool, bool, object]:
        return letter.received_on is None, first is not None and letter.sent_on < first, letter.received_on or letter.sent_on

    return min(letters, key=worth, default=None)
