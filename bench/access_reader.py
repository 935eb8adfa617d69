"""Gathers everything about one customer among 1,000: `python -m bench.access_reader SECONDS`.

Prints one line of JSON: the times of gathering and of the bare statements that it needs, in milliseconds.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import django

CUSTOMERS, NOTES = 1000, 50
AT = datetime(2026, 11, 20, 11, tzinfo=UTC)


def write_customers() -> list[UUID]:
    """Write the customers, each with people, ways of notification, instructions, calls and notes. Gives their ids."""
    from vorzimmer.accounts.models import User  # noqa: PLC0415  (models load only after the settings)
    from vorzimmer.calls.models import Call, Note  # noqa: PLC0415
    from vorzimmer.customers.models import Channel, Customer, Instruction, Person, Team  # noqa: PLC0415

    team = Team.objects.create(name="Tag")
    operator = User.objects.create(email="op@bench.example", name="Olga", role="operator")
    keys = []
    for number in range(CUSTOMERS):
        customer = Customer.objects.create(number=str(number), name=f"Firma {number}", short_name=f"{number}", team=team, since=AT)
        for place in range(3):
            person = Person.objects.create(customer=customer, name=f"Person {place}", created_at=AT)
            Channel.objects.create(customer=customer, person=person, address=f"p{place}@firma.example", created_at=AT)
        for place in range(10):
            Instruction.objects.create(customer=customer, kind="do", text=f"Auftrag {place}", changed_at=AT, position=place)
        if number % 20 == 0:
            for place in range(NOTES):
                call = Call.objects.create(
                    customer=customer, engine="bench", engine_call_id=f"{number}-{place}", called="", offered_at=AT, state="over", since=AT
                )
                Note.objects.create(
                    customer=customer,
                    call=call,
                    operator=operator,
                    caller_name="A",
                    concern="B",
                    called_at=AT,
                    saved_at=AT,
                    urgency=2,
                    outcome="done",
                )
            keys.append(customer.pk)
    return keys


def milliseconds(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    django.setup()
    from django.db import connection, transaction  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.domain.requests import PersonKind  # noqa: PLC0415
    from vorzimmer.privacy.gathering import gather, statements_for  # noqa: PLC0415
    from vorzimmer.privacy.subjects import Subject  # noqa: PLC0415

    with transaction.atomic():
        keys = write_customers()
    chance, end = random.Random(6), time.perf_counter() + float(sys.argv[1])
    parts: dict[str, list[float]] = {"gather": [], "raw": []}

    def raw(key: UUID) -> None:
        with connection.cursor() as cursor:
            for sql, values in statements_for("customers.Customer", key, PersonKind.CUSTOMER):
                cursor.execute(sql, values)
                cursor.fetchall()

    gather(Subject(kind=PersonKind.CUSTOMER, table="customers.Customer", key=keys[0]))
    while time.perf_counter() < end:
        key = chance.choice(keys)
        subject = Subject(kind=PersonKind.CUSTOMER, table="customers.Customer", key=key)
        parts["raw"].append(milliseconds(lambda key=key: raw(key)))
        parts["gather"].append(milliseconds(lambda subject=subject: gather(subject)))
    print(json.dumps({"times": parts}))


if __name__ == "__main__":
    main()
