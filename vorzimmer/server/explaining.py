"""`vorzimmer instructions explain`: reads what somebody typed, finds what is meant, and says what an operator would see."""

import json
from argparse import Namespace
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from vorzimmer.customers.actions import draft_of
from vorzimmer.customers.explanation import explained, lines
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Customer, KnownCaller
from vorzimmer.customers.reading import read_live
from vorzimmer.domain.days import moment
from vorzimmer.domain.publishing import Section
from vorzimmer.server import readiness
from vorzimmer.server.faults import Trouble
from vorzimmer.telephony.numbers import normalise

NAMED = 5
"""So many right answers are named to who gave a wrong one."""
Found = TypeVar("Found")


def explain(arguments: Namespace) -> int:
    """Print what an operator would see and why. Raises Trouble for what cannot be meant."""
    readiness.demand_databases()
    customer = _customer(arguments.customer)
    document = draft_of(customer) if arguments.draft else read_live(customer).document
    call_types = {UUID(entry["id"]): str(entry["name"]) for entry in document.get(Section.CALL_TYPES, ())}
    people = {person.pk: person.name for person in customer.people.all()}
    known = _caller(customer, arguments.caller)
    seen = guidance(
        customer,
        _at(arguments.at),
        operator="{operator}",
        document=document,
        person=_named(arguments.person, people, _("person")),
        call_type=_named(arguments.call_type, call_types, _("kind of call")),
        known=known,
    )
    said = explained(customer, seen, known, draft=arguments.draft)
    if arguments.json:
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        print("\n".join(lines(said)))
    return 0


def _customer(number: str) -> Customer:
    found = Customer.objects.select_related("orders").filter(number=number).first()
    if found is not None:
        return found
    numbers = list(Customer.objects.order_by("number").values_list("number", flat=True))
    near = get_close_matches(number, numbers, NAMED) or numbers[:NAMED]
    if not near:
        raise Trouble(_("There is no customer %(number)s, and none at all.") % {"number": number})
    raise Trouble(_("There is no customer %(number)s. There are, for example: %(near)s.") % {"number": number, "near": ", ".join(near)})


def _at(text: str | None) -> datetime:
    """Read a moment; without a zone it is one of the clock in Berlin."""
    if text is None:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Trouble(_("%(text)s is no moment. Write it like 2026-12-24T18:30, the time of Berlin.") % {"text": text}) from None
    return at if at.tzinfo else moment(at.date(), at.time())


def _caller(customer: Customer, number: str | None) -> KnownCaller | None:
    if number is None:
        return None
    normal = normalise(number)
    if normal is None or not normal.startswith("+"):
        raise Trouble(_("%(number)s is no telephone number with area code. Write it like +49 171 3920012.") % {"number": number})
    return KnownCaller.objects.calling(customer.pk, normal)


def _named(text: str | None, names: dict[UUID, str], what: str) -> UUID | None:
    """Find who or what has this name, or the only one whose name holds it."""
    if text is None:
        return None
    exact = _those(names.items(), lambda item: item[1].casefold() == text.casefold())
    matches = exact or _those(names.items(), lambda item: text.casefold() in item[1].casefold())
    if len(matches) == 1:
        return matches[0][0]
    told = {"what": what, "text": text, "names": ", ".join(sorted(name for _key, name in matches) or sorted(names.values())) or "–"}
    if matches:
        raise Trouble(_("“%(text)s” may be more than one %(what)s: %(names)s. Write the whole name.") % told)
    raise Trouble(_("The customer has no %(what)s “%(text)s”. There are: %(names)s.") % told)


def _those(items: Iterable[Found], are_meant: Callable[[Found], bool]) -> list[Found]:
    return [item for item in items if are_meant(item)]
