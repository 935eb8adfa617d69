"""What became of a reminder: it left, it arrived, it came back. Its claims hear of it when it left: only then it was sent."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.letters import mail
from vorzimmer.claims.models import Claim, Reminder, ReminderLine
from vorzimmer.claims.policy import numbers
from vorzimmer.claims.reading import receipt_of
from vorzimmer.delivery.enclosures import File, NotThere
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.default import Proof, Receipt, received_on
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.dunning import Event

ENTERED = (Proof.DELIVERED, Proof.MAIL_SERVER)
"""Proofs of a receipt that somebody may enter. The portal notes its own; that a letter was posted proves nothing."""


def locked(reminder: Reminder) -> Reminder:
    """Read a letter anew, for whoever changes it. Raises DoesNotExist when it was taken back."""
    return Reminder.objects.select_for_update().defer("pdf").get(pk=reminder.pk)


def lines_of(reminder: Reminder) -> list[ReminderLine]:
    """Give the lines of a letter in the order in which claims are locked."""
    return list(reminder.lines.select_related("claim").order_by("claim_id"))


# --- it left -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def left(reminder: Reminder, day: date, proof: Proof, at: datetime, *, by: User | None = None) -> bool:
    """Write that a letter left on a day, with the line in the log of each of its claims; False when that is known already.

    A claim that was closed meanwhile has no line for it: the letter itself says that it was sent.
    """
    list(Claim.objects.select_for_update(of=("self",)).filter(lines__reminder=reminder).order_by("pk"))  # before the letter
    letter = locked(reminder)
    if letter.has_left:
        return False
    letter.sent_on, letter.received_on, letter.proof = day, day, proof.value
    letter.save(update_fields=("sent_on", "received_on", "proof"))
    for claim in (line.claim for line in lines_of(letter) if line.claim is not None):
        try:
            record(claim, Event(letter.level), day, at, by=by, reminder=letter)
        except ValidationError:
            continue
    return True


def note_left(sender: object, *, message: OutboxMessage, at: datetime, **_more: object) -> None:  # noqa: ARG001  (the signature of a signal)
    """Hear from the outbox that the mail server of a customer took over a letter."""
    if message.key.startswith(mail.KEY):
        for letter in Reminder.objects.filter(pk=UUID(message.about)).defer("pdf"):
            left(letter, berlin_date(at), Proof.MAIL_SERVER, at)


def note_all_left(at: datetime) -> int:
    """Write of letters whose e-mail is gone that they left, if nobody did: a process may have ended in between."""
    waiting = {str(letter.pk): letter for letter in Reminder.objects.filter(sent_on=None).defer("pdf")}
    sent = OutboxMessage.objects.filter(
        about__in=list(waiting), key__startswith=mail.KEY, state=DeliveryState.SENT, closed_at__isnull=False
    )
    return sum(
        left(waiting[about], berlin_date(closed_at), Proof.MAIL_SERVER, at)
        for about, closed_at in sent.values_list("about", "closed_at")
        if closed_at is not None
    )


def mark_posted(reminder: Reminder, day: date, at: datetime, *, by: User | None) -> None:
    """Write the day on which a letter was given to the post; from then on it counts.

    Raises ValidationError for a letter that goes by e-mail or has left, and for a day before the letter was written or still to come.
    """
    if reminder.channel != Reminder.Channel.POST:
        raise ValidationError(_("This letter goes by e-mail. Let it be printed instead first."))
    if not berlin_date(reminder.made_at) <= day <= berlin_date(at):
        raise ValidationError({"day": _("The day lies between that of the letter and today.")})
    if not left(reminder, day, Proof.POSTED, at, by=by):
        raise ValidationError(_("The letter has left already."))


# --- it arrived, or came back --------------------------------------------------------------------------------------------


@transaction.atomic
def mark_received(reminder: Reminder, day: date, proof: Proof, at: datetime) -> None:
    """Write how it is proved that a letter arrived, and on which day. Raises ValidationError for a day before it left or to come."""
    letter = locked(reminder)
    if letter.sent_on is None or not letter.sent_on <= day <= berlin_date(at):
        raise ValidationError({"day": _("The day lies between that on which the letter left and today.")})
    if proof not in ENTERED:
        raise ValidationError({"proof": _("This does not prove that the letter arrived.")})
    letter.received_on, letter.proof, letter.returned_on = day, proof.value, None
    letter.save(update_fields=("received_on", "proof", "returned_on"))


@transaction.atomic
def mark_undeliverable(reminder: Reminder, day: date, at: datetime) -> None:
    """Write that a letter came back: it was not received, does not count, and comes again. Raises ValidationError for a wrong day."""
    letter = locked(reminder)
    if letter.sent_on is None or not letter.sent_on <= day <= berlin_date(at):
        raise ValidationError({"day": _("The day lies between that on which the letter left and today.")})
    letter.returned_on = day
    letter.save(update_fields=("returned_on",))


@transaction.atomic
def open_letter(reminder: Reminder, at: datetime) -> File:
    """Give a letter to the customer in the portal; that he opened it proves its receipt. Raises NotThere for one that has not left.

    A receipt that is known for an earlier day stays. One who reads a letter that came back has it now.
    """
    letter = Reminder.objects.select_for_update().get(pk=reminder.pk)
    if letter.sent_on is None:
        raise NotThere(str(letter.pk))
    day = max(berlin_date(at), letter.sent_on)
    known = None if letter.returned_on else received_on(receipt_of(letter), numbers())
    if letter.seen_on is None:
        letter.seen_on = day
    if known is None or day < known:
        receipt = Receipt(proof=Proof.PORTAL, on=day)
        letter.received_on, letter.proof, letter.returned_on = receipt.on, receipt.proof.value, None
    letter.save(update_fields=("seen_on", "received_on", "proof", "returned_on"))
    return mail.file_of(letter)


def files_of(ref: str) -> tuple[File, ...]:
    """Give the letter that an e-mail brings. Raises NotThere when it was taken back."""
    try:
        return (mail.file_of(Reminder.objects.get(pk=UUID(ref))),)
    except (Reminder.DoesNotExist, ValueError):
        raise NotThere(ref) from None
