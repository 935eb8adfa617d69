"""Ten years of an invented agency, with nights on which the sweep fails: on days that matter, and on some on which nothing happens, what
can be read and what is there is exactly what an oracle says. The oracle is written from the words of the law, day by day, and shares no
line with the program.
"""

import calendar
import random
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.server import lives
from vorzimmer.accounts.actions import deactivate
from vorzimmer.accounts.models import User
from vorzimmer.billing.models import AccountEntry, Allocation, AssessedYear, Mandate, UsageChange, UsageRecord
from vorzimmer.calls.models import Call, Note, NoteComment
from vorzimmer.claims.models import Case, CaseRecord
from vorzimmer.customers.models import Agreement, Contract, Customer, DialIn, Instruction
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.roles import Role
from vorzimmer.privacy import ledger
from vorzimmer.privacy.models import CallLimit, Disclosure, Recipient
from vorzimmer.privacy.reading import reading_at
from vorzimmer.privacy.sweeping import sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FIRST, YEARS = 2026, 10
NEVER = datetime.max.replace(tzinfo=UTC)
ONE = timedelta(days=1)


# --- the oracle: days as a calendar on the wall shows them ---------------------------------------------------------------------------


def when_over(day):
    """The moment at which a civil day of Berlin is over."""
    return datetime.combine(day + ONE, time(), ZoneInfo("Europe/Berlin")).astimezone(UTC)


def months_later(day, months):
    """The day of the same number; where the month has none, its last (BGB §188(2), (3))."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def silvester(year):
    return date(year, 12, 31)


@dataclass
class World:
    """What the oracle knows: for each table, when each record is to be gone."""

    ends: dict[UUID, date] = field(default_factory=dict)
    limits: dict[UUID, int] = field(default_factory=dict)
    gone_at: dict[type, dict] = field(default_factory=lambda: defaultdict(dict))

    def expect(self, row, moment, *, model=None):
        self.gone_at[model or type(row)][row.pk] = moment

    def contract_over(self, customer):
        return when_over(self.ends[customer.pk]) if customer.pk in self.ends else NEVER

    def said_in_a_call(self, customer, day):
        """With the contract; sooner if the customer ordered that."""
        if customer.pk not in self.limits:
            return self.contract_over(customer)
        return min(self.contract_over(customer), when_over(months_later(day, self.limits[customer.pk])))

    def moments(self):
        return sorted({moment for rows in self.gone_at.values() for moment in rows.values() if moment is not NEVER})


SHOWN = {
    Customer: lambda rows: rows.filter(name__startswith=lives.CANARY),  # afterwards an empty row stays
    Mandate: lambda rows: rows.exclude(customer_number=""),
    User: lambda rows: rows.exclude(email__endswith="@nobody.invalid"),
}


def keys(model, manager):
    return set(SHOWN.get(model, lambda rows: rows)(manager.all()).values_list("pk", flat=True))


# --- the agency --------------------------------------------------------------------------------------------------------------------


class Agency:
    """Says what happens on which day, and tells the oracle what the law makes of it."""

    def __init__(self, dice):
        self.dice, self.world, self.plan = dice, World(), defaultdict(list)
        self.operator = lives.someone("olga")
        self.world.expect(self.operator, NEVER)
        at = lives.noon(date(2026, 1, 1))
        self.lawyer = Recipient.objects.create(kind="lawyer", name="Kanzlei", created_at=at, changed_at=at)
        self.number, self.cases = 1000, count(1)
        for year in range(FIRST, FIRST + YEARS):
            self.plan[date(year, 1, 5)] += [self.begin, self.begin]
            self.plan[date(year, 6, 30)].append(self.somebody_leaves)
            self.plan[date(year, 11, 11)].append(self.disclose)
        AssessedYear.objects.bulk_create([AssessedYear(year=year, declared_at=at) for year in (2024, 2025)])
        for invoiced, paid, left in ((2024, 2024, 0), (2024, 2025, 0), (2025, 2025, 0), (2024, 2024, 1), (2025, 2026, 0)):
            self.old_books(date(invoiced, 12, 31), date(paid, 12, 31), left)

    def old_books(self, invoiced, paid, left):
        """Somebody paid before the agency came here: he may owe a cent still, and of 2026 nobody says that its taxes are assessed."""
        over = when_over(silvester(paid.year + 10)) if not left and paid.year < 2026 else NEVER
        who = uuid4()
        debit, credit = (
            AccountEntry.objects.create(
                key=str(uuid4()),
                customer_ref=who,
                customer_number="K-0",
                kind=kind,
                amount=cents,
                day=day,
                value_on=day,
                booked_at=lives.noon(day),
            )
            for kind, cents, day in (("invoice", 100, invoiced), ("payment", left - 100, paid))
        )
        settled = Allocation.objects.create(credit=credit, debit=debit, amount=100 - left, at=lives.noon(paid))
        for row in (debit, credit, settled):
            self.world.expect(row, over)

    def begin(self, day):
        """Somebody becomes a customer: for good, for some years, until a leap day, or for a trial only."""
        self.number += 1
        kind = self.dice.choice(["for good", "some years", "some years", "leap", "trial"])
        last = {
            "for good": None,
            "some years": date(day.year + self.dice.choice([0, 1, 2]), self.dice.choice([3, 12]), 31),
            "leap": date(2028 if day.year < 2028 else 2032, 2, 29) if day.year < 2032 else silvester(day.year),
            "trial": day.replace(day=12),
        }[kind]
        row = lives.customer(
            f"K-{self.number}",
            since=day,
            last_day=last if kind != "trial" else None,
            trial=last if kind == "trial" else None,
            concluded=kind != "trial",
        )
        if kind == "some years" and self.dice.random() < 0.4:
            Contract.objects.filter(customer=row).update(last_day=None)
            self.plan[last - 40 * ONE].append(lambda _day: Contract.objects.filter(customer=row).update(last_day=last))
        if self.dice.random() < 0.4:
            self.world.limits[row.pk] = months = self.dice.choice([6, 12])
            CallLimit.objects.create(customer_ref=row.pk, months=months, ordered_at=lives.noon(day))
        if last is not None:
            self.world.ends[row.pk] = last
        self._file(row, day, last)
        for half in range(4):
            called = date(day.year + half // 2, 6 * (half % 2) + 2, 10)
            if last is None or called <= last:
                self.plan[called].append(lambda on, row=row: self.call(row, on))
                self.plan[called].append(lambda on, row=row: self.bill(row, on))

    def _file(self, row, day, last):
        world, at = self.world, lives.noon(day)
        file_over = NEVER if last is None else when_over(silvester(last.year + 1))
        world.expect(row, file_over)
        world.expect(DialIn.objects.create(customer=row, number=f"+4930231250{self.number % 1000:03}"), file_over)
        world.expect(Instruction.objects.create(customer=row, kind="do", text="tun", changed_at=at), world.contract_over(row))
        agreement = Agreement.objects.create(customer=row, kind="terms", version="1", language="de", digest="0" * 64, accepted_at=at)
        world.expect(agreement, NEVER if last is None else when_over(silvester(last.year + 3)))

    def call(self, row, day):
        over = self.world.said_in_a_call(row, day)
        call = lives.call_with_note(row, day, self.operator)
        self.world.expect(call, over)
        self.world.expect(call.note, over)
        self.world.expect(call.note.comments.get(), over)
        self.world.expect(OutboxMessage.objects.get(about=str(call.note.pk)), over)

    def bill(self, row, day):
        """Bill what was done: sent on the third, or never sent, or forgotten; now and then somebody objects, or an incident needs it."""
        fate = self.dice.choice(["sent", "sent", "sent", "never sent", "forgotten", "objection", "incident", "debit"])
        sent = months_later(day, 2).replace(day=3)
        until = months_later(sent, 6)
        if fate == "debit":
            mandate = lives.used_mandate(row, day)
            record, until = UsageRecord.objects.get(rated__document__collections__mandate=mandate), months_later(day, 6)
            self.world.expect(mandate, max(when_over(months_later(day, 14)), self.world.contract_over(row)))
        elif fate == "forgotten":
            record = lives.usage(row, day, billed=False)
            until = months_later(day.replace(day=calendar.monthrange(day.year, day.month)[1]), 6)
        else:
            record = lives.usage(row, day, sent_on=None if fate == "never sent" else sent, last=day)
            until = months_later(day, 6) if fate == "never sent" else until
        if fate in {"objection", "incident"}:
            resolved = until + self.dice.choice([-30, 62]) * ONE
            self._case(row, record, fate, sent, resolved)
            until = max(until, resolved)
        self.world.expect(record, when_over(until))
        month_over = months_later(day.replace(day=calendar.monthrange(day.year, day.month)[1]), 6)
        self.world.expect(UsageChange.objects.get(ref=record.ref), when_over(max(until, month_over)))

    def _case(self, row, record, kind, raised, resolved):
        case = Case.objects.create(
            number=next(self.cases),
            kind="dispute" if kind == "objection" else "incident",
            document=record.rated.document if kind == "objection" else None,
            customer_ref=row.pk,
            customer_number=row.number,
            raised_on=raised,
            review_on=resolved,
            created_at=lives.noon(raised),
        )
        if kind == "incident":
            CaseRecord.objects.create(case=case, usage=record.pk)
        self.plan[resolved].append(lambda on: Case.objects.filter(pk=case.pk).update(outcome="upheld", resolved_on=on))

    def somebody_leaves(self, day):
        user = lives.someone(f"weg{day.year}", self.dice.choice([Role.OPERATOR, Role.CUSTOMER_USER]))
        deactivate(user, lives.noon(day))
        self.world.expect(user, when_over(day))

    def disclose(self, day):
        line = Disclosure.objects.create(
            at=lives.noon(day), recipient=self.lawyer, recipient_name="Kanzlei", recipient_kind="lawyer",
            purpose="collection", ground="collect", customer_ref=uuid4(), customer_number="K-1",
            categories=[], fields=[], notice="v1", sha256="0" * 64,
        )  # fmt: skip
        self.world.expect(line, when_over(silvester(day.year + 3)))

    def live_until(self, day):
        """Let everything happen that is planned up to a day, its own included; what that plans too."""
        while due := [planned for planned in sorted(self.plan) if planned <= day]:
            for deed in self.plan.pop(due[0]):
                deed(due[0])


def check(world, at, *, erased):
    """Hold what can be read, and after a sweep what is there, against the oracle."""
    for model, rows in world.gone_at.items():
        there = {pk for pk, moment in rows.items() if moment > at}
        if erased:
            assert keys(model, model._base_manager) == there, (model, at)
        elif model is not User:
            with reading_at(at):
                assert keys(model, model.objects) == there, (model, at)


def test_ten_years_of_daily_sweeps_leave_and_show_exactly_what_the_law_says(db):
    now = datetime(2026, 1, 1, tzinfo=UTC)
    lives.release_all(now)
    dice = random.Random(7)  # noqa: S311  (dice, not secrets)
    agency, day, ticks, idle = Agency(dice), date(FIRST, 1, 1), 0, 0
    while day < date(FIRST + YEARS, 1, 2):
        agency.live_until(day - ONE)
        at = when_over(day - ONE)
        changes = at in agency.world.moments()
        sweeps = dice.random() < (0.25 if changes else 0.003)
        if changes and (sweeps or dice.random() < 0.2):  # what is not swept is hidden all the same
            check(agency.world, at - timedelta(seconds=1), erased=False)
            check(agency.world, at, erased=False)
        if sweeps:
            sweep(at)
            check(agency.world, at, erased=True)
            ticks, idle = ticks + 1, idle + (not changes)
        day += ONE
    gone = sum(moment <= at for rows in agency.world.gone_at.values() for moment in rows.values())
    assert (ticks > 20, idle > 3, gone > 250) == (True, True, True), (ticks, idle, gone)
    assert ledger.verify()[1] == ()
    assert {model for model, rows in agency.world.gone_at.items() if all(moment is NEVER for moment in rows.values())} == set()
    assert {Call, Note, NoteComment} <= agency.world.gone_at.keys()
