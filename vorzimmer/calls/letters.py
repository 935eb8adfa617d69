"""What a note looks like as e-mail and as SMS. Subjects and hints never say who called or why."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vorzimmer.calls.models import Note
from vorzimmer.customers.models import Channel, Customer
from vorzimmer.delivery.actions import Letter
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.notes import Urgency
from vorzimmer.domain.service_ladder import REDUCED
from vorzimmer.telephony.numbers import grouped

_OUTCOMES = dict(Note.OUTCOMES)


def letters_for(note: Note, customer: Customer, channels: Sequence[Channel], *, day: date) -> list[Letter]:
    """Write the letters of one note, one for each channel, in the channel's language.

    While the customer gets no SMS (service ladder), an e-mail takes its place; where none goes out anyway, it goes to his own address.
    """
    if customer.service_on(day) not in REDUCED:
        return [_letter(note, customer, channel) for channel in channels]
    kept = [channel for channel in channels if channel.kind != Channel.Kind.SMS]
    if not kept and channels and customer.email:
        return [_instead(note, customer)]
    return [_letter(note, customer, channel) for channel in kept]


def _letter(note: Note, customer: Customer, channel: Channel) -> Letter:
    with translation.override(channel.language):
        full = channel.detail == Channel.Detail.FULL and channel.kind == Channel.Kind.EMAIL
        body = _in_full(note) if full else _hint(note)
        return Letter(
            customer_id=note.customer_id,
            channel_id=channel.pk,
            kind=MessageKind(channel.kind),
            address=channel.address,
            subject=_subject(note, customer),
            body=body,
            key=f"note:{note.pk}:{channel.pk}",
            about=str(note.pk),
            language=channel.language,
        )


def _instead(note: Note, customer: Customer) -> Letter:
    """Write the hint that an SMS would have given, to the customer's own address."""
    with translation.override(customer.language):
        return Letter(
            customer_id=note.customer_id,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=customer.email,
            subject=_subject(note, customer),
            body=_hint(note),
            key=f"note:{note.pk}:instead",
            about=str(note.pk),
            language=customer.language,
        )


def link(note: Note) -> str:
    """Address of the note in the portal. It names the note by a random id, nobody by name."""
    return f"{settings.PUBLIC_URL}/portal/notes/{note.pk}/"


def _subject(note: Note, customer: Customer) -> str:
    name = customer.short_name
    if note.urgency >= Urgency.EMERGENCY:
        return _("Emergency: new message for %(customer)s") % {"customer": name}
    if note.urgency >= Urgency.HIGH:
        return _("Urgent: new message for %(customer)s") % {"customer": name}
    return _("New message for %(customer)s") % {"customer": name}


def _hint(note: Note) -> str:
    if note.urgency >= Urgency.HIGH:
        return _("An urgent message is waiting for you: %(link)s") % {"link": link(note)}
    return _("A new message is waiting for you: %(link)s") % {"link": link(note)}


def _in_full(note: Note) -> str:
    caller = ", ".join(part for part in (note.caller_name, note.caller_company) if part)
    person = note.person
    lines = [
        (_("Call"), date_format(localtime(note.called_at), "SHORT_DATETIME_FORMAT")),
        (_("Caller"), caller or _("not named")),
        (_("Number"), grouped(note.callback_number) or _("withheld")),
        (_("For"), person.name if person else ""),
        (pgettext("of a call", "Reason"), note.call_type.name if note.call_type else ""),
        (_("Urgency"), Note.Urgency(note.urgency).label),
        (_("Outcome"), _OUTCOMES[note.outcome]),
        (_("Measures"), note.measures_text),
    ]
    head = "\n".join(f"{name}: {value}" for name, value in lines if value)
    answers = "\n".join(f"{answer['question']} {answer['answer']}" for answer in note.answers_in_words)
    parts = [head, note.concern, answers, _("Answered by %(operator)s") % {"operator": note.operator.name}, link(note)]
    return "\n\n".join(part for part in parts if part) + "\n"
