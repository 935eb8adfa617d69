"""What is said of a record of the file beside what stands in it: when it holds, what is done, how long somebody is away."""

from datetime import date, datetime
from itertools import groupby

from django.utils.dateformat import format as written
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vorzimmer.customers.models import Absence, Availability, CallType, Closure, InWindow, Person
from vorzimmer.domain.days import berlin
from vorzimmer.domain.hours import HolidayRule, Window


def week(row: InWindow) -> str:
    """Say when something holds: "Mon–Fri, 08:00–18:00"; an unusual rule for holidays stands behind it."""
    days = sorted(int(number) for number in row.weekdays)
    spans = [list(span) for _key, span in groupby(days, key=lambda number: number - days.index(number))]
    names = [str(WEEKDAYS_ABBR[span[0]]) if len(span) == 1 else f"{WEEKDAYS_ABBR[span[0]]}–{WEEKDAYS_ABBR[span[-1]]}" for span in spans]
    said = [_("every day") if len(days) == len(WEEKDAYS_ABBR) else ", ".join(names)]
    if row.start is not None and row.end is not None:
        said.append(f"{row.start:%H:%M}–{row.end:%H:%M}")
    if row.on_holidays != HolidayRule.AS_USUAL:
        said.append(str(dict(InWindow.HOLIDAYS)[row.on_holidays]))
    return ", ".join(said)


def only_week(row: InWindow) -> str:
    """Say when something holds, if not always."""
    return "" if row.window == Window() else week(row)


def closed(closure: Closure) -> str:
    """Say on which days it is closed."""
    return _days(closure.first_day, closure.last_day)


def away(absence: Absence) -> str:
    """Say from when until when somebody is away: "3 Aug 2026 – 7 Aug 2026", or with times."""
    first, last = berlin(absence.start), berlin(absence.end)
    if absence.whole_days:
        return _days(first.date(), berlin(absence.end - datetime.resolution).date())
    if first.date() == last.date():
        return f"{_day(first.date())}, {first:%H:%M}–{last:%H:%M}"
    return f"{_day(first.date())} {first:%H:%M} – {_day(last.date())} {last:%H:%M}"


def measures(call_type: CallType) -> str:
    """Say what is done with such a call: "note, put through to Frau Kern"."""
    said = []
    for measure in call_type.measures:
        if measure == CallType.Measure.PUT_THROUGH and call_type.put_through_to:
            said.append(_("put through to %(name)s") % {"name": call_type.put_through_to.name})
        elif measure == CallType.Measure.CHAIN and call_type.rota:
            said.append(_("emergency chain “%(name)s”") % {"name": call_type.rota.name})
        else:
            said.append(str(CallType.Measure(measure).label))
    return ", ".join(said) or _("note")


def put_through_when(person: Person) -> str:
    """Say in which states calls are put through, where it is not just when he is available."""
    if person.transfer_when == [Availability.AVAILABLE]:
        return ""
    return ", ".join(str(label) for value, label in Availability.choices if value in person.transfer_when)


def _days(first: date, last: date) -> str:
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"


def _day(on: date) -> str:
    return written(on, pgettext("date format, another year", "j M Y"))
