"""The catalogue of personal data: what is held, what for, on which ground, how long, and who sees it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from vorzimmer.office.doors import keepers, page
from vorzimmer.office.inventory import inventory


@keepers
@require_safe
def catalogue(request: HttpRequest) -> HttpResponseBase:
    """Show every entry, table by table, with the number of records. It reads no record."""
    return page(request, "office/catalogue.html", {"tables": inventory()})
