"""The codes of the rules of claims in words, one mapping for each enum. A reason fits behind a colon: it begins small."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.domain import limitation
from vorzimmer.domain.default import Because, GroundCode, Proof, WaitsFor
from vorzimmer.domain.dunning import Event, Stage
from vorzimmer.domain.dunning_facts import Reason
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.dunning_steps import DemandCode
from vorzimmer.domain.instalments import PlanCode, PlanProblem
from vorzimmer.domain.interest import LumpSumBecause

_E, _S, _R, _P = Event, Stage, Reason, PauseKind

STAGES: Mapping[Stage, Any] = {
    _S.OPEN: pgettext_lazy("stage of a claim", "overdue"),
    _S.FRIENDLY: pgettext_lazy("stage of a claim", "friendly reminder sent"),
    _S.FIRST: pgettext_lazy("stage of a claim", "first reminder sent"),
    _S.SECOND: pgettext_lazy("stage of a claim", "second reminder sent"),
    _S.DECISION: pgettext_lazy("stage of a claim", "to be decided"),
    _S.COLLECTOR: pgettext_lazy("stage of a claim", "with the collector"),
    _S.ORDER_APPLIED: pgettext_lazy("stage of a claim", "payment order applied for"),
    _S.ORDER_SERVED: pgettext_lazy("stage of a claim", "payment order served"),
    _S.ORDER_OBJECTED: pgettext_lazy("stage of a claim", "objection to the payment order"),
    _S.ENFORCEMENT_APPLIED: pgettext_lazy("stage of a claim", "enforcement order applied for"),
    _S.ENFORCEMENT_ISSUED: pgettext_lazy("stage of a claim", "enforcement order issued"),
    _S.ENFORCEMENT_SERVED: pgettext_lazy("stage of a claim", "enforcement order served"),
    _S.ENFORCEMENT_OBJECTED: pgettext_lazy("stage of a claim", "objection to the enforcement order"),
    _S.TITLED: pgettext_lazy("stage of a claim", "title of the court"),
    _S.ENFORCING: pgettext_lazy("stage of a claim", "being enforced"),
    _S.SETTLED: pgettext_lazy("stage of a claim", "settled"),
    _S.WRITTEN_OFF: pgettext_lazy("stage of a claim", "written off"),
}
TONES: Mapping[Stage, str] = {
    _S.OPEN: "neutral",
    _S.FRIENDLY: "neutral",
    _S.FIRST: "wait",
    _S.SECOND: "wait",
    _S.SETTLED: "free",
    _S.WRITTEN_OFF: "neutral",
}
"""How a chip looks that says a stage; what is not here is for a person, the collector or the court, and is red."""
STEPS: Mapping[Event, Any] = {
    _E.FRIENDLY_SENT: _("send the friendly reminder"),
    _E.FIRST_SENT: _("send the first reminder"),
    _E.SECOND_SENT: _("send the second reminder"),
    _E.DEFAULT_KNOWN: _("decide how it goes on"),
    _E.GIVEN_TO_COLLECTOR: _("give it to a collector or lawyer"),
    _E.TAKEN_BACK: _("take it back from the collector or lawyer"),
    _E.ORDER_APPLIED: _("apply for the payment order"),
    _E.ORDER_SERVED: _("note that the payment order was served"),
    _E.ORDER_OBJECTED: _("note the objection to the payment order"),
    _E.ORDER_LAPSED: _("note that the payment order lapsed"),
    _E.ORDER_WITHDRAWN: _("withdraw the payment order"),
    _E.ENFORCEMENT_APPLIED: _("apply for the enforcement order"),
    _E.ENFORCEMENT_ISSUED: _("note that the enforcement order was issued"),
    _E.ENFORCEMENT_SERVED: _("note that the enforcement order was served"),
    _E.ENFORCEMENT_OBJECTED: _("note the objection to the enforcement order"),
    _E.OBJECTION_WITHDRAWN: _("note that the objection was withdrawn"),
    _E.JUDGMENT: _("note the judgment"),
    _E.ENFORCEMENT_STARTED: _("start the enforcement"),
    _E.SETTLED: _("settle the claim"),
    _E.WRITTEN_OFF: _("write the claim off"),
    _E.REOPENED: _("open the claim again"),
}
"""What may be done or noted next."""
EVENTS: Mapping[Event, Any] = {
    _E.FRIENDLY_SENT: _("friendly reminder was sent"),
    _E.FIRST_SENT: _("first reminder was sent"),
    _E.SECOND_SENT: _("second reminder was sent"),
    _E.DEFAULT_KNOWN: _("default was established; it is decided how the claim goes on"),
    _E.GIVEN_TO_COLLECTOR: _("given to the collector or lawyer"),
    _E.TAKEN_BACK: _("taken back from the collector or lawyer"),
    _E.ORDER_APPLIED: _("payment order was applied for"),
    _E.ORDER_SERVED: _("payment order was served"),
    _E.ORDER_OBJECTED: _("customer objected to the payment order"),
    _E.ORDER_LAPSED: _("payment order lapsed"),
    _E.ORDER_WITHDRAWN: _("payment order was withdrawn"),
    _E.ENFORCEMENT_APPLIED: _("enforcement order was applied for"),
    _E.ENFORCEMENT_ISSUED: _("enforcement order was issued"),
    _E.ENFORCEMENT_SERVED: _("enforcement order was served"),
    _E.ENFORCEMENT_OBJECTED: _("customer objected to the enforcement order"),
    _E.OBJECTION_WITHDRAWN: _("customer withdrew the objection"),
    _E.JUDGMENT: _("court decided"),
    _E.ENFORCEMENT_STARTED: _("enforcement was started"),
    _E.SETTLED: _("claim is settled"),
    _E.WRITTEN_OFF: _("claim was written off"),
    _E.REOPENED: _("claim is open again"),
}
"""What happened, as a line of the log."""
REASONS: Mapping[Reason, Any] = {
    _R.PLANNED: _("as the schedule says"),
    _R.DAYS_BETWEEN: _("so many days lie between two letters"),
    _R.DAYS_TO_PAY: _("the last reminder leaves time to pay until then"),
    _R.OPEN_AGAIN: _("the claim was opened again"),
    _R.LETTER_LOST: _("the last letter did not arrive"),
    _R.AGAIN: _("it may be sent once more"),
    _R.IN_DEFAULT: _("the customer is in default"),
    _R.EARLY: _("earlier than planned, but the customer is in default"),
    _R.BY_DECISION: _("if somebody decides so"),
    _R.WHEN_IT_HAPPENS: _("is noted when it happens"),
    _R.ALL_PAID: _("nothing is open any more"),
    _R.REST_TOO_SMALL: _("only a rest of a few cents is open"),
    _R.GIVEN_UP: _("what was open was written off in the account"),
    _R.NOT_AT_THIS_STAGE: _("not at this stage"),
    _R.NOT_DUE: _("the invoice is not overdue yet"),
    _R.NOT_A_WORKING_DAY: _("letters go out on working days only"),
    _R.STILL_OPEN: _("the invoice is not paid"),
    _R.NOTHING_OPEN: _("nothing is open"),
    _R.SMALL_AMOUNT: _("so little is open that nobody is reminded of it"),
    _R.FIRST_NOT_RECEIVED: _("the first reminder has not arrived"),
    _R.ADDRESS_UNKNOWN: _("letters came back; somebody has to find the address"),
    _R.NOT_IN_DEFAULT: _("the customer is not in default yet"),
    _R.REMINDER_FIRST: _("a consumer gets a reminder first"),
    _R.NOT_WITH_COLLECTOR: _("the claim is with no collector or lawyer"),
    _R.OBJECTION_POSSIBLE: _("the customer may still object to the payment order"),
    _R.NOT_LAPSED: _("the payment order still holds"),
    _R.WILL_LAPSE: _("the payment order lapses before the claim may go on"),
    _R.LAPSED: _("the payment order has lapsed: nobody went on with it within six months (ZPO §701)"),
    _R.NOT_SERVED: _("the title was not served yet"),
    _R.CLOSED: _("the claim is closed"),
    _R.DECIDE: _("somebody has to decide: collector, payment order or giving up"),
    _R.WITH_COLLECTOR: _("the collector or lawyer has the claim"),
    _R.WAITS_FOR_COURT: _("it is the court’s turn"),
    _R.OBJECTED: _("the customer has objected at court: ask the lawyer"),
    _R.MAY_ENFORCE: _("there is a title: enforcement may be started"),
    _R.ENFORCING: _("the enforcement is under way"),
    _R.DISPUTE: _("the customer disputes the claim"),
    _R.INSTALMENTS: _("a plan of instalments is running"),
    _R.PROMISE: _("the customer has promised to pay"),
    _R.INSOLVENCY: _("the customer is insolvent: ask the lawyer"),
    _R.BY_HAND: _("somebody has paused the claim"),
    _R.COLLECTION_ON_ITS_WAY: _("a direct debit is on its way"),
}
PAUSES: Mapping[PauseKind, Any] = {
    _P.DISPUTE: pgettext_lazy("pause of a claim", "dispute"),
    _P.INSTALMENTS: pgettext_lazy("pause of a claim", "instalments"),
    _P.PROMISE: pgettext_lazy("pause of a claim", "promise to pay"),
    _P.INSOLVENCY: pgettext_lazy("pause of a claim", "insolvency"),
    _P.BY_HAND: pgettext_lazy("pause of a claim", "paused by hand"),
    _P.COLLECTION_ON_ITS_WAY: pgettext_lazy("pause of a claim", "direct debit on its way"),
}
GROUNDS: Mapping[GroundCode, Any] = {
    GroundCode.REMINDER: _("by a reminder (BGB §286(1) s. 1)"),
    GroundCode.ORDER_SERVED: _("by the payment order (BGB §286(1) s. 2)"),
    GroundCode.AGREED_DAY: _("by a day that the contract names (BGB §286(2) no. 1)"),
    GroundCode.TERM_AFTER_RECEIPT: _("30 days after due day and receipt of the invoice (BGB §286(3) s. 1)"),
    GroundCode.TERM_AFTER_PERFORMANCE: _("30 days after due day and performance (BGB §286(3) s. 2)"),
}
BECAUSE: Mapping[Because, Any] = {
    Because.REMINDED: _("the reminder arrived after the due day"),
    Because.REMINDED_WITH_TERM: _("the reminder arrived, and the time to pay that it left has passed"),
    Because.NO_REMINDER: _("no reminder was sent"),
    Because.REMINDED_TOO_EARLY: _("the reminder was sent before the invoice was overdue"),
    Because.REMINDER_UNDELIVERABLE: _("the reminder came back"),
    Because.REMINDER_RECEIPT_UNKNOWN: _("nobody knows whether the reminder arrived"),
    Because.SERVED: _("the payment order was served"),
    Because.NOT_SERVED: _("no payment order was served"),
    Because.SERVED_TOO_EARLY: _("the payment order was served before the invoice was overdue"),
    Because.AGREED: _("the day was agreed"),
    Because.NOTHING_AGREED: _("the contract names no day"),
    Because.TERM_OVER: _("counted from the due day, or from when that was known if it was later"),
    Because.NOT_TOLD: _("a consumer, and the invoice does not tell of this rule"),
    Because.RECEIPT_UNKNOWN: _("nobody knows when the invoice arrived"),
    Because.RECEIPT_KNOWN: _("it is known when the invoice arrived: that day counts"),
    Because.CONSUMER: _("does not hold for consumers"),
    Because.NOT_PERFORMED: _("nothing was performed yet"),
    Because.OURS_TO_FETCH: _("fetching the money by direct debit was up to us"),
}
WAITS: Mapping[WaitsFor, Any] = {
    WaitsFor.DUE_DAY: _("the invoice is not overdue yet"),
    WaitsFor.FIRST_COLLECTION: _("the customer pays by direct debit, and nobody has tried to fetch the money"),
    WaitsFor.COLLECTION: _("a direct debit is on its way"),
    WaitsFor.DAY: _("the time to pay has not passed yet"),
    WaitsFor.GROUND: _("no rule applies yet"),
}
PROOFS: Mapping[Proof, Any] = {
    Proof.MAIL_SERVER: _("the customer’s mail server took it"),
    Proof.PORTAL: _("the customer opened it in the portal"),
    Proof.DELIVERED: _("somebody signed for it, or the customer says so"),
    Proof.POSTED: _("posted; some days later it is taken to have arrived"),
    Proof.UNKNOWN: pgettext_lazy("proof of receipt", "unknown"),
}
DEMANDS: Mapping[DemandCode, Any] = {
    DemandCode.NOT_NEEDED: _("no reminder is needed to keep the billing data"),
    DemandCode.SENT: _("a reminder was sent in time: the billing data are kept until it is paid"),
    DemandCode.PLANNED: _("the planned reminder comes in time to keep the billing data"),
    DemandCode.AT_RISK: _("without a reminder in time the billing data of this invoice will be erased"),
    DemandCode.MISSED: _("no reminder was sent in time: the billing data of this invoice are erased by their term"),
    DemandCode.INVOICE_NOT_SENT: _("the invoice was never sent"),
}
LIMITS: Mapping[limitation.Because, Any] = {
    limitation.Because.END_OF_YEAR: _("three years from the end of the year (BGB §§195, 199)"),
    limitation.Because.SUSPENDED: _("suspended by the payment order (BGB §§204, 209)"),
    limitation.Because.ACKNOWLEDGED: _("begins anew with a part payment or an acknowledgement (BGB §212)"),
    limitation.Because.TITLE: _("thirty years from the title (BGB §§197, 201)"),
    limitation.Because.ENFORCED: _("begins anew with the enforcement (BGB §212)"),
}
LUMP_SUMS: Mapping[LumpSumBecause, Any] = {
    LumpSumBecause.BUSINESS_IN_DEFAULT: _("once for each claim on a business in default (BGB §288(5))"),
    LumpSumBecause.CONSUMER: _("consumers do not owe it"),
    LumpSumBecause.NOT_IN_DEFAULT: _("the customer is not in default yet"),
}
PLANS: Mapping[PlanCode, Any] = {
    PlanCode.KEPT: pgettext_lazy("plan of instalments", "kept"),
    PlanCode.MISSED: pgettext_lazy("plan of instalments", "an instalment is missing"),
    PlanCode.BROKEN: pgettext_lazy("plan of instalments", "broken"),
    PlanCode.FULFILLED: pgettext_lazy("plan of instalments", "all paid"),
}
PLAN_PROBLEMS: Mapping[PlanProblem, Any] = {
    PlanProblem.EMPTY: _("Enter at least one instalment."),
    PlanProblem.NOT_POSITIVE: _("Every instalment is above zero."),
    PlanProblem.NOT_IN_ORDER: _("Each instalment is due after the one before it."),
    PlanProblem.NOT_AFTER_TODAY: _("Every instalment is due after today."),
    PlanProblem.NOT_ADDING_UP: _("The instalments do not add up to what is open."),
}
WORDS: Mapping[type[StrEnum], Mapping[Any, Any]] = {
    Stage: STAGES,
    Event: EVENTS,
    Reason: REASONS,
    PauseKind: PAUSES,
    GroundCode: GROUNDS,
    Because: BECAUSE,
    WaitsFor: WAITS,
    Proof: PROOFS,
    DemandCode: DEMANDS,
    limitation.Because: LIMITS,
    LumpSumBecause: LUMP_SUMS,
    PlanCode: PLANS,
    PlanProblem: PLAN_PROBLEMS,
}
"""All mappings by their enum: a code without words fails a test."""


def tone_of(stage: Stage) -> str:
    """Say how the chip of a stage looks."""
    return TONES.get(stage, "danger")
