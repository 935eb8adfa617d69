"""Entries of a document, and what changed between two of them, in words: for lists, differences and old versions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers.actions.publishing import MODELS
from vorzimmer.customers.models import CallType, Customer
from vorzimmer.customers.wording import Say, day_in_full, in_full, week, weekdays
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.publishing import Change, ChangeKind, Document, Entry, Section, difference, window_of
from vorzimmer.domain.questions import QuestionKind

Names = Mapping[str, str]
"""Names of people and rotas of a customer, by their ids as text."""

SECTION_NAMES = {
    Section.GREETINGS: gettext_lazy("Greetings"),
    Section.CALL_TYPES: gettext_lazy("Call types"),
    Section.INSTRUCTIONS: gettext_lazy("Instructions"),
    Section.FAQ: gettext_lazy("Answers to questions"),
    Section.OPENING_HOURS: gettext_lazy("Opening hours"),
    Section.CLOSURES: gettext_lazy("Closed on"),
}
KIND_NAMES = {
    ChangeKind.ADDED: gettext_lazy("new"),
    ChangeKind.CHANGED: gettext_lazy("changed"),
    ChangeKind.REMOVED: gettext_lazy("removed"),
}
FIELD_NAMES = {
    "person": gettext_lazy("only for calls for"),
    "call_type": gettext_lazy("only for calls of the kind"),
    "position": gettext_lazy("place in the list"),
    "start": gettext_lazy("from"),
    "end": gettext_lazy("until"),
}
"""Names of fields that have none of their own in the model, or another one beside their entry."""

NOTHING = "–"
URGENCIES = {1: gettext_lazy("can wait"), 2: gettext_lazy("normal"), 3: gettext_lazy("urgent"), 4: gettext_lazy("emergency")}


def names_of(customer: Customer) -> dict[str, str]:
    """Give the names that entries refer to: one question."""
    people, rotas = customer.people.order_by().values_list("pk", "name"), customer.rotas.order_by().values_list("pk", "name")
    return {str(key): name for key, name in people.union(rotas, all=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An entry in words: the sentence, and the conditions under which it holds."""

    key: str
    section: Section
    text: str
    details: Sequence[str]
    mark: str = ""
    """What kind it is (instructions only): do, never or ask."""

    @property
    def uuid(self) -> UUID:
        return UUID(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """What a field said, and what it says."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidChange:
    """A change in words. `entry` is how it reads afterwards; of what is removed, how it read before."""

    kind: ChangeKind
    entry: Said
    fields: Sequence[FieldChange]

    @property
    def kind_name(self) -> str:
        return str(KIND_NAMES[self.kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidSection:
    """What changed, or all that stands, in one section."""

    section: Section
    name: str
    entries: Sequence[Any]


class Wording:
    """Says the entries of documents. `names` are those of people and rotas; call types have theirs in the documents."""

    def __init__(self, names: Names, *documents: Document, say: Say = in_full) -> None:
        self.say = say
        types = {entry["id"]: entry["name"] for document in documents for entry in document.get(Section.CALL_TYPES, ())}
        self.names = {**names, **types}

    def entry(self, section: Section, entry: Entry) -> Said:
        """Say one entry."""
        text, details = _SAYS[section](self, entry)
        mark = entry["kind"] if section is Section.INSTRUCTIONS else ""
        return Said(key=entry["id"], section=section, text=text, details=[detail for detail in details if detail], mark=mark)

    def change(self, change: Change) -> SaidChange:
        """Say one change."""
        entry = change.after or change.before
        assert entry is not None  # noqa: S101  a change has at least one side
        fields = [
            FieldChange(
                name=field_name(change.section, name),
                before=self.value(change.section, name, (change.before or {}).get(name)),
                after=self.value(change.section, name, (change.after or {}).get(name)),
            )
            for name in change.fields
        ]
        return SaidChange(kind=change.kind, entry=self.entry(change.section, entry), fields=fields)

    def value(self, section: Section, name: str, value: Any) -> str:
        """Say what stands in a field of an entry."""
        if value in (None, "", []):
            return NOTHING
        if name == "position":
            return str(value + 1)
        if name == "urgency":
            return str(URGENCIES.get(value, value))
        if name == "weekdays":
            return weekdays(frozenset(int(day) for day in value))
        return self._typed(section, name, value)

    def _typed(self, section: Section, name: str, value: Any) -> str:
        field = MODELS[section]._meta.get_field(name)
        if field.is_relation:
            return self.names.get(value) or _("somebody who is gone")
        if name == "measures":
            return self._measures(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if (write := _WRITTEN.get(field.get_internal_type())) is not None:
            return write(self.say, value)
        return ", ".join(value) if isinstance(value, list) else str(dict(field.flatchoices).get(value, value))

    def _measures(self, measures: Sequence[str]) -> str:
        return ", ".join(str(CallType.Measure(code).label) if code in CallType.Measure.values else code for code in measures)

    # --- sections ------------------------------------------------------------------------------------------------------

    def greeting(self, entry: Entry) -> tuple[str, list[str]]:
        return entry["text"], [week(window_of(entry))]

    def call_type(self, entry: Entry) -> tuple[str, list[str]]:
        person, rota = self.names.get(entry.get("put_through_to") or ""), self.names.get(entry.get("rota") or "")
        return entry["name"], [
            self.value(Section.CALL_TYPES, "urgency", entry.get("urgency", 2)),
            self._measures(entry.get("measures", ())),
            _("put through to %(name)s") % {"name": person} if person else "",
            _("rota “%(name)s”") % {"name": rota} if rota else "",
        ]

    def instruction(self, entry: Entry) -> tuple[str, list[str]]:
        person, call_type = self.names.get(entry.get("person") or ""), self.names.get(entry.get("call_type") or "")
        text = f"{entry['subject']}: {entry['text']}" if entry.get("subject") else entry["text"]
        when = week(window_of(entry))
        return text, [
            *self._question(entry),
            _("only when %(name)s is asked for") % {"name": person} if person else "",
            _("only for calls of the kind “%(name)s”") % {"name": call_type} if call_type else "",
            when if when != _("every day") else "",
            self._dates(entry),
            _("ordered by %(name)s") % {"name": entry["set_by"]} if entry.get("set_by") else "",
        ]

    def _question(self, entry: Entry) -> list[str]:
        if entry["kind"] != InstructionKind.ASK:
            return []
        kind = self.value(Section.INSTRUCTIONS, "answer_kind", entry.get("answer_kind", QuestionKind.TEXT))
        choices = ", ".join(entry.get("choices", ()))
        return [
            _("answer: %(kind)s") % {"kind": f"{kind} ({choices})" if choices else kind},
            _("must be answered") if entry.get("required") else "",
        ]

    def _dates(self, entry: Entry) -> str:
        start, end = (datetime.fromisoformat(text) if text else None for text in (entry.get("valid_from"), entry.get("valid_until")))
        if start and end:
            return _("from %(start)s until %(end)s") % {"start": self.say(start), "end": self.say(end)}
        if end:
            return _("only until %(time)s") % {"time": self.say(end)}
        return _("since %(time)s") % {"time": self.say(start)} if start else ""

    def faq(self, entry: Entry) -> tuple[str, list[str]]:
        return entry["question"], [entry["answer"]]

    def opening_hour(self, entry: Entry) -> tuple[str, list[str]]:
        return week(window_of(entry)), []

    def closure(self, entry: Entry) -> tuple[str, list[str]]:
        first, last = (day_in_full(date.fromisoformat(entry[name])) for name in ("first_day", "last_day"))
        return first if first == last else f"{first} – {last}", [self.value(Section.CLOSURES, "reason", entry["reason"])]


_SAYS = {
    Section.GREETINGS: Wording.greeting,
    Section.CALL_TYPES: Wording.call_type,
    Section.INSTRUCTIONS: Wording.instruction,
    Section.FAQ: Wording.faq,
    Section.OPENING_HOURS: Wording.opening_hour,
    Section.CLOSURES: Wording.closure,
}


_WRITTEN: Mapping[str, Callable[[Say, str], str]] = {
    "DateTimeField": lambda say, text: say(datetime.fromisoformat(text)),
    "DateField": lambda _say, text: day_in_full(date.fromisoformat(text)),
    "TimeField": lambda _say, text: f"{time.fromisoformat(text):%H:%M}",
}
"""How the text of a document is written, by the type of the field."""


def field_name(section: Section, name: str) -> str:
    """Name a field as people do."""
    if name in FIELD_NAMES:
        return str(FIELD_NAMES[name])
    return str(MODELS[section]._meta.get_field(name).verbose_name)


def said_difference(before: Document, after: Document, names: Names, say: Say = in_full) -> list[SaidSection]:
    """Say what `after` has otherwise than `before`, by sections; sections without a change are left out."""
    wording = Wording(names, before, after, say=say)
    changes = difference(before, after)
    found = {section: [wording.change(change) for change in changes if change.section is section] for section in Section}
    return [
        SaidSection(section=section, name=str(SECTION_NAMES[section]), entries=entries) for section, entries in found.items() if entries
    ]


def said_document(document: Document, names: Names, say: Say = in_full) -> list[SaidSection]:
    """Say all that stands in a document, section by section, the empty ones, too."""
    wording = Wording(names, document, say=say)
    return [
        SaidSection(
            section=section,
            name=str(SECTION_NAMES[section]),
            entries=[wording.entry(section, entry) for entry in document.get(section, ())],
        )
        for section in Section
    ]
