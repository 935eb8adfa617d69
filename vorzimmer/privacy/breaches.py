"""Breaches of personal data: each deed writes a line of the file and is refused when the table does not list it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.domain.breaches import TOLD, BreachEvent, BreachState, Duty, Risk, StillOwed, duties, may_close, step
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy.models import Breach, BreachStep


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachEntry:
    """What is known of a breach when it is entered. `people`: how many, roughly; `customers`: numbers of those concerned, one a line."""

    title: str
    facts_text: str
    aware_at: datetime
    own_data: bool
    callers_data: bool
    happened_at: datetime | None = None
    effects: str = ""
    measures: str = ""
    categories: Sequence[str] = ()
    people: int | None = None
    customers: str = ""


@transaction.atomic
def note_breach(entry: BreachEntry, *, at: datetime, by: User) -> Breach:
    """Enter a breach; the clock runs from `aware_at`. Raises ValidationError at the fields that are wrong."""
    breach = Breach(created_at=at)
    _fill(breach, entry, at)
    breach.save(force_insert=True)
    _write(breach, BreachEvent.NOTED, at=at, by=by)
    return breach


@transaction.atomic
def add_facts(breach: Breach, entry: BreachEntry, *, at: datetime, by: User) -> Breach:
    """Write down what is known by now (Art. 33(4)). When it was noticed stays. Raises ValidationError, NotPossible."""
    breach = _locked(breach)
    _move(breach, BreachEvent.ADDED)
    aware_at = breach.aware_at
    _fill(breach, entry, at)
    breach.aware_at = aware_at
    breach.save()
    _write(breach, BreachEvent.ADDED, at=at, by=by)
    return breach


@transaction.atomic
def assess_risk(breach: Breach, *, risk: Risk, reason: str, at: datetime, by: User) -> Breach:
    """Write which risk there is for people, and why; it can be assessed anew. Raises ValidationError, NotPossible."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please write why: kind of data, who may have them, what can come of it.")})
    breach = _locked(breach)
    _move(breach, BreachEvent.ASSESSED)
    breach.risk, breach.risk_reason = risk.value, reason.strip()
    breach.save()
    _write(breach, BreachEvent.ASSESSED, at=at, by=by, text=f"{risk.value}: {reason.strip()}")
    return breach


@transaction.atomic
def record_told(  # noqa: PLR0913  (who was told, when, how, with what proof)
    breach: Breach, event: BreachEvent, *, happened_at: datetime, proof: str, text: str = "", at: datetime, by: User
) -> Breach:
    """Write that somebody was told, with the proof. Told too late needs the reasons (Art. 33(1) sentence 2). Raises ValidationError."""
    if event not in TOLD:
        raise ValueError(f"{event} tells nobody")
    breach = _locked(breach)
    duty = next((each for each in duties(breach.facts) if each.event is event), None)
    wrong = {}
    if not proof.strip():
        wrong["proof"] = _("Please name what proves it: the number of the file, the receipt, the letter.")
    if not breach.aware_at <= happened_at <= at:
        wrong["happened_at"] = _("Between when it was noticed and now.")
    elif duty is not None and happened_at > duty.by and not text.strip():
        wrong["text"] = _("That was after the time allowed: please write why.")
    if wrong:
        raise ValidationError(wrong)
    _move(breach, event)
    breach.save()
    _write(breach, event, at=at, by=by, text=text, proof=proof, happened_at=happened_at)
    return breach


@transaction.atomic
def close_breach(breach: Breach, *, at: datetime, by: User) -> Breach:
    """Close it. Raises NotPossible before the risk is assessed, StillOwed before all are told with proof."""
    breach = _locked(breach)
    state = step(BreachState(breach.state), BreachEvent.CLOSED)
    if not may_close(breach.facts):
        raise StillOwed
    breach.state, breach.closed_on = state.value, berlin_date(at)
    breach.save()
    _write(breach, BreachEvent.CLOSED, at=at, by=by)
    return breach


def open_duties(at: datetime) -> list[tuple[Breach, Duty]]:
    """Give what is owed for open breaches, the most urgent first."""
    found = [(breach, duty) for breach in Breach.objects.open().prefetch_related("steps") for duty in duties(breach.facts) if duty.is_open]
    return sorted(found, key=lambda each: (each[1].by, each[1].is_late(at)))


def _locked(breach: Breach) -> Breach:
    return Breach.objects.select_for_update().get(pk=breach.pk)


def _move(breach: Breach, event: BreachEvent) -> None:
    breach.state = step(BreachState(breach.state), event).value


def _write(  # noqa: PLR0913  (a line of the file)
    breach: Breach, event: BreachEvent, *, at: datetime, by: User, text: str = "", proof: str = "", happened_at: datetime | None = None
) -> None:
    BreachStep.objects.create(
        breach=breach, event=event, happened_at=happened_at or at, text=text.strip(), proof=proof.strip(), at=at, by=by
    )


def _fill(breach: Breach, entry: BreachEntry, at: datetime) -> None:
    """Take over what was entered. Raises ValidationError at the fields that are wrong."""
    for name in ("title", "facts_text", "effects", "measures", "customers"):
        setattr(breach, name, getattr(entry, name).strip())
    for name in ("aware_at", "happened_at", "own_data", "callers_data", "people"):
        setattr(breach, name, getattr(entry, name))
    breach.categories = sorted(entry.categories)
    wrong = {}
    if entry.aware_at > at:
        wrong["aware_at"] = _("This moment is yet to come.")
    if entry.happened_at and entry.happened_at > entry.aware_at:
        wrong["happened_at"] = _("It cannot have happened after it was noticed.")
    if not (entry.own_data or entry.callers_data):
        wrong["own_data"] = _("Please say whose data are concerned.")
    if wrong:
        raise ValidationError(wrong)
    breach.full_clean()
