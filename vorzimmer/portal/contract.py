"""The customer's number and how calls come to it; his contracts, and what he may do with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Call
from vorzimmer.customers.models import Customer, PoolNumber
from vorzimmer.domain.forwarding import ALL_OFF, ForwardingCase, landline_code, landline_off, mobile_check, mobile_code, mobile_off
from vorzimmer.domain.roles import CUSTOMERS
from vorzimmer.telephony.numbers import dialled_from

reader_only = role_required(*sorted(CUSTOMERS))
RINGS = 20
"""Seconds that a mobile rings before it forwards, as proposed."""
CASES = {
    ForwardingCase.ALL: _("always, at once"),
    ForwardingCase.BUSY: _("when you are on the telephone"),
    ForwardingCase.NO_ANSWER: _("when nobody answers"),
    ForwardingCase.UNREACHABLE: _("when you cannot be reached"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One kind of forwarding with the codes to dial; a landline has none for being out of reach. `seconds` a mobile rings before."""

    name: object
    seconds: int | None
    mobile: str
    mobile_off: str
    check: str
    landline: str
    landline_off: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A customer, his numbers at the agency, and whether calls arrive. `ways` lead to the first number."""

    customer: Customer
    numbers: Sequence[str]
    ways: Sequence[Way]
    first_call: Call | None


@reader_only
@require_safe
def forwarding(request: HttpRequest) -> HttpResponseBase:
    """Show the number, the ways to forward calls to it, and when the first call has arrived."""
    assert isinstance(request.user, User)  # noqa: S101  behind reader_only
    lines = [_line(customer) for customer in request.user.customers.prefetch_related("dial_ins")]
    return render(request, "portal/forwarding.html", {"lines": lines, "all_off": ALL_OFF})


def _line(customer: Customer) -> Line:
    """Gather what is shown of one customer. Numbers of the agency's pool come first; his own ones lead here already."""
    led = [dial_in.number for dial_in in customer.dial_ins.all()]
    given = set(PoolNumber.objects.filter(number__in=led).values_list("number", flat=True))
    numbers = [number for number in led if number in given] or led
    return Line(
        customer=customer,
        numbers=numbers,
        ways=_ways(numbers[0]) if numbers else (),
        first_call=customer.calls.order_by("offered_at").only("pk", "offered_at", "customer_id").first(),
    )


def _ways(number: str) -> list[Way]:
    return [_way(case, number) for case in CASES]


def _way(case: ForwardingCase, number: str) -> Way:
    seconds = RINGS if case is ForwardingCase.NO_ANSWER else None
    has_landline = case is not ForwardingCase.UNREACHABLE
    return Way(
        name=CASES[case],
        seconds=seconds,
        mobile=mobile_code(case, number, seconds=seconds),
        mobile_off=mobile_off(case),
        check=mobile_check(case),
        landline=landline_code(case, dialled_from(number)) if has_landline else "",
        landline_off=landline_off(case) if has_landline else "",
    )
