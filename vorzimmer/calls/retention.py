"""How the room of calls forgets: with the contract, or sooner if the customer ordered it. What is under way is finished first."""

from datetime import datetime

from django.db.models import Q

from vorzimmer.calls.models import Presence
from vorzimmer.customers.retention import by_call
from vorzimmer.domain.calls import OVER
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Left, Reading, Room, SealedRows, due_days, facts_of_start, nothing

_UNDER_WAY = ~Q(state__in=[state.value for state in OVER])
_FINISHED = ~_UNDER_WAY & Q(note=None)
"""Calls on which no note hangs any more; one that somebody still speaks in goes with the next sweep."""


def _read_presences(at: datetime) -> Reading:
    """Only the present state of an operator is kept; it goes with the sign-in."""
    rows = Presence._base_manager.all()  # noqa: SLF001  (Django's own name for it)
    return Reading(rows=rows, due=due_days(Rule.ACCOUNT, "user__left_on", at), facts=facts_of_start)


ROOM = Room(
    clocks=(
        Clock(
            rule=Rule.ACCOUNT,
            table="calls.Presence",
            read=_read_presences,
            columns=("user__left_on",),
            starts="user__left_on",
            hides=nothing,
        ),
        by_call("calls.NoteComment", "note__called_at", "note__customer"),
        by_call("calls.Note", "called_at"),
        by_call(
            "calls.Call",
            "offered_at",
            only=_FINISHED,
            under_way=_UNDER_WAY,
            fallback=True,
            along=frozenset({Rule.ABR}),  # its link to usage
        ),
    ),
    left=(Left(rule=Rule.DRAFT, because=_("a draft goes the moment its note is saved, else with its call (R-BEA)")),),
    sealed=(
        SealedRows(table="calls.Call", at="offered_at", owner="customer", category="BEA"),
        SealedRows(table="calls.Draft", at="changed_at", owner="call__customer", category="BEA"),
        SealedRows(table="calls.Note", at="called_at", owner="customer", category="BEA"),
        SealedRows(table="calls.NoteComment", at="at", owner="note__customer", category="BEA"),
    ),
)
