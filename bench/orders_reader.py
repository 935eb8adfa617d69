"""Reads and decides the orders of 1,000 customers with 20 instructions each: `python -m bench.orders_reader SECONDS`.

Prints one line of JSON: the times of each part in milliseconds, and the queries of a screen pop.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import django

CUSTOMERS, INSTRUCTIONS = 1000, 20
AT = datetime(2026, 11, 20, 11, tzinfo=UTC)
KINDS = ("do", "do", "do", "never", "ask")


def document(people: list[str], call_types: list[str]) -> dict[str, Any]:
    """Orders as a customer has them: seven subjects, some for a person or a kind of call, some for hours or until a day."""
    window = {"weekdays": "01234", "start": "08:00:00", "end": "18:00:00", "on_holidays": "as_usual"}
    always = {"weekdays": "0123456", "start": None, "end": None, "on_holidays": "as_usual"}
    instructions = [
        {
            "id": str(uuid4()),
            "kind": KINDS[place % len(KINDS)],
            "subject": f"Betreff {place % 7}",
            "text": "Neue Patienten aufnehmen, erste Termine ab übernächster Woche in Aussicht stellen.",
            "person": people[place % 3] if place % 4 == 0 else None,
            "call_type": call_types[place % 4] if place % 5 == 0 else None,
            "valid_from": (AT - timedelta(days=1)).isoformat() if place % 6 == 0 else None,
            "valid_until": (AT + timedelta(days=place - 10)).isoformat() if place % 7 == 0 else None,
            "set_by": "",
            "answer_kind": "text",
            "required": False,
            "choices": [],
            "changed_at": AT.isoformat(),
            "position": place,
            **(window if place % 3 else always),
        }
        for place in range(INSTRUCTIONS)
    ]
    greetings = [{"id": str(uuid4()), "text": "Guten Tag, {operator}.", **part} for part in (window, always)]
    types = [{"id": key, "name": key, "urgency": 2, "measures": [], "put_through_to": None} for key in call_types]
    return {"instructions": instructions, "greetings": greetings, "call_types": types}


def write_customers() -> list[tuple[UUID, UUID, UUID]]:
    """Write the customers, each with a published version, three people and four kinds of call. Gives customer, person, kind of call."""
    from vorzimmer.customers.models import Customer, OrdersVersion, Person, Team  # noqa: PLC0415  (models load only after the settings)

    team = Team.objects.create(name="Tag")
    made = []
    for number in range(CUSTOMERS):
        customer = Customer.objects.create(number=str(number), name=f"Firma {number}", short_name=f"{number}", team=team, since=AT)
        people = [Person(customer=customer, name=f"Person {place}", created_at=AT) for place in range(3)]
        for person in people:
            person.save(force_insert=True)
        types = [str(uuid4()) for _ in range(4)]
        orders = document([str(person.pk) for person in people], types)
        version = OrdersVersion(customer=customer, number=1, document=orders, made_at=AT)
        version.save(force_insert=True)
        Customer.objects.filter(pk=customer.pk).update(orders=version)
        made.append((customer.pk, people[0].pk, UUID(types[0])))
    return made


def milliseconds(act: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = act()
    return (time.perf_counter() - start) * 1000, result


def main() -> None:
    django.setup()
    from django.db import connections, transaction  # noqa: PLC0415  (models load only after the settings)
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from vorzimmer.customers.actions.publishing import live_of  # noqa: PLC0415
    from vorzimmer.customers.models import Customer  # noqa: PLC0415
    from vorzimmer.customers.reading import MEMORY, OrdersRead, read_live  # noqa: PLC0415
    from vorzimmer.domain.instructions import Situation, in_force, valid_greeting  # noqa: PLC0415

    with transaction.atomic():
        customers = write_customers()
    chance, end = random.Random(9), time.perf_counter() + float(sys.argv[1])
    parts: dict[str, list[float]] = {"read and open": [], "resolve": [], "resolve remembered": []}

    def resolve(orders: OrdersRead, situation: Situation) -> None:
        valid_greeting(orders.greetings, situation.at)
        in_force(orders.instructions, situation)

    while time.perf_counter() < end:
        key, person, call_type = chance.choice(customers)
        situation = Situation(at=AT, person=person, call_type=call_type)
        took, opened = milliseconds(lambda key=key: live_of(Customer.objects.get(pk=key)))
        parts["read and open"].append(took)
        took, orders = milliseconds(
            lambda opened=opened, situation=situation: (found := OrdersRead.of(opened), resolve(found, situation))[0]
        )
        parts["resolve"].append(took)
        took, _ = milliseconds(lambda orders=orders, situation=situation: resolve(orders, situation))
        parts["resolve remembered"].append(took)
    MEMORY.clear()
    with CaptureQueriesContext(connections["default"]) as queries:
        read_live(Customer.objects.get(pk=customers[0][0]))
    print(json.dumps({"times": parts, "queries": len(queries)}))


if __name__ == "__main__":
    main()
