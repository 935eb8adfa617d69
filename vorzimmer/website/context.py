"""What every page knows: whose agency it is, whether it is the demo, the languages, and the moment it was made."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language_info


def agency(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001  (Django's signature)
    """Give every page its context. `now` is one reading of the clock, so that all times on a page agree."""
    return {
        "agency_name": settings.AGENCY_NAME,
        "demo": settings.DEMO,
        "languages": [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES],
        "now": timezone.now(),
    }
