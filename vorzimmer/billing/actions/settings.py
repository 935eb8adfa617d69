"""What the agency enters about itself as the issuer of invoices, and how each customer is billed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from schwifty import BIC
from schwifty.exceptions import SchwiftyException

from vorzimmer.billing.models import BillingProfile, Issuer
from vorzimmer.customers.actions import bank_name, read_iban
from vorzimmer.customers.models import Customer
from vorzimmer.domain.datev import CHARTS
from vorzimmer.domain.datev_files import ADVISERS, CLIENTS
from vorzimmer.domain.sepa import creditor_id_problem

MOST_DAYS = 60
"""A longer period must be agreed expressly (BGB §271a(1))."""
_TAX_NUMBER = re.compile(r"[0-9][0-9 /]{8,16}[0-9]")
_VAT_ID = re.compile(r"DE[0-9]{9}")
_PREFIX = re.compile(r"[A-Z0-9-]{0,10}")
_LEITWEG = re.compile(r"[0-9]{2,12}(-[A-Za-z0-9]{0,30})?-[0-9]{2}")


@transaction.atomic
def change_issuer(entry: dict[str, Any]) -> Issuer:
    """Keep what was entered about the agency. Raises ValidationError at the fields that are wrong."""
    issuer = Issuer.objects.select_for_update().first() or Issuer()
    values = {name: value.strip() if isinstance(value, str) else value for name, value in entry.items()}
    problems = _problems(values)
    if values.get("iban"):
        try:
            values["iban"] = str(read_iban(values["iban"]))
            values["bank"] = values.get("bank") or bank_name(values["iban"])
        except ValidationError as error:
            problems |= error.message_dict
    if problems:
        raise ValidationError(problems)
    for name, value in values.items():
        setattr(issuer, name, value)
    issuer.full_clean()
    issuer.save()
    return issuer


def _problems(values: dict[str, Any]) -> dict[str, Any]:
    """Say what is wrong with an entry, by field; blank is never wrong, only missing."""
    for name in {"vat_id", "creditor_id", "number_prefix"} & values.keys():
        values[name] = values[name].replace(" ", "").upper()
    return {name: str(text) for name, fits, text in CHECKS if values.get(name) not in {None, ""} and not fits(values[name])}


def _creditor_id_fits(text: str) -> bool:
    return creditor_id_problem(text) is None


def _bic_fits(text: str) -> bool:
    try:
        BIC(text)
    except SchwiftyException:
        return False
    return True


def _days_fit(days: int) -> bool:
    return 1 <= days <= MOST_DAYS


DAYS = gettext_lazy("Between 1 and 60 days.")
CHECKS: Sequence[tuple[str, Callable[[Any], object], object]] = (
    ("tax_number", _TAX_NUMBER.fullmatch, gettext_lazy("A tax number has 10 to 13 digits, like 37/123/45678.")),
    ("vat_id", _VAT_ID.fullmatch, gettext_lazy("A German VAT id is DE with nine digits, like DE123456788.")),
    (
        "creditor_id",
        _creditor_id_fits,
        gettext_lazy("The check digits of this creditor id do not fit. A German one has 18 characters, like DE98ZZZ09999999999."),
    ),
    ("bic", _bic_fits, gettext_lazy("This is no BIC. It has 8 or 11 characters, like BYLADEM1001.")),
    ("number_prefix", _PREFIX.fullmatch, gettext_lazy("Letters, digits and hyphens, at most ten, like RE.")),
    ("payment_days", _days_fit, DAYS),
    ("notice_days", _days_fit, DAYS),
    ("datev_adviser", ADVISERS.__contains__, gettext_lazy("The number of the adviser lies between 1001 and 9999999.")),
    ("datev_client", CLIENTS.__contains__, gettext_lazy("The number of the client lies between 1 and 99999.")),
    ("chart", CHARTS.__contains__, gettext_lazy("Choose SKR03 or SKR04.")),
)
"""What must fit in which field, and what is said when it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Something that must be entered; `first` says that no invoice can be issued before."""

    text: str
    first: bool = True


def missing_for_invoices(issuer: Issuer) -> list[Missing]:
    """Name what is missing before the first invoice (UStG §14(4)), and what some invoices will need."""
    wanted = [
        (bool(issuer.name), _("the name of the firm")),
        (bool(issuer.street and issuer.postcode and issuer.city), _("the whole address")),
        (bool(issuer.tax_number or issuer.vat_id), _("the tax number or the VAT id")),
        (bool(issuer.iban), _("the account that customers pay to (IBAN)")),
        (bool(issuer.contact and issuer.phone and issuer.email), _("who answers questions, with telephone and e-mail address")),
    ]
    later = [(bool(issuer.creditor_id), _("the creditor id, for direct debits"))]
    later.append((issuer.datev_adviser is not None and issuer.datev_client is not None, _("the numbers of DATEV, for the export")))
    return [Missing(text=text) for there, text in wanted if not there] + [
        Missing(text=text, first=False) for there, text in later if not there
    ]


def demand_settings() -> None:
    """Raise ValidationError that names what is missing before the first invoice."""
    missing = ", ".join(str(each.text) for each in missing_for_invoices(Issuer.current()) if each.first)
    if missing:
        raise ValidationError(_("Before the first invoice, please complete the settings of billing: %(missing)s.") % {"missing": missing})


@transaction.atomic
def change_profile(customer: Customer, entry: dict[str, Any]) -> BillingProfile:
    """Keep how a customer is billed. Raises ValidationError at the fields that are wrong."""
    profile = BillingProfile.objects.select_for_update().filter(customer=customer).first() or BillingProfile(customer=customer)
    values: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in entry.items()}
    problems: dict[str, str] = {}
    if values.get("held") and not values.get("held_reason"):
        problems["held_reason"] = _("Say why no invoices are issued; the run shows it.")
    if values.get("form") in {BillingProfile.Form.XRECHNUNG, BillingProfile.Form.UBL} and not values.get("reference"):
        problems["reference"] = _("An XRechnung needs the buyer reference; authorities name their Leitweg-ID.")
    if values.get("reference", "").count("-") > 1 and not _LEITWEG.fullmatch(values["reference"]):
        problems["reference"] = _("This looks like a Leitweg-ID but is none. It is like 04011000-12345-03.")
    if values.get("payment_days") is not None and not _days_fit(values["payment_days"]):
        problems["payment_days"] = str(DAYS)
    if problems:
        raise ValidationError(problems)
    if not values.get("held"):
        values["held_reason"] = ""
    for name, value in values.items():
        setattr(profile, name, value)
    profile.full_clean()
    profile.save()
    return profile
