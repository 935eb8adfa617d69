"""How a customer stands on the service ladder, and what may be done: the log read, the numbers of the policy, all of it in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers.holidays import holidays_of
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.customers.wording import money
from vorzimmer.domain import service_ladder as ladder
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import Holidays
from vorzimmer.domain.notes import Urgency
from vorzimmer.domain.service_ladder import Arrears, Facts, LineReason, Standing, StepRefused
from vorzimmer.domain.service_rules import ServiceRules, Step, StepRule, read_rules
from vorzimmer.privacy.policies import policy_text

NAMES: Mapping[Step, object] = {
    Step.FULL: gettext_lazy("full service"),
    Step.WARNED: gettext_lazy("warned"),
    Step.NO_SMS: gettext_lazy("no SMS"),
    Step.VOICEMAIL_ONLY: gettext_lazy("voicemail only"),
    Step.STOPPED: gettext_lazy("stopped"),
}
DOES: Mapping[Step, object] = {
    Step.FULL: gettext_lazy("Calls are answered, and messages go out in every way that the customer has chosen."),
    Step.WARNED: gettext_lazy("Nothing is withheld. The customer is told that his account is overdue and what may follow."),
    Step.NO_SMS: gettext_lazy("No SMS leaves any more. Messages come by e-mail and stand in the portal; calls are answered as usual."),
    Step.VOICEMAIL_ONLY: gettext_lazy(
        "Calls are not put to operators any more: whoever calls hears that the line is engaged, and the customer's own voicemail can take"
        " over. No SMS leaves."
    ),
    Step.STOPPED: gettext_lazy("Calls are refused, and no SMS leaves. The contract goes on, and the portal stays readable."),
}
"""What a step does, as the office says it before it is announced."""
REASONS: Mapping[LineReason, object] = {
    LineReason.ARREARS: gettext_lazy("arrears"),
    LineReason.PAID: gettext_lazy("paid"),
    LineReason.DISPUTED: gettext_lazy("disputed"),
    LineReason.NOT_TOLD: gettext_lazy("the notice did not reach the customer"),
    LineReason.AGREED: gettext_lazy("agreed with the customer"),
    LineReason.MISTAKE: gettext_lazy("was a mistake"),
}


@cache
def rules() -> ServiceRules:
    """Read the numbers of the policy, once."""
    return read_rules(policy_text("service.toml"))


def log_of(customer: Customer) -> Sequence[ServiceStep]:
    """Give the lines of a customer's log in the order in which they were written, with who wrote them."""
    return list(customer.service_steps.select_related("by"))


def is_delicate(customer: Customer) -> bool:
    """Whether a person must decide: the customer is bound to secrecy (§203 StGB), or his line is called in emergencies."""
    return customer.secrecy or customer.rotas.exists() or customer.call_types.filter(urgency__gte=Urgency.EMERGENCY).exists()


def holidays_at(customer: Customer, day: date) -> Holidays:
    """Give the holidays of the customer's Land around a day."""
    return holidays_of(customer.land, day.year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """A customer on the ladder on a day. `next` is the step that may come, `answer` whether it may be announced today, and why."""

    day: date
    standing: Standing
    arrears: Arrears
    is_delicate: bool
    next: Step | None
    answer: ladder.Answer | None
    rule: StepRule | None
    earliest: date | None

    @property
    def may_announce(self) -> bool:
        """Whether the next step may be announced, by a person who decides it."""
        if isinstance(self.answer, Refused):
            return self.answer.reason is StepRefused.NEEDS_PERSON
        return self.answer is not None

    @property
    def why_not(self) -> str:
        """Why not, in words; blank when it may."""
        if self.may_announce or not isinstance(self.answer, Refused) or self.rule is None:
            return ""
        return why_not(self.answer.reason, self.rule, self.arrears)


def ladder_of(customer: Customer, log: Sequence[ServiceStep], arrears: Arrears, day: date) -> Ladder:
    """Say how a customer stands, and what may come next. Asks two questions at the most."""
    stands = ladder.standing([line.told for line in log], day)
    step = stands.announced.step if stands.announced is not None else stands.step
    following, delicate = ladder.next_step(step), is_delicate(customer)
    if following is None:
        return Ladder(day=day, standing=stands, arrears=arrears, is_delicate=delicate, next=None, answer=None, rule=None, earliest=None)
    rule = rules().on(following, day)
    facts = facts_of(customer, following, stands, arrears, delicate=delicate)
    return Ladder(
        day=day,
        standing=stands,
        arrears=arrears,
        is_delicate=delicate,
        next=following,
        answer=ladder.may_announce(facts, rules(), day),
        rule=rule,
        earliest=ladder.earliest(rule, day, stands.since, holidays_at(customer, day)),
    )


def facts_of(  # noqa: PLR0913  (each is a fact)
    customer: Customer, wanted: Step, stands: Standing, arrears: Arrears, *, delicate: bool, decided: bool = False, was_reached: bool = True
) -> Facts:
    """Gather what the rules ask of a customer."""
    return Facts(
        wanted=wanted,
        standing=stands,
        arrears=arrears,
        is_consumer=customer.is_consumer,
        is_served=customer.active,
        has_address=bool(customer.email),
        is_delicate=delicate,
        decided=decided,
        was_reached=was_reached,
    )


# --- in words ----------------------------------------------------------------------------------------------------------

_WHY_NOT: Mapping[StepRefused, object] = {
    StepRefused.NOT_SERVED: gettext_lazy("Calls for this customer are not answered at all; there is nothing to reduce."),
    StepRefused.ANNOUNCED_ALREADY: gettext_lazy("A step is announced already. The one after it can be announced once it holds."),
    StepRefused.NOT_NEXT: gettext_lazy("Steps go up one at a time."),
    StepRefused.NOT_FOR_CONSUMERS: gettext_lazy("This step must not be taken towards a consumer. Give notice of the contract instead."),
    StepRefused.NOTHING_IN_DEFAULT: gettext_lazy("Nothing is in default."),
    StepRefused.NO_ADDRESS: gettext_lazy("The customer has no e-mail address, so nobody can tell him. Enter one in his file."),
    StepRefused.NEEDS_PERSON: gettext_lazy(
        "This customer is bound to secrecy or has an emergency line: a person must decide, and say that it is responsible."
    ),
    StepRefused.NOT_TOLD: gettext_lazy("The customer was not told."),
    StepRefused.TOO_SOON: gettext_lazy("The notice is not over."),
}


def why_not(reason: StepRefused, rule: StepRule, arrears: Arrears) -> str:
    """Say why a step may not be announced, with the numbers that it is about."""
    values = {
        "least": money(rule.least_cents),
        "counting": money(arrears.counting),
        "disputed": money(arrears.disputed),
        "days": rule.least_days_in_default,
    }
    if reason is StepRefused.DISPUTED:
        return _("Of what is in default, %(disputed)s is disputed. The rest, %(counting)s, is less than %(least)s.") % values
    if reason is StepRefused.TOO_LITTLE:
        return _("%(counting)s is in default. It takes at least %(least)s.") % values
    if reason is StepRefused.NOT_REPEATED:
        return _("It takes repeated non-payment: one unpaid invoice is not enough.")
    if reason is StepRefused.TOO_YOUNG:
        return _("The customer has not been in default for %(days)d days yet.") % values
    return str(_WHY_NOT[reason])
