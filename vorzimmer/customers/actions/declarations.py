"""Notice and withdrawal that somebody declares on the open pages, without signing in (BGB §312k, §356a)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.queries import login
from vorzimmer.customers.actions.contracts import give_notice, withdraw
from vorzimmer.customers.actions.senders import keep_sender
from vorzimmer.customers.actions.writing import tell, written_day
from vorzimmer.customers.models import Contract, SenderForm, Wish
from vorzimmer.domain.contracts import ContractState
from vorzimmer.domain.days import berlin_date


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationEntry:
    """Who declares it for which contract. `reason` makes a notice one for good cause (BGB §314)."""

    name: str
    email: str
    number: str
    wanted: date | None = None
    reason: str = ""


@transaction.atomic
def declare_notice(entry: DeclarationEntry, at: datetime, *, address: str = "") -> Contract:
    """Give notice. One for good cause counts as an ordinary one, too, until the agency has answered: it comes to it as a complaint.

    `address` is from where the form was sent.
    """
    contract = _declared(entry)
    keep_sender(SenderForm.NOTICE, address, at, customer=contract.customer)
    if entry.reason.strip():
        _ask_the_agency(contract, entry, at)
    stands = contract.standing_on(berlin_date(at))
    if stands.state is ContractState.TRIAL:
        day = written_day(stands.until) if stands.until else ""
        raise ValidationError({"number": _("This is a trial. It ends by itself on %(day)s; you need not do anything.") % {"day": day}})
    if not (entry.reason.strip() and stands.state is ContractState.NOTICE_GIVEN):
        give_notice(contract, at, by=None, wanted=entry.wanted)
    contract.refresh_from_db()
    return contract


@transaction.atomic
def declare_withdrawal(entry: DeclarationEntry, at: datetime, *, address: str = "") -> Contract:
    """Withdraw from the contract. `address` is from where the form was sent."""
    contract = _declared(entry)
    keep_sender(SenderForm.WITHDRAWAL, address, at, customer=contract.customer)
    withdraw(contract, at, by=None)
    contract.refresh_from_db()
    return contract


def _declared(entry: DeclarationEntry) -> Contract:
    """Find the contract by its number and an address that belongs to it. Which of the two is wrong is not said."""
    contract = Contract.objects.filter(number__iexact=entry.number.strip()).select_related("customer").first()
    email = login(entry.email)
    if contract is None or not (login(contract.customer.email) == email or contract.customer.users.filter(email=email).exists()):
        text = _("We find no contract with this number and e-mail address. Both stand in the confirmation that we sent when it began.")
        raise ValidationError({"number": text})
    return contract


def _ask_the_agency(contract: Contract, entry: DeclarationEntry, at: datetime) -> None:
    text = _("Notice for good cause, contract %(number)s, declared by %(name)s: %(reason)s") % {
        "number": contract.number,
        "name": entry.name.strip(),
        "reason": entry.reason.strip(),
    }
    Wish(customer=contract.customer, kind=Wish.Kind.COMPLAINT, text=text, raised_at=at).save(force_insert=True)
    tell(contract.customer, at)
