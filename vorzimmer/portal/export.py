"""The list of messages as CSV: semicolons and a mark for UTF-8, so that a German spreadsheet opens it; nothing in it can calculate."""

import csv
import io
from collections.abc import Iterable

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vorzimmer.calls.models import Note

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins like this is taken for a formula by spreadsheets (CWE-1236)."""


def as_csv(notes: Iterable[Note]) -> str:
    """Write one line a message, with a head in the reader's language."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(
        [_("Call"), _("Customer"), _("For"), _("Caller"), _("Company"), _("Number"), _("Concern"), _("Urgency"), _("Outcome"), _("Done")]
    )
    for note in notes:
        writer.writerow([harmless(cell) for cell in _line(note)])
    return MARK + out.getvalue()


def harmless(cell: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


def _line(note: Note) -> list[str]:
    return [
        f"{localtime(note.called_at):%Y-%m-%d %H:%M}",
        note.customer.name,
        note.person.name if note.person else "",
        note.caller_name,
        note.caller_company,
        note.callback_number,
        note.concern,
        str(note.get_urgency_display()),
        str(note.get_outcome_display()),
        f"{localtime(note.done_at):%Y-%m-%d %H:%M}" if note.done_at else "",
    ]
