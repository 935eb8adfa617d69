"""Error pages: what happened, what one can do, and for our mistakes a reference number that leads to a line in the log.

Neither the page nor the log holds anything of the request: an address, a form or an exception's text may name a caller. What somebody asked
for in vain is not written down at all (law.md S15), only what went wrong on our side.
"""

import logging
import secrets
import traceback
from pathlib import PurePath
from types import TracebackType

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What can be told apart on the telephone: no 0 or O, no 1 or I."""


def new_reference() -> str:
    """Draw six characters in two groups, for reading out: "K7M-4QX"."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"


def error_page(request: HttpRequest, template: str, *, status: int, error: BaseException | None = None) -> HttpResponse:
    """Make the page, and for an error a line in the log with the same reference. It asks neither the database nor the session."""
    if error is None:
        return _page(template, "", status)
    reference = new_reference()
    match = getattr(request, "resolver_match", None)
    view = match.view_name if match else "none"
    logger.error("reference %s: status %d, view %s, %s at %s", reference, status, view, type(error).__name__, places(error.__traceback__))
    return _page(template, reference, status)


def _page(template: str, reference: str, status: int) -> HttpResponse:
    context = {"reference": reference, "agency_name": settings.AGENCY_NAME, "demo": settings.DEMO}
    return HttpResponse(render_to_string(template, context), status=status)


def places(trace: TracebackType | None) -> str:
    """Tell where an exception came through, innermost first: files, lines and functions, never a value or the text of the exception."""
    frames = traceback.extract_tb(trace)
    return " < ".join(f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)) or "unknown"
