"""The only way out: data leave for a third party through `disclose`, or not at all (law.md S28).

It asks the rules, builds what is given away from an allow-list, and writes the register, all in the transaction of whoever calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from vorzimmer.accounts.models import User
from vorzimmer.domain.allow_lists import AllowList, canonical, fields_in, payload
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.catalogue import Purpose
from vorzimmer.domain.consents import ConsentPurpose
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import (
    NEEDS_NAME,
    DisclosurePurpose,
    Evidence,
    Gate,
    Ground,
    NotBecause,
    RecipientKind,
    fits,
    may_disclose,
    refusal,
)
from vorzimmer.domain.restrictions import Use
from vorzimmer.domain.sentences import Sentence
from vorzimmer.privacy.blocks import CUSTOMER, usable
from vorzimmer.privacy.consents import NoConsent, demand_consent
from vorzimmer.privacy.models import Disclosure, Recipient
from vorzimmer.privacy.policies import disclosure_rules
from vorzimmer.privacy.weighing import is_weighed


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """About whom it is: the id and the number of the customer. The register keeps no name."""

    ref: UUID
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """What may be handed over now, and its line in the register."""

    payload: Mapping[str, object]
    entry: Disclosure


USES = {
    DisclosurePurpose.BUREAU_NOTICE: Use.BUREAU,
    DisclosurePurpose.LEGAL_REQUEST: Use.LEGAL_DUTY,
    DisclosurePurpose.CUSTOMER_ORDER: Use.RIGHTS,
}
"""What a purpose is for restricted data; all others serve a claim."""


class NotDisclosed(Exception):
    """Nothing may be given away, and nothing was written. `gate` shows what is missing, where there is one."""

    def __init__(self, reason: NotBecause, gate: Gate | None = None) -> None:
        super().__init__(str(refusal(reason)))
        self.reason = reason
        self.gate = gate

    @property
    def says(self) -> Sentence:
        return refusal(self.reason)


class OutsideTransaction(RuntimeError):
    """A disclosure belongs into the transaction in which it is sent and its gate was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What is asked for, with the recipient as his row says now."""

    recipient: Recipient
    purpose: DisclosurePurpose
    ground: Ground
    evidence: Evidence
    allow_list: AllowList
    gate: Gate | None
    subject: Subject
    at: datetime


def disclose(  # noqa: PLR0913  (each is a part of the question that the register answers later)
    recipient: Recipient,
    *,
    purpose: DisclosurePurpose,
    values: Mapping[str, object],
    allow_list: AllowList,
    gate: Gate | None,
    ground: Ground,
    evidence: Evidence,
    subject: Subject,
    at: datetime,
    by: User,
) -> Disclosed:
    """Give what may be handed to the recipient, and write that it was; call it within the transaction in which it is sent.

    `gate` is computed in the same transaction from facts that are locked, for this recipient and this day; the grounds of S28 have
    none (None). Raises NotDisclosed when the rules refuse it, `disclosure.NotListed` when something is in `values` that the list does
    not name, `NoRules` when the policy says nothing of the day, and OutsideTransaction. Then nothing was written.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction("disclose() is called within transaction.atomic()")
    row = Recipient.objects.select_for_update().get(pk=recipient.pk)
    wanted = _Wanted(
        recipient=row, purpose=purpose, ground=ground, evidence=evidence, allow_list=allow_list, gate=gate, subject=subject, at=at
    )
    rules = disclosure_rules(berlin_date(at))
    given_away = payload(values, allow_list)
    named = fields_in(given_away)
    categories = sorted({allow_list.fields[key].category for key in named})
    answer = may_disclose(RecipientKind(row.kind), categories, ground, evidence, gate=gate, named=rules.notice.also_names)
    if isinstance(answer, Refused):
        raise NotDisclosed(answer.reason, gate)
    _demand_right(wanted, rules.allow_list(ground, RecipientKind(row.kind)))
    entry = Disclosure.objects.create(
        at=at,
        by=by,
        recipient=row,
        recipient_name=row.name,
        recipient_kind=row.kind,
        purpose=purpose,
        ground=ground,
        norm=evidence.norm.strip(),
        document=evidence.document.strip(),
        record=evidence.record.strip(),
        earlier=_earlier(wanted),
        customer_ref=subject.ref,
        customer_number=subject.number,
        categories=[category.value for category in categories],
        fields=list(named),
        conditions=_conditions(gate),
        findings=[{"by": finding.by, "on": berlin_date(finding.at).isoformat()} for finding in evidence.findings],
        notice=rules.notice.version,
        sha256=sha256(canonical(given_away)).hexdigest(),
    )
    return Disclosed(payload=given_away, entry=entry)


def _demand_right(wanted: _Wanted, binding: AllowList | None) -> None:
    """Refuse a gate of somebody else or of another day, a list of one's own, and who is not in use. Raises NotDisclosed."""
    gate, earlier, kind = wanted.gate, wanted.evidence.earlier.strip(), RecipientKind(wanted.recipient.kind)
    is_other = gate is not None and (gate.recipient != str(wanted.recipient.pk) or gate.day != berlin_date(wanted.at))
    obstacles = (
        (NotBecause.OTHER_PURPOSE, not fits(wanted.purpose, wanted.ground, kind)),
        (NotBecause.OTHER_GATE, is_other),
        (NotBecause.OTHER_LIST, binding is not None and replace(wanted.allow_list, specials=frozenset()) != binding),
        # who got something is told what became of it, even when he gets nothing new any more
        (NotBecause.NOT_ACTIVE, not wanted.recipient.active and wanted.purpose is not DisclosurePurpose.FOLLOW_UP),
        (NotBecause.BLOCKED, isinstance(usable(USES.get(wanted.purpose, Use.CLAIM), CUSTOMER, wanted.subject.ref), Refused)),
        (NotBecause.CONSENT_NOT_IN_FORCE, wanted.ground is Ground.CONSENT and kind in NEEDS_NAME and not _is_consented(wanted)),
        (NotBecause.NOT_WEIGHED, wanted.ground is Ground.BUREAU and not is_weighed(Purpose.CLAIM, wanted.at)),
        (NotBecause.NO_EARLIER, (bool(earlier) or wanted.purpose is DisclosurePurpose.FOLLOW_UP) and _earlier(wanted) is None),
    )
    found = next((reason for reason, stands in obstacles if stands), None)
    if found is not None:
        raise NotDisclosed(found, gate)


def _is_consented(wanted: _Wanted) -> bool:
    """Whether the record that is named is the consent of this customer that counts now."""
    try:
        given = demand_consent(wanted.subject.ref, ConsentPurpose.GIVE_TO_ADVISER, wanted.at)
    except NoConsent:
        return False
    return str(given.record) == wanted.evidence.record.strip()


def _earlier(wanted: _Wanted) -> Disclosure | None:
    """Find the entry by which the same recipient got the data of the same person before."""
    number = wanted.evidence.earlier.strip()
    if not number.isdecimal():
        return None
    return Disclosure.objects.about(wanted.subject.ref).filter(recipient=wanted.recipient, pk=int(number)).first()


def _conditions(gate: Gate | None) -> list[dict[str, object]]:
    """Write the conditions as they stood, in codes: the register can say later why the gate was open."""
    if gate is None:
        return []
    return [{"code": each.code.value, "because": each.because.value, "flagged": each.is_flagged} for each in gate.conditions]
