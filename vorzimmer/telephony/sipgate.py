"""sipgate.io push API: a signed form for every new call, answer and hangup; the answer is XML.

The vendor sends no time stamps and numbers as E.164 digits without a plus sign. A call that is put through is a new call which
names the earlier one.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from importlib.resources import files
from xml.etree import ElementTree as ET

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from vorzimmer.telephony.numbers import e164_digits, from_e164_digits
from vorzimmer.telephony.switchboard import CallOffered, Event, RejectReason
from vorzimmer.telephony.webhooks import BadWebhook, Dial, Fault, Fields, Push, Reject, Reply, Verdict, read_fields, xml_refusal, xml_reply

VOICEMAIL = "voicemail"


def vendor_key() -> bytes:
    """Give sipgate's public key (RSA, 4096 bits, PEM), the same for all its customers."""
    return files("vorzimmer.telephony").joinpath("sipgate.pem").read_bytes()


class Sipgate:
    """Webhooks of sipgate.io. `public_key` is PEM; anything but an RSA key is a ValueError."""

    credential_header = "X-Sipgate-Signature"

    def __init__(self, *, engine_id: str = "sipgate", public_key: bytes | None = None) -> None:
        key = serialization.load_pem_public_key(public_key or vendor_key())
        if not isinstance(key, rsa.RSAPublicKey):
            raise ValueError("sipgate signs with RSA: the public key must be an RSA key")  # noqa: TRY004  a wrong value of the right type
        self.engine_id = engine_id
        self._key = key

    def verify(self, body: bytes, credential: str | None) -> bool:
        """Check the base64 RSA-SHA256 (PKCS #1 v1.5) signature of the raw body."""
        try:
            signature = base64.b64decode(credential or "", validate=True)
            self._key.verify(signature, body, padding.PKCS1v15(), hashes.SHA256())
        except (binascii.Error, ValueError, InvalidSignature):
            return False
        return True

    def parse(self, body: bytes, *, content_type: str, at: datetime) -> tuple[Event, ...]:
        return translate(read_fields(body, content_type=content_type), engine_id=self.engine_id, at=at)

    def respond(self, events: Sequence[Event], verdict: Verdict, *, callback: str) -> Reply:
        """Answer a new call with the verdict and subscribe to its answer and end; everything else with an empty response."""
        response = ET.Element("Response")
        if any(isinstance(event, CallOffered) for event in events):
            response.attrib.update(onAnswer=callback, onHangup=callback)
            _add_verdict(response, verdict)
        return xml_reply(response)

    def refuse(self, fault: BadWebhook) -> Reply:
        return xml_refusal(fault)


def translate(fields: Fields, *, engine_id: str, at: datetime) -> tuple[Event, ...]:
    """Translate one push. Outgoing calls and DTMF are of no concern."""
    event = fields.required("event")
    if event == "dtmf":
        return ()
    if event not in {"newCall", "answer", "hangup"}:
        raise BadWebhook(Fault.UNKNOWN_EVENT, "event")
    call_id = fields.call_id("callId")
    if not fields.is_incoming(required=event == "newCall"):
        return ()
    push = Push(fields=fields, engine_id=engine_id, call_id=call_id, at=at, read_number=from_e164_digits)
    if event == "answer":
        if fields.single("user") == VOICEMAIL:  # a machine: the caller was not answered
            return ()
        names = (fields.single(name) for name in ("user", "userId", "fullUserId"))
        return (push.answered(number=fields.optional("answeringNumber"), names=names),)
    diversions = tuple(number for raw in fields.every("diversion") if (number := from_e164_digits(raw)))
    if event == "hangup":
        return (push.ended(cause=fields.code("cause"), given_up={"cancel"}, diversions=diversions),)
    return (push.offered(diversions=diversions, origin_call_id=fields.optional("origCallId", "originalCallId")),)


def _add_verdict(response: ET.Element, verdict: Verdict) -> None:
    if isinstance(verdict, Reject):
        busy = verdict.reason is RejectReason.BUSY
        ET.SubElement(response, "Reject", reason="busy" if busy else "rejected")
    elif isinstance(verdict, Dial):
        caller_id = {"callerId": e164_digits(verdict.caller_id)} if verdict.caller_id else {}
        dial = ET.SubElement(response, "Dial", caller_id)
        for number in verdict.numbers:
            ET.SubElement(dial, "Number").text = e164_digits(number.e164)
