"""Customers with a whole life of records: calls, notes, orders, usage, documents; some ended, some not. All invented."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from tests.billing.firm import give_mandate
from vorzimmer.accounts.models import User
from vorzimmer.billing.models import (
    BillingProfile,
    Collection,
    Document,
    Mandate,
    PriceChange,
    RatedMonth,
    TariffVersion,
    UsageChange,
    UsageRecord,
)
from vorzimmer.calls.models import Call, CallLogLine, Draft, Note, NoteComment
from vorzimmer.customers.actions import publish
from vorzimmer.customers.models import (
    Absence,
    Agreement,
    BookedOption,
    CallType,
    Channel,
    Closure,
    Contract,
    ContractEvent,
    ContractTariff,
    Customer,
    DialIn,
    FaqEntry,
    Greeting,
    Instruction,
    KnownCaller,
    Location,
    OpeningHour,
    Option,
    Person,
    Rota,
    RotaOverride,
    ServiceStep,
    Shift,
    ShiftMember,
    Tariff,
    Team,
    Wish,
)
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY, digest
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.models import RuleRelease
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.sealing import blind_index

CALLER = "+491713920012"
CANARY = "KANARIENVOGEL"


def someone(name: str, role: Role = Role.OPERATOR) -> User:
    user = User(email=f"{name}@agentur.example", name=name.title(), role=role.value)
    user.set_unusable_password()
    user.save()
    return user


def noon(day: date) -> datetime:
    return start_of_day(day) + timedelta(hours=12)


def customer(number: str, *, since: date, last_day: date | None = None, trial: date | None = None, concluded: bool = True) -> Customer:
    """Let somebody become a customer: with a contract that runs, or one that ends, or a trial alone."""
    team, _ = Team.objects.get_or_create(name="Tag")
    tariff, _ = Tariff.objects.get_or_create(code="office", defaults={"name_de": "Büro", "name_en": "Office"})
    row = Customer.objects.create(
        number=number,
        name=f"{CANARY} {number}",
        short_name=f"Kurz {number}",
        contact_person="Rita Rabe",
        email=f"{number.lower()}@praxis.example",
        phone="+493023125300",
        street="Lindenweg 3",
        postcode="10117",
        city="Berlin",
        vat_id="DE136695976",
        trade="doctor",
        secrecy=True,
        is_consumer=True,
        team=team,
        since=noon(since),
    )
    contract = Contract.objects.create(
        customer=row,
        number=f"{number}-1",
        state="running",
        trial_last_day=trial,
        concluded_on=since if concluded else None,
        last_day=last_day,
        created_at=noon(since),
    )
    ContractTariff.objects.create(contract=contract, tariff=tariff, valid_from=since)
    return row


def call_with_note(customer: Customer | None, day: date, operator: User, **more) -> Call:
    at = noon(day)
    call = Call.objects.create(
        engine="cti",
        engine_call_id=str(uuid4()),
        customer=customer,
        called="+4930231250100",
        caller_number=CALLER,
        caller_index=None if customer is None else blind_index(customer.pk, CALLER),
        state=more.pop("state", "closed"),
        since=at,
        offered_at=at,
        ended_at=at,
        operator=operator,
    )
    CallLogLine.objects.create(call=call, key="1", kind="offered", at=at, received_at=at)
    if customer is not None:
        note = Note.objects.create(
            customer=customer,
            call=call,
            operator=operator,
            caller_name=CANARY,
            concern=f"{CANARY} Zahnschmerzen",
            outcome="call_back",
            called_at=at,
            saved_at=at,
        )
        NoteComment.objects.create(note=note, text=f"{CANARY} ja", at=at)
        OutboxMessage.objects.create(
            customer=customer,
            kind="email",
            key=f"note:{note.pk}:{uuid4()}",
            about=str(note.pk),
            language="de",
            state="sent",
            created_at=at,
            closed_at=at,
            give_up_at=at,
            address=None,
            subject=None,
            body=None,
        )
    return call


def orders(row: Customer, day: date, user: User) -> None:
    """Let a customer order with a row of every kind."""
    at = noon(day)
    person = Person.objects.create(customer=row, name="Dr. Zahn", transfer_number=CALLER, created_at=at)
    kind = CallType.objects.create(customer=row, name="Termin", put_through_to=person)
    Absence.objects.create(person=person, start=at, end=at + timedelta(days=1), say=f"{CANARY} krank", created_at=at)
    Channel.objects.create(customer=row, person=person, kind="email", address="rita@rabe.example", created_at=at)
    KnownCaller.objects.create(customer=row, number=CALLER, number_index=blind_index(row.pk, CALLER), name=CANARY, created_at=at)
    Greeting.objects.create(customer=row, text="Guten Tag")
    Instruction.objects.create(customer=row, person=person, call_type=kind, kind="do", text=f"{CANARY} tun", changed_at=at)
    FaqEntry.objects.create(customer=row, question="Wo?", answer=f"{CANARY} hier", changed_at=at)
    OpeningHour.objects.create(customer=row)
    Closure.objects.create(customer=row, first_day=day, last_day=day, reason="holiday")
    Wish.objects.create(customer=row, text=f"{CANARY} Wunsch", raised_at=at)
    rota = Rota.objects.create(customer=row, name="Dienst")
    rota.fallback.add(person)
    shift = Shift.objects.create(rota=rota, hand_over="08:00", anchor=day)
    ShiftMember.objects.create(shift=shift, person=person)
    RotaOverride.objects.create(rota=rota, person=person, start=at, end=at)
    publish(row, user, at)


def file_of(row: Customer, day: date, user: User) -> None:
    """Fill the customer's file."""
    contract = row.contracts.order_by("number")[0]
    option, _ = Option.objects.get_or_create(code="sms", defaults={"name_de": "SMS", "name_en": "SMS"})
    BookedOption.objects.create(contract=contract, option=option, valid_from=day)
    ContractEvent.objects.create(contract=contract, kind="concluded", day=day, at=noon(day))
    ServiceStep.objects.create(customer=row, step="warned", told_on=day, from_on=day, reason="arrears", at=noon(day))
    give_mandate(row)
    DialIn.objects.create(customer=row, number=f"+49302312{row.number[-4:]}")
    Location.objects.create(customer=row, name="Praxis", address="Lindenweg 3")
    Agreement.objects.create(customer=row, kind="terms", version="1", language="de", digest="0" * 64, accepted_at=noon(day))
    row.users.add(user)
    BillingProfile.objects.create(customer=row, email="rechnung@praxis.example")
    version, _ = TariffVersion.objects.get_or_create(
        tariff=contract.tariffs.get().tariff, valid_from=day, defaults={"text": "", "created_at": noon(day)}
    )
    PriceChange.objects.create(contract=contract, version=version, valid_from=day, created_at=noon(day))
    Mandate.objects.create(
        customer_ref=row.pk,
        customer_number=row.number,
        reference=f"N-{row.number}",
        signed_on=day,
        iban="DE89370400440532013000",
        holder=CANARY,
        created_at=noon(day),
    )


def usage(row: Customer, day: date, *, billed: bool = True, sent_on: date | None = None, last: date | None = None) -> UsageRecord:
    """Write usage of a day, and the document that bills it."""
    at = noon(day)
    rated = None
    if billed:
        document = Document.objects.create(
            number=f"RE-{uuid4()}"[:30],
            key=str(uuid4()),
            kind="invoice",
            customer_ref=row.pk,
            customer_number=row.number,
            first=day.replace(day=1),
            last=last or day,
            issued_on=day,
            due_on=day,
            net=100,
            vat=19,
            gross=119,
            payable=119,
            form="zugferd",
            terms={},
            xml="",
            pdf=b"",
            issued_at=at,
            sent_on=sent_on,
        )
        revision = RatedMonth.objects.filter(contract=row.contracts.order_by("number")[0], first=day.replace(day=1)).count() + 1
        rated = RatedMonth.objects.create(
            contract=row.contracts.order_by("number")[0],
            first=day.replace(day=1),
            revision=revision,
            statement={},
            document=document,
            rated_at=at,
        )
    record = UsageRecord.objects.create(
        customer=row, key=str(uuid4()), ref=uuid4(), meter="talk", quantity=60, unit="second", occurred_at=at, recorded_at=at, rated=rated
    )
    UsageChange.objects.create(customer=row, ref=record.ref, occurred_at=at, reason="goodwill", at=at)
    return record


def draft_of(call: Call, operator: User, day: date) -> Draft:
    return Draft.objects.create(call=call, operator=operator, values={"concern": CANARY}, changed_at=noon(day))


def used_mandate(row: Customer, day: date, *, ended_on: date | None = None) -> Mandate:
    """Let money be drawn by a mandate, for an invoice of that day."""
    document = usage(row, day, sent_on=day).rated.document
    mandate = Mandate.objects.create(
        customer_ref=row.pk,
        customer_number=row.number,
        reference=f"U-{row.number}-{uuid4()}"[:35],
        signed_on=day,
        iban="DE89370400440532013000",
        holder=CANARY,
        last_used_on=day,
        ended_on=ended_on,
        created_at=noon(day),
    )
    Collection.objects.create(
        document=document,
        mandate=mandate,
        customer_ref=row.pk,
        end_to_end=str(uuid4())[:35],
        amount=119,
        due_on=day,
        sequence="RCUR",
        state="done",
        created_at=noon(day),
    )
    return mandate


def release_all(at):
    """Let the sweep follow every rule from this moment on."""
    for rule in set(Rule) - WITHOUT_ENTRY:
        RuleRelease.objects.create(rule=rule, digest=digest(retention_rules(), rule), planned_at=at, released_at=at)
