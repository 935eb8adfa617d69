"""Gives the service back by itself: to whom has paid, and to whom no notice reached."""

from datetime import datetime

from vorzimmer.claims.arrears import arrears_of
from vorzimmer.customers.actions.service import ArrearsOf, lift_over
from vorzimmer.customers.models import ServiceStep
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import DeliveryState

NEVER_ARRIVES = frozenset({DeliveryState.DEAD.value, DeliveryState.CANCELLED.value})


def give_service_back(at: datetime, *, arrears: ArrearsOf = arrears_of) -> int:
    """Lift what has lost its reason at this moment; returns for how many customers. `arrears` says what somebody owes."""
    return lift_over(at, arrears, was_reached)


def was_reached(line: ServiceStep) -> bool:
    """Whether the letter about a line has left, or is still on its way."""
    state = OutboxMessage.objects.filter(key=line.key).values_list("state", flat=True).first()
    return state is not None and state not in NEVER_ARRIVES
