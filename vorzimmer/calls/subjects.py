"""How a caller is found in what a customer's callers said, and how it goes when the customer orders it (Art. 17, 28(3)(e) GDPR)."""

from collections.abc import Iterator
from datetime import datetime

from vorzimmer.calls.models import Call, Draft, Note
from vorzimmer.customers.models import KnownCaller
from vorzimmer.customers.subjects import dialled
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.requests import PersonKind
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.privacy.subjects import Gone, Match, Room, Subject, Wanted, holds, same

_SPOKEN_OF = ("caller_name", "caller_company")


def _callers(wanted: Wanted) -> Iterator[Match]:
    """Find notes, calls and known callers of one customer, by number (its keyed index) and by name (opened one by one)."""
    if wanted.customer_ref is None:
        return
    yield from (Match(table="calls.Note", key=note.pk, says=str(note.pk)) for note in _notes(wanted))
    yield from (Match(table="calls.Call", key=call.pk, says=str(call.pk)) for call in _calls(wanted))
    yield from (Match(table="customers.KnownCaller", key=known.pk, says=known.name) for known in _known(wanted))


def _index(wanted: Wanted) -> bytes | None:
    number = dialled(wanted.phone)
    return blind_index(wanted.customer_ref, number) if number else None


def _is_called(name: str, wanted: Wanted) -> bool:
    """Whether somebody is called so: a first and a last name, or the very same word. One word within others fits too many people."""
    return same(name, wanted.name) or (len(wanted.name.split()) > 1 and holds(name, wanted.name))


def _notes(wanted: Wanted) -> Iterator[Note]:
    index = _index(wanted)
    for note in Note.objects.filter(customer=wanted.customer_ref).order_by("called_at", "pk").iterator():
        by_number = index is not None and note.number_index == index
        if by_number or any(_is_called(getattr(note, name), wanted) for name in _SPOKEN_OF):
            yield note


def _calls(wanted: Wanted) -> Iterator[Call]:
    """Calls from the number, and those on which a note that fits hangs."""
    calls = Call.objects.filter(customer=wanted.customer_ref).order_by("offered_at", "pk")
    index, noted = _index(wanted), [note.call_id for note in _notes(wanted) if note.call_id is not None]
    found = calls.filter(pk__in=noted)
    yield from (found | calls.filter(caller_index=index) if index is not None else found)


def _known(wanted: Wanted) -> Iterator[KnownCaller]:
    index = _index(wanted)
    for known in KnownCaller.objects.filter(customer=wanted.customer_ref).iterator():
        if (index is not None and known.number_index == index) or _is_called(known.name, wanted):
            yield known


def _erase_caller(subject: Subject, at: datetime) -> Gone:  # noqa: ARG001  (the moment is for those who tell others)
    """Erase notes and known callers; of calls the number goes, and that there was one stays for the bill, which names no caller."""
    notes = [note.pk for note in _notes(subject.wanted)]
    calls = [call.pk for call in _calls(subject.wanted)]
    known = [each.pk for each in _known(subject.wanted)]
    OutboxMessage.objects.filter(about__in=[str(key) for key in notes]).update(address=None, subject=None, body=None)
    Note.objects.filter(pk__in=notes).delete()
    Draft.objects.filter(call__in=calls).delete()
    for call in Call.objects.filter(pk__in=calls):
        call.caller_number, call.caller_index = "", None
        call.save(update_fields=["caller_number", "caller_index"])
    KnownCaller.objects.filter(pk__in=known).delete()
    return {"calls.Note": notes, "calls.Call": calls, "customers.KnownCaller": known}


ROOM = Room(
    finders={PersonKind.CALLER: _callers},
    own={
        PersonKind.CALLER: frozenset({"calls.Note", "calls.Call", "customers.KnownCaller"}),
        PersonKind.STAFF: frozenset({"calls.Presence"}),
    },
    erasers={PersonKind.CALLER: _erase_caller},
)
