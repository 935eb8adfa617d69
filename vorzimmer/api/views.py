"""Webhooks: checked, written durably, then answered. A refused webhook has changed nothing; the same one twice is one.

A telephone system without a secret in the settings is closed, and so is one that the register of processors does not allow: 404.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from vorzimmer.calls import wire
from vorzimmer.calls.switching import Command, Refuse
from vorzimmer.domain.processors import ConnectorKind
from vorzimmer.privacy.processors import refusal
from vorzimmer.privacy.reading import reading_all
from vorzimmer.telephony.cti import GenericCti
from vorzimmer.telephony.placetel import Placetel
from vorzimmer.telephony.sipgate import Sipgate
from vorzimmer.telephony.switchboard import CallOffered, Event, RejectReason
from vorzimmer.telephony.webhooks import Accept, BadWebhook, Fault, Reject, Reply, Verdict, WebhookEngine


@cache
def sipgate_engine(key_file: str) -> Sipgate:
    """Make the engine once per key; an empty name means the vendor's own key."""
    return Sipgate(public_key=Path(key_file).read_bytes() if key_file else None)


@csrf_exempt  # signed by the telephone system instead
@require_POST
def sipgate(request: HttpRequest) -> HttpResponse:
    """Take a push of sipgate.io (X-Sipgate-Signature over the raw body)."""
    if not settings.SIPGATE_ENABLED:
        raise Http404
    engine = sipgate_engine(settings.SIPGATE_PUBLIC_KEY_FILE)
    return _take(request, engine, request.headers.get(engine.credential_header))


@csrf_exempt  # signed by the telephone system instead
@require_POST
def placetel(request: HttpRequest) -> HttpResponse:
    """Take a push of Placetel (X-PLACETEL-SIGNATURE, HMAC over the raw body)."""
    if not settings.PLACETEL_SECRET:
        raise Http404
    engine = Placetel(secret=settings.PLACETEL_SECRET)
    return _take(request, engine, request.headers.get(engine.credential_header))


@csrf_exempt  # the token in the address instead
@require_POST
def cti(request: HttpRequest, token: str) -> HttpResponse:
    """Take a push in the generic CTI format."""
    if not settings.CTI_TOKEN:
        raise Http404
    return _take(request, GenericCti(token=settings.CTI_TOKEN), token)


def _take(request: HttpRequest, engine: WebhookEngine, credential: str | None) -> HttpResponse:
    try:
        body = request.body
    except RequestDataTooBig:
        return _http(engine.refuse(BadWebhook(Fault.TOO_LARGE)))
    if not engine.verify(body, credential):
        return _http(engine.refuse(BadWebhook(Fault.BAD_CREDENTIAL)))
    at = datetime.now(tz=UTC)
    if refusal(ConnectorKind.TELEPHONY, engine.engine_id, at) is not None:
        raise Http404
    try:
        events = engine.parse(body, content_type=request.headers.get("Content-Type", ""), at=at)
    except BadWebhook as fault:
        return _http(engine.refuse(fault))
    with reading_all():  # what happened is written down whole, and nobody reads it here
        commands = [command for event in events for command in wire.receive(event, at)]
    callback = f"{settings.PUBLIC_URL}{request.path}"
    return _http(engine.respond(events, _verdict(events, commands), callback=callback))


def _verdict(events: Sequence[Event], commands: Sequence[Command]) -> Verdict:
    """Say what the telephone system is to do with a new call. Other commands than to refuse it are not for systems that only display."""
    refused = next((command for command in commands if isinstance(command, Refuse)), None)
    if refused is not None:
        return Reject(reason=RejectReason.BUSY if refused.busy else RejectReason.REJECTED)
    if settings.UNKNOWN_NUMBERS != "reject":
        return Accept()
    unknown = any(isinstance(event, CallOffered) and not wire.is_known(event) for event in events)
    return Reject(reason=RejectReason.REJECTED) if unknown else Accept()


def _http(reply: Reply) -> HttpResponse:
    return HttpResponse(reply.body, status=reply.status, content_type=reply.content_type)
