"""Lets a claim rest and go on: by hand, for a promise, a plan of instalments, an insolvency. Disputes are cases and rest by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.claims import policy
from vorzimmer.claims.models import Claim, Instalment, Pause
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.claims.words import PLAN_PROBLEMS
from vorzimmer.domain.days import berlin_date, working_day_from
from vorzimmer.domain.dunning_pauses import PauseKind, review_day
from vorzimmer.domain.instalments import Plan, problems

BY_A_PERSON = frozenset({PauseKind.PROMISE, PauseKind.INSTALMENTS, PauseKind.INSOLVENCY, PauseKind.BY_HAND})
"""What somebody may enter. A dispute is recorded as a case, and a direct debit pauses by being on its way."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPause:
    """Why a claim is to rest. `until` is its last day, None: until somebody ends it; `review_on` None: as the policy says."""

    kind: PauseKind
    until: date | None = None
    review_on: date | None = None
    reference: str = ""


@transaction.atomic
def pause(claim: Claim, new: NewPause, at: datetime, *, by: User | None) -> Pause:
    """Let a claim rest from today on. Raises ValidationError for what is closed, rests for the same reason already, or would end before."""
    today = berlin_date(at)
    found = _open(claim, today)
    if new.kind not in BY_A_PERSON or new.kind is PauseKind.INSTALMENTS:
        raise ValueError(f"a pause of kind {new.kind} is not made like this")
    if new.kind is PauseKind.PROMISE and new.until is None:
        raise ValidationError({"until": _("Enter the day until which the customer wants to pay.")})
    _demand_to_come("until", new.until, today)
    _demand_to_come("review_on", new.review_on, today)
    _demand_once(found, new.kind)
    review_on = new.review_on or review_day(today, policy.schedule(today))
    return _rest(claim, new.kind, at, by, until=new.until, review_on=review_on, reference=new.reference)


@transaction.atomic
def agree_plan(claim: Claim, plan: Plan, at: datetime, *, by: User | None) -> Pause:
    """Agree a plan of instalments about all that is open, from today on. The claim rests until the last one has had its grace.

    Raises ValidationError with all that is wrong with the plan.
    """
    today = berlin_date(at)
    found = _open(claim, today)
    wrong = problems(plan, found.open, today)
    if wrong:
        raise ValidationError([str(PLAN_PROBLEMS[problem]) for problem in wrong])
    _demand_once(found, PauseKind.INSTALMENTS)
    last = working_day_from(plan.instalments[-1].due_on, found.holidays)
    until = last + policy.schedule(today).instalment_grace * _DAY
    made = _rest(claim, PauseKind.INSTALMENTS, at, by, until=until, review_on=until)
    Instalment.objects.bulk_create(Instalment(pause=made, due_on=each.due_on, cents=each.cents) for each in plan.instalments)
    return made


@transaction.atomic
def end_pause(row: Pause, at: datetime, *, by: User | None) -> None:
    """End a pause: the claim goes on from today. Twice does no harm. Raises ValidationError for a dispute: its case is resolved instead."""
    today = berlin_date(at)
    row = Pause.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.kind not in BY_A_PERSON:
        raise ValidationError(_("A dispute ends when its case is resolved."))
    if row.ended_on is not None:
        return
    row.ended_on, row.ended_by = today, by
    row.save(update_fields=("ended_on", "ended_by"))


@transaction.atomic
def look_again(row: Pause, review_on: date, at: datetime) -> None:
    """Say when somebody looks at a pause again. Raises ValidationError for a day that is over, and for a pause that has ended."""
    row = Pause.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.ended_on is not None:
        raise ValidationError(_("The pause has ended."))
    _demand_to_come("review_on", review_on, berlin_date(at))
    row.review_on = review_on
    row.save(update_fields=("review_on",))


def _open(claim: Claim, today: date) -> Reading:
    """Lock the claim and read it. Raises ValidationError when it is closed."""
    Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    found = reading(claim, today)
    if found.standing.is_closed:
        raise ValidationError(_("The claim is closed."))
    return found


def _demand_to_come(field: str, day: date | None, today: date) -> None:
    if day is not None and day <= today:
        raise ValidationError({field: _("This day is not after today.")})


def _demand_once(found: Reading, kind: PauseKind) -> None:
    in_force: Sequence[PauseKind] = [each.kind for each in found.facts.pauses if each.is_in_force(found.day, found.holidays)]
    if kind in in_force:
        raise ValidationError(_("The claim rests for this reason already. End that pause first."))


def _rest(  # noqa: PLR0913  (each is a column of the row)
    claim: Claim, kind: PauseKind, at: datetime, by: User | None, *, until: date | None, review_on: date, reference: str = ""
) -> Pause:
    return Pause.objects.create(
        claim=claim,
        kind=kind.value,
        since=berlin_date(at),
        until=until,
        review_on=review_on,
        reference=reference[:80],
        at=at,
        by=by,
    )
