"""From where a form was sent: kept with the form for hours, read for a case of abuse only, shortened or erased (law.md S17, S18)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import AbuseCase, AddressReading, Customer, Enquiry, SenderAddress, SenderForm, ShortAddress
from vorzimmer.domain.catalogue import Purpose
from vorzimmer.domain.days import berlin_date, elapsed
from vorzimmer.domain.roles import Role
from vorzimmer.domain.sender_address import AbuseHold, NoAddress, erase_at, read, shortened
from vorzimmer.privacy.weighing import is_weighed

SHORT_KEPT = timedelta(days=30)
"""Days that a shortened address is counted (R-IP-T)."""
CASE_KEPT = timedelta(days=14)
"""Days that a case stays after it has ended (R-SEC)."""
READINGS_KEPT = timedelta(days=365)
"""Days that it stays written down who looked at an address (R-AUD)."""
LONGEST_REASON = 1000


def keep_sender(
    form: SenderForm, address: str, at: datetime, *, enquiry: Enquiry | None = None, customer: Customer | None = None
) -> SenderAddress | None:
    """Keep from where a form came, in the transaction that keeps the form.

    What is no address is not kept, and none at all once somebody found that the interests of the senders prevail (law.md S11).
    """
    try:
        found = read(address)
    except NoAddress:
        return None
    if not is_weighed(Purpose.ABUSE, at):
        return None
    kept = SenderAddress(
        form=form.value,
        address=str(found),
        received_at=at,
        erase_at=erase_at(at, hours=settings.SENDER_ADDRESS_HOURS),
        enquiry=enquiry,
        customer=customer,
    )
    kept.save(force_insert=True)
    return kept


# --- cases -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_case(reason: str, senders: Iterable[SenderAddress], *, by: User, at: datetime) -> AbuseCase:
    """Begin to clear up abuse; the addresses of these forms are held for it. Raises ValidationError."""
    said = reason.strip()
    if not said:
        raise ValidationError({"reason": _("Say what has happened: only a case with a reason holds an address.")})
    if len(said) > LONGEST_REASON:
        raise ValidationError({"reason": _("Please say it in at most %(number)d letters.") % {"number": LONGEST_REASON}})
    wanted = [sender.pk for sender in senders]
    held = SenderAddress.objects.there(at).filter(pk__in=wanted, case=None)
    if not held.exists():
        raise ValidationError({"reason": _("Choose a form whose address is still there and belongs to no case.")})
    case = AbuseCase(reason=said, opened_at=at, opened_by=by, seen_at=at, holds_until=AbuseHold(seen_at=at).until)
    case.save(force_insert=True)
    held.update(case=case)
    return case


@transaction.atomic
def look_at_case(case: AbuseCase, at: datetime) -> AbuseCase:
    """Say that the case is still worked on: its addresses stay for another seven days. Raises ValidationError when it has ended."""
    case = AbuseCase.objects.select_for_update().get(pk=case.pk)
    if case.closed_at is not None or case.holds_until <= at:
        raise ValidationError(_("This case has ended; what it held is being erased."))
    case.seen_at, case.holds_until = at, AbuseHold(seen_at=at).until
    case.save(update_fields=["seen_at", "holds_until"])
    return case


@transaction.atomic
def close_case(case: AbuseCase, at: datetime) -> AbuseCase:
    """End the case: what it held goes when its hours have passed, which is mostly at once."""
    case = AbuseCase.objects.select_for_update().get(pk=case.pk)
    if case.closed_at is None:
        case.closed_at, case.holds_until = at, min(case.holds_until, AbuseHold(seen_at=case.seen_at, closed_at=at).until)
        case.save(update_fields=["closed_at", "holds_until"])
    return case


def read_address(sender: SenderAddress, case: AbuseCase | None, *, by: User, at: datetime) -> str:
    """Give the whole address to the owner, for the open case that it belongs to. Each try is written down, never the address.

    Raises PermissionDenied, after writing that down, and SenderAddress.DoesNotExist when the address is gone.
    """
    kept = SenderAddress.objects.there(at).select_related("case").get(pk=sender.pk)
    is_open = case is not None and kept.case_id == case.pk and kept.case is not None and kept.case.holds_until > at
    allowed = is_open and by.is_active and by.role == Role.OWNER
    AddressReading.objects.create(at=at, by=by, case_ref=case.pk if case else None, form=kept.form, allowed=allowed)
    if not allowed:
        raise PermissionDenied
    address: str = kept.address
    return address


# --- the end -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_addresses(at: datetime) -> int:
    """Erase the addresses whose time is over, and what belongs to abuse that is long over; returns how many addresses there were.

    Where the agency wants it, a shortened address is counted for its day, linked to nothing.
    """
    due = SenderAddress.objects.to_forget(at).select_for_update(of=("self",))
    if settings.KEEP_SHORT_ADDRESSES:
        for sender in due:
            _count(sender)
    forgotten = [sender.pk for sender in due]
    SenderAddress.objects.filter(pk__in=forgotten).delete()
    ShortAddress.objects.filter(day__lte=berlin_date(at) - SHORT_KEPT).delete()
    AbuseCase.objects.filter(holds_until__lte=elapsed(at, -CASE_KEPT)).delete()
    AddressReading.objects.filter(at__lte=elapsed(at, -READINGS_KEPT)).delete()
    return len(forgotten)


def _count(sender: SenderAddress) -> None:
    row, _made = ShortAddress.objects.get_or_create(day=berlin_date(sender.received_at), network=str(shortened(read(sender.address))))
    ShortAddress.objects.filter(pk=row.pk).update(count=models.F("count") + 1)
