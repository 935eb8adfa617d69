"""Founds the invented agency in an empty database: staff, teams, customers, two weeks of history, and how things stand now."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from vorzimmer.accounts.actions import create_user
from vorzimmer.accounts.models import User
from vorzimmer.calls.actions import be
from vorzimmer.calls.models import Call, Presence
from vorzimmer.customers import actions
from vorzimmer.customers.models import Availability, Customer, Location, Person, Team
from vorzimmer.delivery.actions import forget_bodies
from vorzimmer.demo.billing import bill_past, set_up_billing
from vorzimmer.demo.casting import Away, Firm, Member, TeamName
from vorzimmer.demo.claims import pursue
from vorzimmer.demo.contracts import conclude_contracts, fill_pool
from vorzimmer.demo.enquiries import ask
from vorzimmer.demo.firms import FIRMS
from vorzimmer.demo.forgetting import release_rules, sweep_nights
from vorzimmer.demo.history import DAYS, tell
from vorzimmer.demo.orders import in_hours, write_latest_orders, write_orders
from vorzimmer.demo.people import DOMAIN, PASSWORD, STAFF
from vorzimmer.demo.registers import keep_registers
from vorzimmer.domain.days import berlin_date, start_of_day
from vorzimmer.domain.roles import Role
from vorzimmer.live.actions import forget_before

SEED = 2026
SIGNED = date(2026, 1, 2)
"""When the operators were bound to secrecy."""
MONTH = timedelta(days=30)


class Standing(StrEnum):
    """What a database holds."""

    EMPTY = "empty"
    DEMO = "demo"
    FOREIGN = "foreign"


class ForeignData(Exception):
    """The database belongs to somebody else; nothing was changed."""

    def __init__(self) -> None:
        super().__init__("the database holds the data of another agency")


def standing() -> Standing:
    """Say whether the database is empty, ours, or somebody else's."""
    if User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
        return Standing.DEMO
    used = any(model.objects.exists() for model in (User, Team, Customer, Call))
    return Standing.FOREIGN if used else Standing.EMPTY


@transaction.atomic
def seed(at: datetime, *, days: int = DAYS, books: bool = True) -> bool:
    """Found the agency as it stands at `at` after so many days of work. False: it is there already. Raises ForeignData.

    Without `books` nothing was ever billed. The same `at` gives the same agency. The letters of the history go through the outbox like
    all others and are settled there as sent at the time, so that portal and usage know them and the worker finds nothing to send.
    """
    found = standing()
    if found is Standing.FOREIGN:
        raise ForeignData
    if found is Standing.DEMO:
        return False
    chance = Random(SEED)  # noqa: S311  (the same agency every time)
    teams = _employ_staff()
    customers = [_open_file(firm, teams[firm.team], at) for firm in FIRMS]
    User.objects.update(password=make_password(PASSWORD))  # one for all: to hash it for each takes seconds
    for firm, customer in zip(FIRMS, customers, strict=True):
        _write_file(firm, customer, at - MONTH)
    fill_pool(at - MONTH)
    conclude_contracts(FIRMS, customers, at)
    set_up_billing(customers)
    tell(at, days=days, chance=chance)
    if books:
        bill_past(FIRMS, customers, at, told_from=at - timedelta(days=days), chance=Random(SEED))  # noqa: S311  (as above)
        pursue(at)
    ask(at)
    keep_registers(at)
    for firm, customer in zip(FIRMS, customers, strict=True):
        _bring_up_to_date(firm, customer, at)
    for employee in STAFF:
        if employee.teams:
            be(User.objects.get(email=employee.entry.email), Presence.State.OFF, at)
    forget_bodies(at)
    release_rules(at - MONTH)
    sweep_nights(at)
    forget_before(at)  # nobody was there to listen
    return True


def _employ_staff() -> dict[TeamName, Team]:
    teams = {name: actions.found_team(name=name.value, members=()) for name in TeamName}
    for employee in STAFF:
        entry = employee.entry
        user = create_user(email=entry.email, name=entry.name, role=entry.role, extension=entry.extension)
        user.teams.set([teams[name] for name in employee.teams])
        if employee.teams:
            user.secrecy_signed_on = SIGNED
            user.save(update_fields=["secrecy_signed_on"])
    return teams


def _open_file(firm: Firm, team: Team, at: datetime) -> Customer:
    entry = actions.CustomerEntry(
        name=firm.name,
        short_name=firm.short_name,
        team=team,
        number=firm.number,
        pronunciation=firm.pronunciation,
        city=firm.city,
        trade=firm.trade,
        secrecy=firm.secrecy,
        language=firm.language,
        land=firm.land.value,
    )
    customer = actions.open_customer(entry, at - firm.months * MONTH)
    for access in firm.users:
        customer.users.add(create_user(email=access.email, name=access.name, role=access.role, language=access.language))
    return customer


def _write_file(firm: Firm, customer: Customer, at: datetime) -> None:
    """Write what has stood in the file for long, and publish it."""
    for dial_in in firm.dial_ins:
        actions.add_dial_in(customer, dial_in, at)
    for greeting in firm.greetings:
        actions.add_greeting(customer, greeting, at, published=False)
    people = {member.name: actions.add_person(customer, _person(member), at) for member in firm.people}
    write_orders(firm, customer, people, at)
    Location.objects.bulk_create(
        Location(customer=customer, name=place.name, address=place.address, directions=place.directions, position=position)
        for position, place in enumerate(firm.places)
    )
    for way in firm.ways:
        entry_of_way = actions.ChannelEntry(
            address=way.address,
            kind=way.kind,
            detail=way.detail,
            person=people.get(way.person),
            least_urgency=way.least_urgency,
            language=way.language,
        )
        actions.add_channel(customer, entry_of_way, at)
    for caller in firm.callers:
        actions.remember_caller(customer, replace(caller, put_through_to=people.get(firm.direct.get(caller.number, ""))), at)
    actions.publish(customer, _owner_of(customer), at)


def _bring_up_to_date(firm: Firm, customer: Customer, at: datetime) -> None:
    """Write what was ordered lately, and who is where now."""
    people = {person.name: person for person in customer.people.all()}
    write_latest_orders(firm, customer, people, at)
    for member in firm.people:
        if member.availability != Availability.AVAILABLE:
            entry_of_person = _person(member, member.availability, in_hours(at + timedelta(minutes=member.back_in or 0)))
            actions.change_person(people[member.name], entry_of_person, at)
    for away in firm.away:
        actions.add_absence(people[away.person], _absence(away, people, at), at)
    actions.publish(customer, _owner_of(customer), at)


def _owner_of(customer: Customer) -> User | None:
    return customer.users.filter(role=Role.CUSTOMER_OWNER).order_by("email").first()


def _absence(away: Away, people: dict[str, Person], at: datetime) -> actions.AbsenceEntry:
    first = berlin_date(at) + timedelta(days=away.in_days)
    return actions.AbsenceEntry(
        start=start_of_day(first),
        end=start_of_day(first + timedelta(days=away.days)),
        deputy=people.get(away.deputy),
        say=away.say,
    )


def _person(member: Member, availability: Availability = Availability.AVAILABLE, until: datetime | None = None) -> actions.PersonEntry:
    return actions.PersonEntry(
        name=member.name,
        function=member.function,
        pronunciation=member.pronunciation,
        availability=availability.value,
        available_again_at=until,
        transfer_number=member.number,
        may_transfer=member.may_transfer,
    )
