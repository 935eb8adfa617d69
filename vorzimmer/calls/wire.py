"""What the telephone systems tell us becomes calls. Each function is one transaction; when it returns, nothing can be lost."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vorzimmer.accounts.models import User
from vorzimmer.calls.journal import Line, locked, locked_by_name, write
from vorzimmer.calls.models import Call
from vorzimmer.calls.switching import Command, Legs, Refuse, react
from vorzimmer.customers.models import Customer, DialIn
from vorzimmer.domain.calls import OVER, CallEventKind, CallState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.domain.service_ladder import NOT_DISTRIBUTED
from vorzimmer.domain.service_rules import Step
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.telephony.switchboard import CallOffered, EngineState, Event, LegAnswered, LegEnded, WireEvent, leg_role

log = logging.getLogger(__name__)


def receive(event: Event, received_at: datetime) -> Sequence[Command]:
    """Take in one event and return what the telephone system is to be told. The same event twice changes nothing."""
    try:
        return _receive(event, received_at)
    except IntegrityError:  # another connection wrote the same at the same moment; now it is there to be found
        return _receive(event, received_at)


@transaction.atomic
def _receive(event: Event, received_at: datetime) -> Sequence[Command]:
    if isinstance(event, EngineState):
        log.log(logging.INFO if event.up else logging.WARNING, "telephone system %s is %s", event.engine_id, "up" if event.up else "down")
        return ()
    if isinstance(event, CallOffered):
        return _offer(event, received_at)
    call = _find(event)
    if call is None:
        return ()
    state = CallState(call.state)
    reaction = react(event, Legs(caller=call.engine_call_id, operator=call.operator_leg, third=call.third_leg), state)
    if reaction.kind is not None:
        cause = event.cause if isinstance(event, LegEnded) else ""
        line = Line(kind=reaction.kind, at=event.at, key=event.key, operator=_operator_of(event, call), cause=cause)
        write(call, with_the_end_of_work(call, line), received_at)
    if reaction.operator_left:
        call.operator_leg = ""
        call.save(update_fields=["operator_leg"])
    return reaction.commands


def is_known(event: CallOffered) -> bool:
    """Whether the call leads to a customer."""
    return _dial_in(event) is not None


@transaction.atomic
def end_lost_calls(engine_id: str, living: Collection[str], at: datetime) -> Sequence[Command]:
    """End the calls that the telephone system no longer knows, after it or we were away."""
    lost = Call.objects.filter(engine=engine_id).exclude(state__in=OVER | {CallState.WRAP_UP}).exclude(engine_call_id__in=living)
    for call_id in lost.values_list("pk", flat=True):
        write(locked(call_id), [Line(kind=CallEventKind.ENDED, at=at, key="lost", cause="lost")], at)
    return ()


def with_the_end_of_work(call: Call, line: Line) -> list[Line]:
    """When the note was saved during the talk, the end of the talk, or putting through, is the end of the operator's work."""
    if line.kind not in {CallEventKind.ENDED, CallEventKind.TRANSFERRED} or not (call.unwritten or hasattr(call, "note")):
        return [line]
    return [line, Line(kind=CallEventKind.WRAPPED_UP, at=line.at, key="wrapped_up", operator=call.operator_id)]


def _offer(event: CallOffered, received_at: datetime) -> Sequence[Command]:
    call = locked_by_name(event.engine_id, event.call_id)
    if call is None:
        call = _new_call(event, _dial_in(event), caller=event.caller, called=event.called)
    offered = Line(kind=CallEventKind.OFFERED, at=event.at, key="offered")
    if call.customer_id is None:
        write(call, [offered, Line(kind=CallEventKind.REJECTED, at=event.at, key="unknown", cause="unknown_number")], received_at)
        return ()
    step = _service(call.customer, min(event.at, call.offered_at))
    if step in NOT_DISTRIBUTED:
        write(call, [offered, Line(kind=CallEventKind.REJECTED, at=event.at, key="service", cause=step.value)], received_at)
        return (Refuse(leg=event.leg_id, busy=step is Step.VOICEMAIL_ONLY),)
    write(call, [offered, Line(kind=CallEventKind.QUEUED, at=event.at, key="queued")], received_at)
    return ()


def _service(customer: Customer | None, at: datetime) -> Step:
    """Say which part of the service the customer has when somebody calls; his row tells it, no further question is asked."""
    return Step.FULL if customer is None else customer.service_on(berlin_date(at))


def _find(event: WireEvent) -> Call | None:
    """Find the call of an event. An end that overtakes its offer opens the call; other events without a call mean nothing."""
    call = locked_by_name(event.engine_id, event.call_id)
    if call is not None:
        return call
    if not isinstance(event, LegEnded) or leg_role(event.leg_id) != "caller" or not event.called:
        return None
    dial_in = DialIn.objects.leading([event.called, *reversed(event.diversions)])
    return _new_call(event, dial_in, caller=event.caller, called=event.called) if dial_in else None


def _dial_in(event: CallOffered) -> DialIn | None:
    """Find whom the call is for: the number called, else the forwarding numbers, the last forwarder first."""
    return DialIn.objects.leading([event.called, *reversed(event.diversions), *reversed(event.history)])


def _new_call(event: WireEvent, dial_in: DialIn | None, *, caller: str | None, called: str) -> Call:
    """Make a call that the journal will save with its first lines."""
    customer = dial_in.customer if dial_in else None
    is_taken = customer is not None and _service(customer, event.at) not in NOT_DISTRIBUTED
    origin_id = event.origin_call_id if isinstance(event, CallOffered) else ""
    return Call(
        engine=event.engine_id,
        engine_call_id=event.call_id,
        origin=Call.objects.filter(engine=event.engine_id, engine_call_id=origin_id).first() if origin_id else None,
        customer=customer,
        dial_in=dial_in,
        team_id=customer.team_id if customer else None,
        orders_id=customer.orders_id if customer else None,
        called=called[:64],
        # Who calls a number that is nobody's, or for which nobody picks up, is nobody's business: his number is not kept.
        caller_number=(caller or "") if is_taken else "",
        caller_index=blind_index(customer.pk, caller) if customer and is_taken and caller else None,
        since=event.at,
        offered_at=event.at,
    )


def _operator_of(event: WireEvent, call: Call) -> UUID | None:
    if not isinstance(event, LegAnswered):
        return None
    if event.endpoints and event.leg_id != call.operator_leg:  # whom we rang we know; several may share a telephone
        operator = User.objects.filter(role=Role.OPERATOR, is_active=True, extension__in=event.endpoints).values_list("pk", flat=True)
        return operator.first() or call.operator_id
    return call.operator_id
