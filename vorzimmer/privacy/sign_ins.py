"""What stands in the row of who has left is hidden from the exact moment on at which the sweep has to empty it (decision 0018)."""

from datetime import date, datetime

from vorzimmer.accounts.models import User
from vorzimmer.accounts.queries import NOBODY
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Due, Facts, decide
from vorzimmer.domain.roles import STAFF
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.reading import reading_moment


def hide_left(user: User) -> None:
    """Take from a row that was read what nobody may read any more at the moment of the door; what was not read is left alone."""
    at, read = reading_moment(), user.__dict__
    left_on = read.get("left_on")
    if at is None or left_on is None:
        return
    hidden: dict[str, object] = {}
    if _is_over(Rule.ACCOUNT, left_on, at):
        hidden |= {"email": f"{user.pk}{NOBODY}", "password": "!", "extension": ""}
        hidden |= {} if user.role in STAFF else {"name": ""}
    if _is_over(Rule.STAFF, left_on, at):
        hidden |= {"name": "", "secrecy_signed_on": None}
    read.update({name: value for name, value in hidden.items() if name in read})


def _is_over(rule: Rule, day: date, at: datetime) -> bool:
    return isinstance(decide(retention_rules(), rule, Facts(start=day), at), Due)
