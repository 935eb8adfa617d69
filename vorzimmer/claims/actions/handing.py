"""Gives claims to collectors, lawyers and bureaus: findings of people, the preview, the hand-over itself, its receipt, and taking it back.

What was decided is decided again in the transaction that sends: the account and the claim are locked, and the gate is asked anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.booking import lock
from vorzimmer.claims.actions.duties import arise
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.gates import FINDERS, KINDS, findings_of, gate_for, ground_of, may_be_given, other_pause, others_could
from vorzimmer.claims.models import Claim, Finding, HandOver
from vorzimmer.claims.packing import packed
from vorzimmer.claims.payloads import list_for, values_for
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.claims.words import PAUSES
from vorzimmer.domain.allow_lists import AllowList, canonical, payload
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.approvals import APPROVAL_SENTENCES, Approval, check_approval
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import ConditionCode, DisclosurePurpose, Evidence, Gate, Ground
from vorzimmer.domain.disclosure import Finding as Found
from vorzimmer.domain.disclosure_duties import DutyKind
from vorzimmer.domain.dunning import Event
from vorzimmer.privacy.disclosing import NotDisclosed, Subject, disclose
from vorzimmer.privacy.envelopes import BadKey, encrypted_for
from vorzimmer.privacy.models import Recipient

LONGEST = 2000
_PURPOSES = {Ground.COLLECT: DisclosurePurpose.COLLECTION, Ground.BUREAU: DisclosurePurpose.BUREAU_NOTICE}
CHANGED = gettext_lazy("The claim has changed since you looked at it. Please look at it again: nothing was handed over.")


class NotHandedOver(ValidationError):
    """Nothing was given away and nothing was written. `gate` shows which conditions do not hold, where that was the reason."""

    def __init__(self, text: str, gate: Gate | None = None) -> None:
        super().__init__(text)
        self.gate = gate


# --- findings --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def find(  # noqa: PLR0913  (each is a part of what was found)
    claim: Claim,
    recipient: Recipient,
    kind: ConditionCode,
    *,
    speaks_for: bool,
    reason: str,
    at: datetime,
    by: User,
    alone_because: str = "",
) -> Finding:
    """Write what somebody found about a claim and a recipient. The newest of a kind counts.

    Two people make the two findings that a bureau needs; who is alone makes the second one 24 hours later and says why
    (`alone_because`). Raises ValidationError when that is not kept, without a reason, and for a kind that this gate does not ask for.
    """
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    if kind not in KINDS[ground_of(recipient)]:
        raise ValidationError(_("This recipient does not need such a finding."))
    if by.role not in FINDERS:
        raise ValidationError(_("Findings are made by the owner and by the accountant."))
    if not reason.strip():
        raise ValidationError({"reason": _("Please write what you looked at and what you think. A tick alone is no finding.")})
    alone = ""
    if speaks_for:
        alone = _demand_two_people(findings_of(claim, recipient), kind, at, by, alone_because)
    return Finding.objects.create(
        claim=claim,
        recipient=recipient,
        kind=kind.value,
        speaks_for=speaks_for,
        reason=reason.strip()[:LONGEST],
        alone_because=alone[:LONGEST],
        at=at,
        by=by,
    )


def _demand_two_people(findings: Mapping[ConditionCode, Finding], kind: ConditionCode, at: datetime, by: User, because: str) -> str:
    """Refuse a second finding of the same person unless nobody else could make it; gives why he did, as far as that is needed."""
    mine = [row for code, row in findings.items() if code is not kind and row.by_id == by.pk and row.speaks_for]
    if not mine:
        return ""
    answer = check_approval(
        Approval(
            planned_by=str(by.pk),
            planned_at=max(row.at for row in mine),
            approved_by=str(by.pk),
            approved_at=at,
            others_could=others_could(by),
            reason=because,
        )
    )
    if isinstance(answer, Refused):
        raise ValidationError(_(APPROVAL_SENTENCES[answer.reason]))
    return because.strip()


# --- looking -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be given away today, byte by byte as the register would know it (`seen`), and whether it may.

    `obstacles` are what stands in the way beside the gate, in words.
    """

    found: Reading
    recipient: Recipient
    gate: Gate
    findings: Mapping[ConditionCode, Finding]
    reference: str
    values: Mapping[str, Any]
    allow_list: AllowList
    seen: str
    obstacles: Sequence[str]

    @property
    def may_go(self) -> bool:
        return self.gate.is_open and not self.obstacles


def preview(claim: Claim, recipient: Recipient, day: date, *, despite: str = "") -> Preview:
    """Say what would go to a recipient on a day, and whether it may. Raises `NotListed` for what no list names."""
    found, findings = reading(claim, day), findings_of(claim, recipient)
    reference = f"{found.document.number}/{HandOver.objects.filter(claim=claim).count() + 1}"
    values = values_for(found, recipient, reference)
    allow_list = list_for(values, recipient, found)
    given = payload(values, allow_list)
    return Preview(
        found=found,
        recipient=recipient,
        gate=gate_for(found, recipient, findings, despite=despite),
        findings=findings,
        reference=reference,
        values=given,
        allow_list=allow_list,
        seen=sha256(canonical(given)).hexdigest(),
        obstacles=[str(text) for text in obstacles_of(found, recipient)],
    )


def obstacles_of(found: Reading, recipient: Recipient) -> list[str]:
    """Say in words what stands in the way beside the gate, on the day of the reading."""
    is_bureau = ground_of(recipient) is Ground.BUREAU
    pause = other_pause(found)
    his = HandOver.objects.filter(claim=found.claim, recipient=recipient, withdrawn_on=None, settled_on=None)
    checks = (
        (his.exists(), _("This recipient has the claim already.")),
        (
            not is_bureau and found.standing.is_with_collector and not his.exists(),
            _("Another collector or lawyer has the claim. Take it back first."),
        ),
        (
            not is_bureau and not found.standing.is_with_collector and not may_be_given(found) and not found.standing.is_closed,
            _("It was not decided yet how the claim goes on. Record the decision first."),
        ),
        (pause is not None, _("The claim rests: %(pause)s.") % {"pause": PAUSES[pause] if pause else ""}),
        (
            not is_bureau and found.rate_problem is not None,
            _("The interest cannot be computed: a base rate is not confirmed. Confirm it first."),
        ),
        (not recipient.age_key, _("There is no key for which the file could be encrypted. Enter it at the recipient.")),
    )
    return [text for stands, text in checks if stands]


# --- handing over ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(  # noqa: PLR0913  (each is a part of what was decided)
    claim: Claim, recipient: Recipient, *, seen: str, at: datetime, by: User, reason: str = ""
) -> HandOver:
    """Give a claim to a recipient: ask the gate once more, write the register, and make the file that only he can open.

    `seen` is `Preview.seen` of what was looked at; `reason` says why a disputed claim is given away all the same. Raises
    NotHandedOver when anything stands in the way or has changed meanwhile: a payment that was booked a moment ago stops it.
    """
    lock(claim.customer_ref)  # whoever books a payment takes these rows, too: from here on the account stands still
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    recipient = Recipient.objects.select_for_update().get(pk=recipient.pk)
    shown = preview(claim, recipient, berlin_date(at), despite=reason)
    if shown.obstacles:
        raise NotHandedOver(shown.obstacles[0])
    if not shown.gate.is_open:
        raise NotHandedOver(_("Not all conditions of the gate hold: nothing was handed over."), shown.gate)
    if seen != shown.seen:
        raise NotHandedOver(str(CHANGED))
    return _give(shown, at, by, reason)


def _give(shown: Preview, at: datetime, by: User, reason: str) -> HandOver:
    claim, recipient, ground = shown.found.claim, shown.recipient, shown.gate.ground
    used = [shown.findings[kind] for kind in KINDS[ground]]
    try:
        disclosed = disclose(
            recipient,
            purpose=_PURPOSES[ground],
            values=shown.values,
            allow_list=shown.allow_list,
            gate=shown.gate,
            ground=ground,
            evidence=Evidence(
                document=shown.found.document.number,
                findings=tuple(Found(by=str(row.by_id), at=row.at, text=row.reason, approves=row.speaks_for) for row in used),
            ),
            subject=Subject(ref=claim.customer_ref, number=claim.customer_number),
            at=at,
            by=by,
        )
        file = encrypted_for(recipient.age_key, packed(disclosed.payload, made_on=shown.found.day))
    except NotDisclosed as refused:
        raise NotHandedOver(refused.says.said(_), refused.gate) from None
    except BadKey as bad:
        raise NotHandedOver(bad.says.said(_)) from None
    given = HandOver.objects.create(
        claim=claim,
        recipient=recipient,
        ground=ground.value,
        reference=shown.reference,
        disclosure=disclosed.entry,
        cents=shown.found.open,
        despite=reason.strip()[:LONGEST],
        file=file,
        made_at=at,
        made_by=by,
    )
    Finding.objects.filter(pk__in=[row.pk for row in used]).update(hand_over=given)
    if ground is Ground.COLLECT:
        record(claim, Event.GIVEN_TO_COLLECTOR, shown.found.day, at, by=by, reference=shown.reference)
    return given


# --- afterwards --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_receipt(given: HandOver, receipt: str, on: date, at: datetime) -> HandOver:
    """Note that the recipient has the file, by his receipt or file number. The file is dropped then; noted twice it stays as it was."""
    given = HandOver.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if given.received_on is not None:
        return given
    if not receipt.strip():
        raise ValidationError({"receipt": _("Please enter the number of the receipt or the file number of the recipient.")})
    _demand_day(on, given, at)
    given.received_on, given.receipt, given.file = on, receipt.strip()[:80], None
    given.save(update_fields=["received_on", "receipt", "file"])
    return given


@transaction.atomic
def withdraw(given: HandOver, reason: str, at: datetime, *, by: User) -> HandOver:
    """Take a claim back from whom it was given to: he must be told. The file is dropped. Done twice it stays as it was."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=given.claim_id)
    given = HandOver.objects.select_for_update(of=("self",)).get(pk=given.pk)
    if given.withdrawn_on is not None:
        return given
    if not reason.strip():
        raise ValidationError({"reason": _("Please write why it is taken back; it stays with the hand-over.")})
    day = berlin_date(at)
    given.withdrawn_on, given.withdrawn_because, given.file = day, reason.strip()[:LONGEST], None
    given.save(update_fields=["withdrawn_on", "withdrawn_because", "file"])
    arise(given, DutyKind.WITHDRAWN, f"withdrawn:{day}", day, at)
    found = reading(claim, day)
    if given.ground == Ground.COLLECT and found.standing.is_with_collector and not found.standing.is_closed:
        record(claim, Event.TAKEN_BACK, day, at, by=by, reference=given.reference)
    return given


def _demand_day(on: date, given: HandOver, at: datetime) -> None:
    if on > berlin_date(at):
        raise ValidationError({"on": _("The day lies in the future.")})
    if on < berlin_date(given.made_at):
        raise ValidationError({"on": _("That was before it was handed over.")})
