"""Makes the preview of a month piece by piece, so that no page has to wait for it, and rates single customers of a run anew."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vorzimmer.billing.actions.runs import Preview, fill_item, keep_preview, period_of, previews, unrated
from vorzimmer.billing.models import Run, RunItem

PIECE = 40
"""So many customers are rated while a page waits: well below a second."""

PIECES_OF_THE_JOB = 25
"""So many pieces are made by one turn of the job, so that the others come to their turn."""

_OPEN = (RunItem.State.REFUSED, RunItem.State.HELD, RunItem.State.NOTHING)


def rate_some(run: Run, *, at_most: int = PIECE) -> int:
    """Rate the next customers of a preview; returns how many are left. Two that do it at once do not disturb each other.

    Raises ValidationError when the run is released already.
    """
    if run.state != Run.State.PREVIEW:
        raise ValidationError(_("This run is released already."))
    keys = list(unrated(run).values_list("pk", flat=True))
    for preview in previews(period_of(run), keys=keys[:at_most]):
        _keep_new(run, preview)
    return max(0, len(keys) - at_most)


def _keep_new(run: Run, preview: Preview) -> None:
    item = RunItem(run=run, customer=preview.customer)
    fill_item(item, preview)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        return  # somebody else was quicker; it is the same


def rate_previews(at: datetime) -> int:  # noqa: ARG001  (the signature of a job)
    """Go on with previews that somebody began and left; the job of the server. Returns how many pieces it made."""
    made = 0
    for run in Run.objects.filter(state=Run.State.PREVIEW).order_by("first"):
        while made < PIECES_OF_THE_JOB and unrated(run).exists():
            rate_some(run)
            made += 1
    return made


@transaction.atomic
def begin_preview_anew(run: Run) -> None:
    """Forget what was rated; who is held back by hand stays so. Raises ValidationError when the run is released already."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.PREVIEW:
        raise ValidationError(_("This run is released already."))
    run.items.filter(held=False).exclude(state=RunItem.State.ISSUED).delete()


@transaction.atomic
def rate_again(item: RunItem) -> RunItem:
    """Rate a customer anew after something was mended. In a released run he is billed if nothing stands in the way any more.

    What is issued, and who is held back by hand, stays as it is.
    """
    item = RunItem.objects.select_for_update(of=("self",)).select_related("run").get(pk=item.pk)
    if item.state not in _OPEN or item.held:
        return item
    (preview,) = previews(period_of(item.run), keys=[item.customer_id])
    keep_preview(item.run, preview)
    item.refresh_from_db()
    if item.state == RunItem.State.READY:
        Run.objects.filter(pk=item.run_id, state=Run.State.DONE).update(state=Run.State.RELEASED, done_at=None)
    return item


def rate_refused_again(run: Run, *, at_most: int = PIECE) -> int:
    """Rate those of a run anew that could not be billed; returns how many can be now."""
    refused = run.items.filter(state=RunItem.State.REFUSED).order_by("customer__number")[:at_most]
    return sum(rate_again(item).state == RunItem.State.READY for item in refused)
