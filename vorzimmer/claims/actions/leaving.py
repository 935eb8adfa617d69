"""A reminder reaches the customer."""

from datetime import datetime

from django.db import transaction

from vorzimmer.claims.models import Reminder
from vorzimmer.claims.policy import numbers
from vorzimmer.claims.reading import receipt_of
from vorzimmer.delivery.enclosures import File, NotThere
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.default import Proof, received_on


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
    if known is None or day < known:
        letter.received_on, letter.proof, letter.returned_on = day, Proof.PORTAL.value, None
        letter.save(update_fields=("received_on", "proof", "returned_on"))
    return File(name=f"{letter.level}-{letter.sent_on}.pdf", media_type="application/pdf", content=bytes(letter.pdf))
