"""Writes reminders, sends them, and writes down what became of them. A letter counts when it has left, not when it was made.

What is written here can be done again after a process was killed: the key of a letter and the key of its e-mail make both once.
Rows are locked in one order, or two at once would wait for each other: the e-mail, the claims by their id, the letter.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.letters import address_of
from vorzimmer.claims.actions.leaving import locked
from vorzimmer.claims.due import DueLetter, is_free, key_of, prepared_letters
from vorzimmer.claims.letters import mail
from vorzimmer.claims.letters.content import Letter, letter_of
from vorzimmer.claims.letters.paper import pdf
from vorzimmer.claims.models import Claim, Reminder, ReminderLine
from vorzimmer.claims.outdated import refused_because, why_outdated
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.claims.words import REASONS
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import cancel, enqueue
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import DeliveryState, NotPossible
from vorzimmer.domain.dunning import Event

Channel = Reminder.Channel


def write(customer_ref: UUID, level: Event, claims: Sequence[Claim], at: datetime, *, by: User | None) -> Reminder:
    """Write a letter about claims of a customer as they stand now: a row, its lines, and the PDF. It has not left by that.

    The letter of a day that was prepared already is given back. Raises ValidationError with the reason when a claim gets none today,
    when it stands in another letter that has not left, and when the letter of this day has left.
    """
    return _written(customer_ref, level, claims, at, by)[0]


@transaction.atomic
def _written(customer_ref: UUID, level: Event, claims: Sequence[Claim], at: datetime, by: User | None) -> tuple[Reminder, bool]:
    """Write a letter; and say whether it is new, or was there already."""
    day = berlin_date(at)
    held = list(Claim.objects.select_for_update(of=("self",)).filter(pk__in=[claim.pk for claim in claims]).order_by("pk"))
    key = f"{key_of(customer_ref, level, is_consumer=any(claim.is_consumer for claim in held))}:{day}"
    existing = Reminder.objects.filter(key=key).first()
    if existing is not None:
        if existing.has_left:
            raise ValidationError(_("Such a letter has left today already. It can be written again tomorrow."))
        return existing, False
    found = readings(
        Claim.objects.filter(pk__in=[claim.pk for claim in held], customer_ref=customer_ref).order_by(
            "document__due_on", "document__number"
        ),
        day,
    )
    _check(found, level)
    customer = Customer.objects.filter(pk=customer_ref).first()
    channel = Channel.EMAIL if customer is not None and address_of(customer) else Channel.POST
    return _kept(letter_of(level, found, customer, channel=channel, day=day), found, key, channel, at, by), True


def _check(found: Sequence[Reading], level: Event) -> None:
    if not found:
        raise ValidationError(_("There is nothing to write about."))
    if not is_free(each.claim for each in found):
        raise ValidationError(_("A letter about this has been prepared and has not left yet."))
    for each in found:
        refused = refused_because(each, level)
        if refused is not None:
            raise ValidationError(
                _("%(number)s: no letter today, because: %(reason)s.") % {"number": each.document.number, "reason": REASONS[refused]}
            )


def _kept(  # noqa: PLR0913, PLR0917  (what a row is made of)
    letter: Letter, found: Sequence[Reading], key: str, channel: str, at: datetime, by: User | None
) -> Reminder:
    reminder = Reminder.objects.create(
        key=key,
        customer_ref=found[0].claim.customer_ref,
        customer_number=letter.customer_number,
        level=letter.level.value,
        channel=channel,
        language=letter.language,
        warns=bool(letter.bureaus),
        pay_by=letter.pay_by,
        total=letter.total,
        pdf=pdf(letter),
        made_at=at,
        made_by=by,
    )
    ReminderLine.objects.bulk_create(
        ReminderLine(
            reminder=reminder,
            claim=each.claim,
            document_number=each.claim.document.number,
            principal=row.open,
            interest=row.interest,
            lump_sum=row.lump_sum,
        )
        for each, row in zip(found, letter.rows, strict=True)
    )
    return reminder


@transaction.atomic
def send(reminder: Reminder, at: datetime, *, by: User | None = None) -> bool:  # noqa: ARG001  (who sends it stands with the letter)
    """Owe the customer the e-mail with the letter; False for one that goes by post: that is printed, and marked when it was posted.

    In the place of an e-mail that could not be delivered goes another one, to the present address. Raises ValidationError when the
    letter is not true any more, and when there is no address.
    """
    _mails(reminder)
    letter = locked(reminder)
    if letter.has_left or letter.channel == Channel.POST:
        return letter.channel == Channel.EMAIL
    mails = _mails(reminder)  # as they are now that nobody else can send
    if any(message.state not in {DeliveryState.DEAD, DeliveryState.CANCELLED} for message in mails):
        return True
    outdated = why_outdated(letter, berlin_date(at))
    if outdated:
        raise ValidationError(_("The letter is not true any more: %(reason)s. Take it back and write it anew.") % {"reason": outdated})
    customer = Customer.objects.filter(pk=letter.customer_ref).first()
    address = "" if customer is None else address_of(customer)
    if customer is None or not address:
        raise ValidationError(_("There is no e-mail address for invoices. Print the letter, or enter an address."))
    for message in mails:
        if message.state == DeliveryState.DEAD:
            cancel(message.pk, at=at)
    enqueue([mail.letter(letter, customer, address, number=len(mails) + 1)], at=at)
    return True


def _mails(reminder: Reminder) -> list[OutboxMessage]:
    """Lock the e-mails with a letter: of several all but the last were given up."""
    found = OutboxMessage.objects.without_content().filter(about=str(reminder.pk), key__startswith=mail.KEY)
    return list(found.select_for_update(of=("self",)))


def write_and_send(due: DueLetter, at: datetime, *, by: User | None) -> Reminder:
    """Write a letter that is due and send it, both or nothing. Raises ValidationError like `write`."""
    with transaction.atomic():
        reminder, is_new = _written(due.customer_ref, due.level, due.claims, at, by)
        if is_new:
            send(reminder, at, by=by)
    if not is_new:  # its e-mail may be there, and is locked before the claims
        send(reminder, at, by=by)
    return reminder


def take_back(reminder: Reminder, at: datetime) -> None:
    """Undo a letter that has not left: it is erased, and its claims are due as before. Raises ValidationError for one that has left."""
    with transaction.atomic():
        _stop_mail(reminder, at)  # first, in the order in which the worker takes them
        letter = locked(reminder)
        if letter.has_left:
            raise ValidationError(_("The letter has left and cannot be taken back."))
        letter.delete()


def print_instead(reminder: Reminder, at: datetime) -> Reminder:
    """Let a letter go by post that was to go by e-mail. Raises ValidationError for one that has left."""
    with transaction.atomic():
        _stop_mail(reminder, at)
        letter = locked(reminder)
        if letter.has_left:
            raise ValidationError(_("The letter has left already."))
        letter.channel = Channel.POST
        letter.save(update_fields=("channel",))
        return letter


def _stop_mail(reminder: Reminder, at: datetime) -> None:
    for message in _mails(reminder):
        if message.state == DeliveryState.CANCELLED:
            continue
        try:
            cancel(message.pk, at=at)
        except NotPossible:
            raise ValidationError(_("The e-mail is being sent or has been sent.")) from None


def take_back_outdated(at: datetime) -> int:
    """Take back what waits to be mailed and is not true any more; returns how many. What is printed a person decides about."""
    day, taken = berlin_date(at), 0
    for letter in prepared_letters():
        if letter.channel != Channel.EMAIL or not why_outdated(letter, day):
            continue
        try:
            take_back(letter, at)
        except (ValidationError, Reminder.DoesNotExist):  # it is leaving just now
            continue
        taken += 1
    return taken
