"""Writes what the invented customers order: kinds of calls with their rotas, instructions, answers, hours. All of it as a draft."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from vorzimmer.customers import actions
from vorzimmer.customers.models import CallType, Customer, Person, Rota, Shift, ShiftMember
from vorzimmer.demo.casting import Firm, Reason, Rule, Watch
from vorzimmer.domain.days import BERLIN, berlin_date

QUARTER = timedelta(minutes=15)
OPENS, CLOSES = 8, 19
"""The hours between which people say that they will be back."""
ROTA_BEGAN = timedelta(weeks=8)

People = Mapping[str, Person]


def write_orders(firm: Firm, customer: Customer, people: People, at: datetime) -> None:
    """Write what has been ordered for long."""
    rotas = {watch.name: _rota(watch, customer, people, at) for watch in firm.watches}
    call_types = {reason.name: _call_type(reason, customer, people, rotas, at) for reason in firm.reasons}
    for rule in firm.rules:
        if rule.set_ago is None:
            actions.add_instruction(customer, _instruction(rule, people, call_types), at, published=False)
    for faq in firm.faq:
        actions.add_faq(customer, faq, at, published=False)
    for hours in firm.hours:
        actions.add_opening_hour(customer, hours, at, published=False)


def write_latest_orders(firm: Firm, customer: Customer, people: People, at: datetime) -> None:
    """Write what was ordered lately, and on which days to come it is closed."""
    call_types = {call_type.name: call_type for call_type in customer.call_types.all()}
    for rule in firm.rules:
        if rule.set_ago is not None:
            set_at = at - timedelta(hours=rule.set_ago)
            entry = _instruction(rule, people, call_types, valid_from=set_at, valid_until=_end(rule, at))
            actions.add_instruction(customer, entry, set_at, published=False)
    today = berlin_date(at)
    for shut in firm.shut:
        first = today + timedelta(days=shut.in_days)
        closure = actions.ClosureEntry(first_day=first, last_day=first + timedelta(days=shut.days - 1), reason=shut.reason.value)
        actions.add_closure(customer, closure, at, published=False)


def in_hours(at: datetime) -> datetime:
    """Give the next full quarter of an hour at which people work: nobody says that he will be back at 14:07, or at night."""
    local = at.astimezone(BERLIN)
    rounded = local + (-timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond) % QUARTER)
    morning = rounded.replace(hour=OPENS, minute=30)
    if rounded < morning:
        return morning.astimezone(UTC)
    return (rounded if rounded.hour < CLOSES else morning + timedelta(days=1)).astimezone(UTC)


def _end(rule: Rule, at: datetime) -> datetime | None:
    return None if rule.for_hours is None else in_hours(at + timedelta(hours=rule.for_hours - (rule.set_ago or 0)))


def _instruction(
    rule: Rule,
    people: People,
    call_types: Mapping[str, CallType],
    *,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> actions.InstructionEntry:
    return actions.InstructionEntry(
        text=rule.text,
        kind=rule.kind,
        subject=rule.subject,
        person=people.get(rule.person),
        call_type=call_types[rule.reason] if rule.reason else None,
        weekdays=rule.weekdays,
        start=rule.start,
        end=rule.end,
        answer_kind=rule.answer_kind,
        required=rule.required,
        choices=tuple(rule.choices),
        valid_from=valid_from,
        valid_until=valid_until,
        set_by=rule.set_by,
    )


def _call_type(reason: Reason, customer: Customer, people: People, rotas: Mapping[str, Rota], at: datetime) -> CallType:
    measures = (
        (CallType.Measure.NOTE, True),
        (CallType.Measure.SMS, reason.sms),
        (CallType.Measure.PUT_THROUGH, bool(reason.put_through)),
        (CallType.Measure.CHAIN, bool(reason.watch)),
    )
    entry = actions.CallTypeEntry(
        name=reason.name,
        urgency=reason.urgency.value,
        measures=tuple(measure.value for measure, is_wanted in measures if is_wanted),
        put_through_to=people.get(reason.put_through),
        rota=rotas.get(reason.watch),
    )
    return actions.add_call_type(customer, entry, at, published=False)


def _rota(watch: Watch, customer: Customer, people: People, at: datetime) -> Rota:
    """Write a rota whose first turn began on a Monday some weeks ago."""
    rota = Rota.objects.create(customer=customer, name=watch.name, escalate_after=watch.escalate_after)
    rota.fallback.set([people[name] for name in watch.fallback])
    day = berlin_date(at - ROTA_BEGAN)
    shift = Shift.objects.create(
        rota=rota,
        turn=watch.turn.value,
        start=watch.start,
        end=watch.end,
        hand_over=watch.hand_over,
        anchor=day - timedelta(days=day.weekday()),
    )
    ShiftMember.objects.bulk_create(
        ShiftMember(shift=shift, person=people[name], position=position) for position, name in enumerate(watch.members)
    )
    return rota
