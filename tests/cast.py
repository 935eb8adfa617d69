"""The people of the tests: an agency with two teams, its operators, two customers and their staff. All invented."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from vorzimmer.accounts.models import User
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call, Note, Presence
from vorzimmer.calls.notes import NewNote, save_note
from vorzimmer.customers.actions import publish
from vorzimmer.customers.models import Channel, Customer, DialIn, Greeting, Instruction, KnownCaller, Person, Team
from vorzimmer.domain.notes import Outcome, Urgency
from vorzimmer.domain.processors import ConnectorKind, Standing
from vorzimmer.domain.roles import Role
from vorzimmer.live.models import LiveEvent
from vorzimmer.privacy.processors import declare_connection
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.telephony.switchboard import CallOffered, LegAnswered, LegEnded, operator_leg

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
ZAHN_NUMBER = "+4930231250100"
ZAHN_OFFICE = "+4930231250199"
BERG_NUMBER = "+4930231250200"
CALLER = "+491713920012"
PASSWORD = "ein langes Kennwort"


@dataclass
class Cast:
    day: Team
    night: Team
    olga: User
    paul: User
    nina: User
    owner: User
    accountant: User
    officer: User
    zahn_owner: User
    berg_user: User
    zahn: Customer
    berg: Customer
    kern: Person
    doctor: Person
    email: Channel


SIGNED = date(2026, 1, 2)
"""When the operators were bound to secrecy."""


def user(email: str, name: str, role: Role, **more) -> User:
    person = User(email=email, name=name, role=role.value, **more)
    person.set_password(PASSWORD)
    person.save()
    return person


def make_cast(at: datetime = NOON) -> Cast:
    day, night = Team.objects.create(name="Tag"), Team.objects.create(name="Nacht")
    olga = user("olga@agentur.example", "Olga Weber", Role.OPERATOR, extension="w0", secrecy_signed_on=SIGNED)
    paul = user("paul@agentur.example", "Paul Braun", Role.OPERATOR, extension="w1", secrecy_signed_on=SIGNED)
    nina = user("nina@agentur.example", "Nina Nacht", Role.OPERATOR, extension="w9", secrecy_signed_on=SIGNED)
    day.members.add(olga, paul)
    night.members.add(nina)
    for operator in (olga, paul, nina):
        Presence.objects.create(user=operator, state=Presence.State.FREE, since=at)
    zahn = Customer.objects.create(
        number="K-1001", name="Praxis Dr. Zahn", short_name="Dr. Zahn", city="Hannover", secrecy=True, colour=3, team=day, since=at
    )
    berg = Customer.objects.create(number="K-1002", name="Kanzlei Berg", short_name="Berg", city="Kassel", colour=5, team=day, since=at)
    zahn_owner = user("zahn@praxis.example", "Dr. Zahn", Role.CUSTOMER_OWNER)
    berg_user = user("berg@kanzlei.example", "Anna Berg", Role.CUSTOMER_USER)
    zahn.users.add(zahn_owner)
    berg.users.add(berg_user)
    DialIn.objects.create(customer=zahn, number=ZAHN_NUMBER, label="Zentrale")
    DialIn.objects.create(customer=zahn, number=ZAHN_OFFICE, label="Praxis")
    DialIn.objects.create(customer=berg, number=BERG_NUMBER)
    Greeting.objects.create(customer=zahn, text="Praxis Doktor Zahn, {time}, Sie sprechen mit {operator}.")
    doctor = Person.objects.create(
        customer=zahn,
        name="Dr. Zahn",
        availability="with_client",
        available_again_at=at + timedelta(hours=1),
        transfer_number="+491713920001",
        may_transfer=True,
        created_at=at,
    )
    kern = Person.objects.create(
        customer=zahn, name="Frau Kern", function="Empfang", transfer_number="+491713920002", may_transfer=True, position=1, created_at=at
    )
    for position, (kind, text) in enumerate(
        [
            ("do", "Neue Patienten: Termin erst ab 7. Januar."),
            ("never", "Keine Auskunft zu Befunden."),
            ("ask", "Wo sind Sie versichert?"),
        ]
    ):
        Instruction.objects.create(customer=zahn, kind=kind, text=text, changed_at=at, position=position)
    email = Channel.objects.create(customer=zahn, kind="email", address="praxis@zahn.example", detail="full", created_at=at)
    KnownCaller.objects.create(
        customer=zahn,
        number=CALLER,
        number_index=blind_index(zahn.pk, CALLER),
        name="Erika Muster",
        hint="Bitte laut sprechen.",
        created_at=at,
    )
    for customer in (zahn, berg):
        publish(customer, None, at)
        customer.refresh_from_db()
    LiveEvent.objects.all().delete()
    owner = user("chefin@agentur.example", "Clara Chefin", Role.OWNER)
    accountant = user("buch@agentur.example", "Bernd Buch", Role.ACCOUNTANT)
    officer = user("daten@agentur.example", "Dora Daten", Role.PRIVACY_OFFICER)
    for system in ("sipgate", "placetel", "cti"):
        declare_connection(ConnectorKind.TELEPHONY, system, standing=Standing.CARRIER, reason="§ 3 Nr. 61 TKG", at=at, by=owner)
    return Cast(day, night, olga, paul, nina, owner, accountant, officer, zahn_owner, berg_user, zahn, berg, kern, doctor, email)


def offered(
    call_id: str = "c1", *, called: str = ZAHN_NUMBER, caller: str | None = CALLER, at: datetime = NOON, engine: str = "cti", **more
) -> CallOffered:
    return CallOffered(engine_id=engine, call_id=call_id, leg_id=call_id, at=at, called=called, caller=caller, **more)


def answered(call_id: str = "c1", *, after: float, endpoints: tuple[str, ...] = ("w0",), engine: str = "cti") -> LegAnswered:
    at = NOON + timedelta(seconds=after)
    return LegAnswered(engine_id=engine, call_id=call_id, leg_id=operator_leg(call_id, 0), at=at, endpoints=endpoints)


def ended(call_id: str = "c1", *, after: float, called: str = ZAHN_NUMBER, caller: str | None = CALLER, engine: str = "cti") -> LegEnded:
    at = NOON + timedelta(seconds=after)
    return LegEnded(engine_id=engine, call_id=call_id, leg_id=call_id, at=at, called=called, caller=caller, cause="normalClearing")


def write_note() -> Note:
    """Let Olga answer a call of Erika Muster for Dr. Zahn and save a note, now."""
    now = datetime.now(UTC)
    wire.receive(offered(at=now), now)
    wire.receive(replace(answered(after=0), at=now), now)
    new = NewNote(
        note_id=uuid4(),
        call_id=Call.objects.latest("offered_at").pk,
        concern="Zahnschmerzen",
        urgency=Urgency.HIGH,
        outcome=Outcome.CALL_BACK,
        caller_name="Erika Muster",
        callback_number="0171 3920012",
    )
    return save_note(new, User.objects.get(name="Olga Weber"), now)
