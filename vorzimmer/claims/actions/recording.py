"""Writes the log of a claim: what happened, once, in its order."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims.models import Claim, ClaimEvent, Reminder
from vorzimmer.claims.reading import happened
from vorzimmer.domain import dunning
from vorzimmer.domain.days import berlin_date


@transaction.atomic
def record(  # noqa: PLR0913  (each is a column of the log)
    claim: Claim,
    event: dunning.Event,
    on: date,
    at: datetime,
    *,
    by: User | None = None,
    reference: str = "",
    reminder: Reminder | None = None,
) -> ClaimEvent:
    """Write that something happened on a civil day. Raises ValidationError for a day to come, and for what the table does not list.

    The log is read with the new line in the place of its day: a letter of the court may tell late of what happened before.
    """
    if on > berlin_date(at):
        raise ValidationError({"on": _("The day lies in the future.")})
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    log = list(claim.events.order_by("number"))
    try:
        standing = dunning.fold([*happened(log), dunning.Happened(event=event, on=on, reference=reference)])
    except dunning.NotPossible:
        raise ValidationError(_("This cannot have happened to the claim at this point of its history.")) from None
    row = ClaimEvent.objects.create(
        claim=claim,
        number=len(log) + 1,
        kind=event.value,
        on=on,
        reference=reference,
        reminder=reminder,
        at=at,
        by=by,
    )
    claim.stage = standing.stage.value
    claim.closed_on = standing.since if standing.is_closed else None
    claim.save(update_fields=("stage", "closed_on"))
    return row
