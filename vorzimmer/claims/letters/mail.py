"""The e-mail that a reminder goes along with: short, in the customer's language, with no amount and no threat in its subject."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.claims.letters import words as said
from vorzimmer.claims.letters.paper import file_name
from vorzimmer.claims.models import Reminder
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import Letter
from vorzimmer.delivery.enclosures import File
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.dunning import Event

KIND = "reminder"
KEY = f"{KIND}:"
"""With this begin the keys of the e-mails that bring reminders; behind it stands the id, and of another attempt its number."""


def letter(reminder: Reminder, customer: Customer, address: str, *, number: int = 1) -> Letter:
    """Write the e-mail; the reminder itself is enclosed. `number` counts those that were given up before it."""
    numbers = list(reminder.lines.values_list("document_number", flat=True))
    level = Event(reminder.level)
    with translation.override(reminder.language):
        values = {"what": said.heading(level), "numbers": ", ".join(numbers[:3]) + (", …" if len(numbers) > 3 else "")}  # noqa: PLR2004  (a subject is short)
        subject = ngettext("%(what)s: invoice %(numbers)s", "%(what)s: invoices %(numbers)s", len(numbers)) % values
        return Letter(
            customer_id=customer.pk,
            channel_id=None,
            kind=MessageKind.EMAIL,
            address=address,
            subject=subject,
            body=_body(reminder, customer, level, len(numbers)),
            key=f"{KEY}{reminder.pk}" + (f":{number}" if number > 1 else ""),
            about=str(reminder.pk),
            language=reminder.language,
            encloses=f"{KEY}{reminder.pk}",
        )


def _body(reminder: Reminder, customer: Customer, level: Event, count: int) -> str:
    values = {"amount": said.amount(reminder.total), "day": said.full_day(reminder.pay_by)}
    about = (
        ngettext(
            "one of our invoices is not paid yet; all about it stands in the attached letter.",
            "some of our invoices are not paid yet; all about them stands in the attached letter.",
            count,
        )
        if level is Event.FRIENDLY_SENT
        else ngettext(
            "one of our invoices is overdue. Please read the attached letter: it says what is open, and what follows.",
            "some of our invoices are overdue. Please read the attached letter: it says what is open, and what follows.",
            count,
        )
    )
    lines = (
        _("Good day %(name)s,") % {"name": customer.contact_person or customer.name},
        about,
        _("Please transfer %(amount)s by %(day)s.") % values,
        _("If you have paid meanwhile, please disregard this letter."),
        _("All invoices and your account: %(address)s") % {"address": f"{settings.PUBLIC_URL}/portal/invoices/"},
        settings.AGENCY_NAME,
    )
    return "\n\n".join(lines) + "\n"


def file_of(reminder: Reminder) -> File:
    """Give the letter as its receiver gets it."""
    with translation.override(reminder.language):
        name = file_name(Event(reminder.level), reminder.customer_number, berlin_date(reminder.made_at))
    return File(name=name, media_type="application/pdf", content=bytes(reminder.pdf))
