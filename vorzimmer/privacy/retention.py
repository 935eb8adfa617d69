"""How privacy itself forgets: lines of the register after their years. What the floors below and the machinery forget is told here too."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Concat

from vorzimmer.accounts.models import User
from vorzimmer.accounts.queries import NOBODY
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.consents import ConsentEvent, ConsentPurpose
from vorzimmer.domain.roles import STAFF
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Left, Reading, Room, SealedRows, due_days, due_moments, facts_of_start, nothing, unreferenced
from vorzimmer.privacy.factors.models import SecondFactor
from vorzimmer.privacy.models import (
    Access,
    AssessmentReview,
    Block,
    Breach,
    Consent,
    DataRequest,
    Disclosure,
    Processor,
    Recipient,
    Tombstone,
)
from vorzimmer.privacy.scope import AGENCY

_ENQUIRIES = _("the job “forget enquiries” erases them every 5 minutes, at the end of the day on which they are closed")
_ADDRESSES = _("the job “forget addresses of senders” erases addresses, cases of abuse and who looked at them every 5 minutes")
_NO_RECORDS = _("there is no such record yet")


def _read_disclosures(at: datetime) -> Reading:
    """A line on which a later one builds (a settlement, a correction), or a hand-over that is not over, goes after that."""
    rows = Disclosure._base_manager.filter(unreferenced("privacy.Disclosure"))  # noqa: SLF001  (its own manager gives no way to erase)
    return Reading(rows=rows, due=due_moments(Rule.DISCLOSURE, "at", at), facts=facts_of_start)


def _hidden_disclosures(at: datetime) -> Q:
    return due_moments(Rule.DISCLOSURE, "at", at) & unreferenced("privacy.Disclosure", but={"privacy.Disclosure"})


def _read_recipients(at: datetime) -> Reading:
    """Somebody to whom nothing is given any more counts from the day on which that was said, and goes after all that names him."""
    rows = Recipient._base_manager.filter(unreferenced("privacy.Recipient"), active=False)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_moments(Rule.DISCLOSURE, "changed_at", at), facts=facts_of_start)


# --- who signs in ------------------------------------------------------------------------------------------------------------

_SIGN_IN: Mapping[str, object] = {
    "email": Concat(Cast("pk", CharField()), Value(NOBODY)),
    "password": "!",
    "extension": "",
    "name": Case(When(role__in=STAFF, then=F("name")), default=Value("")),
}
"""What stands in the row of who has left: nothing by which to sign in. What somebody of the agency is called stays for the undertaking."""
_UNDERTAKING: Mapping[str, object] = {"name": "", "secrecy_signed_on": None}


def _read_sign_ins(at: datetime) -> Reading:
    rows = User._base_manager.exclude(email__endswith=NOBODY)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.ACCOUNT, "left_on", at), facts=facts_of_start)


def _read_undertakings(at: datetime) -> Reading:
    """Names and undertakings of people of the agency: the three years of §195, §199 BGB."""
    rows = User._base_manager.exclude(name="", secrecy_signed_on=None)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.STAFF, "left_on", at), facts=facts_of_start)


def _read_factors(at: datetime) -> Reading:
    rows = SecondFactor._base_manager.all()  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.ACCOUNT, "user__left_on", at), facts=facts_of_start)


def _read_tombstones(at: datetime) -> Reading:
    """What is not in the file yet stays until it is."""
    rows = Tombstone._base_manager.exclude(carried_at=None)  # noqa: SLF001  (Django's own name for it)
    return Reading(rows=rows, due=due_moments(Rule.TOMBSTONE, "at", at), facts=facts_of_start)


def _read_requests(at: datetime) -> Reading:
    """A request goes so long after it was closed, with its log; while something that it blocked is blocked, it stays."""
    standing = Block.objects.standing().filter(request=OuterRef("pk"))
    rows = DataRequest._base_manager.filter(~Exists(standing), closed_on__isnull=False)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.REQUEST, "closed_on", at), facts=facts_of_start)


# --- the registers -----------------------------------------------------------------------------------------------------------


def _read_consents(at: datetime) -> Reading:
    """All lines of a consent go together, counted from its withdrawal. One that is not withdrawn has no end yet."""
    withdrawn = Consent._base_manager.filter(record=OuterRef("record"), event=ConsentEvent.WITHDRAWN)  # noqa: SLF001  (as above)
    rows = Consent._base_manager.exclude(purpose=ConsentPurpose.NEWS_PHONE)  # noqa: SLF001  (as above)
    rows = rows.annotate(ended=Subquery(withdrawn.values("at")[:1])).exclude(ended=None)
    return Reading(rows=rows, due=due_moments(Rule.CONSENT, "ended", at), facts=facts_of_start)


def _read_phone_consents(at: datetime) -> Reading:
    """All lines of a consent to calls go together, counted from its last use, grant or withdrawal (§7a UWG)."""
    lines = Consent._base_manager.filter(record=OuterRef("record")).order_by("-at")  # noqa: SLF001  (as above)
    rows = Consent._base_manager.filter(purpose=ConsentPurpose.NEWS_PHONE).annotate(used=Subquery(lines.values("at")[:1]))  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_moments(Rule.PHONE_ADVERTISING, "used", at), facts=facts_of_start)


def _read_reviews(at: datetime) -> Reading:
    """A review goes when a later one has taken its place and its years are over; the last one stays in force."""
    later = AssessmentReview._base_manager.filter(assessment=OuterRef("assessment"), at__gt=OuterRef("at"))  # noqa: SLF001  (as above)
    rows = AssessmentReview._base_manager.filter(Exists(later))  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.REQUEST, "on", at), facts=facts_of_start)


def _read_breaches(at: datetime) -> Reading:
    """A breach goes with its file, counted from the day on which it was closed."""
    rows = Breach._base_manager.exclude(closed_on=None)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.REQUEST, "closed_on", at), facts=facts_of_start)


def _read_accesses(at: datetime) -> Reading:
    return Reading(rows=Access._base_manager.all(), due=due_moments(Rule.AUDIT, "hour", at), facts=facts_of_start)  # noqa: SLF001  (as above)


def _read_processors(at: datetime) -> Reading:
    """A processor goes with its audits, counted from the day on which it was put out of use; not while a connection names it."""
    rows = Processor._base_manager.filter(connections=None).exclude(ended_on=None)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.AVV, "ended_on", at), facts=facts_of_start)


def _of(read: Callable[[datetime], Reading]) -> Callable[[datetime], Q]:
    """Hide what is due: few rows, whose start is worked out from others."""
    return lambda at: Q(pk__in=read(at).candidates().values("pk"))


ROOM = Room(
    clocks=(
        Clock(
            rule=Rule.CONSENT, table="privacy.Consent", read=_read_consents, columns=("ended",), starts="ended", hides=_of(_read_consents)
        ),
        Clock(
            rule=Rule.PHONE_ADVERTISING,
            table="privacy.Consent",
            read=_read_phone_consents,
            columns=("used",),
            starts="used",
            hides=_of(_read_phone_consents),
        ),
        Clock(
            rule=Rule.REQUEST, table="privacy.AssessmentReview", read=_read_reviews, columns=("on",), starts="on", hides=_of(_read_reviews)
        ),
        Clock(rule=Rule.REQUEST, table="privacy.Breach", read=_read_breaches, columns=("closed_on",), starts="closed_on"),
        Clock(rule=Rule.AUDIT, table="privacy.Access", read=_read_accesses, columns=("hour",), starts="hour"),
        Clock(
            rule=Rule.AVV,
            table="privacy.Processor",
            read=_read_processors,
            columns=("ended_on",),
            starts="ended_on",
            hides=_of(_read_processors),
        ),
        Clock(
            rule=Rule.REQUEST,
            table="privacy.DataRequest",
            read=_read_requests,
            columns=("closed_on",),
            starts="closed_on",
            along=frozenset({Rule.EXPORT}),
        ),
        Clock(
            rule=Rule.DISCLOSURE,
            table="privacy.Disclosure",
            read=_read_disclosures,
            columns=("at",),
            starts="at",
            order="-pk",
            hides=_hidden_disclosures,
        ),
        Clock(rule=Rule.TOMBSTONE, table="privacy.Tombstone", read=_read_tombstones, columns=("at",), starts="at", hides=nothing),
        Clock(
            rule=Rule.DISCLOSURE,
            table="privacy.Recipient",
            read=_read_recipients,
            columns=("changed_at",),
            starts="changed_at",
            hides=_of(_read_recipients),
        ),
        Clock(
            rule=Rule.ACCOUNT,
            table="factors.SecondFactor",
            read=_read_factors,
            columns=("user__left_on",),
            starts="user__left_on",
            hides=nothing,
        ),
        Clock(
            rule=Rule.ACCOUNT,
            table="accounts.User",
            read=_read_sign_ins,
            columns=("left_on",),
            starts="left_on",
            blanks=_SIGN_IN,
            fades=True,
        ),
        Clock(
            rule=Rule.STAFF,
            table="accounts.User",
            read=_read_undertakings,
            columns=("left_on",),
            starts="left_on",
            blanks=_UNDERTAKING,
            fades=True,
        ),
    ),
    sealed=(
        SealedRows(table="privacy.DataRequest", at="received_at", owner="", category="DSR"),
        SealedRows(table="privacy.RequestFile", at="made_at", owner="", category="DSR"),
        SealedRows(table="factors.SecondFactor", at="added_on", owner="", category="ACCOUNT"),
    ),
    finished=lambda _at: {AGENCY: frozenset({"DSR", "ACCOUNT"})},
    left=(
        Left(
            rule=Rule.BST,
            table="keyring.DataKey",
            because=_("a destroyed key leaves its line as the proof; the customer's id leads nowhere"),
        ),
        Left(rule=Rule.EXPORT, because=_("the job “forget copies” erases them every 5 minutes; they are erased when they are fetched")),
        Left(rule=Rule.SESSION, because=_("the job “clear sessions” ends them every 15 minutes")),
        Left(rule=Rule.LIVE, because=_("the job “forget live events” deletes them every 5 minutes")),
        Left(rule=Rule.SIGN_IN, because=_("counted in memory only; gone after 15 minutes or with the process")),
        Left(rule=Rule.BACKUP, because=_("the job “back up and forget old backups” deletes them every hour; of the keyring sooner")),
        Left(
            rule=Rule.TOMBSTONE,
            table="privacy:tombstones",
            because=_("the job “back up and forget old backups” writes the file anew without them, every hour"),
        ),
        Left(
            rule=Rule.INT,
            because=_("the job “forget enquiries” erases them every 5 minutes, at the end of the day on which they are closed"),
        ),
        *(Left(rule=rule, because=_ADDRESSES) for rule in (Rule.ADDRESS, Rule.SHORT_ADDRESS, Rule.AUDIT, Rule.SECURITY)),
    ),
)
