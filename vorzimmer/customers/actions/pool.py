"""The agency's numbers: put into the pool, given to customers, left to rest when a customer goes, and taken out."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from vorzimmer.customers.actions.writing import telephone_number, tell
from vorzimmer.customers.models import Customer, DialIn, PoolNumber

REST = timedelta(days=90)
"""So long a number rests before somebody else gets it: the callers of who had it before must not reach a stranger."""
MOST_AT_ONCE = 1_000
TRIES = 5


@transaction.atomic
def add_numbers(first: str, at: datetime, *, last: str = "", area: str = "") -> list[PoolNumber]:
    """Put one number or a whole range (both ends included) into the pool; those that are there already stay as they are."""
    numbers = _range(telephone_number(first, field="first"), telephone_number(last, field="last") if last.strip() else "")
    known = set(PoolNumber.objects.filter(number__in=numbers).values_list("number", flat=True))
    new = [PoolNumber(number=number, area=area.strip()[:60], added_at=at) for number in numbers if number not in known]
    if not new:
        raise ValidationError({"first": _("These numbers are in the pool already.")})
    return PoolNumber.objects.bulk_create(new)


def _range(first: str, last: str) -> list[str]:
    if not last:
        return [first]
    if len(last) != len(first) or last < first:
        raise ValidationError({"last": _("The last number must be as long as the first one, and not lie before it.")})
    count = int(last) - int(first) + 1
    if count > MOST_AT_ONCE:
        text = _("These are %(count)s numbers. Enter at most %(most)s at once.") % {"count": count, "most": MOST_AT_ONCE}
        raise ValidationError({"last": text})
    return [f"+{number}" for number in range(int(first), int(last) + 1)]


@transaction.atomic
def remove_number(number: PoolNumber) -> None:
    """Take a number out of the pool. One that leads to a customer stays until it does no more."""
    taken = DialIn.objects.filter(number=number.number).select_related("customer").first()
    if taken is not None:
        raise ValidationError(
            _("This number leads to %(customer)s. Remove it from the customer’s file first.") % {"customer": taken.customer.name}
        )
    number.delete()


@transaction.atomic
def give_number(customer: Customer, at: datetime) -> DialIn:
    """Let the number that is free for the longest time lead to the customer. Raises ValidationError when none is free."""
    for number in PoolNumber.objects.free(at)[:TRIES]:
        dial_in = DialIn(customer=customer, number=number.number)
        try:
            with transaction.atomic():
                dial_in.save(force_insert=True)
        except IntegrityError:  # somebody else was given it in this moment
            continue
        take_up(dial_in.number)
        tell(customer, at)
        return dial_in
    raise ValidationError(
        _("All our telephone numbers are in use at the moment, and nothing was saved. Please call us: we get a number for you.")
    )


def let_numbers_rest(customer: Customer, at: datetime) -> None:
    """Begin the rest of the customer's pool numbers. They stay his until it is over, in case he comes back."""
    _pool_numbers(customer).update(rests_until=at + REST)


def wake_numbers(customer: Customer, at: datetime) -> None:
    """End the rest: the customer is back. Who has no number any more gets a new one, if one is free."""
    _pool_numbers(customer).update(rests_until=None)
    if not customer.dial_ins.exists() and PoolNumber.objects.free(at).exists():
        give_number(customer, at)


def take_up(number: str) -> None:
    """End the rest of a number that leads to somebody now."""
    PoolNumber.objects.filter(number=number).update(rests_until=None)


def rest_number(number: str, at: datetime) -> None:
    """Begin the rest of one number that leads to a customer no more."""
    PoolNumber.objects.filter(number=number).update(rests_until=at + REST)


@transaction.atomic
def release_rested(at: datetime) -> int:
    """Let numbers whose rest is over lead to their former customers no more; they are free from now on. Returns how many."""
    rested = PoolNumber.objects.filter(rests_until__lte=at).values("number")
    deleted, _rows = DialIn.objects.filter(number__in=rested, customer__active=False).delete()
    return deleted


def _pool_numbers(customer: Customer) -> models.QuerySet[PoolNumber]:
    return PoolNumber.objects.filter(number__in=customer.dial_ins.values("number"))
