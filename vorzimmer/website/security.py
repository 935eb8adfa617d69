"""The headers that every answer carries: nothing from elsewhere, no framing, no copy left behind in a cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Only our own files, and no inline script or style. `data:` is not needed: `tools/vendor.py` turns the pictures that Tabler
# carries as data addresses in its style sheet into files.
CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
# The microphone is for the telephone in the browser, on our own pages only.
PERMISSIONS_POLICY = "camera=(), display-capture=(), geolocation=(), microphone=(self), payment=(), usb=()"


class SecurityHeaders:
    """Sets the headers. An answer that says nothing about caching is personal and is stored nowhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = PERMISSIONS_POLICY
        response["Cross-Origin-Opener-Policy"] = "same-origin"
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["X-Frame-Options"] = "DENY"
        response["X-Content-Type-Options"] = "nosniff"
        # A page that sent no Referer at all would send "Origin: null" with its forms, and the check against forged requests refuses that.
        response["Referrer-Policy"] = "same-origin"
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
