"""Where the agency demands a second step, whoever has none sets it up before anything else."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from vorzimmer.accounts.access import user_of
from vorzimmer.accounts.second_step import must_set_up

OPEN = {"sign-out", "language", "security", "security-confirm", "app-new", "app", "app-picture"}
OPEN |= {"passkey-new", "passkey-new-options", "codes-text"}
"""Pages of the website that lead to a second step, or out."""


class SetUpFirst:
    """Leads to the page about security whoever has to set a second step up. Who brings no session is not looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: object) -> HttpResponseBase | None:  # noqa: ARG002  (Django's signature)
        if settings.REQUIRE_SECOND_FACTOR == "none" or not request.COOKIES.get(settings.SESSION_COOKIE_NAME):
            return None
        user, here = user_of(request), request.resolver_match
        if user is None or not must_set_up(request.session, user):
            return None
        if here is not None and here.namespace == "website" and here.url_name in OPEN:
            return None
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(resolve_url("website:security"))
        messages.warning(request, _("Before you go on: please set up a second step for your sign-in. The agency demands it."))
        return redirect("website:security")
