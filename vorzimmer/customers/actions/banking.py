"""Bank accounts with their mandates, and the documents that customers accept."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from schwifty import IBAN
from schwifty.exceptions import (
    InvalidAccountCode,
    InvalidBankCode,
    InvalidBBANChecksum,
    InvalidBranchCode,
    InvalidChecksumDigits,
    InvalidCountryCode,
    InvalidLength,
    SchwiftyException,
)

from vorzimmer.accounts.models import User
from vorzimmer.customers import legal
from vorzimmer.customers.actions.entries import BankEntry
from vorzimmer.customers.actions.writing import save
from vorzimmer.customers.models import Agreement, BankAccount, Customer
from vorzimmer.customers.signals import bank_account_added
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy.sealing import blind_index

WRONG_DIGIT = gettext_lazy("The check digits do not fit: a digit of this IBAN is mistyped. Please compare it with your bank card.")
WHAT_IS_WRONG: tuple[tuple[tuple[type[SchwiftyException], ...], object], ...] = (
    ((InvalidLength,), gettext_lazy("This IBAN has the wrong length. A German one has 22 characters, like DE02 1203 0000 0000 2020 51.")),
    ((InvalidCountryCode,), gettext_lazy("An IBAN begins with the letters of a country, like DE02 1203 0000 0000 2020 51.")),
    ((InvalidBankCode, InvalidBranchCode), gettext_lazy("There is no bank with the bank code of this IBAN. Please compare it once more.")),
    ((InvalidChecksumDigits, InvalidBBANChecksum, InvalidAccountCode), WRONG_DIGIT),
)
NO_IBAN = gettext_lazy("This is no IBAN. Write it like DE02 1203 0000 0000 2020 51.")


def read_iban(raw: str) -> IBAN:
    """Read an IBAN and check its digits, the bank code and the account number. Raises ValidationError for the field `iban`."""
    try:
        iban = IBAN(raw.strip(), validate_bban=True)
    except SchwiftyException as error:
        text = next((text for kinds, text in WHAT_IS_WRONG if isinstance(error, kinds)), NO_IBAN)
        raise ValidationError({"iban": str(text)}) from None
    if iban.country_code == "DE" and iban.bank is None:
        raise ValidationError({"iban": str(WHAT_IS_WRONG[2][1])})
    return iban


def bank_name(iban: str) -> str:
    """Name the bank of an IBAN that was checked before; blank when it is not known."""
    return IBAN(iban, allow_invalid=True).bank_name or ""


def bank_bic(iban: str) -> str | None:
    """Give the BIC of the bank of an IBAN that was checked before; None when it is not known."""
    bic = IBAN(iban, allow_invalid=True).bic
    return None if bic is None else str(bic)


@transaction.atomic
def add_bank_account(customer: Customer, entry: BankEntry, at: datetime) -> BankAccount:
    """Draw from this account from now on, by a new mandate; the one before ends today."""
    iban, today = read_iban(entry.iban), berlin_date(at)
    if not entry.holder.strip():
        raise ValidationError({"holder": _("Write whose account it is, as the bank knows it.")})
    if entry.signed_on is not None and entry.signed_on > today:
        raise ValidationError({"signed_on": _("This day is still to come. A mandate holds from the day on which it was signed.")})
    customer.bank_accounts.filter(ended_on=None).update(ended_on=today)
    account = BankAccount(
        customer=customer,
        iban=str(iban),
        iban_index=blind_index(None, str(iban)),
        holder=entry.holder.strip(),
        mandate_reference=_next_reference(customer),
        mandate_signed_on=entry.signed_on or today,
        mandate_text=entry.text,
        created_at=at,
    )
    save(account)
    bank_account_added.send(None, account=account, at=at)
    return account


def end_bank_account(customer: Customer, mandate_reference: str, at: datetime) -> None:
    """Draw nothing more by this mandate from today on."""
    customer.bank_accounts.filter(mandate_reference=mandate_reference, ended_on=None).update(ended_on=berlin_date(at))


def _next_reference(customer: Customer) -> str:
    count = customer.bank_accounts.count() + 1
    while BankAccount.objects.filter(mandate_reference=f"M-{customer.number}-{count}").exists():
        count += 1
    return f"M-{customer.number}-{count}"


@transaction.atomic
def accept(customer: Customer, kind: str, language: str, at: datetime, *, by: User | None) -> Agreement:
    """Keep that the newest version of a document was accepted, with the SHA-256 of what it said."""
    document = legal.current(kind, language)
    return Agreement.objects.create(
        customer=customer,
        kind=kind,
        version=document.version,
        language=document.language,
        digest=document.digest,
        accepted_at=at,
        accepted_by=by,
    )
