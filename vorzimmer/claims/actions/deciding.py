"""What somebody decides or knows about a claim: that it goes on to collector or court, that it is given up, when the invoice arrived."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.accounts import items_of
from vorzimmer.billing.actions import Deed
from vorzimmer.billing.actions import write_off as write_off_entry
from vorzimmer.billing.models import AccountEntry
from vorzimmer.claims.actions.following import follow_claim
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Claim, ClaimEvent
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.claims.words import REASONS
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.default import Proof
from vorzimmer.domain.dunning import Event


def decide(claim: Claim, at: datetime, *, by: User | None) -> ClaimEvent:
    """Record that the customer is in default and that the claim goes on. Raises ValidationError with the reason why it may not."""
    with transaction.atomic():
        Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
        found = reading(claim, berlin_date(at))
        answer = next(option.answer for option in found.next.options if option.event is Event.DEFAULT_KNOWN)
        if isinstance(answer, Refused):
            raise ValidationError(_("This cannot be decided now: %(reason)s.") % {"reason": REASONS[answer.reason]})
        return record(claim, Event.DEFAULT_KNOWN, found.day, at, by=by)


@transaction.atomic
def give_up(claim: Claim, reason: str, at: datetime, *, by: User | None) -> None:
    """Write off what is open of the invoice; the claim is closed with it. Raises ValidationError when nothing is open or without a reason.

    Costs that were booked stay on the account: they are entries of their own.
    """
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    entry = AccountEntry.objects.filter(document=claim.document_id, kind=EntryKind.INVOICE, reverses=None).first()
    if entry is None:
        raise ValidationError(_("The invoice is not on the account."))
    write_off_entry(entry, Deed(cents=items_of(claim.customer_ref)[entry.pk].open, reason=reason), at, by=by)
    follow_claim(claim, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """When the invoice arrived and how that is proved. `on` None: as the program knows it by itself."""

    on: date | None
    proof: Proof = Proof.DELIVERED


@transaction.atomic
def enter_receipt(claim: Claim, received: Received, at: datetime) -> None:
    """Enter when the invoice arrived. Raises ValidationError for a day before its issue or to come, and for a day without a proof."""
    found = _locked(claim, at)
    if received.on is None:
        found.claim.received_on, found.claim.proof = None, ""
    else:
        if received.proof is Proof.UNKNOWN:
            raise ValidationError({"proof": _("Say how it is proved.")})
        if not found.document.issued_on <= received.on <= found.day:
            raise ValidationError({"received_on": _("The day lies between the issue of the invoice and today.")})
        found.claim.received_on, found.claim.proof = received.on, received.proof.value
    found.claim.save(update_fields=("received_on", "proof"))


@transaction.atomic
def enter_agreed_day(claim: Claim, agreed_on: date | None, at: datetime) -> None:
    """Enter the day of payment that the contract itself names; None: none. Raises ValidationError for a day before the services."""
    found = _locked(claim, at)
    if agreed_on is not None and agreed_on < found.document.first:
        raise ValidationError({"agreed_on": _("The day lies before the services that the invoice is for.")})
    found.claim.agreed_on = agreed_on
    found.claim.save(update_fields=("agreed_on",))


def _locked(claim: Claim, at: datetime) -> Reading:
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    found = reading(claim, berlin_date(at))
    if found.standing.is_closed:
        raise ValidationError(_("The claim is closed."))
    return found
