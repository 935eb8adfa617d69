"""Who is on call: the rotas of the customer with the next two weeks, gaps, and who has no working channel."""

from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.customers.rotas import rotas_now
from vorzimmer.delivery.queries import dead_channels
from vorzimmer.portal.doors import page, responsible_only
from vorzimmer.portal.orders.kinds import ROTA_KINDS
from vorzimmer.portal.orders.overview import ordering


@responsible_only
@require_safe
def rotas(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    customer = ordering(request, customer_id)
    found = rotas_now(customer, timezone.now(), dead=dead_channels(customer.pk))
    context = {
        "customer": customer,
        "rotas": found,
        **{f"{kind.slug}_kind": kind for kind in ROTA_KINDS},
        "nobody": not customer.people.exists(),
        "live_id": customer.live_id,  # type: ignore[attr-defined]  # annotated by `ordering`
    }
    return page(request, "portal/orders/rotas.html", context)
