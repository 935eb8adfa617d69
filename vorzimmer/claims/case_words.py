"""Cases in words: kinds, reasons, ways, outcomes, holds, and what happened."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from vorzimmer.claims.cases import HeldBy, Holding
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.domain.case_log import RAISED
from vorzimmer.domain.cases import CaseEvent, CaseKind, CaseState, Ground, Outcome, Way
from vorzimmer.domain.holds import Hold

KINDS = {
    CaseKind.DISPUTE: gettext_lazy("dispute"),
    CaseKind.INCIDENT: gettext_lazy("incident"),
    CaseKind.ABUSE: gettext_lazy("abuse"),
}
STATES = {CaseState.OPEN: pgettext_lazy("case", "open"), CaseState.RESOLVED: pgettext_lazy("case", "resolved")}
GROUNDS = {
    Ground.AMOUNT: gettext_lazy("the amount is wrong"),
    Ground.NOT_ORDERED: gettext_lazy("it was not ordered"),
    Ground.NOT_DELIVERED: gettext_lazy("it was not delivered"),
    Ground.WRONG_TARIFF: gettext_lazy("the tariff is wrong"),
    Ground.ALREADY_PAID: gettext_lazy("it is paid already"),
    Ground.WRONG_RECIPIENT: gettext_lazy("it is for somebody else"),
    Ground.OTHER: gettext_lazy("another reason"),
}
WAYS = {
    Way.PHONE: gettext_lazy("by telephone"),
    Way.EMAIL: gettext_lazy("by e-mail"),
    Way.LETTER: gettext_lazy("by letter"),
    Way.PORTAL: gettext_lazy("in the portal"),
}
OUTCOMES = {
    Outcome.UPHELD: gettext_lazy("justified"),
    Outcome.PARTLY_UPHELD: gettext_lazy("partly justified"),
    Outcome.REJECTED: gettext_lazy("not justified"),
    Outcome.WITHDRAWN: gettext_lazy("withdrawn by the customer"),
    Outcome.FIXED: gettext_lazy("mended"),
    Outcome.CONFIRMED: gettext_lazy("it was abuse"),
    Outcome.UNFOUNDED: gettext_lazy("it was no abuse"),
}
HAPPENED = {
    RAISED: pgettext_lazy("case", "Recorded"),
    CaseEvent.GIVEN: pgettext_lazy("case", "Given to somebody"),
    CaseEvent.REVIEW_SET: pgettext_lazy("case", "Looked at"),
    CaseEvent.RESOLVED: pgettext_lazy("case", "Resolved"),
    CaseEvent.REOPENED: pgettext_lazy("case", "Opened again"),
}
HOLDS = {
    Hold.UNPAID: gettext_lazy("the invoice is unpaid although payment was demanded"),
    Hold.OBJECTION: gettext_lazy("an objection to the invoice is open"),
    Hold.INCIDENT: gettext_lazy("an incident needs them"),
    Hold.ABUSE: gettext_lazy("a case of abuse needs them"),
}


def held_in_words(held: HeldBy) -> list[str]:
    """Say what a case holds, in sentences."""
    match held.code:
        case Holding.NO_RECORDS:
            return [_("No records of usage stand behind this invoice: the case holds no data.")]
        case Holding.GONE:
            return [_("It holds nothing any more: the records are erased, or are being erased.")]
    number = {"number": held.records}
    if held.code is Holding.TOO_LATE and held.base is not None:
        said = [
            _("It holds no data: it came after the six months, which ended on %(day)s. It only stops the claim.")
            % {"day": written_day(held.base)}
        ]
    elif held.code is Holding.RELEASED:
        said = [_("It holds nothing any more.")]
    else:
        said = [
            ngettext("Holds %(number)d record until it is resolved.", "Holds %(number)d records until it is resolved.", held.records)
            % number
        ]
        if held.base is not None:
            said.append(_("Without it they would be erased when %(day)s is over.") % {"day": written_day(held.base)})
    return [*said, *_afterwards(held)]


def _afterwards(held: HeldBy) -> list[str]:
    if held.others:
        reasons = {"reasons": f" {_('and')} ".join(str(HOLDS[hold]) for hold in held.others)}
        if held.otherwise == held.records:
            return [_("They are kept in any case, because %(reasons)s.") % reasons]
        some = ngettext(
            "%(number)d of them is kept in any case, because %(reasons)s.",
            "%(number)d of them are kept in any case, because %(reasons)s.",
            held.otherwise,
        )
        return [some % {"number": held.otherwise, **reasons}]
    if held.until is None:
        return []
    sentence = ngettext(
        "%(number)d record is erased when %(day)s is over.", "%(number)d records are erased when %(day)s is over.", held.records
    )
    return [sentence % {"number": held.records, "day": written_day(held.until)}]
