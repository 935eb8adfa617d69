"""Orders as the rules read them. What is published never changes, so the last versions that were read are remembered for seconds.

A card is read again with every choice of the operator and every live event; without this memory each time costs a query, an opened
seal and a parsed document. Remembered is what operators have on their screens anyway, no longer than the key that opened it.
"""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

from vorzimmer.customers.actions.publishing import draft_of
from vorzimmer.customers.models import Customer
from vorzimmer.domain.greetings import Greeting
from vorzimmer.domain.hours import OpeningHours
from vorzimmer.domain.orders import Instruction
from vorzimmer.domain.publishing import Document, greetings_of, instructions_of, opening_hours_of, questions_of
from vorzimmer.domain.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersRead:
    """A document, and what the rules see in it. Nobody changes any of it: several threads may hold the same one."""

    document: Document
    greetings: Sequence[Greeting]
    instructions: Sequence[Instruction]
    hours: OpeningHours
    questions: Mapping[str, Question]

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(
            document=document,
            greetings=tuple(greetings_of(document)),
            instructions=tuple(instructions_of(document)),
            hours=opening_hours_of(document),
            questions=questions_of(document),
        )


class VersionMemory:
    """Remembers at most `most` versions for `seconds`. Any thread may use it."""

    def __init__(self, *, seconds: float = 20.0, most: int = 256, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = most
        self._clock = clock
        self._guard = threading.Lock()
        self._known: dict[UUID, tuple[float, OrdersRead]] = {}

    def get(self, version_id: UUID) -> OrdersRead | None:
        found = self._known.get(version_id)
        return found[1] if found is not None and found[0] > self._clock() else None

    def put(self, version_id: UUID, orders: OrdersRead) -> None:
        now = self._clock()
        with self._guard:
            self._known.pop(version_id, None)
            self._known[version_id] = (now + self._seconds, orders)
            while len(self._known) > self._most or next(iter(self._known.values()))[0] <= now:
                del self._known[next(iter(self._known))]  # the oldest is the first

    def clear(self) -> None:
        with self._guard:
            self._known.clear()

    def __len__(self) -> int:
        return len(self._known)


MEMORY = VersionMemory()


def read_live(customer: Customer) -> OrdersRead:
    """Read what operators go by now: the published version, or the rows where nothing was ever published."""
    if customer.orders_id is None:
        return OrdersRead.of(draft_of(customer))
    known = MEMORY.get(customer.orders_id)
    if known is not None:
        return known
    version = customer.orders
    assert version is not None  # noqa: S101  it has an id
    orders = OrdersRead.of(version.document)
    MEMORY.put(customer.orders_id, orders)
    return orders
