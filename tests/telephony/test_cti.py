"""The generic CTI format: JSON or forms with a token in, JSON out."""

from datetime import UTC, datetime

import pytest

from vorzimmer.telephony.cti import GenericCti
from vorzimmer.telephony.switchboard import CallOffered, EndedBy, LegAnswered, LegEnded, Number, RejectReason
from vorzimmer.telephony.webhooks import Accept, BadWebhook, Dial, Fault, Reject

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
NEW_CALL = (
    b'{"event":"newCall","from":"491713920012","to":"493023125101","direction":"in","callId":"c1","user":["Alice","Bob"],"queue":"main"}'
)


@pytest.fixture
def cti():
    return GenericCti(token="a-long-token")


def events(cti, body, content_type=JSON):
    return cti.parse(body, content_type=content_type, at=AT)


def test_the_right_token_is_accepted(cti):
    assert cti.verify(NEW_CALL, "a-long-token") is True


@pytest.mark.parametrize("token", [None, "", "a-long-toke", "a-long-token ", "A-LONG-TOKEN", "grüße", "\ud800"])
def test_another_token_is_not_accepted(cti, token):
    assert cti.verify(NEW_CALL, token) is False


def test_without_a_token_nothing_is_accepted():
    with pytest.raises(ValueError, match="token"):
        GenericCti(token="")


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (NEW_CALL, JSON),
        (b'{"event":"newCall","from":491713920012,"to":"+493023125101","direction":"in","callId":"c1"}', JSON),
        (b"event=newCall&from=491713920012&to=493023125101&direction=in&callId=c1&user%5B%5D=Alice&user%5B%5D=Bob", FORM),
    ],
)
def test_a_new_call_is_offered_from_json_and_from_a_form(cti, body, content_type):
    assert events(cti, body, content_type) == (
        CallOffered(engine_id="cti", call_id="c1", leg_id="c1", at=AT, called="+493023125101", caller="+491713920012"),
    )


def test_an_answer_names_number_id_and_user(cti):
    body = b'{"event":"answer","direction":"in","callId":"c1","answeringNumber":"840","user_id":"w0","user":"Alice"}'
    assert events(cti, body) == (
        LegAnswered(engine_id="cti", call_id="c1", leg_id="c1:operator:0", at=AT, endpoints=("840", "w0", "Alice")),
    )


def test_an_answer_may_name_a_login_as_its_number(cti):
    body = b'{"event":"answer","direction":"in","callId":"c1","answeringNumber":"alice@example.org","user":["Alice","Bob"]}'
    assert events(cti, body)[0].endpoints == ("alice@example.org",)


def test_a_hangup_ends_the_callers_leg(cti):
    body = b'{"event":"hangup","direction":"in","callId":"c1","from":"anonymous","to":"493023125101","cause":"cancel"}'
    assert events(cti, body) == (
        LegEnded(engine_id="cti", call_id="c1", leg_id="c1", at=AT, by=EndedBy.REMOTE, cause="cancel", called="+493023125101", caller=None),
    )


@pytest.mark.parametrize("event", ["newCall", "answer", "hangup"])
def test_outgoing_calls_are_of_no_concern(cti, event):
    assert events(cti, f'{{"event":"{event}","direction":"out","callId":"c1"}}'.encode()) == ()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"{}", "missing_field: event"),
        (b'{"event":"dtmf","callId":"c1","direction":"in"}', "unknown_event: event"),
        (b'{"event":"newCall","direction":"in","to":"493023125101"}', "missing_field: callId"),
        (b'{"event":"newCall","callId":"c1","to":"493023125101"}', "invalid_direction: direction"),
        (b'{"event":"hangup","callId":"c1","direction":"sideways"}', "invalid_direction: direction"),
        (b'{"event":"newCall","callId":"c1","direction":"in"}', "missing_field: to"),
        (b'{"event":"newCall","callId":"c1","direction":"in","to":"reception"}', "invalid_number: to"),
        (b'{"event":"newCall","callId":{"a":1},"direction":"in"}', "wrong_type: callId"),
    ],
)
def test_a_push_that_makes_no_sense_is_refused(cti, body, fault):
    with pytest.raises(BadWebhook) as caught:
        events(cti, body)
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    ("verdict", "body"),
    [
        (Accept(), b"{}"),
        (Reject(), b'{"action": "reject"}'),
        (Reject(reason=RejectReason.BUSY), b'{"action": "reject", "reason": "busy"}'),
        (Dial(numbers=(Number(e164="+491713920020"),)), b'{"action": "dial", "number": "491713920020"}'),
        (
            Dial(numbers=(Number(e164="+491713920020"),), caller_id="+493023125101"),
            b'{"action": "dial", "caller_id": "493023125101", "number": "491713920020"}',
        ),
    ],
)
def test_a_new_call_is_answered_with_the_verdict(cti, verdict, body):
    reply = cti.respond(events(cti, NEW_CALL), verdict, callback="")
    assert (reply.status, reply.content_type, reply.body) == (200, "application/json", body)


def test_everything_else_is_answered_with_an_empty_object(cti):
    assert cti.respond((), Reject(), callback="").body == b"{}"


def test_errors_are_told_in_json(cti):
    token = cti.refuse(BadWebhook(Fault.BAD_CREDENTIAL))
    assert (token.status, token.content_type, token.body) == (401, "application/json", b'{"error": "bad_credential"}')
    direction = cti.refuse(BadWebhook(Fault.INVALID_DIRECTION, "direction"))
    assert (direction.status, direction.body) == (422, b'{"error": "invalid_direction", "field": "direction"}')
