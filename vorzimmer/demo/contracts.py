"""What the invented customers pay, and the numbers that the agency still has to give."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers import actions
from vorzimmer.customers.models import Agreement, Customer, Option, Tariff
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.demo.casting import Firm
from vorzimmer.domain.roles import Role

MONTH = timedelta(days=30)
POOL = ("030 23125900", "030 23125949")
TARIFFS = {"1001": "practice", "1002": "practice", "1003": "practice", "1005": "office", "1010": "office", "1012": "start"}
"""By customer number; all others have the one in the middle."""
OPTIONS = {"1001": ("sms",), "1004": ("sms",), "1005": ("sms", "24h"), "1010": ("24h",)}
ON_TRIAL = "1011"
NOTICE_GIVEN = "1009"
ACCOUNTS = {
    "1001": "DE02120300000000202051",
    "1004": "DE02500105170137075030",
    "1005": "DE02300209000106531065",
    "1010": "DE02200505501015871393",
}
"""Numbers of accounts that banks publish as examples."""
TEXT = "2026-11"


def fill_pool(at: datetime) -> None:
    """Put the numbers into the pool that nobody has yet, and bring the tariffs with their prices."""
    actions.bring_offers()
    bring_first_versions(at)
    actions.add_numbers(POOL[0], at, last=POOL[1], area="Berlin")


def conclude_contracts(firms: Sequence[Firm], customers: Sequence[Customer], at: datetime) -> None:
    """Give everybody a contract from the day on which he became a customer; one is on trial, one has given notice."""
    tariffs = {tariff.code: tariff for tariff in Tariff.objects.all()}
    options = {option.code: option for option in Option.objects.all()}
    accountant = User.objects.filter(role=Role.ACCOUNTANT).first()
    for firm, customer in zip(firms, customers, strict=True):
        entry = actions.ContractEntry(
            tariff=tariffs[TARIFFS.get(firm.number, "office")],
            options=tuple(options[code] for code in OPTIONS.get(firm.number, ())),
        )
        if firm.number == ON_TRIAL:
            actions.start_trial(customer, entry, at, by=customer.users.first())
            actions.give_number(customer, at)
            _agree(customer, at)
            continue
        since = at - firm.months * MONTH
        contract = actions.conclude_new(customer, entry, since, by=accountant)
        _agree(customer, since)
        if firm.number in ACCOUNTS:
            actions.add_bank_account(customer, actions.BankEntry(iban=ACCOUNTS[firm.number], holder=firm.name, text=TEXT), since)
        if firm.number == NOTICE_GIVEN:
            actions.give_notice(contract, at - timedelta(days=5), by=customer.users.first())
    OutboxMessage.objects.filter(key__startswith="contract:").delete()  # confirmations of long ago: nobody waits for them


def _agree(customer: Customer, at: datetime) -> None:
    for kind in actions.documents_for(trade=customer.trade, by_debit=customer.number in ACCOUNTS):
        if kind != Agreement.Kind.SECRECY or customer.secrecy:
            actions.accept(customer, kind, "de", at, by=customer.users.first())
