"""Letters that could not be delivered: why, and once more or never mind. What they said is shown to nobody."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.delivery import actions
from vorzimmer.delivery.actions import ContentForgotten
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import NotPossible
from vorzimmer.office.doors import owner, page

PAGE = 50


@owner
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List what was given up, the latest first."""
    dead = OutboxMessage.objects.dead().select_related("customer")
    return page(request, "office/letters.html", {"page": Paginator(dead, PAGE).get_page(request.GET.get("page"))})


@owner
@require_POST
def retry(request: HttpRequest, letter_id: UUID) -> HttpResponseBase:
    try:
        actions.retry_dead(letter_id, at=timezone.now())
    except OutboxMessage.DoesNotExist:
        raise Http404 from None
    except ContentForgotten:
        messages.error(request, _("This cannot be sent again: its text is erased after 72 hours. The note is in the portal."))
    except NotPossible:
        messages.warning(request, _("Somebody has already taken care of this one."))
    else:
        messages.success(request, _("It is being sent again."))
    return redirect("office:letters")


@owner
@require_POST
def cancel(request: HttpRequest, letter_id: UUID) -> HttpResponseBase:
    try:
        actions.cancel(letter_id, at=timezone.now())
    except OutboxMessage.DoesNotExist:
        raise Http404 from None
    except NotPossible:
        messages.warning(request, _("Somebody has already taken care of this one."))
    else:
        messages.success(request, _("It will not be sent. The note is in the portal."))
    return redirect("office:letters")
