"""The generic CTI format: JSON or a form posted to a URL that holds a token; the answer is JSON. Many telephone systems speak it.

Numbers are E.164 digits, with or without a plus sign. The format has no time stamps and no forwarding number.
"""

import hmac
from collections.abc import Sequence
from datetime import datetime

from vorzimmer.telephony.numbers import e164_digits, from_e164_digits
from vorzimmer.telephony.switchboard import CallOffered, Event, RejectReason
from vorzimmer.telephony.webhooks import BadWebhook, Dial, Fault, Fields, Push, Reject, Reply, Verdict, json_reply, read_fields

_EVENTS = {"newCall", "answer", "hangup"}


class GenericCti:
    """Webhooks in the generic CTI format. `token` stands in the URL; an empty one is a ValueError."""

    credential_header = ""

    def __init__(self, *, engine_id: str = "cti", token: str) -> None:
        if not token:
            raise ValueError("the CTI webhook needs a token: with an empty one anybody could post")
        self.engine_id = engine_id
        self._token = token.encode()

    def verify(self, body: bytes, credential: str | None) -> bool:  # noqa: ARG002  the format signs nothing
        """Check the token of the URL."""
        return hmac.compare_digest(self._token, (credential or "").encode(errors="backslashreplace"))

    def parse(self, body: bytes, *, content_type: str, at: datetime) -> tuple[Event, ...]:
        return translate(read_fields(body, content_type=content_type, json_too=True), engine_id=self.engine_id, at=at)

    def respond(self, events: Sequence[Event], verdict: Verdict, *, callback: str) -> Reply:  # noqa: ARG002  this format pushes everything anyway
        """Answer a new call with the verdict, everything else with `{}`."""
        offered = any(isinstance(event, CallOffered) for event in events)
        return json_reply(_action(verdict) if offered else {})

    def refuse(self, fault: BadWebhook) -> Reply:
        content = {"error": fault.fault.value} | ({"field": fault.field} if fault.field else {})
        return json_reply(content, status=fault.status)


def translate(fields: Fields, *, engine_id: str, at: datetime) -> tuple[Event, ...]:
    """Translate one push. Outgoing calls are of no concern; `queue` and the `user`s a call rings at are not kept."""
    event = fields.required("event")
    if event not in _EVENTS:
        raise BadWebhook(Fault.UNKNOWN_EVENT, "event")
    call_id = fields.call_id("callId")
    if not fields.is_incoming(required=True):
        return ()
    push = Push(fields=fields, engine_id=engine_id, call_id=call_id, at=at, read_number=from_e164_digits)
    if event == "answer":
        names = (fields.single("user_id"), fields.single("user"))
        return (push.answered(number=fields.optional("answeringNumber"), names=names),)
    if event == "hangup":
        return (push.ended(cause=fields.code("cause"), given_up={"cancel"}),)
    return (push.offered(),)


def _action(verdict: Verdict) -> dict[str, str]:
    if isinstance(verdict, Reject):
        return {"action": "reject"} | ({"reason": "busy"} if verdict.reason is RejectReason.BUSY else {})
    if isinstance(verdict, Dial):
        caller_id = {"caller_id": e164_digits(verdict.caller_id)} if verdict.caller_id else {}
        return {"action": "dial"} | caller_id | {"number": e164_digits(verdict.numbers[0].e164)}
    return {}
