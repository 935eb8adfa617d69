"""What an operator would see in a situation and why, as data with words in the reader's language, and as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vorzimmer.customers.guidance import Guidance, PersonNow
from vorzimmer.customers.models import Customer, KnownCaller
from vorzimmer.customers.reasons import MAY, STANDING
from vorzimmer.customers.wording import BECAUSE, in_full, lost, why
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.days import berlin
from vorzimmer.domain.orders import Decision, Order, Other

Explained = Mapping[str, Any]


def explained(customer: Customer, seen: Guidance, known: KnownCaller | None, *, draft: bool) -> Explained:
    """Say everything that an operator would see, each thing with its reason. Moments are ISO 8601 in Berlin."""
    people = {now.person.pk: now.person.name for now in seen.people}
    call_types = {UUID(entry["id"]): str(entry["name"]) for entry in seen.call_types}

    def other(one: Other) -> Explained:
        said = lost(one, people=people, call_types=call_types)
        return {"text": one.instruction.text, "subject": one.instruction.subject, "why_not": said}

    return {
        "customer": {"number": customer.number, "name": customer.name},
        "at": _moment(seen.at),
        "orders": _("draft") if draft else _("published version"),
        "greeting": {
            "text": seen.says,
            "why": str(BECAUSE[seen.because]) if seen.because else _("no greeting holds at this moment, so names only"),
        },
        "opening": _opening(seen),
        "caller": _caller(known),
        "call_type": seen.call_type["name"] if seen.call_type else None,
        "people": [_person(now) for now in seen.people],
        "do": [_decision(decision) | {"others": [other(one) for one in decision.others]} for decision in seen.do],
        "never": [_order(order) for order in seen.never],
        "ask": [_order(order) | {"required": seen.questions[order.instruction.id].required} for order in seen.ask],
        "silent": [other(one) for one in seen.orders.silent],
        "faq": len(seen.faq),
    }


def _moment(at: datetime | None) -> str | None:
    return berlin(at).isoformat(timespec="minutes") if at else None


def _opening(seen: Guidance) -> Explained | None:
    if seen.opening is None:
        return None
    return {"open": seen.is_open, "changes_at": _moment(seen.changes_at), "why": seen.why_closed}


def _caller(known: KnownCaller | None) -> Explained | None:
    if known is None:
        return None
    to = known.put_through_to.name if known.put_through_to else None
    return {"name": known.name, "treatment": known.get_treatment_display(), "put_through_to": to, "hint": known.hint}


def _person(now: PersonNow) -> Explained:
    why_not = now.why_not
    may = str(MAY[now.may.reason]) if isinstance(now.may, Allowed) and not why_not else why_not
    return {
        "name": now.person.name,
        "status": now.label,
        "why": str(STANDING[now.standing.because]),
        "until": _moment(now.standing.until),
        "deputy": now.deputy or None,
        "put_through": not why_not,
        "why_put_through": may,
        "orders": [order.winner.text for order in now.orders],
    }


def _order(order: Decision | Order) -> dict[str, Any]:
    return {"text": order.instruction.text, "why": why(order)}


def _decision(decision: Decision) -> dict[str, Any]:
    return {"subject": decision.winner.subject} | _order(decision)


# --- as text -----------------------------------------------------------------------------------------------------------


def lines(said: Explained) -> Iterator[str]:
    """Write it down for a terminal."""
    head = _("%(name)s (%(number)s), %(at)s, %(orders)s") % {
        "name": said["customer"]["name"],
        "number": said["customer"]["number"],
        "at": _in_full(said["at"]),
        "orders": said["orders"],
    }
    yield head
    yield from _block(_("Say"), [said["greeting"]["text"], f"  {said['greeting']['why']}"])
    yield from _block(_("Opening hours"), [_opening_said(said["opening"])])
    yield from _block(_("Caller"), [_caller_said(said["caller"])])
    if said["call_type"]:
        yield from _block(_("Kind of call"), [said["call_type"]])
    yield from _block(_("Wanted"), [line for person in said["people"] for line in _person_said(person)])
    yield from _block(_("Do"), [line for decision in said["do"] for line in _decision_said(decision)])
    yield from _block(_("Never"), [line for order in said["never"] for line in _order_said(order)])
    yield from _block(_("Ask"), [line for order in said["ask"] for line in _order_said(order)])
    yield from _block(_("Does not count now"), [line for one in said["silent"] for line in _other_said(one)])
    yield from _block(_("Answers for callers"), [str(said["faq"])])


def _block(title: str, entries: Sequence[str]) -> Iterator[str]:
    yield ""
    yield title
    yield from (f"  {entry}" for entry in entries or ["–"])


def _in_full(at: str) -> str:
    return in_full(datetime.fromisoformat(at))


def _opening_said(opening: Explained | None) -> str:
    if opening is None:
        return _("no opening hours are entered")
    end = _in_full(opening["changes_at"]) if opening["changes_at"] else ""
    if opening["open"]:
        return _("open until %(end)s") % {"end": end} if end else _("open")
    return (
        _("closed until %(end)s (%(why)s)") % {"end": end, "why": opening["why"]}
        if end
        else _("closed (%(why)s)") % {"why": opening["why"]}
    )


def _caller_said(caller: Explained | None) -> str:
    if caller is None:
        return _("nobody whom the customer has named")
    parts = [caller["name"], caller["treatment"], caller["put_through_to"], caller["hint"]]
    return ", ".join(part for part in parts if part)


def _person_said(person: Explained) -> Iterator[str]:
    until = f" {_('until')} {_in_full(person['until'])}" if person["until"] else ""
    deputy = f", {_('deputy: %(name)s') % {'name': person['deputy']}}" if person["deputy"] else ""
    yield f"{person['name']}: {person['status']}{until} ({person['why']}){deputy}"
    calls = _("calls are put through") if person["put_through"] else _("calls are not put through")
    yield f"  {calls}: {person['why_put_through']}"
    yield from (f"  {text}" for text in person["orders"])


def _titled(entry: Explained) -> str:
    return f"{entry['subject']}: {entry['text']}" if entry.get("subject") else str(entry["text"])


def _order_said(order: Explained) -> Iterator[str]:
    yield _titled(order)
    yield f"  {', '.join(order['why'])}"


def _decision_said(decision: Explained) -> Iterator[str]:
    yield from _order_said(decision)
    for one in decision["others"]:
        yield f"  {_('not')}: “{one['text']}” – {one['why_not']}"


def _other_said(one: Explained) -> Iterator[str]:
    yield _titled(one)
    yield f"  {one['why_not']}"
