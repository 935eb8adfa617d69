"""All orders of a customer as one document: what is published at once, kept as a version, and compared with the next draft.

A document is JSON: section -> list of entries, an entry is a flat object with an `id`. A section that is missing is empty, so that
documents of an older program still read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from vorzimmer.domain.days import Span
from vorzimmer.domain.greetings import Greeting
from vorzimmer.domain.hours import Closure, ClosureReason, HolidayRule, OpeningHours, Window
from vorzimmer.domain.orders import Instruction, InstructionKind
from vorzimmer.domain.questions import Question, QuestionKind

Entry = Mapping[str, Any]
Document = Mapping[str, Sequence[Entry]]


class Section(StrEnum):
    """The sections of a document, in the order in which they are shown."""

    GREETINGS = "greetings"
    CALL_TYPES = "call_types"
    INSTRUCTIONS = "instructions"
    FAQ = "faq"
    OPENING_HOURS = "opening_hours"
    CLOSURES = "closures"


class ChangeKind(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry that differs between two documents. `fields` are the names of what changed, in the order of the entry."""

    section: Section
    kind: ChangeKind
    before: Entry | None
    after: Entry | None
    fields: tuple[str, ...] = ()


UNSEEN = frozenset({"changed_at"})
"""When an entry was last touched is no difference that anybody wants to read."""


def difference(before: Document, after: Document) -> list[Change]:
    """Say what `after` has otherwise than `before`, section by section, in the order of the entries; removed ones last."""
    return [change for section in Section for change in _section(section, before.get(section, ()), after.get(section, ()))]


def _section(section: Section, before: Sequence[Entry], after: Sequence[Entry]) -> Iterable[Change]:
    known = {entry["id"]: entry for entry in before}
    for entry in after:
        old = known.pop(entry["id"], None)
        if old is None:
            yield Change(section=section, kind=ChangeKind.ADDED, before=None, after=entry)
            continue
        names = dict.fromkeys([*old, *entry])
        fields = tuple(name for name in names if name not in UNSEEN and old.get(name) != entry.get(name))
        if fields:
            yield Change(section=section, kind=ChangeKind.CHANGED, before=old, after=entry, fields=fields)
    for entry in known.values():
        yield Change(section=section, kind=ChangeKind.REMOVED, before=entry, after=None)


def with_entry(document: Document, section: Section, entry_id: str, entry: Entry | None) -> Document:
    """Give the document with one entry put in or replaced (None: taken out), and all else as it is."""
    entries = list(document.get(section, ()))
    places = {each["id"]: place for place, each in enumerate(entries)}
    if entry is None:
        entries = [each for each in entries if each["id"] != entry_id]
    elif entry_id in places:
        entries[places[entry_id]] = entry
    else:
        entries.append(entry)
    return {**document, section.value: entries}


def with_positions(document: Document, *, section: Section, positions: Mapping[str, int]) -> Document:
    """Give the document with the entries of a section at these places; who has none keeps his."""
    entries = [{**entry, "position": positions.get(entry["id"], entry.get("position", 0))} for entry in document.get(section, ())]
    return {**document, section.value: sorted(entries, key=lambda entry: entry["position"])}


def without_call_type(document: Document, *, key: str) -> Document:
    """Give the document without a call type that is gone, and without what was ordered for it alone."""
    types = [entry for entry in document.get(Section.CALL_TYPES, ()) if entry["id"] != key]
    orders = [entry for entry in document.get(Section.INSTRUCTIONS, ()) if entry.get("call_type") != key]
    return {**document, Section.CALL_TYPES.value: types, Section.INSTRUCTIONS.value: orders}


def without_person(document: Document, *, key: str) -> Document:
    """Give the document without what was ordered for somebody who is gone; to him nobody is put through."""
    types = [
        {**entry, "put_through_to": None} if entry.get("put_through_to") == key else entry for entry in document.get(Section.CALL_TYPES, ())
    ]
    orders = [entry for entry in document.get(Section.INSTRUCTIONS, ()) if entry.get("person") != key]
    return {**document, Section.CALL_TYPES.value: types, Section.INSTRUCTIONS.value: orders}


# --- reading -----------------------------------------------------------------------------------------------------------


def greetings_of(document: Document) -> list[Greeting]:
    """Give the greetings as the rules read them."""
    return [Greeting(id=entry["id"], text=entry["text"], window=window_of(entry)) for entry in document.get(Section.GREETINGS, ())]


def instructions_of(document: Document) -> list[Instruction]:
    """Give the instructions as the rules read them."""
    return [instruction_of(entry) for entry in document.get(Section.INSTRUCTIONS, ())]


def instruction_of(entry: Entry) -> Instruction:
    return Instruction(
        id=entry["id"],
        kind=InstructionKind(entry["kind"]),
        text=entry["text"],
        changed_at=datetime.fromisoformat(entry["changed_at"]),
        subject=entry.get("subject", ""),
        person=_key(entry.get("person")),
        call_type=_key(entry.get("call_type")),
        valid_from=_moment(entry.get("valid_from")),
        valid_until=_moment(entry.get("valid_until")),
        window=window_of(entry),
        set_by=entry.get("set_by", ""),
        position=entry.get("position", 0),
    )


def questions_of(document: Document) -> dict[str, Question]:
    """Give what is asked, by the id of the instruction that asks it."""
    return {
        entry["id"]: Question(
            id=entry["id"],
            kind=QuestionKind(entry.get("answer_kind", QuestionKind.TEXT)),
            label=entry["text"],
            required=entry.get("required", False),
            choices=tuple(entry.get("choices", ())),
        )
        for entry in document.get(Section.INSTRUCTIONS, ())
        if entry["kind"] == InstructionKind.ASK
    }


def opening_hours_of(document: Document) -> OpeningHours:
    """Give the opening hours with the days on which it is closed."""
    closures = [
        Closure(
            span=Span.of_days(date.fromisoformat(entry["first_day"]), date.fromisoformat(entry["last_day"])),
            reason=ClosureReason(entry["reason"]),
        )
        for entry in document.get(Section.CLOSURES, ())
    ]
    windows = [window_of(entry) for entry in document.get(Section.OPENING_HOURS, ())]
    return OpeningHours(windows=tuple(windows), closed=tuple(closures))


def window_of(entry: Entry) -> Window:
    """Give the part of the week of an entry."""
    return Window(
        weekdays=frozenset(int(day) for day in entry.get("weekdays", "0123456")),
        start=_clock(entry.get("start")),
        end=_clock(entry.get("end")),
        on_holidays=HolidayRule(entry.get("on_holidays", HolidayRule.AS_USUAL)),
    )


def plain(value: Any) -> Any:
    """Give a value the form in which it stands in a document: moments (in UTC, so that one is written one way), days, times, keys."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _key(text: str | None) -> UUID | None:
    return UUID(text) if text else None
