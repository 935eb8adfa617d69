"""How privacy itself forgets: lines of the register after their years. What the floors below and the machinery forget is told here too."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Facts
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Left, Reading, Room, Values, due_days, due_moments
from vorzimmer.privacy.models import Block, DataRequest, Disclosure

_NO_DAY = _("the day on which somebody leaves is not kept yet: an account is only switched off")
_ENQUIRIES = _("the job “forget enquiries” erases them every 5 minutes, at the end of the day on which they are closed")
_ADDRESSES = _("the job “forget addresses of senders” erases addresses, cases of abuse and who looked at them every 5 minutes")
_NO_RECORDS = _("there is no such record yet")


def _read_disclosures(at: datetime) -> Reading:
    """A line on which a later one builds (a settlement, a correction) goes after that one."""
    rows = Disclosure._base_manager.filter(followed_by=None)  # noqa: SLF001  (its own manager gives no way to erase)
    return Reading(rows=rows, due=due_moments(Rule.DISCLOSURE, "at", at), facts=_facts_of_disclosure)


def _facts_of_disclosure(values: Values) -> Facts:
    _pk, at = values
    return Facts(start=at)


def _read_requests(at: datetime) -> Reading:
    """A request goes so long after it was closed, with its log; while something that it blocked is blocked, it stays."""
    standing = Block.objects.standing().filter(request=OuterRef("pk"))
    rows = DataRequest._base_manager.filter(~Exists(standing), closed_on__isnull=False)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_days(Rule.REQUEST, "closed_on", at), facts=_facts_of_request)


def _facts_of_request(values: Values) -> Facts:
    _pk, closed_on = values
    return Facts(start=closed_on)


ROOM = Room(
    clocks=(
        Clock(rule=Rule.REQUEST, table="privacy.DataRequest", read=_read_requests, columns=("closed_on",), along=frozenset({Rule.EXPORT})),
        Clock(rule=Rule.DISCLOSURE, table="privacy.Disclosure", read=_read_disclosures, columns=("at",), order="-pk"),
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
        Left(rule=Rule.EXPORT, because=_("the job “forget copies” erases them every 5 minutes; they are erased when they are fetched")),
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
        *(Left(rule=rule, because=_NO_RECORDS) for rule in (Rule.CONSENT, Rule.PHONE_ADVERTISING)),
    ),
)
