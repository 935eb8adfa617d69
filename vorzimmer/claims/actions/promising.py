"""A customer says until when he will pay; until then no letter goes out."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.models import User
from vorzimmer.billing.models import Document
from vorzimmer.claims import policy
from vorzimmer.claims.actions.following import open_claim
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.claims.reading import reading
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.promises import PromiseReason, check_promise

_R = PromiseReason
REFUSED: Mapping[PromiseReason, object] = MappingProxyType(
    {
        _R.NOTHING_OPEN: gettext_lazy("This invoice is paid. Thank you."),
        _R.NOT_OVERDUE: gettext_lazy("This invoice is not due yet: nothing has to be put off."),
        _R.NOT_WITH_US: gettext_lazy("This invoice is no longer with our bookkeeping alone. Please call us."),
        _R.RESTS: gettext_lazy("We do not remind you of this invoice at present: nothing has to be put off."),
        _R.AGAIN: gettext_lazy("A day was named for this invoice already. Please call us, and we find a way."),
        _R.PAST: gettext_lazy("This day is over. Please name one that is still to come."),
        _R.TOO_LATE: gettext_lazy("This day is too far off. Please name an earlier one, or ask us for instalments."),
    }
)
"""What the customer reads."""
OF_THE_DAY = frozenset({_R.PAST, _R.TOO_LATE})


@transaction.atomic
def promise(document: Document, until: date, at: datetime, *, by: User) -> Pause:
    """Let the claim of an invoice rest until the day by which the customer will pay. Raises ValidationError for what the rule refuses."""
    day = berlin_date(at)
    claims = Claim._base_manager  # noqa: SLF001  (one that is over may come back)
    claim = claims.filter(document=document).first()
    if claim is None:
        if day <= document.due_on:
            raise ValidationError(str(REFUSED[_R.NOT_OVERDUE]))
        claim = open_claim(document, at) or claims.get(document=document)
    claim = claims.select_for_update(of=("self",)).get(pk=claim.pk)
    found = reading(claim, day)
    answer = check_promise(found.facts, until, day, policy.schedule(day), found.holidays)
    if isinstance(answer, Refused):
        said = str(REFUSED[answer.reason])
        raise ValidationError({"until": said} if answer.reason in OF_THE_DAY else said)
    return Pause.objects.create(claim=claim, kind=PauseKind.PROMISE.value, since=day, until=until, at=at, by=by)
