"""Views that only those may open who may see what they show."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from vorzimmer.accounts.access import sign_in_first, user_of
from vorzimmer.privacy.catalogue import datum

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def sees(*keys: str) -> Callable[[View[P]], View[P]]:
    """Let in who may see all of `keys` ("calls.Note.concern"). Nobody signed in: to the sign-in; another role: 403.

    Raises NotDeclared at import for a key that is not in the catalogue.
    """
    entries = [datum(key) for key in keys]

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = user_of(request)
            if user is None:
                return sign_in_first(request)
            if not all(entry.visible_for(user.role) for entry in entries):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
