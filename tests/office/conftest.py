"""The office of the tests: its owner reads English, and every kind of record is there once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.cast import Cast, make_cast
from vorzimmer.calls.models import Call, Note
from vorzimmer.customers import actions
from vorzimmer.customers.actions import BankEntry, ContractEntry, add_bank_account, add_numbers, bring_offers, conclude_new
from vorzimmer.customers.models import Instruction, Option, Tariff, Wish
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.live.models import LiveEvent


@pytest.fixture
def cast(db):
    cast = make_cast(datetime.now(UTC) - timedelta(days=2))
    for person in (cast.owner, cast.accountant, cast.officer):
        person.language = "en"
        person.save()
    return cast


@pytest.fixture
def owner(client, cast):
    """The browser of the owner."""
    client.force_login(cast.owner)
    return client


@dataclass
class House:
    """The cast, and one record of each kind: on Dr. Zahn's file, and on Berg's."""

    cast: Cast
    records: SimpleNamespace
    dead: OutboxMessage
    wish: Wish


@pytest.fixture
def house(cast):
    bring_offers()
    tariff, option = Tariff.objects.get(code="start"), Option.objects.get(code="24h")
    at = datetime.now(UTC)
    contract = conclude_new(cast.zahn, ContractEntry(tariff=tariff, options=(option,)), at, by=cast.owner)
    conclude_new(cast.berg, ContractEntry(tariff=tariff), at, by=cast.owner)
    add_bank_account(cast.zahn, BankEntry(iban="DE02120300000000202051", holder="Dr. Zahn", text="2026-11"), at)
    records = SimpleNamespace(
        contract=contract,
        booked=contract.options.get(),
        tariff=tariff,
        option=option,
        pool_number=add_numbers("030 23125900", at)[0],
        numbers=cast.zahn.dial_ins.first(),
        greetings=cast.zahn.greetings.get(),
        instructions=cast.zahn.instructions.last(),
        people=cast.zahn.people.last(),
        channels=cast.email,
    )
    at = datetime.now(UTC)
    wish = actions.raise_wish(cast.zahn, kind="wish", text="Bitte auch samstags.", by=cast.zahn_owner, at=at)
    LiveEvent.objects.all().delete()  # nobody has heard of anything yet
    return House(cast=cast, records=records, dead=letter(cast, state="dead", reason="busy", closed_at=at), wish=wish)


def letter(cast, **more):
    at = datetime.now(UTC)
    values = {
        "customer": cast.zahn,
        "channel": cast.email,
        "kind": "email",
        "address": "praxis@zahn.example",
        "subject": "Neue Nachricht",
        "body": "Geheimes Anliegen",
        "language": "de",
        "key": f"note:{uuid4()}",
        "about": str(uuid4()),
        "created_at": at,
        "give_up_at": at,
    }
    return OutboxMessage.objects.create(**(values | more))


@pytest.fixture
def ring(cast):
    """Write down a call as it stands: `ring("closed", minutes_ago=5)`."""

    def call(state, *, minutes_ago=0, **more):
        at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        values = {
            "engine": "cti",
            "engine_call_id": str(uuid4()),
            "called": "+4930231250100",
            "customer": cast.zahn,
            "team": cast.day,
            "state": state,
            "since": at,
            "offered_at": at,
        }
        return Call.objects.create(**(values | more))

    return call


@pytest.fixture
def note(cast):
    """A message that nobody in the office may see."""
    at = datetime.now(UTC)
    kept = Note(
        id=uuid4(),
        customer=cast.zahn,
        operator=cast.olga,
        caller_name="Xenia Geheim",
        caller_company="Verborgen GmbH",
        callback_number="+491713920099",
        concern="Verschwiegenes Anliegen",
        outcome="call_back",
        called_at=at,
        saved_at=at,
    )
    kept.save(force_insert=True)
    return kept


def told():
    """How often the teams were told about customers."""
    return LiveEvent.objects.filter(kind="instruction", channel__startswith="team:").count()


def another_instruction(cast):
    return Instruction.objects.create(customer=cast.berg, kind="do", text="Nur für Berg", changed_at=datetime.now(UTC))
