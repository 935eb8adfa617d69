"""What is done with recipients. Bad input raises ValidationError with the fields' names, and changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.disclosure_policy import Bureau
from vorzimmer.privacy.envelopes import BadKey, check_key
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.policies import disclosure_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class RecipientEntry:
    """What is entered about a recipient; what he is (`kind`) is said once, when he is entered."""

    name: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    email: str = ""
    rdg_number: str = ""
    rdg_authority: str = ""
    bureau: str = ""
    partner_number: str = ""
    agreement_from: date | None = None
    agreement_until: date | None = None
    age_key: str = ""
    checked_on: date | None = None


@transaction.atomic
def enter_recipient(kind: RecipientKind, entry: RecipientEntry, *, at: datetime) -> Recipient:
    """Enter somebody to whom data may be given. Nothing is given to him by that."""
    recipient = Recipient(kind=kind, created_at=at)
    _fill(recipient, entry, at)
    recipient.save(force_insert=True)
    return recipient


@transaction.atomic
def change_recipient(recipient: Recipient, entry: RecipientEntry, *, at: datetime) -> Recipient:
    """Change what is entered. A bureau with another name, or for another bureau of the notice, has to be confirmed again."""
    recipient = Recipient.objects.select_for_update().get(pk=recipient.pk)
    before = recipient.name, recipient.bureau
    _fill(recipient, entry, at)
    if (recipient.name, recipient.bureau) != before:
        recipient.confirmed_on, recipient.confirmed_by, recipient.confirmed_source = None, None, ""
    recipient.save()
    return recipient


@transaction.atomic
def deactivate_recipient(recipient: Recipient, *, at: datetime) -> None:
    """Give nothing new to him any more; what he got stays in the register, and he is still told what becomes of it."""
    _set_active(recipient, at, active=False)


@transaction.atomic
def reactivate_recipient(recipient: Recipient, *, at: datetime) -> None:
    """Let him get data again, as the gates allow it."""
    _set_active(recipient, at, active=True)


@transaction.atomic
def confirm_bureau(recipient: Recipient, *, source: str, at: datetime, by: User) -> Recipient:
    """Confirm from a register that the recipient is what became of the bureau that the notice names (law.md D-21).

    `source` says from what ("Handelsregister Wiesbaden HRB 1234, read on 2 December 2026"). Raises ValidationError when the notice does
    not name the bureau, or when nobody knows what became of it.
    """
    recipient = Recipient.objects.select_for_update().get(pk=recipient.pk)
    day = berlin_date(at)
    bureau = disclosure_rules(day).notice.bureaus.get(recipient.bureau)
    if recipient.kind != RecipientKind.BUREAU or bureau is None:
        raise ValidationError(_("The privacy notice does not name this bureau."))
    if not bureau.enabled:
        raise ValidationError(_("Nobody knows what became of this bureau. It can be confirmed only when a new notice names its successor."))
    if not source.strip():
        raise ValidationError({"source": _("Please say from what you know it: the register, its number, and the day.")})
    recipient.confirmed_on, recipient.confirmed_by, recipient.confirmed_source = day, by, source.strip()
    recipient.changed_at = at
    recipient.full_clean()
    recipient.save()
    return recipient


def named_bureaus(day: date) -> dict[str, Bureau]:
    """Give the bureaus that the notice in force on a day names, by code, in its order."""
    return dict(disclosure_rules(day).notice.bureaus)


def _set_active(recipient: Recipient, at: datetime, *, active: bool) -> None:
    recipient = Recipient.objects.select_for_update().get(pk=recipient.pk)
    recipient.active, recipient.changed_at = active, at
    recipient.save(update_fields=["active", "changed_at"])


def _fill(recipient: Recipient, entry: RecipientEntry, at: datetime) -> None:
    """Take over what was entered; what means nothing for the kind is left blank. Raises ValidationError at the fields that are wrong."""
    kind, day = RecipientKind(recipient.kind), berlin_date(at)
    for name in ("name", "street", "postcode", "city", "email", "partner_number"):
        setattr(recipient, name, getattr(entry, name).strip())
    recipient.country = entry.country.strip().upper()
    collects, reports = kind is RecipientKind.COLLECTOR, kind is RecipientKind.BUREAU
    recipient.rdg_number = entry.rdg_number.strip() if collects else ""
    recipient.rdg_authority = entry.rdg_authority.strip() if collects else ""
    recipient.bureau = entry.bureau if reports else ""
    recipient.agreement_from, recipient.agreement_until = entry.agreement_from, entry.agreement_until
    recipient.checked_on, recipient.changed_at = entry.checked_on, at
    wrong: dict[str, str] = {}
    if reports and entry.bureau not in named_bureaus(day):
        wrong["bureau"] = _("Please choose the bureau of the privacy notice that it is. Others get nothing.")
    if entry.agreement_from and entry.agreement_until and entry.agreement_until < entry.agreement_from:
        wrong["agreement_until"] = _("It would end before it begins.")
    if entry.agreement_until and not entry.agreement_from:
        wrong["agreement_from"] = _("Please say from when the agreement is in force.")
    if entry.checked_on and entry.checked_on > day:
        wrong["checked_on"] = _("This day has not come yet.")
    try:
        recipient.age_key = check_key(entry.age_key) if entry.age_key.strip() else ""
    except BadKey as bad:
        wrong["age_key"] = bad.says.said(_)
    if wrong:
        raise ValidationError(wrong)
    recipient.full_clean()
