"""Placetel Call Control/Notify: a form with an HMAC signature; the answer is XML, read only when a number is routed by "External API".

Numbers are national (030…) or `anonymous`. There is no field for a forwarding number: the customer is known by `to` alone.
"""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from xml.etree import ElementTree as ET

from vorzimmer.telephony.numbers import dialled_from, normalise
from vorzimmer.telephony.switchboard import CallOffered, Event, RejectReason
from vorzimmer.telephony.webhooks import BadWebhook, Dial, Fault, Fields, Push, Reject, Reply, Verdict, read_fields, xml_refusal, xml_reply

_EVENTS = {"IncomingCall", "OutgoingCall", "CallAccepted", "HungUp"}


class Placetel:
    """Webhooks of Placetel. `secret` is the shared secret of the Call Control settings; an empty one is a ValueError."""

    credential_header = "X-Placetel-Signature"

    def __init__(self, *, engine_id: str = "placetel", secret: str) -> None:
        if not secret:
            raise ValueError("Placetel needs a shared secret: with an empty one anybody could sign")
        self.engine_id = engine_id
        self._secret = secret.encode()

    def verify(self, body: bytes, credential: str | None) -> bool:
        """Check the hexadecimal HMAC-SHA256 of the raw body."""
        expected = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        given = (credential or "").strip().lower()
        return hmac.compare_digest(expected.encode(), given.encode(errors="backslashreplace"))

    def parse(self, body: bytes, *, content_type: str, at: datetime) -> tuple[Event, ...]:
        return translate(read_fields(body, content_type=content_type), engine_id=self.engine_id, at=at)

    def respond(self, events: Sequence[Event], verdict: Verdict, *, callback: str) -> Reply:  # noqa: ARG002  Placetel pushes everything anyway
        """Answer an incoming call with the verdict, everything else with an empty response."""
        response = ET.Element("Response")
        if any(isinstance(event, CallOffered) for event in events):
            _add_verdict(response, verdict)
        return xml_reply(response)

    def refuse(self, fault: BadWebhook) -> Reply:
        return xml_refusal(fault)


def translate(fields: Fields, *, engine_id: str, at: datetime) -> tuple[Event, ...]:
    """Translate one push. Outgoing calls are of no concern."""
    event = fields.required("event")
    if event not in _EVENTS:
        raise BadWebhook(Fault.UNKNOWN_EVENT, "event")
    call_id = fields.call_id("call_id")
    if event == "OutgoingCall" or not fields.is_incoming(required=False):
        return ()
    push = Push(fields=fields, engine_id=engine_id, call_id=call_id, at=at, read_number=normalise)
    if event == "CallAccepted":
        return (push.answered(number=fields.optional("peer")),)
    if event == "HungUp":
        return (push.ended(cause=fields.code("type"), given_up={"missed", "canceled"}),)
    return (push.offered(),)


def _add_verdict(response: ET.Element, verdict: Verdict) -> None:
    if isinstance(verdict, Reject):
        ET.SubElement(response, "Reject", {"reason": "busy"} if verdict.reason is RejectReason.BUSY else {})
    elif isinstance(verdict, Dial):
        forward = ET.SubElement(response, "Forward")
        for number in verdict.numbers:
            target = ET.SubElement(forward, "Target")
            ET.SubElement(target, "Number").text = dialled_from(number.e164)
