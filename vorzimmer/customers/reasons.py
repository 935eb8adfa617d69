"""In words: why it is closed, why somebody stands as he stands, why a call goes through to him (desk, `instructions explain`)."""

from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Closure
from vorzimmer.domain.availability import MayBecause, StandingBecause
from vorzimmer.domain.hours import Closed, ClosedBecause

STANDING = {
    StandingBecause.CHOSEN: _("chosen"),
    StandingBecause.RETURNED: _("what was chosen is over"),
    StandingBecause.ABSENCE_PLANNED: _("planned absence"),
    StandingBecause.OUTSIDE_HOURS: _("outside opening hours"),
}
MAY = {
    MayBecause.ALWAYS_FOR_THIS_CALLER: _("this caller is always put through"),
    MayBecause.AVAILABLE: _("is available"),
    MayBecause.ALLOWED_IN_THIS_STATUS: _("takes calls in this status, too"),
}
CLOSED = {
    ClosedBecause.NO_HOURS: _("never open"),
    ClosedBecause.CLOSURE: _("closed for a while"),
    ClosedBecause.HOLIDAY: _("public holiday"),
    ClosedBecause.OUTSIDE_HOURS: _("outside opening hours"),
}
_CLOSURES = dict(Closure.REASONS)


def why_closed(closed: Closed) -> str:
    """Say why it is closed: the holiday by its name, a closure by its reason."""
    if closed.because is ClosedBecause.HOLIDAY and closed.holiday:
        return f"{CLOSED[closed.because]}: {closed.holiday}"
    if closed.because is ClosedBecause.CLOSURE and closed.closure is not None:
        return str(_CLOSURES[closed.closure.reason.value])
    return str(CLOSED[closed.because])
