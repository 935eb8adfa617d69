"""Consents: asked in words that are kept in versions, given and withdrawn with one step each, and demanded before what needs one."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from vorzimmer.accounts.models import User
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.consents import (
    ConsentEvent,
    ConsentLine,
    ConsentPurpose,
    ConsentRefusedBecause,
    ConsentText,
    RecordedEvent,
    Way,
    as_record,
    counts,
    may,
    text_on,
)
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy.models import Consent
from vorzimmer.privacy.policies import consent_texts


class NoConsent(Exception):
    """What needs a consent is not done; `reason` says whether it was never given or withdrawn."""

    def __init__(self, purpose: ConsentPurpose, reason: ConsentRefusedBecause) -> None:
        super().__init__(f"{purpose}: {reason}")
        self.purpose = purpose
        self.reason = reason


class NotAsked(Exception):
    """There are no words yet for this purpose, so that nobody can consent."""


def wording(purpose: ConsentPurpose, at: datetime) -> ConsentText:
    """Give the words that are asked now. Raises NotAsked."""
    found = text_on(consent_texts(), purpose, berlin_date(at))
    if found is None:
        raise NotAsked(purpose)
    return found


def consented(customer_ref: UUID, purpose: ConsentPurpose, at: datetime) -> bool:
    """Whether the customer's consent counts at a moment."""
    return counts(_lines(customer_ref, purpose), at)


def demand_consent(customer_ref: UUID, purpose: ConsentPurpose, at: datetime) -> Consent:
    """Give the record of the consent that counts, for the deed that needs it. Raises NoConsent."""
    answer = may(_lines(customer_ref, purpose), at)
    if isinstance(answer, Refused):
        raise NoConsent(purpose, answer.reason)
    return Consent.objects.of(customer_ref, purpose).filter(event=ConsentEvent.GIVEN, at__lte=at).latest("number")


@transaction.atomic
def give_consent(  # noqa: PLR0913  (what the record has to say: Art. 7(1) GDPR)
    customer_ref: UUID, purpose: ConsentPurpose, *, language: str, way: Way, at: datetime, by: User | None, evidence: str = ""
) -> Consent:
    """Write that the customer consented, to the words of this day in this language. One that counts already stays as it is."""
    if consented(customer_ref, purpose, at):
        return Consent.objects.of(customer_ref, purpose).filter(event=ConsentEvent.GIVEN).latest("number")
    text = wording(purpose, at)
    return Consent.objects.create(
        record=uuid4(),
        customer_ref=customer_ref,
        purpose=purpose,
        event=ConsentEvent.GIVEN,
        version=text.version,
        language=language,
        sha256=text.digest(language),
        at=at,
        way=way,
        evidence=evidence.strip(),
        by=by,
    )


@transaction.atomic
def withdraw_consent(  # noqa: PLR0913  (as above)
    customer_ref: UUID, purpose: ConsentPurpose, *, way: Way, at: datetime, by: User | None, evidence: str = ""
) -> Consent:
    """Write that the customer withdrew; it counts from this moment. Raises NoConsent when none counts."""
    return _follow(demand_consent(customer_ref, purpose, at), ConsentEvent.WITHDRAWN, way=way, at=at, by=by, evidence=evidence)


@transaction.atomic
def use_consent(customer_ref: UUID, purpose: ConsentPurpose, *, at: datetime, by: User | None) -> Consent:
    """Write that the consent was used, which §7a UWG wants proved for calls, and give that line. Raises NoConsent."""
    return _follow(demand_consent(customer_ref, purpose, at), ConsentEvent.USED, way=Way.PHONE, at=at, by=by)


def _follow(  # noqa: PLR0913  (as above)
    given: Consent, event: ConsentEvent, *, way: Way, at: datetime, by: User | None, evidence: str = ""
) -> Consent:
    return Consent.objects.create(
        record=given.record,
        customer_ref=given.customer_ref,
        purpose=given.purpose,
        event=event,
        version=given.version,
        language=given.language,
        sha256=given.sha256,
        at=at,
        way=way,
        evidence=evidence.strip(),
        by=by,
    )


def record_of(record: UUID, *, controller: str) -> dict[str, object] | None:
    """Give the record of a consent as JSON-LD (ISO/IEC TS 27560), with all that happened to it; None when there is none."""
    lines = list(Consent.objects.filter(record=record).order_by("number"))
    if not lines:
        return None
    first = lines[0]
    text = next(each for each in consent_texts() if (each.purpose, each.version) == (first.purpose, first.version))
    events = [
        RecordedEvent(event=ConsentEvent(line.event), at=line.at, way=Way(line.way), by=str(line.by_id or ""), evidence=line.evidence)
        for line in lines
    ]
    return as_record(str(record), subject=str(first.customer_ref), controller=controller, text=text, language=first.language, events=events)


def _lines(customer_ref: UUID, purpose: ConsentPurpose) -> list[ConsentLine]:
    rows = Consent.objects.of(customer_ref, purpose).values_list("event", "at")
    return [ConsentLine(event=ConsentEvent(event), at=at) for event, at in rows]
