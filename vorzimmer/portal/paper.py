"""The list of messages as PDF, set by typst in memory: nothing of it touches the disk."""

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vorzimmer.calls.models import Note
from vorzimmer.telephony.numbers import grouped


@cache
def _template() -> bytes:
    return files("vorzimmer.portal").joinpath("paper.typ").read_bytes()


def as_pdf(notes: Iterable[Note], *, about: str) -> bytes:
    """Set the messages, in the reader's language; `about` says which they are."""
    found = [_entry(note) for note in notes]
    data = {"title": _("Messages"), "about": about, "language": (get_language() or "de")[:2], "notes": found}
    return bytes(typst.compile(_template(), format="pdf", sys_inputs={"list": json.dumps(data, ensure_ascii=False)}))


def _entry(note: Note) -> dict[str, Any]:
    facts = [
        note.customer.name,
        note.person.name if note.person else "",
        grouped(note.callback_number) if note.callback_number else "",
        str(note.get_urgency_display()),
        str(note.get_outcome_display()),
        _("done") if note.done_at else "",
    ]
    return {
        "at": date_format(localtime(note.called_at), "SHORT_DATETIME_FORMAT"),
        "caller": ", ".join(part for part in (note.caller_name, note.caller_company) if part) or _("not named"),
        "facts": " · ".join(fact for fact in facts if fact),
        "concern": note.concern,
        "answers": [{"question": answer["question"], "answer": answer["answer"]} for answer in note.answers_in_words],
    }
