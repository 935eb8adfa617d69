"""Bodies of webhooks: what is read, what is refused, and that nothing else ever happens."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.telephony.signing import public_pem
from vorzimmer.telephony.cti import GenericCti
from vorzimmer.telephony.placetel import Placetel
from vorzimmer.telephony.sipgate import Sipgate
from vorzimmer.telephony.webhooks import BadWebhook, Fault, read_fields

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def fault_of(call, *arguments, **details):
    with pytest.raises(BadWebhook) as caught:
        call(*arguments, **details)
    return str(caught.value)


def test_all_ways_to_write_an_array_are_one_field():
    body = b"user=a&user%5B%5D=b&user[0]=c&user[][0]=d&user%5B%5D%5B1%5D=e"
    assert read_fields(body, content_type=FORM).every("user") == ("a", "b", "c", "d", "e")


def test_json_numbers_null_and_lists_are_read_like_a_form():
    fields = read_fields(b'{"callId": 17, "user[]": ["a", 2], "cause": null}', content_type=JSON, json_too=True)
    assert fields.required("callId") == "17"
    assert fields.every("user") == ("a", "2")
    assert fields.optional("cause") == ""


def test_umlauts_arrive_in_forms_and_in_json():
    assert read_fields("user=Jörg".encode(), content_type=FORM).optional("user") == "Jörg"
    assert read_fields(b"user=J%C3%B6rg", content_type=f"{FORM}; charset=UTF-8").optional("user") == "Jörg"
    assert read_fields('{"user": "Jörg"}'.encode(), content_type=f'{JSON}; charset="utf-8"', json_too=True).optional("user") == "Jörg"


@pytest.mark.parametrize(
    ("body", "content_type", "fault"),
    [
        (b"event=newCall", "", "unsupported_content_type"),
        (b"event=newCall", "text/plain", "unsupported_content_type"),
        (b"event=newCall", "multipart/form-data; boundary=x", "unsupported_content_type"),
        (b"event=newCall", f"{FORM}; charset=iso-8859-1", "unsupported_content_type"),
        (b"user=J\xf6rg", FORM, "not_utf8"),
        (b"user=J%F6rg", FORM, "not_utf8"),
        (b'{"user": "J\xf6rg"}', JSON, "not_utf8"),
        (b"&".join([b"a=1"] * 201), FORM, "not_a_form"),
        (b"[]", JSON, "not_a_json_object"),
        (b'"newCall"', JSON, "not_a_json_object"),
        (b"{", JSON, "not_a_json_object"),
        (b"", JSON, "not_a_json_object"),
        (b"[" * 60_000, JSON, "not_a_json_object"),
        (b'{"callId": ' + b"1" * 5000 + b"}", JSON, "not_a_json_object"),
        (b"x" * 65_537, FORM, "too_large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body, content_type, fault):
    assert fault_of(read_fields, body, content_type=content_type, json_too=True) == fault


def test_json_is_refused_where_the_vendor_sends_forms():
    assert fault_of(read_fields, b"{}", content_type=JSON) == "unsupported_content_type"


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (["a", "b"], "repeated_field: callId"),
        ({"id": "a"}, "wrong_type: callId"),
        (True, "wrong_type: callId"),
        (1.5, "wrong_type: callId"),
        ([["a"]], "wrong_type: callId"),
        ("x" * 251, "too_long: callId"),
        ("a\x00b", "invalid_characters: callId"),
        ("a\nb", "invalid_characters: callId"),
        ("\ud800", "invalid_characters: callId"),
        ("  ", "missing_field: callId"),
        ("a b", "invalid_call_id: callId"),
        ("ä", "invalid_call_id: callId"),
        ("a:operator:0", "invalid_call_id: callId"),
        ("a:third:7", "invalid_call_id: callId"),
    ],
)
def test_a_call_id_that_names_no_call_is_refused(value, fault):
    fields = read_fields(json.dumps({"callId": value}).encode(), content_type=JSON, json_too=True)
    assert fault_of(fields.call_id, "callId") == fault


def test_the_longest_call_id_has_250_characters():
    assert read_fields(b"callId=" + b"x" * 250, content_type=FORM).call_id("callId") == "x" * 250


def test_fields_that_nobody_reads_do_no_harm():
    fields = read_fields(b'{"callId": "a", "+4930": {"b": [1.5]}, "": false}', content_type=JSON, json_too=True)
    assert fields.call_id("callId") == "a"


def test_only_a_machine_word_is_a_cause():
    assert read_fields(b"cause=normalClearing", content_type=FORM).code("cause") == "normalClearing"
    assert read_fields(b"cause=Frau+Berg+legt+auf", content_type=FORM).code("cause") == ""
    assert read_fields(b"cause=030+23125012", content_type=FORM).code("cause") == ""


def test_an_error_names_the_field_and_never_its_content():
    fields = read_fields(b"callId=Frau+Berg+03023125012", content_type=FORM)
    assert fault_of(fields.call_id, "callId") == "invalid_call_id: callId"


def test_a_bad_signature_is_401_and_every_other_fault_422():
    assert {fault: BadWebhook(fault).status for fault in Fault} == {fault: 401 if fault == "bad_credential" else 422 for fault in Fault}


ENGINES = [Sipgate(public_key=public_pem()), Placetel(secret="s"), GenericCti(token="t")]
NAMES = st.sampled_from(
    [
        "event",
        "callId",
        "call_id",
        "from",
        "to",
        "direction",
        "diversion",
        "user",
        "user[]",
        "user[][0]",
        "cause",
        "type",
        "peer",
        "origCallId",
    ]
)
WORDS = st.sampled_from(
    ["newCall", "answer", "hangup", "dtmf", "IncomingCall", "CallAccepted", "HungUp", "in", "out", "c1", "493023125012", "anonymous"]
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
    max_leaves=6,
)


def parse_everywhere(body, content_type):
    for engine in ENGINES:
        with suppress(BadWebhook):
            events = engine.parse(body, content_type=content_type, at=AT)
            assert len(events) <= 1
            assert all(event.at == AT and event.engine_id == engine.engine_id for event in events)


@given(st.lists(st.tuples(NAMES | st.text(max_size=9), WORDS | st.text(max_size=30)), max_size=12))
def test_no_form_raises_anything_but_bad_webhook(pairs):
    parse_everywhere(urlencode(pairs, errors="surrogatepass").encode(), FORM)


@given(st.dictionaries(NAMES | st.text(max_size=9), JSON_VALUES, max_size=12))
def test_no_json_raises_anything_but_bad_webhook(content):
    parse_everywhere(json.dumps(content).encode(), JSON)


@given(st.binary(max_size=200), st.text(max_size=40) | st.sampled_from([FORM, JSON, f"{FORM}; charset=utf-8"]))
def test_no_bytes_raise_anything_but_bad_webhook(body, content_type):
    parse_everywhere(body, content_type)


@given(st.binary(max_size=80), st.none() | st.text(max_size=400))
def test_no_credential_raises(body, credential):
    assert not any(engine.verify(body, credential) for engine in ENGINES if engine.engine_id != "cti")
