"""How a claim stands on a day and why, as data with words in the reader's language, and as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.claims.reading import Reading
from vorzimmer.claims.words import BECAUSE, DEMANDS, GROUNDS, LIMITS, LUMP_SUMS, PAUSES, REASONS, STAGES, STEPS, WAITS
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.wording import money
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.default import InDefault
from vorzimmer.domain.dunning import Stage
from vorzimmer.domain.interest import BaseRateMissing, BaseRateUnconfirmed, Section

Explained = Mapping[str, Any]


def explained(found: Reading, name: str, gates: Sequence[Explained]) -> Explained:
    """Say everything about a claim on the day of the reading: codes with their words, days as ISO 8601, amounts in cents."""
    claim, standing = found.claim, found.standing
    return {
        "invoice": found.document.number,
        "customer": {"number": claim.customer_number, "name": name, "consumer": claim.is_consumer},
        "day": _iso(found.day),
        "due_on": _iso(found.document.due_on),
        "stage": standing.stage.value,
        "stage_says": str(STAGES[standing.stage]),
        "stage_since": _iso(standing.since),
        "gross_cents": found.document.gross,
        "open_cents": found.open,
        "interest_cents": None if found.interest is None else found.interest.total,
        "lump_sum_cents": found.lump_sum.cents,
        "lump_sum_says": str(LUMP_SUMS[found.lump_sum.because]),
        "total_cents": None if found.interest is None else found.total,
        "default": _default(found),
        "interest": [_section(section) for section in found.interest.sections] if found.interest is not None else None,
        "interest_problem": rate_problem_in_words(found.rate_problem),
        "next": _next(found),
        "options": [
            {"event": option.event.value, "says": str(STEPS[option.event])}
            | {"possible": isinstance(option.answer, Allowed), "because": option.answer.reason.value}
            | {"because_says": str(REASONS[option.answer.reason]), "on": _iso(option.on)}
            for option in found.next.options
        ],
        "pauses": [
            {"kind": pause.kind.value, "says": str(PAUSES[pause.kind]), "since": _iso(pause.since), "until": _iso(pause.until)}
            | {"review_on": _iso(pause.review_on), "in_force": pause.is_in_force(found.day, found.holidays)}
            for pause in found.facts.pauses
        ],
        "demand": {
            "code": found.demand.code.value,
            "says": str(DEMANDS[found.demand.code]),
            "before": _iso(found.demand.before),
            "alarm": found.demand.is_alarm,
        },
        "limitation": {
            "last_day": _iso(found.limit.last_day),
            "steps": [
                {"because": step.because.value, "says": str(LIMITS[step.because]), "last_day": _iso(step.last_day)}
                for step in found.limit.steps
            ],
        },
        "gates": list(gates),
    }


def rate_problem_in_words(problem: BaseRateMissing | BaseRateUnconfirmed | None) -> str:
    """Say why no interest can be said, and where that is mended; blank: it can be."""
    match problem:
        case BaseRateMissing(half_year=half_year, published_at=page):
            said = _("The base rate from %(day)s on is not known. Enter it as the Bundesbank has published it: %(page)s")
            return said % {"day": written_day(half_year), "page": page}
        case BaseRateUnconfirmed(rates=rates, published_at=page):
            days = ", ".join(written_day(rate.from_on) for rate in rates)
            said = _("The base rate from %(day)s on is not confirmed. Compare it with the page of the Bundesbank: %(page)s")
            return said % {"day": days, "page": page}
        case _:
            return ""


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _default(found: Reading) -> Explained:
    default = found.default
    since, from_on = (default.since, None) if isinstance(default, InDefault) else (None, default.from_on)
    says = GROUNDS[default.because] if isinstance(default, InDefault) else WAITS[default.because]
    return {
        "since": _iso(since),
        "from_on": _iso(from_on),
        "because": default.because.value,
        "says": str(says),
        "grounds": [
            {"code": ground.code.value, "says": str(GROUNDS[ground.code]), "since": _iso(ground.since)}
            | {"because": ground.because.value, "because_says": str(BECAUSE[ground.because])}
            for ground in default.grounds
        ],
    }


def _section(section: Section) -> Explained:
    return {
        "first": _iso(section.first),
        "last": _iso(section.last),
        "days": section.days,
        "days_of_year": section.days_of_year,
        "open_cents": section.cents,
        "base_basis_points": section.base,
        "rate_basis_points": section.rate,
        "cents": section.amount,
    }


def _next(found: Reading) -> Explained:
    coming = found.next
    return {
        "step": None if coming.step is None else coming.step.value,
        "says": "" if coming.step is None else str(STEPS[coming.step]),
        "on": _iso(coming.on),
        "because": coming.because.value,
        "because_says": str(REASONS[coming.because]),
        "asks_lawyer": coming.asks_lawyer,
    }


# --- as text -------------------------------------------------------------------------------------------------------------


def lines(said: Explained) -> Iterator[str]:
    """Give what was explained as lines of text."""
    yield from _head(said)
    yield from ("", _("Default"), *_default_lines(said["default"]))
    yield from ("", _("Interest"), *_interest_lines(said))
    yield from ("", _("What may happen next, and why not"), *_next_lines(said))
    if said["pauses"]:
        yield from ("", _("Pauses"), *(_pause_line(pause) for pause in said["pauses"]))
    demand = said["demand"]
    yield from ("", _("Billing data"), "  " + _with_day(demand["says"], demand["before"] if demand["alarm"] else None))
    yield from ("", _("Limitation"), "  " + _("barred after %(day)s") % {"day": _day(said["limitation"]["last_day"])})
    yield from (f"    {_with_day(step['says'], step['last_day'])}" for step in said["limitation"]["steps"])
    yield from ("", _("Gates to the outside"), *_gate_lines(said["gates"]))


def _day(iso: str | None) -> str:
    return written_day(date.fromisoformat(iso)) if iso else ""


def _with_day(text: str, iso: str | None) -> str:
    return f"{text}: {_day(iso)}" if iso else text


def _head(said: Explained) -> Iterator[str]:
    customer = said["customer"]
    about = {"invoice": said["invoice"], "name": customer["name"] or customer["number"], "number": customer["number"]}
    yield _("%(invoice)s, %(name)s (%(number)s), on %(day)s") % {**about, "day": _day(said["day"])}
    stage = said["stage_says"]
    if said["stage_since"]:
        stage = _("%(stage)s since %(day)s") % {"stage": stage, "day": _day(said["stage_since"])}
    elif said["stage"] == Stage.OPEN:
        stage = _("%(stage)s, no letter was sent yet") % {"stage": stage}
    yield f"  {stage}"
    amounts = {"open": money(said["open_cents"]), "gross": money(said["gross_cents"]), "day": _day(said["due_on"])}
    yield "  " + _("%(open)s open of %(gross)s, due %(day)s") % amounts
    if said["total_cents"] is not None:
        costs = {"interest": money(said["interest_cents"]), "lump_sum": money(said["lump_sum_cents"]), "total": money(said["total_cents"])}
        yield "  " + _("with interest %(interest)s and lump sum %(lump_sum)s: %(total)s") % costs


def _default_lines(default: Explained) -> Iterator[str]:
    if default["since"]:
        yield "  " + _("since %(day)s, %(because)s") % {"day": _day(default["since"]), "because": default["says"]}
    elif default["from_on"]:
        yield "  " + _("not yet, from %(day)s on: %(because)s") % {"day": _day(default["from_on"]), "because": default["says"]}
    else:
        yield "  " + _("not yet: %(because)s") % {"because": default["says"]}
    for ground in default["grounds"]:
        text = f"{ground['says']}: {_with_day(ground['because_says'], ground['since'])}"
        yield "    " + (text if ground["since"] else _("not: %(text)s") % {"text": text})


def _interest_lines(said: Explained) -> Iterator[str]:
    if said["interest"] is None:
        yield f"  {said['interest_problem']}"
    elif not said["interest"]:
        yield "  " + _("none until this day")
    for section in said["interest"] or ():
        yield "  " + _("%(first)s to %(last)s: %(days)s, %(open)s at %(rate)s (base rate %(base)s): %(cents)s") % {
            "first": _day(section["first"]),
            "last": _day(section["last"]),
            "days": _days(section),
            "open": money(section["open_cents"]),
            "rate": _percent(section["rate_basis_points"]),
            "base": _percent(section["base_basis_points"]),
            "cents": money(section["cents"]),
        }
    yield "  " + _("lump sum %(cents)s: %(because)s") % {"cents": money(said["lump_sum_cents"]), "because": said["lump_sum_says"]}


def _days(section: Explained) -> str:
    said = ngettext("%(count)d day of %(year)d", "%(count)d days of %(year)d", section["days"])
    return said % {"count": section["days"], "year": section["days_of_year"]}


def _percent(points: int) -> str:
    return f"{number_format(Decimal(points) / 100, decimal_pos=2)}\N{NO-BREAK SPACE}%"


def _next_lines(said: Explained) -> Iterator[str]:
    coming = said["next"]
    says = coming["says"] or _("nothing comes by itself")
    if coming["step"]:
        says += f", {_day(coming['on'])}" if coming["on"] else ", " + _("nobody knows when")
    yield f"  {says}: {coming['because_says']}"
    for option in sorted(said["options"], key=lambda each: not each["possible"]):
        text = f"{option['says']}: {option['because_says']}"
        if option["on"] and not option["possible"]:
            text += ", " + _("from %(day)s on") % {"day": _day(option["on"])}
        yield "    " + (_("possible: %(text)s") if option["possible"] else _("not: %(text)s")) % {"text": text}


def _pause_line(pause: Explained) -> str:
    text = _("%(kind)s since %(day)s") % {"kind": pause["says"], "day": _day(pause["since"])}
    if pause["until"]:
        text += ", " + _("until %(day)s") % {"day": _day(pause["until"])}
    if not pause["in_force"]:
        return "  " + _("%(text)s (not in force on this day)") % {"text": text}
    if pause["review_on"]:
        text += ", " + _("look at it again on %(day)s") % {"day": _day(pause["review_on"])}
    return f"  {text}"


def _gate_lines(gates: Sequence[Explained]) -> Iterator[str]:
    if not gates:
        yield "  " + _("Nobody is registered to whom a claim may be given.")
    for gate in gates:
        state = _("open") if gate["open"] else _("shut")
        yield "  " + _("%(recipient)s (%(kind)s): %(state)s") % {**gate, "kind": gate["kind_says"], "state": state}
        for condition in gate["conditions"]:
            yield "    " + (_("holds: %(text)s") if condition["holds"] else _("not: %(text)s")) % {"text": condition["says"]}
        yield from ("    " + _("not: %(text)s") % {"text": text} for text in gate["besides"])
