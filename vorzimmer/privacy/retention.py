"""How privacy itself forgets: lines of the register after their years. What the floors below and the machinery forget is told here too."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Subquery

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.consents import ConsentEvent, ConsentPurpose
from vorzimmer.domain.retention import Facts
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Left, Reading, Room, Values, due_days, due_moments
from vorzimmer.privacy.models import Access, AssessmentReview, Breach, Consent, Disclosure, Processor

_NO_DAY = _("the day on which somebody leaves is not kept yet: an account is only switched off")
_ENQUIRIES = _("the job “forget enquiries” erases them every 5 minutes, at the end of the day on which they are closed")
_ADDRESSES = _("the job “forget addresses of senders” erases addresses, cases of abuse and who looked at them every 5 minutes")
_NO_RECORDS = _("there is no such record yet")


def _read_disclosures(at: datetime) -> Reading:
    """A line on which a later one builds (a settlement, a correction) goes after that one."""
    rows = Disclosure._base_manager.filter(followed_by=None)  # noqa: SLF001  (its own manager gives no way to erase)
    return Reading(rows=rows, due=due_moments(Rule.DISCLOSURE, "at", at), facts=_facts)


def _facts(values: Values) -> Facts:
    _pk, at = values
    return Facts(start=at)


def _read_consents(at: datetime) -> Reading:
    """All lines of a consent go together, counted from its withdrawal. One that is not withdrawn has no end yet."""
    withdrawn = Consent._base_manager.filter(record=OuterRef("record"), event=ConsentEvent.WITHDRAWN)  # noqa: SLF001  (as above)
    rows = Consent._base_manager.exclude(purpose=ConsentPurpose.NEWS_PHONE)  # noqa: SLF001  (as above)
    rows = rows.annotate(ended=Subquery(withdrawn.values("at")[:1])).exclude(ended=None)
    return Reading(rows=rows, due=due_moments(Rule.CONSENT, "ended", at), facts=_facts)


def _read_phone_consents(at: datetime) -> Reading:
    """All lines of a consent to calls go together, counted from its last use, grant or withdrawal (§7a UWG)."""
    lines = Consent._base_manager.filter(record=OuterRef("record")).order_by("-at")  # noqa: SLF001  (as above)
    rows = Consent._base_manager.filter(purpose=ConsentPurpose.NEWS_PHONE).annotate(used=Subquery(lines.values("at")[:1]))  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_moments(Rule.PHONE_ADVERTISING, "used", at), facts=_facts)


def _read_reviews(at: datetime) -> Reading:
    """A review goes when a later one has taken its place and its years are over; the last one stays in force."""
    later = AssessmentReview.objects.filter(assessment=OuterRef("assessment"), at__gt=OuterRef("at"))
    rows = AssessmentReview.objects.filter(Exists(later))
    return Reading(rows=rows, due=due_days(Rule.REQUEST, "on", at), facts=_facts)


def _read_breaches(at: datetime) -> Reading:
    """A breach goes with its file, counted from the day on which it was closed."""
    rows = Breach.objects.exclude(closed_on=None)
    return Reading(rows=rows, due=due_days(Rule.REQUEST, "closed_on", at), facts=_facts)


def _read_accesses(at: datetime) -> Reading:
    return Reading(rows=Access.objects.all(), due=due_moments(Rule.AUDIT, "hour", at), facts=_facts)


def _read_processors(at: datetime) -> Reading:
    """A processor goes with its audits, counted from the day on which it was put out of use; not while a connection names it."""
    rows = Processor.objects.filter(connections=None).exclude(ended_on=None)
    return Reading(rows=rows, due=due_days(Rule.AVV, "ended_on", at), facts=_facts)


ROOM = Room(
    clocks=(
        Clock(rule=Rule.DISCLOSURE, table="privacy.Disclosure", read=_read_disclosures, columns=("at",), order="-pk"),
        Clock(rule=Rule.CONSENT, table="privacy.Consent", read=_read_consents, columns=("ended",)),
        Clock(rule=Rule.PHONE_ADVERTISING, table="privacy.Consent", read=_read_phone_consents, columns=("used",)),
        Clock(rule=Rule.REQUEST, table="privacy.AssessmentReview", read=_read_reviews, columns=("on",)),
        Clock(rule=Rule.REQUEST, table="privacy.Breach", read=_read_breaches, columns=("closed_on",)),
        Clock(rule=Rule.AUDIT, table="privacy.Access", read=_read_accesses, columns=("hour",)),
        Clock(rule=Rule.AVV, table="privacy.Processor", read=_read_processors, columns=("ended_on",)),
    ),
    left=(
        Left(
            rule=Rule.DISCLOSURE,
            table="privacy.Recipient",
            because=_("a recipient is kept while he may get something; the day of his last use is not kept yet"),
        ),
        Left(
            rule=Rule.BST,
            table="keyring.DataKey",
            because=_("a destroyed key leaves its line as the proof; the customer's id leads nowhere"),
        ),
        Left(rule=Rule.SESSION, because=_("the job “clear sessions” ends them every 15 minutes")),
        Left(rule=Rule.LIVE, because=_("the job “forget live events” deletes them every 5 minutes")),
        Left(rule=Rule.SIGN_IN, because=_("counted in memory only; gone after 15 minutes or with the process")),
        Left(rule=Rule.ACCOUNT, because=_NO_DAY),
        Left(rule=Rule.STAFF, because=_NO_DAY),
        Left(rule=Rule.BACKUP, because=_("the program makes no backups itself yet")),
        Left(
            rule=Rule.INT,
            because=_("the job “forget enquiries” erases them every 5 minutes, at the end of the day on which they are closed"),
        ),
        *(Left(rule=rule, because=_ADDRESSES) for rule in (Rule.ADDRESS, Rule.SHORT_ADDRESS, Rule.AUDIT, Rule.SECURITY)),
        *(Left(rule=rule, because=_NO_RECORDS) for rule in (Rule.EXPORT,)),
    ),
)
