"""What a file of the bank brought, in words, for screens, commands and the watched folder."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.billing.actions.bank import Imported
from vorzimmer.domain.bank import StatementProblem
from vorzimmer.domain.bank_book import SENTENCES


def reason_said(reason: str) -> str:
    """Say why an entry stands as it does; blank for a reason that is none."""
    return _(SENTENCES[reason]) if reason in SENTENCES else ""


def brought(imported: Imported) -> str:
    """Say in one line what a file brought."""
    did = imported.assigned
    said = ngettext("%(count)d new entry", "%(count)d new entries", imported.new) % {"count": imported.new}
    parts = [
        (imported.known, ngettext("%(count)d was known", "%(count)d were known", imported.known)),
        (did.booked, ngettext("%(count)d booked", "%(count)d booked", did.booked)),
        (did.proposed + did.left, ngettext("%(count)d to be assigned", "%(count)d to be assigned", did.proposed + did.left)),
        (did.aside, ngettext("%(count)d set aside", "%(count)d set aside", did.aside)),
        (imported.announced, ngettext("%(count)d only announced", "%(count)d only announced", imported.announced)),
        (len(imported.broken), ngettext("%(count)d not readable", "%(count)d not readable", len(imported.broken))),
    ]
    return ", ".join([said, *(text % {"count": count} for count, text in parts if count)])


def problems_said(problems: Sequence[StatementProblem]) -> list[str]:
    """Say each problem in a line: where, and what is wrong."""
    return [f"{problem.place.sentence().said(_)}: {problem.says.said(_)}" for problem in problems]
