"""`/.well-known/security.txt`: whom to tell of a weakness (RFC 9116)."""

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.billing.models import Issuer
from vorzimmer.domain.days import berlin_date, start_of_day

HOLDS = timedelta(days=180)
"""How long it holds: the standard recommends less than a year."""


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Say it in the form that finders look for."""
    return HttpResponse(
        written(Issuer.current().email or settings.DEFAULT_FROM_EMAIL, timezone.now()), content_type="text/plain; charset=utf-8"
    )


def written(email: str, at: datetime) -> str:
    """Write it; all that ask on one day read the same."""
    expires = start_of_day(berlin_date(at) + HOLDS)
    lines = {
        "Contact": f"mailto:{email}",
        "Expires": f"{expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": "de, en",
        "Canonical": f"{settings.PUBLIC_URL}/.well-known/security.txt",
    }
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
