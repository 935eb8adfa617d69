"""Tells subscribers in this process what has just been committed."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """A committed LiveEvent. `channel` is "team:<uuid>", "user:<uuid>", "customer:<uuid>" or "staff"."""

    id: int
    channel: str
    kind: str
    ref: str


Subscriber = Callable[[Event], None]

_subscribers: tuple[Subscriber, ...] = ()
_guard = threading.Lock()


def subscribe(callback: Subscriber) -> Callable[[], None]:
    """Call `callback` with every event from now on, in the thread that committed it; it must not block.

    Returns the function that ends the subscription.
    """
    global _subscribers  # noqa: PLW0603  (a tuple replaced as a whole can be read without a lock)
    with _guard:
        _subscribers = (*_subscribers, callback)
    return lambda: unsubscribe(callback)


def unsubscribe(callback: Subscriber) -> None:
    global _subscribers  # noqa: PLW0603  (see subscribe)
    with _guard:
        _subscribers = tuple(each for each in _subscribers if each != callback)


def emit(event: Event) -> None:
    """Hand the event to every subscriber; one that fails is logged and does not keep it from the others."""
    for subscriber in _subscribers:
        try:
            subscriber(event)
        except Exception:
            log.exception("a subscriber failed on live event %s", event.id)
