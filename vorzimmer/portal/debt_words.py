"""How it stands with an invoice, in the words of a host: what is, what comes next, no threat. The letters say what the law wants said."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.wording import money
from vorzimmer.domain.dunning import Event, Stage
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.portal.debts import Debt, Way

LETTERS = {
    Event.FRIENDLY_SENT.value: pgettext_lazy("letter", "A friendly reminder"),
    Event.FIRST_SENT.value: pgettext_lazy("letter", "First reminder"),
    Event.SECOND_SENT.value: pgettext_lazy("letter", "Second reminder"),
}
PLANNED = {
    Event.FRIENDLY_SENT: gettext_lazy("If the money has not come by then, we send you a friendly reminder on %(day)s."),
    Event.FIRST_SENT: gettext_lazy("If the money has not come by then, we send you a reminder on %(day)s."),
    Event.SECOND_SENT: gettext_lazy("If the money has not come by then, we send you a second reminder on %(day)s."),
    Event.DEFAULT_KNOWN: gettext_lazy("On %(day)s our bookkeeping looks at it again. Until then we gladly find a way with you."),
}
SOON = {
    Event.FRIENDLY_SENT: gettext_lazy("If the money does not come, we send you a friendly reminder in the next days."),
    Event.FIRST_SENT: gettext_lazy("If the money does not come, we send you a reminder in the next days."),
    Event.SECOND_SENT: gettext_lazy("If the money does not come, we send you a second reminder in the next days."),
    Event.DEFAULT_KNOWN: gettext_lazy("In the next days our bookkeeping looks at it again. We gladly find a way with you before."),
}
_PERSON = gettext_lazy("Somebody of our bookkeeping now decides how it goes on. We would rather find a way with you: please call us.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence or two with its heading; `tone` as parts/notice.html knows it."""

    title: str
    text: str
    tone: str = ""


def how_it_stands(debt: Debt) -> Said | None:
    """Say how it stands; None for an invoice that is only due later."""
    match debt.way:
        case Way.ELSEWHERE:
            return _elsewhere(debt)
        case Way.PLAN:
            return _plan(debt)
        case Way.PROMISED | Way.RESTS:
            return _rests(debt)
        case Way.PAY if debt.is_overdue:
            return _late(debt)
    return None


def what_comes_next(debt: Debt) -> str:
    """Say what happens next and when, if the customer does nothing; blank where nothing has to be said."""
    if not debt.is_overdue or debt.reading is None:
        return ""
    if debt.way is Way.PROMISED:
        return _("When the money has come by then, all is done. Otherwise we write to you again.")
    if debt.way is not Way.PAY:
        return ""
    following = debt.reading.next
    if following.step not in PLANNED or following.on is None:
        return str(_PERSON) if debt.stage is Stage.DECISION else ""
    if following.on <= debt.reading.day:
        return str(SOON[following.step])
    return str(PLANNED[following.step]) % {"day": written_day(following.on)}


def _late(debt: Debt) -> Said:
    day = written_day(debt.payable_until)
    if debt.stage in {Stage.OPEN, Stage.FRIENDLY}:
        text = _("This invoice was due on %(day)s. If you have paid meanwhile, all is well: it takes a day or two until we see it.")
        return Said(title=_("Perhaps it escaped your notice"), text=text % {"day": day}, tone="wait")
    if debt.stage is Stage.DECISION:
        text = _("This invoice has been open since %(day)s. Please pay it or tell us what is in the way.")
        return Said(title=_("Let us find a way"), text=text % {"day": day}, tone="wait")
    text = _("It was due on %(day)s. Please pay it now, or tell us below what is in the way.")
    return Said(title=_("This invoice is still open"), text=text % {"day": day}, tone="wait")


def _rests(debt: Debt) -> Said:
    pause = debt.pause
    kind, until = (None, None) if pause is None else (pause.kind, pause.until)
    match kind:
        case PauseKind.DISPUTE:
            text = _("Until we have answered, you need not pay this invoice, and we send no reminder.")
            return Said(title=_("We look into your objection"), text=text)
        case PauseKind.PROMISE if until is not None:
            title = _("You want to pay by %(day)s") % {"day": written_day(until)}
            return Said(title=title, text=_("Thank you for telling us. Until then we send no reminder."))
        case PauseKind.COLLECTION_ON_ITS_WAY:
            return Said(title=_("We collect the amount from your account"), text=_("You need not do anything."))
    if until is None:
        return Said(title=_("We are waiting"), text=_("At present we send no reminder of this invoice."))
    text = _("Until %(day)s we send no reminder of this invoice.") % {"day": written_day(until)}
    return Said(title=_("We are waiting"), text=text)


def _plan(debt: Debt) -> Said:
    plan = debt.plan
    if plan is None:
        return Said(title=_("You pay in instalments"), text=_("As long as they come, we send no reminder."))
    if plan.is_late:
        text = _("%(amount)s of your instalments is missing. Please transfer it in the next days, so that our agreement can go on.")
        return Said(title=_("An instalment is missing"), text=text % {"amount": money(plan.standing.late)}, tone="wait")
    return Said(title=_("You pay in instalments"), text=_("As long as they come in time, we send no reminder. Thank you."))


def _elsewhere(debt: Debt) -> Said:
    if debt.pause is not None and debt.pause.kind is PauseKind.INSOLVENCY:
        return Said(title=_("Please talk to us"), text=_("We send no reminder of this invoice. Call us if anything is unclear."))
    if debt.stage is Stage.COLLECTOR or (debt.reading is not None and debt.reading.standing.is_with_collector):
        text = _("You have their letter. Please answer there, and call us if anything is unclear.")
        return Said(title=_("Somebody settles this invoice for us"), text=text)
    text = _("What you can do, and until when, stands in the court's letter. You can also call us at any time.")
    return Said(title=_("This invoice is dealt with by the court"), text=text)
