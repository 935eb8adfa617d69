"""How privacy itself forgets: lines of the register after their years. What the floors below and the machinery forget is told here too."""

from datetime import datetime

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Facts
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Left, Reading, Room, Values, due_moments
from vorzimmer.privacy.models import Disclosure, Tombstone

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


def _read_tombstones(at: datetime) -> Reading:
    """What is not in the file yet stays until it is."""
    rows = Tombstone._base_manager.exclude(carried_at=None)  # noqa: SLF001  (Django's own name for it)
    return Reading(rows=rows, due=due_moments(Rule.TOMBSTONE, "at", at), facts=_facts_of_disclosure)


ROOM = Room(
    clocks=(
        Clock(rule=Rule.DISCLOSURE, table="privacy.Disclosure", read=_read_disclosures, columns=("at",), order="-pk"),
        Clock(rule=Rule.TOMBSTONE, table="privacy.Tombstone", read=_read_tombstones, columns=("at",)),
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
        *(Left(rule=rule, because=_NO_RECORDS) for rule in (Rule.CONSENT, Rule.PHONE_ADVERTISING, Rule.REQUEST, Rule.EXPORT)),
    ),
)
