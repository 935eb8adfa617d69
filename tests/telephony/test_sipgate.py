"""sipgate.io: signed forms in, XML out."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.telephony.signing import public_pem, sipgate_signature
from vorzimmer.telephony.sipgate import Sipgate, vendor_key
from vorzimmer.telephony.switchboard import CallOffered, EndedBy, LegAnswered, LegEnded, Number, RejectReason
from vorzimmer.telephony.webhooks import Accept, BadWebhook, Dial, Fault, Reject, WebhookEngine

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
CALLBACK = "https://agency.example/api/telephony/sipgate/"
NEW_CALL = (
    b"event=newCall&from=491713920012&to=4930231250101&direction=in&callId=c1&origCallId=c1"
    b"&user%5B%5D=Alice&user%5B%5D=Bob&userId%5B%5D=w0&userId%5B%5D=w1&fullUserId%5B%5D=1234567w0&xcid=x"
)
XML = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.fixture(scope="module")
def sipgate():
    return Sipgate(public_key=public_pem())


def events(sipgate, body):
    return sipgate.parse(body, content_type=FORM, at=AT)


def fault(sipgate, body):
    with pytest.raises(BadWebhook) as caught:
        events(sipgate, body)
    return str(caught.value)


def test_a_genuine_signature_is_accepted(sipgate):
    assert sipgate.verify(NEW_CALL, sipgate_signature(NEW_CALL)) is True


def test_an_altered_body_is_not_accepted(sipgate):
    assert sipgate.verify(NEW_CALL.replace(b"c1", b"c2"), sipgate_signature(NEW_CALL)) is False
    assert sipgate.verify(NEW_CALL + b"\n", sipgate_signature(NEW_CALL)) is False


def test_the_signature_of_somebody_else_is_not_accepted(sipgate):
    assert sipgate.verify(NEW_CALL, sipgate_signature(NEW_CALL, "stranger")) is False


@pytest.mark.parametrize("credential", [None, "", "AAAA", "%%%", "grüße", " ", "A" * 10_000])
def test_no_signature_and_garbage_are_not_accepted(sipgate, credential):
    assert sipgate.verify(NEW_CALL, credential) is False


def test_a_signature_with_something_behind_it_is_not_accepted(sipgate):
    assert sipgate.verify(NEW_CALL, sipgate_signature(NEW_CALL) + "!") is False


def test_the_vendors_key_is_the_default_and_has_4096_bits():
    assert serialization.load_pem_public_key(vendor_key()).key_size == 4096
    assert Sipgate().verify(NEW_CALL, sipgate_signature(NEW_CALL)) is False


def test_a_key_that_is_not_rsa_is_refused():
    pem = ec.generate_private_key(ec.SECP256R1()).public_key()
    with pytest.raises(ValueError, match="must be an RSA key"):
        Sipgate(public_key=pem.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(ValueError, match="PEM"):
        Sipgate(public_key=b"garbage")


def test_a_new_call_is_offered(sipgate):
    assert events(sipgate, NEW_CALL) == (
        CallOffered(engine_id="sipgate", call_id="c1", leg_id="c1", at=AT, called="+4930231250101", caller="+491713920012"),
    )


def test_the_forwarding_number_of_a_call_is_its_diversion(sipgate):
    (offered,) = events(sipgate, b"event=newCall&from=anonymous&to=493023125900&direction=in&callId=c1&diversion=493023125101")
    assert offered.diversions == ("+493023125101",)
    assert offered.caller is None


@pytest.mark.parametrize("name", [b"origCallId", b"originalCallId"])
def test_a_call_that_was_put_through_names_the_earlier_one(sipgate, name):
    (offered,) = events(sipgate, b"event=newCall&from=491713920012&to=493023125101&direction=in&callId=c2&" + name + b"=c1")
    assert (offered.call_id, offered.origin_call_id) == ("c2", "c1")


def test_an_answer_names_who_answered_in_all_ways(sipgate):
    body = (
        b"event=answer&callId=c1&user=Alice&userId=w0&fullUserId=1234567w0&from=491713920012&to=493023125101"
        b"&direction=in&answeringNumber=493023125840"
    )
    assert events(sipgate, body) == (
        LegAnswered(
            engine_id="sipgate",
            call_id="c1",
            leg_id="c1:operator:0",
            at=AT,
            endpoints=("+493023125840", "Alice", "w0", "1234567w0"),
        ),
    )


def test_an_answer_without_names_has_no_endpoints(sipgate):
    (answered,) = events(sipgate, b"event=answer&callId=c1&user=&direction=in&answeringNumber=&user[]=A&user[]=B")
    assert answered.endpoints == ()


def test_a_hangup_ends_the_callers_leg_and_still_knows_the_numbers(sipgate):
    body = b"event=hangup&cause=normalClearing&callId=c1&from=491713920012&to=493023125101&direction=in&diversion=493023125700"
    assert events(sipgate, body) == (
        LegEnded(
            engine_id="sipgate",
            call_id="c1",
            leg_id="c1",
            at=AT,
            by=EndedBy.UNKNOWN,
            cause="normalClearing",
            called="+493023125101",
            caller="+491713920012",
            diversions=("+493023125700",),
        ),
    )


@pytest.mark.parametrize("cause", ["busy", "cancel", "noAnswer", "congestion", "notFound", "forwarded"])
def test_every_cause_is_kept_and_a_cancel_is_the_callers_deed(sipgate, cause):
    (ended,) = events(sipgate, f"event=hangup&cause={cause}&callId=c1&from=anonymous&to=493023125101&direction=in".encode())
    assert ended.cause == cause
    assert ended.by == ("remote" if cause == "cancel" else "unknown")


def test_a_bare_hangup_is_still_an_end(sipgate):
    (ended,) = events(sipgate, b"event=hangup&callId=c1")
    assert (ended.called, ended.caller, ended.cause, ended.diversions) == ("", None, "", ())


@pytest.mark.parametrize(
    "body",
    [
        b"event=dtmf&dtmf=1&callId=c1",
        b"event=newCall&from=493023125840&to=491713920012&direction=out&callId=c1&user[]=Alice",
        b"event=answer&callId=c1&direction=out",
        b"event=hangup&callId=c1&direction=out&cause=busy",
    ],
)
def test_digits_and_outgoing_calls_are_of_no_concern(sipgate, body):
    assert events(sipgate, body) == ()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "missing_field: event"),
        (b"event=ring&callId=c1", "unknown_event: event"),
        (b"event=newCall&from=491713920012&to=493023125101&direction=in", "missing_field: callId"),
        (b"event=newCall&from=491713920012&to=493023125101&direction=in&callId=" + b"x" * 251, "too_long: callId"),
        (b"event=newCall&from=491713920012&to=493023125101&callId=c1", "invalid_direction: direction"),
        (b"event=newCall&from=491713920012&to=493023125101&callId=c1&direction=up", "invalid_direction: direction"),
        (b"event=newCall&from=491713920012&direction=in&callId=c1", "missing_field: to"),
        (b"event=newCall&from=491713920012&to=nobody&direction=in&callId=c1", "invalid_number: to"),
        (b"event=newCall&to=493023125101&to=493023125102&direction=in&callId=c1", "repeated_field: to"),
        (b"event=newCall&event=hangup&callId=c1", "repeated_field: event"),
    ],
)
def test_a_push_that_makes_no_sense_is_refused(sipgate, body, expected):
    assert fault(sipgate, body) == expected


@pytest.mark.parametrize(
    ("verdict", "inside"),
    [
        (Reject(), '<Reject reason="rejected" />'),
        (Reject(reason=RejectReason.UNALLOCATED), '<Reject reason="rejected" />'),
        (Reject(reason=RejectReason.BUSY), '<Reject reason="busy" />'),
        (Dial(numbers=(Number(e164="+491713920020"),)), "<Dial><Number>491713920020</Number></Dial>"),
        (
            Dial(numbers=(Number(e164="+491713920020"), Number(e164="+493023125840")), caller_id="+493023125101"),
            '<Dial callerId="493023125101"><Number>491713920020</Number><Number>493023125840</Number></Dial>',
        ),
    ],
)
def test_a_new_call_is_answered_with_the_verdict(sipgate, verdict, inside):
    reply = sipgate.respond(events(sipgate, NEW_CALL), verdict, callback=CALLBACK)
    assert (reply.status, reply.content_type) == (200, "application/xml; charset=UTF-8")
    assert reply.body.decode() == f'{XML}<Response onAnswer="{CALLBACK}" onHangup="{CALLBACK}">{inside}</Response>'


def test_an_accepted_call_is_only_watched(sipgate):
    reply = sipgate.respond(events(sipgate, NEW_CALL), Accept(), callback="https://agency.example/a?b=1&c=2")
    address = "https://agency.example/a?b=1&amp;c=2"
    assert reply.body.decode() == f'{XML}<Response onAnswer="{address}" onHangup="{address}" />'


@pytest.mark.parametrize("body", [b"event=hangup&callId=c1", b"event=answer&callId=c1", b"event=dtmf&callId=c1"])
def test_everything_else_is_answered_with_an_empty_response(sipgate, body):
    assert sipgate.respond(events(sipgate, body), Reject(), callback=CALLBACK).body.decode() == f"{XML}<Response />"


def test_errors_are_told_in_xml(sipgate):
    refused = sipgate.refuse(BadWebhook(Fault.MISSING_FIELD, "callId"))
    assert refused.status == 422
    assert refused.content_type == "application/xml; charset=UTF-8"
    assert refused.body.decode() == f"{XML}<Response><Error>missing_field: callId</Error></Response>"
    assert sipgate.refuse(BadWebhook(Fault.BAD_CREDENTIAL)).status == 401


def test_a_call_cannot_be_sent_to_nobody():
    with pytest.raises(ValueError, match="one number at least"):
        Dial(numbers=())


def test_it_is_a_webhook_engine(sipgate):
    engine: WebhookEngine = sipgate
    assert (engine.engine_id, engine.credential_header) == ("sipgate", "X-Sipgate-Signature")
