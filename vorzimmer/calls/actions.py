"""The deeds at the desk. Each is one transaction; commands to the telephone system follow the commit.

A deed that is not possible raises `Refused` with a text for the operator, and nothing has changed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.calls.exchange import exchange
from vorzimmer.calls.journal import Line, locked, write
from vorzimmer.calls.models import STATE_NAMES, Call, Draft, Presence
from vorzimmer.calls.signals import call_closed
from vorzimmer.calls.switching import Command, HangUp, Hold, Legs, destination_kind, put_through, ring_operator, talk, talk_away
from vorzimmer.calls.wire import with_the_end_of_work
from vorzimmer.customers.guidance import hints_for, person_now
from vorzimmer.customers.models import KnownCaller, Person
from vorzimmer.domain.calls import CONNECTED, OVER, WAITING, CallEventKind, CallState, NotPossible, step
from vorzimmer.domain.roles import Role
from vorzimmer.live.actions import publish
from vorzimmer.telephony.numbers import normalise
from vorzimmer.telephony.switchboard import Capability, Endpoint, Number, Target, operator_leg, third_leg

OPERATOR_RINGS = 20.0
THIRD_RINGS = 30.0
WAITS_AT_MOST = timedelta(minutes=30)
TALKS_AT_MOST = timedelta(hours=4)
WRAPS_UP_AT_MOST = timedelta(minutes=15)


class Refused(Exception):
    """The deed is not possible now. The text says why, in the language of the operator."""


class TakenBySomebodyElse(Refused):
    """A colleague was faster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """Whether a button may be pressed, and if not, why."""

    yes: bool
    why_not: str = ""


@transaction.atomic
def take(call_id: UUID, operator: User, at: datetime) -> Call:
    """Take a waiting call: of several who press at the same moment exactly one has it."""
    call = _locked_for(call_id, operator)
    if call.operator_id == operator.pk and not call.is_over:
        return call
    if call.operator_id is not None:
        raise TakenBySomebodyElse(_("A colleague has already taken this call."))
    if CallState(call.state) in OVER:
        raise Refused(_("The caller has hung up."))
    _check(call, CallEventKind.TAKEN)
    call.legs_begun += 1
    lines = [Line(kind=CallEventKind.TAKEN, at=at, key=f"taken:{call.legs_begun}", operator=operator.pk)]
    commands: tuple[Command, ...] = ()
    if _displays_only(call):
        # Such a system may never tell us who picked up. What the operator says counts as of now.
        if call.state in WAITING:
            lines.append(Line(kind=CallEventKind.ANSWERED, at=at, key="desk:answered", operator=operator.pk))
    elif call.state in WAITING:
        if not operator.extension:
            raise Refused(_("No telephone is set for you. Ask the owner to enter your extension."))
        call.operator_leg = operator_leg(call.engine_call_id, call.legs_begun)
        commands = ring_operator(_legs(call), Endpoint(name=operator.extension), caller_id=call.caller_number, ring_seconds=OPERATOR_RINGS)
    write(call, lines, at)
    _send(call, commands)
    return call


@transaction.atomic
def give_back(call_id: UUID, operator: User, at: datetime) -> Call:
    """Let a call that was taken but not answered return to the queue."""
    call = _own(call_id, operator)
    _check(call, CallEventKind.RELEASED)
    commands = (HangUp(leg=call.operator_leg),) if call.operator_leg else ()
    write(call, [Line(kind=CallEventKind.RELEASED, at=at, key=f"released:{call.legs_begun}", operator=operator.pk)], at)
    _send(call, commands)
    return call


@transaction.atomic
def hold(call_id: UUID, operator: User, *, on: bool) -> Call:
    """Park the caller with music, or take him back. The telephone system reports when it is done."""
    call = _own(call_id, operator)
    _needs(call, Capability.HOLD)
    _check(call, CallEventKind.HELD if on else CallEventKind.RESUMED)
    _send(call, (Hold(leg=call.engine_call_id, on=on),))
    return call


@transaction.atomic
def begin_third(  # noqa: PLR0913  (who, what, when and how)
    call_id: UUID, operator: User, at: datetime, *, person_id: UUID | None, number: str, consult: bool
) -> Call:
    """Ring a third: a person of the customer who may be put through to, or a number. `consult`: talk with the third first."""
    call = _own(call_id, operator)
    _needs(call, Capability.CONSULT if consult else Capability.TRANSFER)
    kind = CallEventKind.CONSULTING if consult else CallEventKind.TRANSFERRING
    _check(call, kind)
    target, person = _third(call, at, person_id, number)
    call.legs_begun += 1
    call.third_leg = third_leg(call.engine_call_id, call.legs_begun)
    call.third_person, call.third_kind = person, destination_kind(target)
    commands = put_through(_legs(call), target, caller_id=call.called, ring_seconds=THIRD_RINGS)
    write(call, [Line(kind=kind, at=at, key=f"{kind}:{call.legs_begun}", operator=operator.pk)], at)
    _send(call, commands)
    return call


@transaction.atomic
def complete_transfer(call_id: UUID, operator: User, at: datetime) -> Call:
    """After a consultation: let the caller talk with the third."""
    call = _own(call_id, operator)
    _check(call, CallEventKind.TRANSFERRED)
    if not call.log.filter(key=f"LegAnswered:{call.third_leg}").exists():
        raise Refused(_("The other side has not answered yet."))
    line = Line(kind=CallEventKind.TRANSFERRED, at=at, key=f"transferred:{call.legs_begun}", operator=operator.pk)
    write(call, with_the_end_of_work(call, line), at)
    _send(call, talk_away(_legs(call)))
    return call


@transaction.atomic
def back_to_caller(call_id: UUID, operator: User, at: datetime) -> Call:
    """Break off a consultation or a transfer and talk with the caller again."""
    call = _own(call_id, operator)
    kind = CallEventKind.CONSULT_ENDED if call.state == CallState.CONSULTING else CallEventKind.TRANSFER_FAILED
    _check(call, kind)
    if not call.operator_leg:
        raise Refused(_("Your telephone has hung up. The caller waits for the other side."))
    legs = _legs(call)
    write(call, [Line(kind=kind, at=at, key=f"{kind}:{call.legs_begun}", operator=operator.pk, cause="operator")], at)
    _send(call, (HangUp(leg=legs.third), talk(legs)))
    return call


@transaction.atomic
def end(call_id: UUID, operator: User, at: datetime) -> Call:
    """Hang up. Where the voice is not ours, say that the talk is over."""
    call = _own(call_id, operator)
    _check(call, CallEventKind.ENDED)
    if _displays_only(call):
        line = Line(kind=CallEventKind.ENDED, at=at, key="desk:ended", operator=operator.pk, cause="desk")
        write(call, with_the_end_of_work(call, line), at)
    else:
        _send(call, (HangUp(leg=call.engine_call_id),))
    return call


@transaction.atomic
def close_unwritten(call_id: UUID, operator: User, at: datetime, *, reason: str) -> Call:
    """End the work on a call without a note; `reason` is one of `domain.notes.Unwritten`. The draft is thrown away."""
    call = _own(call_id, operator)
    if call.state in WAITING:
        raise Refused(_("This call was not answered yet."))
    was_over, call.unwritten = call.metered, reason
    call.save(update_fields=["unwritten"])
    Draft.objects.filter(call=call).delete()
    wrap_up(call, operator, at)
    if was_over:
        call_closed.send(Call, call=call, at=at, again=True)  # what kind of call it was is told only now
    return call


def wrap_up(call: Call, operator: User, at: datetime) -> None:
    """Write that the operator is done, if the caller has gone or was put through; during a talk the end of it will do so."""
    if call.state in {CallState.WRAP_UP, CallState.TRANSFERRED}:
        write(call, [Line(kind=CallEventKind.WRAPPED_UP, at=at, key="wrapped_up", operator=operator.pk)], at)


@transaction.atomic
def keep_draft(call_id: UUID, operator: User, at: datetime, *, values: dict[str, Any]) -> None:
    """Keep what has been typed so far. A call whose note was saved keeps no drafts."""
    call = _locked_for(call_id, operator)
    if hasattr(call, "note"):
        return
    draft = Draft.objects.filter(call=call, operator=operator).first() or Draft(call=call, operator=operator)
    draft.values, draft.changed_at = values, at
    draft.save()


@transaction.atomic
def be(user: User, state: str, at: datetime, *, reason: str = "") -> Presence:
    """Change an operator's presence: free, on a break (with a reason), off duty."""
    if state not in Presence.State.values or reason not in Presence.Reason.values:
        raise Refused(_("There is no such presence."))
    kept = reason if state == Presence.State.BREAK else ""
    presence, _is_new = Presence.objects.update_or_create(user=user, defaults={"state": state, "reason": kept, "since": at})
    for team in user.teams.all():
        publish(channel=team.channel, kind="presence", ref=str(user.pk), at=at)
    return presence


@transaction.atomic
def close_stale(at: datetime) -> int:
    """Close calls whose end was never reported, and wrap-ups that nobody finished. Returns how many."""
    limits = (
        (WAITING, WAITS_AT_MOST, CallEventKind.ENDED),
        (CONNECTED | {CallState.TRANSFERRED, CallState.HANDED_OVER}, TALKS_AT_MOST, CallEventKind.ENDED),
        ({CallState.WRAP_UP}, WRAPS_UP_AT_MOST, CallEventKind.WRAPPED_UP),
    )
    closed = 0
    for states, limit, kind in limits:
        for call_id in Call.objects.filter(state__in=states, since__lt=at - limit).values_list("pk", flat=True):
            write(locked(call_id), [Line(kind=kind, at=at, key=f"stale:{kind}", cause="stale")], at)
            closed += 1
    return closed


def may_transfer(call: Call, person: Person, at: datetime) -> Possible:
    """Say whether the call may be put through to this person now."""
    if Capability.TRANSFER not in exchange.capabilities(call.engine):
        return Possible(yes=False, why_not=_("This telephone system only displays calls; put through at your telephone."))
    known = KnownCaller.objects.calling(person.customer_id, call.caller_number)
    why_not = person_now(person, at, hints_for(known)).why_not
    return Possible(yes=not why_not, why_not=why_not)


def _third(call: Call, at: datetime, person_id: UUID | None, number: str) -> tuple[Target, Person | None]:
    if person_id is not None:
        person = Person.objects.filter(pk=person_id, customer__calls=call).first()
        if person is None:
            raise Refused(_("This person does not belong to the customer."))
        allowed = may_transfer(call, person, at)
        if not allowed.yes:
            raise Refused(allowed.why_not)
        return Number(e164=person.transfer_number), person
    normal = normalise(number)
    if normal is None or not normal.startswith("+"):
        raise Refused(_("This is no telephone number. Write it like 0171 3920012 or +49 171 3920012."))
    return Number(e164=normal), None


def _locked_for(call_id: UUID, operator: User) -> Call:
    if operator.role != Role.OPERATOR or not Call.objects.of(operator).filter(pk=call_id).exists():
        raise Call.DoesNotExist
    return locked(call_id)


def _own(call_id: UUID, operator: User) -> Call:
    call = _locked_for(call_id, operator)
    if call.operator_id != operator.pk:
        raise TakenBySomebodyElse(_("This call is not yours."))
    return call


def _check(call: Call, kind: CallEventKind) -> None:
    try:
        step(CallState(call.state), kind)
    except NotPossible:
        state = STATE_NAMES[CallState(call.state)]
        raise Refused(_("This is not possible now: the call is “%(state)s”.") % {"state": state}) from None


def _needs(call: Call, capability: Capability) -> None:
    if capability not in exchange.capabilities(call.engine):
        raise Refused(_("This telephone system only displays calls. Use the keys of your telephone."))


def _displays_only(call: Call) -> bool:
    return Capability.DISPLAY_ONLY in exchange.capabilities(call.engine)


def _legs(call: Call) -> Legs:
    return Legs(caller=call.engine_call_id, operator=call.operator_leg, third=call.third_leg)


def _send(call: Call, commands: tuple[Command, ...]) -> None:
    if commands:
        transaction.on_commit(partial(exchange.send, call.engine, call.engine_call_id, commands))
