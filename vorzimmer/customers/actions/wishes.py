"""Wishes and complaints: raised by the customer's people, taken up and answered by the agency, each told to the screens."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer, Wish
from vorzimmer.live.actions import publish_to

LONGEST = 2000
"""Letters of a wish or an answer: enough for a page, too few for a file that was pasted by mistake."""


@transaction.atomic
def raise_wish(customer: Customer, *, kind: str, text: str, by: User, at: datetime) -> Wish:
    """Write down what a customer wishes, complains of or praises."""
    if kind not in Wish.Kind.values:
        raise ValidationError({"kind": _("Choose wish, complaint or praise.")})
    wish = Wish(customer=customer, kind=kind, text=_said(text, "text"), raised_at=at, raised_by=by)
    wish.save(force_insert=True)
    _tell(wish, at)
    return wish


@transaction.atomic
def take_up(wish: Wish, at: datetime) -> Wish:
    """Let the customer see that somebody is on it. Raises ValidationError when somebody is already, or when it is answered."""
    wish = _locked(wish)
    if wish.state != Wish.State.OPEN:
        raise ValidationError(_("Somebody has already taken care of this one."))
    wish.state = Wish.State.IN_WORK
    wish.save(update_fields=["state"])
    _tell(wish, at)
    return wish


@transaction.atomic
def answer(wish: Wish, *, text: str, by: User, at: datetime) -> Wish:
    """Answer it; an answer that was given stays as it is."""
    wish = _locked(wish)
    if wish.state == Wish.State.ANSWERED:
        raise ValidationError({"text": _("This was answered already. The customer has read that answer; call him instead.")})
    wish.state, wish.answer = Wish.State.ANSWERED, _said(text, "text")
    wish.answered_at, wish.answered_by = at, by
    wish.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    _tell(wish, at)
    return wish


def _said(text: str, field: str) -> str:
    said = text.strip()
    if not said:
        raise ValidationError({field: _("Write at least a sentence.")})
    if len(said) > LONGEST:
        raise ValidationError({field: _("Please say it in at most %(number)d letters.") % {"number": LONGEST}})
    return said


def _locked(wish: Wish) -> Wish:
    return Wish.objects.select_for_update(of=("self",)).select_related("customer").get(pk=wish.pk)


def _tell(wish: Wish, at: datetime) -> None:
    publish_to([wish.customer.channel, "staff"], kind="task", ref=str(wish.pk), at=at)
