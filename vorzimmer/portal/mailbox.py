"""What a reader sees of his messages: a page of them in an order that new messages do not disturb, and the neighbours of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Self
from uuid import UUID

from django.http import QueryDict

from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Note
from vorzimmer.calls.queries import NoteQuerySet
from vorzimmer.customers.models import Person
from vorzimmer.privacy.sealing import blind_index
from vorzimmer.telephony.numbers import grouped, normalise

PAGE = 15
MOST_HITS = 50
"""Messages that a search shows."""
SEARCHED = 2000
"""Messages that a search looks through, the newest first: what is sealed can only be compared after it was opened."""
MOST_TAKEN = 2000
"""Messages in an export."""
NEWEST_FIRST = ("-called_at", "-id")
OLDEST_FIRST = ("called_at", "id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which messages, as it stands in the address.

    `older` and `newer` name the message at the edge of a page, `undo` the one that was ticked off just now. That one is only
    written here: it belongs to one answer, not to the filter that is read.
    """

    everything: bool = False
    person: UUID | None = None
    older: UUID | None = None
    newer: UUID | None = None
    undo: UUID | None = None

    @classmethod
    def read(cls, address: Mapping[str, str]) -> Self:
        """Read the address; what makes no sense there is left out."""
        return cls(
            everything=address.get("show") == "all",
            person=uuid_or_none(address.get("person", "")),
            older=uuid_or_none(address.get("older", "")),
            newer=uuid_or_none(address.get("newer", "")),
        )

    def query(self, **changes: Any) -> str:
        """Write it as the query of an address ("?show=all"), blank for the first page of what is open."""
        chosen = replace(self, **changes)
        query = QueryDict(mutable=True)
        if chosen.everything:
            query["show"] = "all"
        for name in ("person", "older", "newer", "undo"):
            if value := getattr(chosen, name):
                query[name] = str(value)
        return f"?{query.urlencode()}" if query else ""

    @property
    def first_page(self) -> str:
        """The same messages from the newest on."""
        return self.query(older=None, newer=None)

    @property
    def open_only(self) -> str:
        return self.query(everything=False, older=None, newer=None)

    @property
    def with_done(self) -> str:
        return self.query(everything=True, older=None, newer=None)

    @property
    def for_everybody(self) -> str:
        return self.query(person=None, older=None, newer=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A person whose messages can be looked at alone."""

    person: Person
    query: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """One page of messages, newest first, with what stands around it."""

    notes: Sequence[Note]
    chosen: Filter
    older: str
    newer: str
    people: Sequence[Chip]
    open_number: int
    names_customer: bool


def mailbox(user: User, chosen: Filter) -> Mailbox:
    """Read a page for this user."""
    notes = _chosen(user, chosen).select_related("person", "customer")
    edge = _own(user, chosen.newer or chosen.older)
    upwards = edge is not None and edge.pk == chosen.newer
    if edge is not None:
        notes = _after(notes, edge) if upwards else _before(notes, edge)
    found = list(notes.order_by(*(OLDEST_FIRST if upwards else NEWEST_FIRST))[: PAGE + 1])
    more, page = len(found) > PAGE, found[:PAGE]
    if upwards:
        page.reverse()
    has_older, has_newer = (True, more) if upwards else (more, edge is not None)
    customers = {customer.pk: customer for customer in user.customers.all()}
    people = Person.objects.filter(customer__in=customers).order_by("customer", "position", "name")
    return Mailbox(
        notes=page,
        chosen=chosen,
        older=chosen.query(older=page[-1].pk, newer=None) if page and has_older else "",
        newer=chosen.query(newer=page[0].pk, older=None) if page and has_newer else "",
        people=[
            Chip(person=person, query=chosen.query(person=person.pk, older=None, newer=None), chosen=person.pk == chosen.person)
            for person in people
        ],
        open_number=Note.objects.of(user).not_done().count(),
        names_customer=len(customers) > 1,
    )


def neighbours(user: User, note: Note, chosen: Filter) -> tuple[UUID | None, UUID | None]:
    """Name the next older and the next newer message among those that are looked at."""
    notes = _chosen(user, chosen)
    older = _before(notes, note).order_by(*NEWEST_FIRST).values_list("pk", flat=True).first()
    newer = _after(notes, note).order_by(*OLDEST_FIRST).values_list("pk", flat=True).first()
    return older, newer


def search(user: User, wanted: str) -> list[Note]:
    """Find the newest messages from a number, or with all these words in name, company, number or concern."""
    notes = Note.objects.of(user).select_related("person", "customer").order_by(*NEWEST_FIRST)
    number = normalise(wanted)
    if number and number.startswith("+"):
        indexes = [blind_index(customer_id, number) for customer_id in user.customers.values_list("pk", flat=True)]
        return list(notes.filter(number_index__in=indexes)[:MOST_HITS])
    words = wanted.casefold().split()
    hits = (note for note in notes[:SEARCHED] if all(word in _readable(note) for word in words))
    return list(islice(hits, MOST_HITS))


def _readable(note: Note) -> str:
    """Put what can be looked for into one text; numbers also without their groups."""
    said = (note.caller_name, note.caller_company, grouped(note.callback_number), note.callback_number, note.concern)
    return "\n".join(said).casefold()


def taken_along(user: User, chosen: Filter) -> list[Note]:
    """Give the messages of an export, the newest first."""
    notes = _chosen(user, chosen).select_related("person", "customer", "operator", "done_by")
    return list(notes.order_by(*NEWEST_FIRST)[:MOST_TAKEN])


def _chosen(user: User, chosen: Filter) -> NoteQuerySet:
    notes: NoteQuerySet = Note.objects.of(user)
    if not chosen.everything:
        notes = notes.not_done()
    return notes if chosen.person is None else notes.filter(person_id=chosen.person)


def _own(user: User, note_id: UUID | None) -> Note | None:
    return None if note_id is None else Note.objects.of(user).only("pk", "called_at").filter(pk=note_id).first()


def _before(notes: NoteQuerySet, edge: Note) -> NoteQuerySet:
    """Keep what is older; of one moment the smaller ids are older."""
    return notes.filter(called_at__lt=edge.called_at) | notes.filter(called_at=edge.called_at, id__lt=edge.pk)


def _after(notes: NoteQuerySet, edge: Note) -> NoteQuerySet:
    return notes.filter(called_at__gt=edge.called_at) | notes.filter(called_at=edge.called_at, id__gt=edge.pk)


def uuid_or_none(text: str) -> UUID | None:
    """Read an id from an address; None when it is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
