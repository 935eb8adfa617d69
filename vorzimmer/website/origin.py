"""Forms that anybody may send without a cookie: they must come from our own pages, and the browser says whether they do."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from vorzimmer.website.errors import error_page

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
HARMLESS = frozenset({"GET", "HEAD"})
FORBIDDEN = 403


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that one of our pages sent this (Fetch Metadata, else the origin). Who says nothing is not believed."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") in {f"{request.scheme}://{request.get_host()}", settings.PUBLIC_URL}


def from_here_only(view: View[P]) -> View[P]:
    """Take what our own pages send, in place of Django's token, which would set a cookie before anything is sent."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in HARMLESS and not is_from_here(request):
            return error_page(request, "403_csrf.html", status=FORBIDDEN)
        return view(request, *args, **kwargs)

    return guarded
