"""Enquiries: received once, answered, closed, made a customer of, and forgotten. Bad input raises ValidationError and changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import CustomerEntry
from vorzimmer.customers.actions.file import open_customer
from vorzimmer.customers.actions.senders import keep_sender
from vorzimmer.customers.actions.writing import telephone_number
from vorzimmer.customers.models import Customer, Enquiry, SenderAddress, SenderForm
from vorzimmer.customers.signals import enquiries_erased, enquiry_answered, enquiry_received
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.enquiries import EnquiryEvent, EnquiryKind, EnquiryState, NotPossible, gone_at, step
from vorzimmer.live.actions import publish_to
from vorzimmer.privacy import tombstones

LONGEST = 4000
"""Letters of what somebody asks or is answered."""
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryEntry:
    """What somebody wrote into the form; `id` belongs to the form, so that it counts once however often it is sent."""

    id: UUID
    kind: EnquiryKind
    name: str
    company: str = ""
    email: str = ""
    phone: str = ""
    best_time: str = ""
    text: str = ""
    language: str = "de"


@transaction.atomic
def receive_enquiry(entry: EnquiryEntry, address: str, at: datetime) -> Enquiry:
    """Keep an enquiry and from which address it came, and tell the agency that there is one: all or nothing.

    The same form once more is the same enquiry, and nothing more happens. Raises ValidationError with all that is wrong, by field.
    """
    known = Enquiry.objects.filter(pk=entry.id).first()
    if known is not None:
        return known
    said = _checked(entry)
    today = berlin_date(at)
    enquiry = Enquiry(id=entry.id, kind=entry.kind.value, received_at=at, last_contact_on=today, gone_at=gone_at(today), **said)
    enquiry.save(force_insert=True)
    keep_sender(SenderForm(entry.kind.value), address, at, enquiry=enquiry)
    enquiry_received.send(sender=Enquiry, enquiry=enquiry, at=at)
    _tell(enquiry, at)
    return enquiry


def _checked(entry: EnquiryEntry) -> dict[str, str]:
    """Look at everything at once, so that nobody has to correct it bit by bit."""
    said = {name: str(getattr(entry, name)).strip() for name in ("name", "company", "email", "phone", "best_time", "text")}
    longest = {"name": LONGEST_NAME, "company": LONGEST_NAME, "best_time": LONGEST_NAME, "text": LONGEST}
    wrong: dict[str, Any] = {
        name: _("Please say it in at most %(number)d letters.") % {"number": most}
        for name, most in longest.items()
        if len(said[name]) > most
    }
    if not said["name"]:
        wrong["name"] = _("Please tell us your name.")
    if entry.kind is EnquiryKind.ENQUIRY and not said["text"]:
        wrong["text"] = _("Write at least a sentence.")
    if said["email"] or entry.kind is EnquiryKind.ENQUIRY:
        try:
            validate_email(said["email"])
        except ValidationError:
            wrong["email"] = _("This is no e-mail address. Write it like anna@beispiel.de, so that we can answer.")
    if said["phone"] or entry.kind is EnquiryKind.CALLBACK:
        try:
            said["phone"] = telephone_number(said["phone"], field="phone")
        except ValidationError as error:
            wrong["phone"] = error.error_dict["phone"]
    if wrong:
        raise ValidationError(wrong)
    return {**said, "language": entry.language if entry.language in {"de", "en"} else "de"}


@transaction.atomic
def answer_enquiry(enquiry: Enquiry, *, text: str, by: User, at: datetime, closes: bool = False) -> Enquiry:
    """Answer it by e-mail; `closes`: nothing is open any more. Raises ValidationError."""
    enquiry = _locked(enquiry, at)
    said = text.strip()
    if not said:
        raise ValidationError({"text": _("Write at least a sentence.")})
    if len(said) > LONGEST:
        raise ValidationError({"text": _("Please say it in at most %(number)d letters.") % {"number": LONGEST}})
    if not enquiry.email:
        raise ValidationError({"text": _("No e-mail address was given. Please call.")})
    enquiry.answer, enquiry.answered_by = said, by
    _go_on(enquiry, EnquiryEvent.ANSWERED, at)
    enquiry_answered.send(sender=Enquiry, enquiry=enquiry, text=said, at=at)
    return close_enquiry(enquiry, at=at) if closes else enquiry


@transaction.atomic
def note_contact(enquiry: Enquiry, *, by: User, at: datetime) -> Enquiry:
    """Write down that somebody talked with them and something is still open: the days count from today."""
    enquiry = _locked(enquiry, at)
    enquiry.answered_by = by
    _go_on(enquiry, EnquiryEvent.SPOKEN, at)
    return enquiry


@transaction.atomic
def close_enquiry(enquiry: Enquiry, *, at: datetime) -> Enquiry:
    """Say that it is dealt with: it goes at the end of the day."""
    enquiry = _locked(enquiry, at)
    _go_on(enquiry, EnquiryEvent.CLOSED, at)
    return enquiry


@transaction.atomic
def convert_enquiry(enquiry: Enquiry, entry: CustomerEntry, *, at: datetime) -> Customer:
    """Open a file with what the entry says; the enquiry and all that was written there goes at once."""
    enquiry = _locked(enquiry, at)
    customer = open_customer(entry, at)
    erase_enquiry(enquiry, at=at)
    return customer


@transaction.atomic
def erase_enquiry(enquiry: Enquiry, *, at: datetime) -> None:
    """Erase it now, as who sent it may demand (Art. 17 GDPR)."""
    _erase([enquiry.pk], at)
    publish_to(["staff"], kind="task", ref=str(enquiry.pk), at=at)


@transaction.atomic
def forget_enquiries(at: datetime) -> int:
    """Erase what is over; returns how many there were."""
    due = list(Enquiry.objects.to_forget(at).values_list("pk", flat=True))
    if due:
        _erase(due, at)
    return len(due)


@transaction.atomic
def erase_again(keys: Collection[str], at: datetime) -> int:
    """Erase enquiries that a restored backup brought back; returns how many were there."""
    there = list(Enquiry.objects.filter(pk__in=list(keys)).values_list("pk", flat=True))
    if there:
        _erase(there, at)
    return len(there)


def _erase(keys: list[UUID], at: datetime) -> None:
    """Erase enquiries with their letters, and the addresses of their senders unless a case of abuse holds them.

    What was closed after a backup is open in it: so their ids are noted.
    """
    tombstones.record("customers.Enquiry", keys, at)
    SenderAddress.objects.filter(enquiry__in=keys).exclude(case__holds_until__gt=at).delete()
    Enquiry.objects.filter(pk__in=keys).delete()
    enquiries_erased.send(sender=Enquiry, refs=[str(key) for key in keys], at=at)


def _locked(enquiry: Enquiry, at: datetime) -> Enquiry:
    """Fetch it as it stands. Raises Enquiry.DoesNotExist when it is gone."""
    return Enquiry.objects.there(at).select_for_update(of=("self",)).get(pk=enquiry.pk)


def _go_on(enquiry: Enquiry, event: EnquiryEvent, at: datetime) -> None:
    try:
        state = step(EnquiryState(enquiry.state), event)
    except NotPossible:
        raise ValidationError(_("This enquiry is closed. It will be erased at the end of the day.")) from None
    today = berlin_date(at)
    enquiry.state, enquiry.last_contact_on = state.value, today
    enquiry.closed_on = today if state is EnquiryState.CLOSED else None
    enquiry.gone_at = gone_at(enquiry.last_contact_on, enquiry.closed_on)
    enquiry.save(update_fields=["state", "answer", "answered_by", "last_contact_on", "closed_on", "gone_at"])
    _tell(enquiry, at)


def _tell(enquiry: Enquiry, at: datetime) -> None:
    publish_to(["staff"], kind="task", ref=str(enquiry.pk), at=at)
