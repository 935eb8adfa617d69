"""The commands about claims: how one stands and why, which there are, and the daily job by hand."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.billing.models import Document
from vorzimmer.billing.reports import names_of
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.board import open_claims, sums_of, tasks_of
from vorzimmer.claims.explanation import explained, lines
from vorzimmer.claims.gates_explained import gates_of
from vorzimmer.claims.models import Claim, ClaimEvent, Reminder
from vorzimmer.claims.plans import AgreedPlan, plans_of
from vorzimmer.claims.reading import Reading, reading, reading_then
from vorzimmer.claims.words import PAUSES, REASONS, STAGES, STEPS
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.customers.wording import money
from vorzimmer.domain.days import berlin_date
from vorzimmer.server import periodic
from vorzimmer.server.faults import Trouble

Say = Callable[[str], object]
Row = dict[str, Any]
NAMED = 5
"""So many numbers are named to who gave a wrong one."""
ROOM = "vorzimmer.claims."


def explain(number: str, day: date, today: date, *, as_json: bool, say: Say) -> None:
    """Say how the claim about an invoice stands on a day, and why. Raises Trouble when there is none.

    For a day that is over what has happened since is left out; for one to come nothing more happens until then.
    """
    claim = _claim(number, day)
    found = reading_then(claim, day) if day < today else reading(claim, day)
    name = Customer.objects.filter(pk=claim.customer_ref).values_list("name", flat=True).first() or ""
    said = explained(found, name, gates_of(found))
    say(json.dumps(said, indent=2, ensure_ascii=False) if as_json else "\n".join(lines(said)))


def _claim(number: str, day: date) -> Claim:
    claim = Claim.objects.filter(document__number=number).first()
    if claim is None:
        raise Trouble(_why_none(number))
    if day < claim.opened_on:
        said = _("%(number)s became a claim on %(day)s; before that there is nothing to explain.")
        raise Trouble(said % {"number": number, "day": written_day(claim.opened_on)})
    return claim


def _why_none(number: str) -> str:
    document = Document.objects.filter(number=number).only("due_on").first()
    if document is not None:
        said = _("%(number)s is no claim: it is due on %(day)s, and what is overdue and not paid becomes one.")
        return said % {"number": number, "day": written_day(document.due_on)}
    numbers = list(Claim.objects.order_by("-opened_on", "document__number").values_list("document__number", flat=True))
    near = get_close_matches(number, numbers, NAMED) or numbers[:NAMED]
    if not near:
        return _("There is no invoice %(number)s, and no claim at all.") % {"number": number}
    return _("There is no invoice %(number)s. There are claims about, for example: %(near)s.") % {"number": number, "near": ", ".join(near)}


# --- all of them ---------------------------------------------------------------------------------------------------------


def write_list(day: date, *, as_json: bool, say: Say) -> None:
    """Say which claims are open, how each stands and what comes next."""
    found = open_claims(day)
    if as_json:
        plans = plans_of(found)
        say(json.dumps({"day": day.isoformat(), "claims": [_row(each, plans) for each in found]}, indent=2, ensure_ascii=False))
        return
    for line in _table(found):
        say(line)


def _row(found: Reading, plans: Mapping[Any, AgreedPlan]) -> Row:
    is_said = found.interest is not None
    return {
        "invoice": found.document.number,
        "customer": found.claim.customer_number,
        "due_on": found.document.due_on.isoformat(),
        "stage": found.standing.stage.value,
        "rests": None if found.pause is None else found.pause.kind.value,
        "default_since": None if found.default_since is None else found.default_since.isoformat(),
        "open_cents": found.open,
        "interest_cents": found.interest_cents if is_said else None,
        "lump_sum_cents": found.lump_sum.cents,
        "total_cents": found.total if is_said else None,
        "next": None if found.next.step is None else found.next.step.value,
        "next_on": None if found.next.on is None else found.next.on.isoformat(),
        "because": found.next.because.value,
        "to_do": [todo.task.value for todo in tasks_of(found, plans)],
    }


def _table(found: list[Reading]) -> Iterator[str]:
    names = names_of(each.claim.customer_ref for each in found)
    for each in found:
        who = names.get(each.claim.customer_ref, "") or each.claim.customer_number
        yield f"{each.document.number:<14} {money(each.total):>14}  {who}: {_stands(each)}"
    sums = sums_of(found)
    count = ngettext("%(count)d claim", "%(count)d claims", sums.count) % {"count": sums.count}
    yield _("%(claims)s, %(open)s open, of that %(default)s in default, %(total)s with interest and lump sums") % {
        "claims": count,
        "open": money(sums.open),
        "default": money(sums.in_default),
        "total": money(sums.total),
    }
    if sums.unsaid:
        said = ngettext("Without the interest of %(count)d claim: ", "Without the interest of %(count)d claims: ", sums.unsaid)
        yield said % {"count": sums.unsaid} + _("a base rate is not confirmed.")


def _stands(found: Reading) -> str:
    stage, coming = str(STAGES[found.standing.stage]), found.next
    if found.pause is not None:
        stage += f" ({PAUSES[found.pause.kind]})"
    if coming.step is None or coming.on is None:
        return f"{stage}; {REASONS[coming.because]}"
    return f"{stage}; {STEPS[coming.step]}, {written_day(coming.on)}"


# --- the daily job -------------------------------------------------------------------------------------------------------


def run(at: datetime, *, say: Say) -> None:
    """Do what the server does with claims by itself, now. Safe to stop and to begin anew. Raises Trouble when a part of it failed."""
    before = _written()
    follow(at)
    failed = [(job.name, error) for job in periodic.JOBS if _is_ours(job) and (error := _error_of(job, at))]
    opened, noted, letters = (now - then for now, then in zip(_written(), before, strict=True))
    say(
        ", ".join(
            (
                ngettext("%(count)d new claim", "%(count)d new claims", opened) % {"count": opened},
                ngettext("%(count)d line in the logs", "%(count)d lines in the logs", noted) % {"count": noted},
                ngettext("%(count)d letter", "%(count)d letters", letters) % {"count": letters},
            )
        )
        + _(", on %(day)s") % {"day": written_day(berlin_date(at))}
    )
    if failed:
        raise Trouble("\n".join(_("The job “%(name)s” failed: %(error)s.") % {"name": n, "error": e} for n, e in failed))


def _error_of(job: periodic.Job, at: datetime) -> str:
    """Run a job; gives the kind of its error, blank when it went well. The other jobs go on."""
    try:
        job.run(at)
    except Exception as error:  # noqa: BLE001  (whatever it is, it is named, and nothing of what it says: that may quote a customer)
        return type(error).__name__
    return ""


def _is_ours(job: periodic.Job) -> bool:
    return job.run.__module__.startswith(ROOM)


def _written() -> tuple[int, int, int]:
    return Claim.objects.count(), ClaimEvent.objects.count(), Reminder.objects.count()
