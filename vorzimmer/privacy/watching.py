"""What the registers of privacy themselves show on the overview."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.domain.assessments import AssessmentState
from vorzimmer.domain.backups import Backup, Part, latest
from vorzimmer.domain.days import berlin_date, start_of_day, start_of_month
from vorzimmer.domain.processors import Warned, obstacles, warnings
from vorzimmer.domain.requests import Urgency
from vorzimmer.privacy.breaches import open_duties
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.dashboard import Tone, Watched, watch
from vorzimmer.privacy.models import Breach, DataRequest, Disclosure, LedgerEntry, Processor
from vorzimmer.privacy.policies import processor_terms
from vorzimmer.privacy.register_words import TO_TELL
from vorzimmer.privacy.releases import is_released
from vorzimmer.privacy.self_check import check_tail
from vorzimmer.privacy.sweeping import ALL, WHOLE
from vorzimmer.privacy.weighing import weighed

SWEPT_EVERY = timedelta(hours=26)
"""A sweep runs once a day, soon after midnight."""


def breaches(at: datetime) -> Iterator[Watched]:
    """Say what is owed for each open breach, with the end of its time."""
    owed = open_duties(at)
    for breach, duty in owed:
        tone = Tone.LATE if duty.is_late(at) else Tone.WAIT
        left = duty.by - at
        hours = int(abs(left).total_seconds() // 3600)
        if tone is Tone.LATE:
            text = ngettext("%(what)s: late by %(hours)d hour", "%(what)s: late by %(hours)d hours", hours)
        else:
            text = ngettext("%(what)s: %(hours)d hour left", "%(what)s: %(hours)d hours left", hours)
        said = text % {"what": TO_TELL[duty.event], "hours": hours}
        yield Watched(what=breach.title, text=said, tone=tone, page="breach", arguments=(str(breach.pk),))
    waiting = {breach.pk for breach, _duty in owed}
    for breach in Breach.objects.open():
        if breach.pk not in waiting:
            text = _("to be assessed") if not breach.risk else _("everybody was told: to be closed")
            yield Watched(what=breach.title, text=text, tone=Tone.WAIT, page="breach", arguments=(str(breach.pk),))


def processors(at: datetime) -> Iterator[Watched]:
    """Say which processors get nothing, or soon will not."""
    day = berlin_date(at)
    terms = processor_terms(day)
    for processor in Processor.objects.active().with_audits():
        lines = [(Tone.LATE, _("gets nothing: something is missing"))] if obstacles(processor.facts, day, terms) else []
        for warned, by in warnings(processor.facts, day, terms).items() if not lines else ():
            text = _("audit due on %(day)s") if warned is Warned.AUDIT_DUE else _("agreement ends on %(day)s")
            lines.append((Tone.LATE if by < day else Tone.WAIT, text % {"day": date_format(by, "SHORT_DATE_FORMAT")}))
        for tone, text in lines:
            yield Watched(what=processor.name, text=text, tone=tone, page="processor", arguments=(str(processor.pk),))


def interests(at: datetime) -> Iterator[Watched]:
    """Say how many assessments wait for somebody."""
    found = weighed(berlin_date(at))
    waiting = [each for each in found if each.waits]
    if not waiting:
        yield Watched(what=_("Legitimate interests"), text=_("all weighed"), tone=Tone.WELL, page="interests")
        return
    pressing = any(each.state in {AssessmentState.OVERDUE, AssessmentState.REFUSED} for each in waiting)
    text = ngettext("%(count)d assessment waits for you", "%(count)d assessments wait for you", len(waiting)) % {"count": len(waiting)}
    yield Watched(what=_("Legitimate interests"), text=text, tone=Tone.LATE if pressing else Tone.WAIT, page="interests")


def erasure(at: datetime) -> Iterator[Watched]:
    """Say when it was swept last, what stayed, and which rules nobody has released."""
    last = LedgerEntry.objects.filter(rule=ALL, table=WHOLE).order_by("-number").first()
    if last is None:
        yield Watched(what=_("Erasure"), text=_("no sweep yet"), tone=Tone.WAIT, page="ledger")
    else:
        stayed, is_old = last.due - last.erased, at - last.at > SWEPT_EVERY
        said = {"day": date_format(berlin_date(last.at), "SHORT_DATE_FORMAT"), "count": stayed}
        if is_old:
            yield Watched(what=_("Erasure"), text=_("no sweep since %(day)s") % said, tone=Tone.LATE, page="ledger")
        elif stayed:
            text = ngettext("%(count)d record that is due is still there", "%(count)d records that are due are still there", stayed)
            yield Watched(what=_("Erasure"), text=text % said, tone=Tone.WAIT, page="releases")
        else:
            yield Watched(what=_("Erasure"), text=_("everything that was due is gone; %(day)s") % said, tone=Tone.WELL, page="ledger")
    waiting = [rule for rule in sorted({clock.rule for clock in clocks()}) if not is_released(rule)]
    if waiting:
        text = ngettext("%(count)d rule waits for its release", "%(count)d rules wait for their release", len(waiting))
        yield Watched(what=_("Rules of retention"), text=text % {"count": len(waiting)}, tone=Tone.WAIT, page="releases")


def chain(_at: datetime) -> Iterator[Watched]:
    """Say whether the end of the ledger is as it was written: as quick as the public self-check, of which it is a part."""
    tail = check_tail()
    if tail.broken_at is not None:
        yield Watched(
            what=_("Chain of the erasure ledger"),
            text=_("broken at line %(number)d") % {"number": tail.broken_at},
            tone=Tone.BROKEN,
            page="ledger",
            advice=_(
                "Lines were changed or removed. Copy the databases before anything else happens, run “vorzimmer verify-ledger” on the "
                "machine, and compare with the line that you noted elsewhere and with the last backups. Until it is explained the ledger "
                "proves nothing."
            ),
        )
    elif tail.last is not None:
        said = {
            "count": tail.last.number,
            "checked": tail.checked,
            "day": date_format(berlin_date(tail.last.at), "SHORT_DATE_FORMAT"),
            "link": tail.last.link[:12],
        }
        text = ngettext(
            "intact: %(count)d link, the last of %(day)s (%(link)s…)",
            "intact: %(count)d links, the last of %(day)s (%(link)s…); the last %(checked)d checked",
            tail.last.number,
        )
        yield Watched(what=_("Chain of the erasure ledger"), text=text % said, tone=Tone.WELL, page="ledger")


def requests(at: datetime) -> Iterator[Watched]:
    """Say which requests of people press, with the days that are left."""
    day = berlin_date(at)
    pressing = [each for each in DataRequest.objects.open() if each.urgency_on(day) is not Urgency.IN_TIME]
    for request in pressing:
        left = (request.due_on - day).days
        tone = Tone.LATE if left < 0 else Tone.WAIT
        if left < 0:
            text = ngettext("late by %(days)d day", "late by %(days)d days", -left) % {"days": -left}
        else:
            text = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
        what = f"{_('Request')} {request.number}, {request.get_kind_display()}"
        yield Watched(what=what, text=text, tone=tone, page="request", arguments=(str(request.pk),))
    if not pressing:
        count = DataRequest.objects.open().count()
        text = ngettext("%(count)d open", "%(count)d open", count) % {"count": count}
        yield Watched(what=_("Requests"), text=text, tone=Tone.WELL, page="requests")


def backups(at: datetime) -> Iterator[Watched]:
    """Say when the last backup was made; the names of the files tell."""
    if not settings.BACKUP_RECIPIENT:
        yield Watched(what=_("Backups"), text=_("the program makes none"), tone=Tone.WAIT)
        return
    names = [path.name for path in settings.BACKUP_FOLDER.iterdir()] if settings.BACKUP_FOLDER.is_dir() else []
    last = latest((found for found in map(Backup.named, names) if found is not None), Part.DATA)
    if last is None:
        yield Watched(what=_("Backups"), text=_("none yet"), tone=Tone.LATE)
        return
    tone = Tone.LATE if at - last.made_at > 2 * timedelta(hours=settings.BACKUP_HOURS) else Tone.WELL
    text = _("the last one is of %(at)s") % {"at": date_format(berlin_date(last.made_at), "SHORT_DATE_FORMAT")}
    yield Watched(what=_("Backups"), text=text, tone=tone)


def disclosures(at: datetime) -> Iterator[Watched]:
    """Say how many disclosures there were this month."""
    count = Disclosure.objects.filter(at__gte=start_of_day(start_of_month(berlin_date(at)))).count()
    text = ngettext("%(count)d this month", "%(count)d this month", count) % {"count": count}
    yield Watched(what=_("Disclosures"), text=text, tone=Tone.WELL, page="disclosures")


def watch_registers() -> None:
    """Say it when the program starts."""
    for name, counter in {
        "breaches": breaches,
        "requests": requests,
        "processors": processors,
        "interests": interests,
        "erasure": erasure,
        "chain": chain,
        "backups": backups,
        "disclosures": disclosures,
    }.items():
        watch(name, counter)
