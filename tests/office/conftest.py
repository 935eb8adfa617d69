"""The office of the tests: its owner reads English, and every kind of record is there once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tests.billing.papers import issue
from tests.cast import Cast, make_cast
from vorzimmer.billing.actions import Payment, book_document, book_payment, bring_first_versions
from vorzimmer.billing.models import Collection, DebitFile, Mandate
from vorzimmer.calls.models import Call, Note
from vorzimmer.customers import actions
from vorzimmer.customers.actions import BankEntry, ContractEntry, add_bank_account, add_numbers, bring_offers, conclude_new, publish
from vorzimmer.customers.models import (
    Absence,
    CallType,
    Closure,
    FaqEntry,
    Instruction,
    Location,
    OpeningHour,
    Option,
    Tariff,
    Wish,
)
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date, start_of_day
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
    zahn, at = cast.zahn, datetime.now(UTC)
    bring_offers()
    bring_first_versions(datetime.now(UTC))
    tariff, option = Tariff.objects.get(code="start"), Option.objects.get(code="24h")
    contract = conclude_new(zahn, ContractEntry(tariff=tariff, options=(option,)), at, by=cast.owner)
    conclude_new(cast.berg, ContractEntry(tariff=tariff), at, by=cast.owner)
    add_bank_account(zahn, BankEntry(iban="DE02120300000000202051", holder="Dr. Zahn", text="2026-11"), at)
    invoice = book_document(issue(zahn), at)
    payment = book_payment(Payment(customer_ref=zahn.pk, customer_number=zahn.number, cents=5000, value_on=berlin_date(at)), at)
    records = {
        "entry": invoice,
        "allocation": payment.given.get(),
        "contract": contract,
        "booked": contract.options.get(),
        "tariff": tariff,
        "option": option,
        **debits_of(zahn, cast.accountant, at),
        "prices": tariff.versions.get(),
        "pool_number": add_numbers("030 23125900", at)[0],
        "numbers": zahn.dial_ins.first(),
        "greetings": zahn.greetings.get(),
        "instructions": zahn.instructions.last(),
        "call-types": CallType.objects.create(customer=zahn, name="Notfall", urgency=4, measures=["note"]),
        "faq": FaqEntry.objects.create(customer=zahn, question="Gibt es Parkplätze?", answer="Im Hof.", changed_at=at),
        "hours": OpeningHour.objects.create(customer=zahn, weekdays="0123", start=time(8), end=time(18)),
        "closures": Closure.objects.create(customer=zahn, first_day=date(2099, 12, 24), last_day=date(2099, 12, 31)),
        "people": zahn.people.last(),
        "absences": Absence.objects.create(
            person=cast.doctor, start=start_of_day(date(2099, 8, 3)), end=start_of_day(date(2099, 8, 8)), created_at=at
        ),
        "locations": Location.objects.create(customer=zahn, name="Praxis", address="Lindenstraße 4"),
        "channels": cast.email,
    }
    publish(zahn, cast.owner, at)
    wish = actions.raise_wish(zahn, kind="wish", text="Bitte auch samstags.", by=cast.zahn_owner, at=at)
    LiveEvent.objects.all().delete()  # nobody has heard of anything yet
    zahn.refresh_from_db()
    dead = letter(cast, state="dead", reason="busy", closed_at=at)
    return House(cast=cast, records=SimpleNamespace(**records), dead=dead, wish=wish)


def debits_of(customer, accountant, at):
    """A direct debit of a customer that the bank has, by his mandate, in a file that is approved."""
    mandate = Mandate.objects.get(customer_ref=customer.pk)
    facts = {"due_on": at.date(), "submit_by": at.date(), "created_at": at, "created_by": accountant, "released_at": at}
    file = DebitFile.objects.create(message_id="LS-1", state="approved", count=1, total=11_900, xml="<Document/>", **facts)
    document = issue(customer)
    debit = Collection.objects.create(
        document=document,
        mandate=mandate,
        customer_ref=customer.pk,
        end_to_end=f"{document.number}-1",
        amount=11_900,
        due_on=at.date(),
        sequence="FRST",
        state="in_file",
        file=file,
        created_at=at,
    )
    return {"debit": debit, "debit_file": file, "mandate": mandate}


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
