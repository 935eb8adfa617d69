"""Why a condition of a gate holds or not: codes, and the sentence of each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.disclosure import ConditionCode
from vorzimmer.domain.sentences import mark as _


class Because(StrEnum):
    """Why a condition holds, or what stands in its way."""

    OPEN = "open"
    NOTHING_OPEN = "nothing_open"
    IN_DEFAULT = "in_default"
    NOT_IN_DEFAULT = "not_in_default"
    DEFAULT_LATER = "default_later"
    NO_INSOLVENCY = "no_insolvency"
    INSOLVENT = "insolvent"
    NO_INSTALMENTS = "no_instalments"
    INSTALMENTS = "instalments"
    UNDISPUTED = "undisputed"
    DISPUTED = "disputed"
    DESPITE_DISPUTE = "despite_dispute"
    DISPUTED_WITHOUT_REASON = "disputed_without_reason"
    NO_OBJECTION = "no_objection"
    OBJECTED = "objected"
    NO_ENFORCEMENT_OBJECTION = "no_enforcement_objection"
    ENFORCEMENT_OBJECTED = "enforcement_objected"
    ORDER_APPLIED = "order_applied"
    ENFORCEMENT_ISSUED = "enforcement_issued"
    ENFORCEMENT_STARTED = "enforcement_started"
    NO_STAGE = "no_stage"
    TITLED = "titled"
    REMINDED = "reminded"
    TOO_FEW_REMINDERS = "too_few_reminders"
    WAITED = "waited"
    NO_REMINDER = "no_reminder"
    TOO_EARLY = "too_early"
    WARNED = "warned"
    NOT_WARNED = "not_warned"
    WARNED_WITHOUT_REMINDER = "warned_without_reminder"
    WARNED_TOO_EARLY = "warned_too_early"
    WARNED_TOO_LATE = "warned_too_late"
    MAY_COLLECT = "may_collect"
    MAY_NOT_COLLECT = "may_not_collect"
    LAWYER = "lawyer"
    REGISTERED = "registered"
    NOT_REGISTERED = "not_registered"
    ACTIVE = "active"
    NOT_ACTIVE = "not_active"
    NAMED = "named"
    NO_BUREAU = "no_bureau"
    NOT_NAMED = "not_named"
    NOT_ENABLED = "not_enabled"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    AGREEMENT = "agreement"
    AGREEMENT_UNTIL = "agreement_until"
    NO_AGREEMENT = "no_agreement"
    AGREEMENT_LATER = "agreement_later"
    AGREEMENT_OVER = "agreement_over"
    FOUND = "found"
    NO_FINDING = "no_finding"
    FOUND_AGAINST = "found_against"
    FINDING_WITHOUT_REASON = "finding_without_reason"
    FINDING_LATER = "finding_later"
    FINDING_OLD = "finding_old"
    TWO_PEOPLE = "two_people"
    ALONE = "alone"
    FINDINGS_MISSING = "findings_missing"
    SAME_PERSON = "same_person"
    TOO_SOON = "too_soon"
    ALONE_WITHOUT_REASON = "alone_without_reason"


_B, _C = Because, ConditionCode

NAMES: Mapping[ConditionCode, str] = MappingProxyType(
    {
        _C.OPEN: _("Something is open"),
        _C.DEFAULT: _("The debtor is in default"),
        _C.NO_INSOLVENCY: _("No insolvency proceedings"),
        _C.NO_INSTALMENTS: _("No instalments are agreed"),
        _C.DISPUTE: _("The claim is not disputed"),
        _C.OBJECTION: _("No objection to the payment order"),
        _C.ENFORCEMENT_OBJECTION: _("No objection to the enforcement order"),
        _C.STAGE: _("It is at the court"),
        _C.REMINDERS: _("Reminded twice in writing"),
        _C.WAITED: _("Four weeks have passed since the first reminder"),
        _C.WARNED: _("The debtor was told beforehand"),
        _C.RECIPIENT_KIND: _("The recipient may collect claims"),
        _C.REGISTERED: _("The recipient is registered"),
        _C.ACTIVE: _("The recipient is in use"),
        _C.NAMED: _("The privacy notice names the bureau"),
        _C.CONFIRMED: _("It is confirmed that the recipient is this bureau"),
        _C.AGREEMENT: _("The agreement with the bureau is in force"),
        _C.FINDING: _("Somebody has decided it"),
        _C.BALANCING: _("The balance of interests allows it"),
        _C.CONCERNS: _("No legitimate concern of the debtor is impaired"),
        _C.TWO_PEOPLE: _("Two people have looked at it"),
    }
)
"""What each condition is called."""

SENTENCES: Mapping[Because, str] = MappingProxyType(
    {
        _B.OPEN: _("A part of the claim, or all of it, is open."),
        _B.NOTHING_OPEN: _("Nothing is open."),
        _B.IN_DEFAULT: _("In default since %(since)s (§286 BGB)."),
        _B.NOT_IN_DEFAULT: _("The debtor is not in default (§286 BGB)."),
        _B.DEFAULT_LATER: _("The debtor is in default only from %(since)s (§286 BGB)."),
        _B.NO_INSOLVENCY: _("No insolvency proceedings are known."),
        _B.INSOLVENT: _("Insolvency proceedings stop it; the claim is filed there. Please ask a lawyer."),
        _B.NO_INSTALMENTS: _("No agreement on instalments is running."),
        _B.INSTALMENTS: _("An agreement on instalments is running."),
        _B.UNDISPUTED: _("No dispute is open."),
        _B.DISPUTED: _("A dispute is open. It stops every notice to a bureau."),
        _B.DESPITE_DISPUTE: _("A dispute is open. It was written down why the claim is given away all the same."),
        _B.DISPUTED_WITHOUT_REASON: _("A dispute is open, and it is not written down why the claim is given away all the same."),
        _B.NO_OBJECTION: _("No objection to the payment order is known."),
        _B.OBJECTED: _("The debtor has objected to the payment order."),
        _B.NO_ENFORCEMENT_OBJECTION: _("No objection to the enforcement order is known."),
        _B.ENFORCEMENT_OBJECTED: _("The debtor has objected to the enforcement order."),
        _B.ORDER_APPLIED: _("The payment order is applied for."),
        _B.ENFORCEMENT_ISSUED: _("The enforcement order is issued."),
        _B.ENFORCEMENT_STARTED: _("The enforcement has begun."),
        _B.NO_STAGE: _("No payment order is applied for. Before that, nothing goes to a bureau."),
        _B.TITLED: _("Not needed: there is a title (§31(2) sentence 1 no. 1 BDSG)."),
        _B.REMINDED: _("Written reminders received after the due day: %(number)s, demanded: %(least)s."),
        _B.TOO_FEW_REMINDERS: _("Written reminders received after the due day: only %(number)s, demanded: %(least)s."),
        _B.WAITED: _("The first reminder was received on %(received)s; since %(earliest)s four weeks have passed."),
        _B.NO_REMINDER: _("No reminder after the due day was received."),
        _B.TOO_EARLY: _("The first reminder was received on %(received)s. The earliest day is %(earliest)s."),
        _B.WARNED: _("The debtor was told on %(on)s that a bureau may be informed."),
        _B.NOT_WARNED: _("It is not proved that the debtor was told that a bureau may be informed."),
        _B.WARNED_WITHOUT_REMINDER: _("The debtor must be told with the first reminder or later, and no reminder was received."),
        _B.WARNED_TOO_EARLY: _("The debtor was told before the first reminder. It counts only with it or later."),
        _B.WARNED_TOO_LATE: _("The debtor was told on %(on)s, which is not beforehand."),
        _B.MAY_COLLECT: _("It is a collector or a lawyer."),
        _B.MAY_NOT_COLLECT: _("It is neither a collector nor a lawyer."),
        _B.LAWYER: _("It is a lawyer: no registration is needed."),
        _B.REGISTERED: _("Registered for collecting claims under %(number)s."),
        _B.NOT_REGISTERED: _("The number in the register of legal services is missing (§10 RDG)."),
        _B.ACTIVE: _("The recipient is in use."),
        _B.NOT_ACTIVE: _("The recipient is not in use any more."),
        _B.NAMED: _("The notice names it: %(name)s."),
        _B.NO_BUREAU: _("The recipient is no credit bureau."),
        _B.NOT_NAMED: _("The notice that is in force does not name this bureau."),
        _B.NOT_ENABLED: _("The notice names it (%(name)s), but nobody knows what became of it. Nothing is given to it."),
        _B.CONFIRMED: _("Somebody has confirmed from a register who the recipient is."),
        _B.NOT_CONFIRMED: _("Nobody has confirmed that the recipient is what became of the bureau of the notice."),
        _B.AGREEMENT: _("In force since %(since)s."),
        _B.AGREEMENT_UNTIL: _("In force from %(since)s to %(until)s."),
        _B.NO_AGREEMENT: _("There is no agreement with the recipient."),
        _B.AGREEMENT_LATER: _("The agreement is in force only from %(since)s."),
        _B.AGREEMENT_OVER: _("The agreement ended on %(until)s."),
        _B.FOUND: _("Found on %(on)s, with a written reason."),
        _B.NO_FINDING: _("Nobody has looked at it yet. A program may not decide it (Art. 22 GDPR)."),
        _B.FOUND_AGAINST: _("On %(on)s somebody found that it must not be."),
        _B.FINDING_WITHOUT_REASON: _("The finding of %(on)s has no written reason."),
        _B.FINDING_LATER: _("The finding is of %(on)s, a day that has not come yet."),
        _B.FINDING_OLD: _("The finding of %(on)s is older than %(days)s days. Somebody has to look at it again."),
        _B.TWO_PEOPLE: _("Two different people have made the two findings."),
        _B.ALONE: _("One person has made both findings, 24 hours apart, and has written why: nobody else could."),
        _B.FINDINGS_MISSING: _("Both findings are needed."),
        _B.SAME_PERSON: _("One person has made both findings, although somebody else could make one."),
        _B.TOO_SOON: _("One person has made both findings, less than 24 hours apart."),
        _B.ALONE_WITHOUT_REASON: _("One person has made both findings and has not written why."),
    }
)
"""What is said of each; the places are days, a number, a name."""
