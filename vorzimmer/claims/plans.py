"""How the plans of instalments stand that claims rest on."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from vorzimmer.claims import policy
from vorzimmer.claims.models import Instalment, Pause
from vorzimmer.claims.reading import Reading
from vorzimmer.domain import instalments as rules
from vorzimmer.domain.dunning_pauses import PauseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPlan:
    """A plan of instalments that is in force, what was paid since it was agreed (cents), and how it stands."""

    pause: Pause
    plan: rules.Plan
    paid: int
    standing: rules.PlanStanding

    @property
    def is_late(self) -> bool:
        return self.standing.code in {rules.PlanCode.MISSED, rules.PlanCode.BROKEN}


def plans_of(readings: Sequence[Reading]) -> Mapping[UUID, AgreedPlan]:
    """Give the plan in force of each claim that has one, by the claim's id. One query, however many claims."""
    resting = {pause.pk: (pause, found) for found in readings for pause in found.pauses if _is_plan(pause, found)}
    agreed: defaultdict[UUID, list[rules.Instalment]] = defaultdict(list)
    for row in Instalment.objects.filter(pause__in=resting).order_by("due_on"):
        agreed[row.pause_id].append(rules.Instalment(due_on=row.due_on, cents=row.cents))
    return {
        found.claim.pk: _agreed(pause, rules.Plan(instalments=tuple(agreed[pk])), found)
        for pk, (pause, found) in resting.items()
        if agreed[pk]
    }


def _is_plan(pause: Pause, found: Reading) -> bool:
    is_over = (pause.ended_on is not None and pause.ended_on <= found.day) or (pause.until is not None and pause.until < found.day)
    return pause.kind == PauseKind.INSTALMENTS and pause.since <= found.day and not is_over


def _agreed(pause: Pause, plan: rules.Plan, found: Reading) -> AgreedPlan:
    """Read a plan: it was made about all that was open, so that whatever is open no more was paid on it."""
    paid = max(0, plan.total - found.open)
    standing = rules.plan_standing(plan, paid, found.day, policy.schedule(found.day), found.holidays)
    return AgreedPlan(pause=pause, plan=plan, paid=paid, standing=standing)
