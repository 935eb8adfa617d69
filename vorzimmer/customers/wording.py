"""In words: why an order holds, why another one does not, and what a part of the week is.

The desk, every preview and `instructions explain` use these words. `say` writes a moment; without it a moment is written in full.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.utils.dateformat import format as written
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from vorzimmer.domain.days import BERLIN
from vorzimmer.domain.hours import EVERY_DAY, HolidayRule, Window
from vorzimmer.domain.orders import Because, Criterion, Decision, Lost, Order, Other

Say = Callable[[datetime], str]
Names = Mapping[UUID, str]

BECAUSE = {
    Because.FOR_THIS_PERSON: gettext_lazy("for this person"),
    Because.FOR_THIS_CALL_TYPE: gettext_lazy("for this kind of call"),
    Because.ON_HOLIDAYS: gettext_lazy("because it is a public holiday"),
    Because.TIME_OF_DAY: gettext_lazy("at this time of the week"),
    Because.ALWAYS: gettext_lazy("always"),
}
BEATEN_BY = {
    Criterion.SCOPE: gettext_lazy("another one is for this person or this kind of call"),
    Criterion.DATES: gettext_lazy("another one is bound to closer dates"),
    Criterion.SPAN: gettext_lazy("another one holds for a shorter time"),
    Criterion.WINDOW: gettext_lazy("another one holds for a narrower part of the week"),
    Criterion.LATER_CHANGED: gettext_lazy("another one that is as specific was changed later"),
    Criterion.ID: gettext_lazy("another one is as specific, and only one can count"),
}
ON_HOLIDAYS = {
    HolidayRule.NOT: gettext_lazy("not on public holidays"),
    HolidayRule.ONLY: gettext_lazy("on public holidays only"),
}


def in_full(at: datetime) -> str:
    """Write a moment in Berlin: "24 December 2026, 18:30"."""
    return written(at.astimezone(BERLIN), pgettext("date format with time", "j F Y, H:i"))


def day_in_full(day: date) -> str:
    """Write a day: "24 December 2026"."""
    return written(day, pgettext("date format", "j F Y"))


def money(cents: int) -> str:
    """Write integer cents of a euro in the reader's language: "1.234,50 €" or "€1,234.50"."""
    euros, rest = divmod(abs(cents), 100)
    amount = number_format(f"{euros}.{rest:02}", decimal_pos=2, use_l10n=True, force_grouping=True)
    sign = "−" if cents < 0 else ""
    return f"{sign}{amount}\N{NO-BREAK SPACE}€" if get_language() == "de" else f"{sign}€{amount}"


def why(entry: Decision | Order, say: Say = in_full) -> list[str]:
    """Say why something counts: every reason, and who ordered it when."""
    rule = entry.instruction
    said = [_reason(reason, entry, say) for reason in entry.because]
    if rule.set_by:
        said.append(_("ordered by %(who)s %(time)s") % {"who": rule.set_by, "time": say(rule.changed_at)})
    return said


def _reason(reason: Because, entry: Decision | Order, say: Say) -> str:
    rule = entry.instruction
    if reason is Because.SINCE and rule.valid_from is not None:
        return _("since %(time)s") % {"time": say(rule.valid_from)}
    if reason is Because.UNTIL and rule.valid_until is not None:
        return _("only until %(time)s") % {"time": say(rule.valid_until)}
    return str(BECAUSE[reason])


def lost(other: Other, say: Say = in_full, *, people: Names | None = None, call_types: Names | None = None) -> str:
    """Say why something does not count. `people` and `call_types` give the names to say; without them it is said in general."""
    rule = other.instruction
    match other.lost:
        case Lost.LESS_SPECIFIC:
            return _("less specific: %(why)s") % {"why": BEATEN_BY[other.by or Criterion.ID]}
        case Lost.OTHER_PERSON:
            name = (people or {}).get(rule.person) if rule.person else None
            return _("only when %(name)s is asked for") % {"name": name} if name else _("only when somebody else is asked for")
        case Lost.OTHER_CALL_TYPE:
            name = (call_types or {}).get(rule.call_type) if rule.call_type else None
            return _("only for calls of the kind “%(name)s”") % {"name": name} if name else _("only for another kind of call")
        case Lost.EXPIRED:
            return _("over since %(time)s") % {"time": say(other.at)} if other.at else _("over")
        case Lost.NOT_YET:
            return _("not before %(time)s") % {"time": say(other.at)} if other.at else _("not yet")
        case Lost.OUTSIDE_WINDOW:
            return _("only at other times: %(when)s") % {"when": week(rule.window)}


def weekdays(days: frozenset[int]) -> str:
    """Say days of the week (0 is Monday): "every day", "Mon–Fri", "Sat, Sun"."""
    if days == EVERY_DAY:
        return _("every day")
    return ", ".join(_run([day for _key, day in run]) for _key, run in groupby(enumerate(sorted(days)), key=lambda pair: pair[1] - pair[0]))


def _run(days: list[int]) -> str:
    """Say days that follow each other; two are named, more are from … to."""
    names = [str(WEEKDAYS_ABBR[day]) for day in days]
    return ", ".join(names) if len(names) < 3 else f"{names[0]}–{names[-1]}"  # noqa: PLR2004  two are no row


def week(window: Window) -> str:
    """Say when a part of the week is: "Mon–Fri, 08:00–18:00, not on public holidays"."""
    said = [weekdays(window.weekdays)]
    if window.start is not None and window.end is not None:
        said.append(f"{window.start:%H:%M}–{window.end:%H:%M}")
    if window.on_holidays in ON_HOLIDAYS:
        said.append(str(ON_HOLIDAYS[window.on_holidays]))
    return ", ".join(said)
