"""Deeds on requests of data subjects: received, identified, searched, copied, carried out, told, answered, refused, handed over.

Each is one transaction with its line in the log. Bad input raises ValidationError, and what the table does not list too.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.domain import requests as rules
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import AnswerFacts, Event, Identity, NotPossible, PersonKind, RequestKind, State, Way
from vorzimmer.domain.restrictions import Block as BlockKind
from vorzimmer.domain.roles import Role
from vorzimmer.privacy import erasing
from vorzimmer.privacy.blocks import block
from vorzimmer.privacy.gathering import gather, total
from vorzimmer.privacy.models import Block, DataRequest, Disclosure, RequestDuty, RequestEvent
from vorzimmer.privacy.signals import request_told
from vorzimmer.privacy.subjects import Match, Subject, Wanted
from vorzimmer.privacy.words import said


class Told(StrEnum):
    """What somebody is told about a request."""

    RECEIVED = "received"
    IDENTITY_ASKED = "identity_asked"
    EXTENDED = "extended"
    HANDED_OVER = "handed_over"
    ANSWERED = "answered"
    REFUSED = "refused"
    LIFTED = "lifted"


ON_TABLES: Mapping[PersonKind, str] = MappingProxyType(
    {
        PersonKind.CUSTOMER: "customers.Customer",
        PersonKind.PERSON: "customers.Person",
        PersonKind.PROSPECT: "customers.Enquiry",
        PersonKind.STAFF: "accounts.User",
    }
)
"""The table of the record that a person of this kind has; a caller has none."""
RECEIVED = "received"
"""The first line of every log; all others are an `Event`."""
LONGEST = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEntry:
    """What is recorded of a request: who asks for what, how it came and when. `customer_ref`: the customer whom a caller rang."""

    kind: str
    person_kind: str
    way: str
    received_on: date
    name: str = field(repr=False)
    email: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    language: str = "de"
    customer_ref: UUID | None = None


# --- receiving ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def receive(entry: RequestEntry, *, at: datetime, by: User | None) -> DataRequest:
    """Record a request: from now on its time runs. Who has an e-mail address is told that it has come."""
    _check_entry(entry, at)
    request = _new(entry, at=at, user=None)
    _log(request, RECEIVED, at=at, by=by)
    request_told.send(sender=DataRequest, request=request, what=Told.RECEIVED, text="", at=at)
    return request


def receive_at_desk(entry: RequestEntry, *, of_call: UUID, at: datetime, by: User) -> tuple[DataRequest, bool]:
    """Record what a caller asks on the telephone, and hand it to the customer, who is the controller.

    The same person asks the same in one call once, however often it is sent; True: it was recorded before, and nothing was added. A
    customer of whom nobody can sign in cannot read it: then it stays received, and the office hands it over within its 48 hours.
    """
    asked = f"{of_call}:{entry.kind}:{' '.join(entry.name.casefold().split())}"
    key = UUID(bytes=salted_hmac("a request of a caller", asked, algorithm="sha256").digest()[:16], version=5)
    for _try in range(2):
        if found := DataRequest.objects.filter(pk=key).first():
            return found, True
        with suppress(IntegrityError):  # it was sent twice at the same moment, or somebody else took the number
            return _record_and_hand_over(entry, key, at=at, by=by), False
    return _record_and_hand_over(entry, key, at=at, by=by), False


@transaction.atomic
def _record_and_hand_over(entry: RequestEntry, key: UUID, *, at: datetime, by: User) -> DataRequest:
    _check_entry(entry, at)
    request = _new(entry, at=at, user=None, key=key)
    _log(request, RECEIVED, at=at, by=by)
    if User.objects.active().filter(customers=entry.customer_ref, role=Role.CUSTOMER_OWNER).exists():
        hand_over(request, at=at, by=by)
        request.refresh_from_db(fields=("state", "handed_at"))
    else:
        request_told.send(sender=DataRequest, request=request, what=Told.RECEIVED, text="", at=at)
    return request


@transaction.atomic
def receive_from_portal(kind: RequestKind, customer_ref: UUID, *, text: str, at: datetime, by: User) -> DataRequest:
    """Record what somebody who is responsible for a customer asks in the portal: who he is, the sign-in has made sure."""
    entry = RequestEntry(
        kind=kind,
        person_kind=PersonKind.CUSTOMER,
        way=Way.PORTAL,
        received_on=berlin_date(at),
        name=by.name,
        email=by.email,
        text=text,
        language=by.language,
        customer_ref=customer_ref,
    )
    request = _new(entry, at=at, user=by)
    request.subject_table, request.subject_ref = ON_TABLES[PersonKind.CUSTOMER], customer_ref
    request.identity, request.identified_on, request.state = Identity.SIGNED_IN, berlin_date(at), State.IDENTIFIED
    request.save()
    _log(request, RECEIVED, at=at, by=by)
    _log(request, Event.IDENTIFIED, at=at, by=None, detail=Identity.SIGNED_IN)
    request_told.send(sender=DataRequest, request=request, what=Told.RECEIVED, text="", at=at)
    return request


def _check_entry(entry: RequestEntry, at: datetime) -> None:
    wrong: dict[str, str] = {}
    if entry.kind not in set(RequestKind):
        wrong["kind"] = _("Please choose what is asked for.")
    if entry.person_kind not in set(PersonKind):
        wrong["person_kind"] = _("Please choose what the person is to us.")
    if entry.way not in set(Way):
        wrong["way"] = _("Please choose how it came.")
    if not entry.name.strip():
        wrong["name"] = _("Please enter who asks.")
    if entry.received_on > berlin_date(at):
        wrong["received_on"] = _("This day has not come yet.")
    if entry.person_kind == PersonKind.CALLER and entry.customer_ref is None:
        wrong["customer"] = _("Please choose the customer whom the caller rang: he is the controller.")
    if wrong:
        raise ValidationError(wrong)


def _new(entry: RequestEntry, *, at: datetime, user: User | None, key: UUID | None = None) -> DataRequest:
    number = (DataRequest.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    contact = {"name": entry.name, "email": entry.email, "phone": entry.phone, "address": entry.address}
    return DataRequest.objects.create(
        id=key or uuid4(),
        number=number,
        kind=entry.kind,
        person_kind=entry.person_kind,
        way=entry.way,
        state=State.RECEIVED,
        language=entry.language,
        requester={name: value.strip() for name, value in contact.items()},
        text=entry.text.strip()[:LONGEST],
        customer_ref=entry.customer_ref,
        user=user,
        received_on=entry.received_on,
        received_at=at,
        due_on=rules.due_on(entry.received_on),
    )


# --- who asks ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask_identity(request: DataRequest, *, text: str, at: datetime, by: User) -> None:
    """Ask who somebody is, because of reasonable doubts (Art. 12(6)). The time goes on running."""
    request = happened(locked(request), Event.IDENTITY_ASKED, at=at, by=by)
    request.save()
    request_told.send(sender=DataRequest, request=request, what=Told.IDENTITY_ASKED, text=text, at=at)


@transaction.atomic
def identify(request: DataRequest, means: str, *, note: str, at: datetime, by: User) -> None:
    """Record by what it became certain who asks: the means and the result; the note goes with the answer, copies are never kept."""
    if means not in set(Identity) - {Identity.SIGNED_IN}:
        raise ValidationError({"means": _("Please choose how it became certain.")})
    request = happened(locked(request), Event.IDENTIFIED, at=at, by=by, detail=means)
    request.identity, request.identity_note, request.identified_on = means, note.strip(), berlin_date(at)
    request.save()


# --- what is held ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_found(request: DataRequest, match: Match | None, *, customer_ref: UUID | None = None, at: datetime, by: User) -> None:
    """Record which record the person is; None: nobody fits, and nothing is held. `customer_ref`: to whom the record belongs."""
    request = locked(request)
    if match is not None and match.table != ON_TABLES.get(PersonKind(request.person_kind)):
        raise ValidationError(_("This record is of another kind."))
    table, key = (match.table, match.key) if match else ("", None)
    request.subject_table, request.subject_ref = table, key
    if match is not None:
        request.customer_ref = match.key if match.table == ON_TABLES[PersonKind.CUSTOMER] else customer_ref
    request.found = total(gather(subject_of(request))) if match else 0
    request = happened(request, Event.SEARCHED, at=at, by=by, detail=str(request.found))
    request.save()
    _add_duties(request)


def subject_of(request: DataRequest) -> Subject:
    """Give the person as the search knows him."""
    contact = request.requester or {}
    wanted = Wanted(name=contact.get("name", ""), phone=contact.get("phone", ""), customer_ref=request.customer_ref)
    return Subject(kind=PersonKind(request.person_kind), table=request.subject_table, key=request.subject_ref, wanted=wanted)


def _add_duties(request: DataRequest) -> None:
    """Note everybody who got data about the person: he has to be told (Art. 19). Only customers are in the register."""
    if request.kind not in rules.WITH_DUTIES or request.subject_table != ON_TABLES[PersonKind.CUSTOMER] or request.subject_ref is None:
        return
    for entry in Disclosure.objects.about(request.subject_ref).order_by("number"):
        RequestDuty.objects.get_or_create(request=request, recipient=entry.recipient, defaults={"recipient_name": entry.recipient_name})


# --- doing what was asked ----------------------------------------------------------------------------------------------------


@transaction.atomic
def carry_out(request: DataRequest, *, consents: bool = False, contract_runs: bool = True, at: datetime, by: User) -> dict[str, int]:
    """Do what was asked: erase, restrict or give a purpose up; of a rectification it is recorded that it was made.

    Gives how many rows went of which table. `consents`: the person wants the service to go on although his data are restricted.
    """
    request = locked(request)
    if PersonKind(request.person_kind) is PersonKind.CALLER and not request.ordered:
        raise ValidationError(_("Data of callers go only when the customer orders it: he is the controller."))
    request = happened(request, Event.CARRIED_OUT, at=at, by=by)
    kind, gone = RequestKind(request.kind), {}
    if kind is RequestKind.ERASURE:
        gone = erasing.erase(subject_of(request), at, contract_runs=contract_runs)
    elif kind is RequestKind.RESTRICTION:
        block(request, BlockKind.RESTRICTION, consents=consents, at=at, by=by)
    elif kind is RequestKind.OBJECTION:
        block(request, BlockKind.OBJECTION, consents=False, at=at, by=by)
    elif kind is not RequestKind.RECTIFICATION:
        raise ValidationError(_("A copy is made, and nothing is changed."))
    request.save()
    return gone


@transaction.atomic
def tell_recipient(duty: RequestDuty, *, proof: str, at: datetime, by: User) -> None:
    """Record that a recipient was told, and by what it can be proved."""
    if not proof.strip():
        raise ValidationError({"proof": _("Please say by what it can be proved: a letter of which day, a number.")})
    duty = RequestDuty.objects.select_for_update().get(pk=duty.pk)
    request = happened(locked(duty.request), Event.TOLD, at=at, by=by, detail=str(duty.pk))
    duty.done_on, duty.proof, duty.by = berlin_date(at), proof.strip(), by
    duty.save()
    request.save()


@transaction.atomic
def lift(standing: Block, *, at: datetime, by: User) -> None:
    """End a restriction or an objection; before a restriction ends, the person is told (Art. 18(3))."""
    standing = Block.objects.select_for_update().get(pk=standing.pk)
    if standing.lifted_at is not None:
        return
    standing.lifted_at, standing.lifted_by = at, by
    standing.save()
    request_told.send(sender=DataRequest, request=standing.request, what=Told.LIFTED, text="", at=at)


# --- the customer as the controller --------------------------------------------------------------------------------------------


@transaction.atomic
def hand_over(request: DataRequest, *, at: datetime, by: User) -> None:
    """Give a caller's request to the customer who is responsible, and tell the caller who that is."""
    request = locked(request)
    if PersonKind(request.person_kind) is not PersonKind.CALLER:
        raise ValidationError(_("Only the request of a caller goes to a customer; for everybody else we are responsible ourselves."))
    request = happened(request, Event.HANDED_OVER, at=at, by=by)
    request.handed_at = at
    request.save()
    request_told.send(sender=DataRequest, request=request, what=Told.HANDED_OVER, text="", at=at)


@transaction.atomic
def order(request: DataRequest, *, at: datetime, by: User) -> dict[str, int]:
    """The customer orders, as the controller, that the caller's data be erased: it is done at once (Art. 28(3)(a), (e))."""
    request = locked(request)
    if RequestKind(request.kind) is not RequestKind.ERASURE:
        raise ValidationError(_("Only an erasure is done by us; the rest you find in your messages."))
    request = happened(request, Event.ORDERED, at=at, by=by)
    request.ordered = True
    request = happened(request, Event.CARRIED_OUT, at=at, by=by)
    gone = erasing.erase(subject_of(request), at)
    request.found = sum(gone.values())
    request.save()
    return gone


@transaction.atomic
def answered_by_customer(request: DataRequest, *, at: datetime, by: User) -> None:
    """The customer says that he has answered his caller: the matter is closed for us."""
    request = locked(request)
    if request.handed_at is None:
        raise ValidationError(_("The customer does not have this request."))
    request = happened(request, Event.ANSWERED, at=at, by=by)
    _close(request, at)
    request.save()


# --- the end -------------------------------------------------------------------------------------------------------------------


@transaction.atomic
def extend(request: DataRequest, because: str, *, text: str, at: datetime, by: User) -> None:
    """Take two further months; the person is told within the first month, with the reasons (Art. 12(3))."""
    request = locked(request)
    answer = rules.check_extend(request.received_on, berlin_date(at), because=because, is_extended=bool(request.extended_because))
    if isinstance(answer, Refused):
        raise ValidationError({"because": said(rules.says(answer.reason))})
    request = happened(request, Event.EXTENDED, at=at, by=by, detail=because)
    request.extended_because = because
    request.due_on = rules.due_on(request.received_on, is_extended=True)
    request.save()
    request_told.send(sender=DataRequest, request=request, what=Told.EXTENDED, text=text, at=at)


@transaction.atomic
def answer(request: DataRequest, text: str, *, at: datetime, by: User) -> None:
    """Answer a request, when all that it demands is done; what made sure who asks goes with it."""
    request = locked(request)
    facts = AnswerFacts(
        kind=RequestKind(request.kind),
        is_identified=bool(request.identity),
        found=request.found,
        has_export=request.has(Event.EXPORTED),
        is_carried_out=request.has(Event.CARRIED_OUT),
        untold=request.duties.filter(done_on=None).count(),
        words=text,
    )
    judged = rules.check_answer(facts)
    if isinstance(judged, Refused):
        raise ValidationError(said(rules.says(judged.reason)))
    request = happened(request, Event.ANSWERED, at=at, by=by, detail=judged.reason)
    request.answer = text.strip()
    _close(request, at)
    request.save()
    request_told.send(sender=DataRequest, request=request, what=Told.ANSWERED, text=text, at=at)


@transaction.atomic
def refuse(request: DataRequest, because: str, *, text: str, at: datetime, by: User) -> None:
    """Refuse a request; the person is told why, and where he can complain (Art. 12(4))."""
    request = locked(request)
    judged = rules.check_refuse(RequestKind(request.kind), because=because, words=text)
    if isinstance(judged, Refused):
        where = "text" if judged.reason is rules.NotRefused.NO_WORDS else "because"
        raise ValidationError({where: said(rules.says(judged.reason))})
    request = happened(request, Event.REFUSED, at=at, by=by, detail=because)
    request.refused_because, request.answer = because, text.strip()
    _close(request, at)
    request.save()
    request_told.send(sender=DataRequest, request=request, what=Told.REFUSED, text=text, at=at)


@transaction.atomic
def withdraw(request: DataRequest, *, at: datetime, by: User) -> None:
    """Record that the person does not want it any more."""
    request = happened(locked(request), Event.WITHDRAWN, at=at, by=by)
    _close(request, at)
    request.save()


# --- the log -------------------------------------------------------------------------------------------------------------------


def locked(request: DataRequest) -> DataRequest:
    """Read a request again, so that nobody else changes it before the end of the transaction."""
    return DataRequest.objects.select_for_update().get(pk=request.pk)


def happened(request: DataRequest, event: Event, *, at: datetime, by: User | None, detail: str = "") -> DataRequest:
    """Move a locked request and write what happened. Raises ValidationError for what the table does not list."""
    try:
        request.state = rules.step(State(request.state), event)
    except NotPossible as wrong:
        raise ValidationError(said(wrong.says)) from None
    _log(request, event, at=at, by=by, detail=detail)
    return request


def _log(request: DataRequest, event: str, *, at: datetime, by: User | None, detail: str = "") -> None:
    RequestEvent.objects.create(request=request, event=event, on=berlin_date(at), at=at, by=by, detail=detail)


def _close(request: DataRequest, at: datetime) -> None:
    """Close it: what proved who asked is not needed any more."""
    request.closed_on, request.identity_note = berlin_date(at), None
