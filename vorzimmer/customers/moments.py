"""Moments and days as people in Berlin say them, in the language of the reader: for all screens (as template filters) and for words.

Pure functions: the present moment comes in.
"""

from datetime import date, datetime, timedelta

from django.utils.dateformat import format as written
from django.utils.translation import gettext, pgettext

from vorzimmer.domain.days import BERLIN

DAYS_OF_WEEK = 7


def _day(on: date, *, today: date, weekday: str) -> str:
    """Say the day as people do; `weekday` is the date format of a day within the last week ("D" or "l")."""
    days = (on - today).days
    if days == 0:
        return gettext("today")
    if days == -1:
        return gettext("yesterday")
    if days == 1:
        return gettext("tomorrow")
    if -DAYS_OF_WEEK < days < 0:
        return written(on, weekday)
    if on.year == today.year:
        return written(on, pgettext("date format, this year", "j M"))
    return written(on, pgettext("date format, another year", "j M Y"))


def saidtime(at: datetime | None, now: datetime) -> str:
    """Say a moment as people in Berlin do: "today 14:05", "Mon 14:05", "7 Jan 14:05". Both moments are aware."""
    if at is None:
        return ""
    local = at.astimezone(BERLIN)
    day = _day(local.date(), today=now.astimezone(BERLIN).date(), weekday="D")
    return f"{day} {local:%H:%M}"


def saiddate(on: date | datetime | None, now: datetime) -> str:
    """Say a day as people in Berlin do: "today", "Monday", "7 Jan"."""
    if on is None:
        return ""
    day = on.astimezone(BERLIN).date() if isinstance(on, datetime) else on
    return _day(day, today=now.astimezone(BERLIN).date(), weekday="l")


def fulltime(at: datetime | None) -> str:
    """Write a moment in full, in Berlin: "Wednesday, 7 January 2026, 14:05:09"."""
    if at is None:
        return ""
    return written(at.astimezone(BERLIN), pgettext("date format, in full with time", "l, j F Y, H:i:s"))


def duration(length: timedelta | int | None) -> str:
    """Write a length of time (a timedelta, or whole seconds) as on a clock: "0:47", "1:02:03". A negative one is none: "0:00"."""
    if length is None:
        return ""
    seconds = int(length.total_seconds()) if isinstance(length, timedelta) else int(length)
    minutes, seconds = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
