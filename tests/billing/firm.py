"""An invented agency whose customers are billed: settings, price lists, contracts, usage. People are invented, IBANs test values."""

from datetime import UTC, date, datetime
from uuid import uuid4

from vorzimmer.billing.models import BillingProfile, Issuer, TariffVersion, UsageRecord
from vorzimmer.customers.models import BankAccount, BookedOption, Contract, ContractTariff, Customer, Option, Tariff, Team
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import unit_of
from vorzimmer.privacy.sealing import blind_index

OCTOBER = Period.month("2026-10")
SECOND_OF_NOVEMBER = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
IBAN = "DE89370400440532013000"
OTHER_IBAN = "DE02120300000000202051"
CREDITOR = "DE98ZZZ09999999999"
FREE = """free = ["call", "abandoned_call", "short_call", "spam_call", "queue", "ring", "hold", "consultation", "wrap_up", "dialling",
  "patched", "email", "push", "automated", "escalation", "fax", "letter", "booking", "booking_changed", "booking_cancelled", "order",
  "outbound_call",
  "instruction_change", "task", "task_time", "setup"]
not_offered = ["option_sms", "option_24h", "option_trade", "option_number"]
"""
OFFICE = f"""key = "office"
name = {{ de = "Büro", en = "Office" }}
valid_from = 2026-01-01
{FREE}
[[pool]]
key = "minutes"
name = {{ de = "Inklusivminuten", en = "Included minutes" }}
quantity = 10
per = "minute"
rollover_periods = 1

[[charge]]
key = "fee"
name = {{ de = "Grundgebühr", en = "Base fee" }}
per = "month"
price = 79.00
billed = "in_advance"
prorated = true

[[charge]]
key = "talk"
name = {{ de = "Gespräch", en = "Talk" }}
meters = ["talk"]
per = "minute"
price = 0.89
pool = "minutes"

[[charge]]
key = "sms"
name = {{ de = "SMS", en = "SMS" }}
meters = ["sms"]
per = "piece"
price = 0.09

[[charge]]
key = "deposit"
name = {{ de = "Kaution", en = "Deposit" }}
meters = ["deposit"]
per = "piece"
price = 100
vat = "none"

[[charge]]
key = "returned"
name = {{ de = "Rücklastschrift", en = "Returned debit" }}
meters = ["returned_debit"]
per = "piece"
price = 8
vat = "none"

[[charge]]
key = "bank_fee"
name = {{ de = "Gebühr der Bank", en = "Fee of the bank" }}
meters = ["bank_fee"]
per = "euro"
price = 1
vat = "none"
"""


def write_settings(**changes) -> Issuer:
    """Say who issues the invoices."""
    values = {
        "name": "Vorzimmer am Park GmbH",
        "street": "Parkstraße 1",
        "postcode": "10115",
        "city": "Berlin",
        "contact": "Berta Buch",
        "phone": "+493023125100",
        "email": "rechnung@vorzimmer.example",
        "tax_number": "29/815/08151",
        "vat_id": "DE136695976",
        "iban": IBAN,
        "bic": "COBADEFFXXX",
        "creditor_id": CREDITOR,
    }
    issuer = Issuer(**(values | changes))
    issuer.save()
    return issuer


def offer(text: str = OFFICE, code: str = "office", valid_from: date = date(2026, 1, 1)) -> Tariff:
    """Offer a tariff with a price list."""
    tariff, _ = Tariff.objects.get_or_create(code=code, defaults={"name_de": code, "name_en": code})
    TariffVersion.objects.create(tariff=tariff, valid_from=valid_from, text=text, created_at=SECOND_OF_NOVEMBER)
    return tariff


def enrol(
    tariff: Tariff,
    number: str = "K-1001",
    *,
    concluded_on: date = date(2026, 9, 1),
    last_day: date | None = None,
    options: tuple[Option, ...] = (),
    **changes,
) -> Customer:
    """Let somebody conclude a contract."""
    team, _ = Team.objects.get_or_create(name="Rechnung")
    values = {
        "name": "Zahnarztpraxis Sonnenschein",
        "short_name": f"Sonnenschein {number}",
        "contact_person": "Frau Dr. Sonnenschein",
        "email": f"{number.lower()}@praxis.example",
        "street": "Lindenweg 3",
        "postcode": "10117",
        "city": "Berlin",
        "team": team,
        "since": SECOND_OF_NOVEMBER,
    }
    customer = Customer.objects.create(number=number, **(values | changes))
    contract = Contract.objects.create(
        customer=customer,
        number=f"{number}-1",
        state="running" if last_day is None else "notice_given",
        concluded_on=concluded_on,
        last_day=last_day,
        created_at=SECOND_OF_NOVEMBER,
    )
    ContractTariff.objects.create(contract=contract, tariff=tariff, valid_from=concluded_on)
    for option in options:
        BookedOption.objects.create(contract=contract, option=option, valid_from=concluded_on)
    return customer


def give_mandate(customer: Customer, iban: str = IBAN, signed_on: date = date(2026, 9, 1)) -> BankAccount:
    """Let a customer sign a mandate."""
    return BankAccount.objects.create(
        customer=customer,
        iban=iban,
        iban_index=blind_index(None, iban),
        holder=customer.name,
        mandate_reference=f"M-{customer.number}-{customer.bank_accounts.count() + 1}",
        mandate_signed_on=signed_on,
        mandate_text="2026-11",
        created_at=SECOND_OF_NOVEMBER,
    )


def use(customer: Customer, meter: str, quantity: int, day: date = date(2026, 10, 5), **changes) -> UsageRecord:
    """Write usage."""
    at = start_of_day(day)
    unit = unit_of(meter)
    return UsageRecord.objects.create(
        customer=customer,
        key=str(uuid4()),
        ref=uuid4(),
        meter=meter,
        quantity=quantity,
        unit=unit.value,
        occurred_at=changes.pop("occurred_at", at),
        recorded_at=at,
        **changes,
    )


def bill_so(customer: Customer, **settings) -> BillingProfile:
    """Say how a customer is billed."""
    return BillingProfile.objects.create(customer=customer, **settings)
