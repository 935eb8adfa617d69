"""Placetel: forms with an HMAC in, XML out."""

from datetime import UTC, datetime

import pytest

from tests.telephony.signing import placetel_signature
from vorzimmer.telephony.placetel import Placetel
from vorzimmer.telephony.switchboard import CallOffered, EndedBy, LegAnswered, LegEnded, Number, RejectReason
from vorzimmer.telephony.webhooks import Accept, BadWebhook, Dial, Fault, Reject

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
CALL = "5f3c9a"
INCOMING = b"event=IncomingCall&from=01713920012&to=03023125101&call_id=5f3c9a&direction=in"
XML = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.fixture
def placetel():
    return Placetel(secret="12345")


def events(placetel, body):
    return placetel.parse(body, content_type=FORM, at=AT)


def test_a_genuine_signature_is_accepted(placetel):
    by_openssl = "65b3a166a546382c35d66cea0b252937672c477f61ad7d1e5bcf7065d489a80f"
    assert placetel.verify(INCOMING, by_openssl) is True
    assert placetel.verify(INCOMING, by_openssl.upper()) is True


@pytest.mark.parametrize("credential", [None, "", "00", "grüße", "\ud800"])
def test_no_signature_and_garbage_are_not_accepted(placetel, credential):
    assert placetel.verify(INCOMING, credential) is False


def test_an_altered_body_and_another_secret_are_not_accepted(placetel):
    assert placetel.verify(INCOMING + b"&x=1", placetel_signature(INCOMING, "12345")) is False
    assert placetel.verify(INCOMING, placetel_signature(INCOMING, "12346")) is False


def test_without_a_secret_nothing_is_accepted():
    with pytest.raises(ValueError, match="shared secret"):
        Placetel(secret="")


def test_an_incoming_call_is_offered_with_national_numbers_made_international(placetel):
    assert events(placetel, INCOMING) == (
        CallOffered(engine_id="placetel", call_id=CALL, leg_id=CALL, at=AT, called="+493023125101", caller="+491713920012"),
    )


def test_a_withheld_caller_is_nobody(placetel):
    (offered,) = events(placetel, INCOMING.replace(b"01713920012", b"anonymous"))
    assert offered.caller is None


def test_an_accepted_call_names_the_peer(placetel):
    body = b"event=CallAccepted&from=01713920012&to=03023125101&call_id=5f3c9a&peer=777abc%40fpbx.de&direction=in"
    assert events(placetel, body) == (
        LegAnswered(engine_id="placetel", call_id=CALL, leg_id="5f3c9a:operator:0", at=AT, endpoints=("777abc@fpbx.de",)),
    )
    assert events(placetel, body.replace(b"777abc%40fpbx.de", b"03023125840"))[0].endpoints == ("+493023125840",)
    assert events(placetel, body.replace(b"777abc%40fpbx.de", b""))[0].endpoints == ()


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        ("accepted", EndedBy.UNKNOWN),
        ("voicemail", EndedBy.UNKNOWN),
        ("missed", EndedBy.REMOTE),
        ("blocked", EndedBy.UNKNOWN),
        ("busy", EndedBy.UNKNOWN),
        ("canceled", EndedBy.REMOTE),
        ("unavailable", EndedBy.UNKNOWN),
        ("congestion", EndedBy.UNKNOWN),
    ],
)
def test_every_type_of_hangup_is_a_cause(placetel, kind, by):
    body = f"event=HungUp&from=01713920012&to=03023125101&call_id=5f3c9a&type={kind}&duration=17&direction=in".encode()
    assert events(placetel, body) == (
        LegEnded(engine_id="placetel", call_id=CALL, leg_id=CALL, at=AT, by=by, cause=kind, called="+493023125101", caller="+491713920012"),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"event=OutgoingCall&from=03023125840&to=01713920012&peer=777abc%40fpbx.de&call_id=5f3c9a&direction=out",
        b"event=HungUp&from=03023125840&to=01713920012&call_id=5f3c9a&type=accepted&duration=9&direction=out",
    ],
)
def test_outgoing_calls_are_of_no_concern(placetel, body):
    assert events(placetel, body) == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", "missing_field: event"),
        (b"event=newCall&call_id=5f3c9a", "unknown_event: event"),
        (b"event=IncomingCall&from=1&to=2", "missing_field: call_id"),
        (b"event=HungUp&call_id=" + b"f" * 251, "too_long: call_id"),
        (b"event=IncomingCall&call_id=5f3c9a&from=01713920012", "missing_field: to"),
        (b"event=IncomingCall&call_id=5f3c9a&to=anonymous", "invalid_number: to"),
        (b"event=IncomingCall&call_id=5f3c9a&to=03023125101&direction=both", "invalid_direction: direction"),
    ],
)
def test_a_push_that_makes_no_sense_is_refused(placetel, body, fault):
    with pytest.raises(BadWebhook) as caught:
        events(placetel, body)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("verdict", "response"),
    [
        (Accept(), "<Response />"),
        (Reject(), "<Response><Reject /></Response>"),
        (Reject(reason=RejectReason.BUSY), '<Response><Reject reason="busy" /></Response>'),
        (
            Dial(numbers=(Number(e164="+491713920020"), Number(e164="+442079460123"))),
            (
                "<Response><Forward><Target><Number>01713920020</Number></Target>"
                "<Target><Number>00442079460123</Number></Target></Forward></Response>"
            ),
        ),
    ],
)
def test_an_incoming_call_is_answered_with_the_verdict(placetel, verdict, response):
    reply = placetel.respond(events(placetel, INCOMING), verdict, callback="")
    assert (reply.status, reply.content_type, reply.body.decode()) == (200, "application/xml; charset=UTF-8", XML + response)


def test_everything_else_is_answered_with_an_empty_response(placetel):
    assert placetel.respond((), Reject(), callback="").body.decode() == f"{XML}<Response />"


def test_errors_are_told_in_xml(placetel):
    refused = placetel.refuse(BadWebhook(Fault.BAD_CREDENTIAL))
    assert (refused.status, refused.body.decode()) == (401, f"{XML}<Response><Error>bad_credential</Error></Response>")
