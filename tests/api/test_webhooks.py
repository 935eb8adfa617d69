"""Webhooks over HTTP: signed, answered in the vendor's words, and each kind of bad luck has its defined answer."""

from urllib.parse import urlencode

import pytest

from tests.arrears import SEPTEMBER, climb
from tests.cast import BERG_NUMBER, ZAHN_NUMBER, make_cast
from tests.telephony.signing import placetel_signature, public_pem, sipgate_signature
from vorzimmer.calls.models import Call, CallLogLine
from vorzimmer.customers.models import Customer
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FORM = "application/x-www-form-urlencoded"
URL = "/api/telephony/sipgate/"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def sipgate(client, cast, settings, tmp_path):
    key = tmp_path / "key.pem"
    key.write_bytes(public_pem())
    settings.SIPGATE_ENABLED, settings.SIPGATE_PUBLIC_KEY_FILE = True, str(key)

    def post(fields, *, signed_by="vendor", body=None):
        raw = urlencode(fields, doseq=True).encode() if body is None else body
        return client.post(URL, raw, content_type=FORM, headers={"X-Sipgate-Signature": sipgate_signature(raw, signed_by)})

    return post


def new_call(**changes):
    values = {
        "event": "newCall",
        "from": "491713920012",
        "to": ZAHN_NUMBER[1:],
        "direction": "in",
        "callId": "987654321",
        "origCallId": "987654321",
        "user[]": ["Olga"],
        "userId[]": ["w0"],
        "fullUserId[]": ["1234567w0"],
    }
    return values | changes


def hangup(**changes):
    values = {
        "event": "hangup",
        "cause": "normalClearing",
        "callId": "987654321",
        "from": "491713920012",
        "to": ZAHN_NUMBER[1:],
        "direction": "in",
    }
    return values | changes


def answer(**changes):
    values = {
        "event": "answer",
        "callId": "987654321",
        "user": "Olga",
        "userId": "w0",
        "from": "491713920012",
        "to": ZAHN_NUMBER[1:],
        "direction": "in",
        "answeringNumber": "4930231250001",
    }
    return values | changes


def test_a_new_call_is_on_the_desk_and_the_rest_is_subscribed(sipgate, settings):
    settings.PUBLIC_URL = "https://buero.example"
    reply = sipgate(new_call())
    assert (reply.status_code, reply["Content-Type"]) == (200, "application/xml; charset=UTF-8")
    assert reply.content.decode() == (
        '<?xml version="1.0" encoding="UTF-8"?><Response onAnswer="https://buero.example/api/telephony/sipgate/"'
        ' onHangup="https://buero.example/api/telephony/sipgate/" />'
    )
    assert Call.objects.get().state == "queued"


def test_the_whole_call_of_sipgate(sipgate, cast):
    for event in (new_call(), answer(), hangup()):
        assert sipgate(event).status_code == 200
    call = Call.objects.get()
    assert (call.state, call.operator) == ("wrap_up", cast.olga)


def test_a_voicemail_that_answers_is_nobody(sipgate):
    for event in (new_call(), answer(user="voicemail", userId="", answeringNumber=""), hangup()):
        assert sipgate(event).status_code == 200
    assert Call.objects.get().state == "abandoned"


def test_a_bad_signature_is_refused_and_changes_nothing(sipgate):
    reply = sipgate(new_call(), signed_by="somebody else")
    assert reply.status_code == 401
    assert reply.content.decode() == '<?xml version="1.0" encoding="UTF-8"?><Response><Error>bad_credential</Error></Response>'
    assert Call.objects.count() == 0


def test_a_replay_is_answered_and_changes_nothing(sipgate):
    first = sipgate(new_call())
    second = sipgate(new_call())
    assert (first.content, second.status_code) == (second.content, 200)
    assert CallLogLine.objects.count() == 2


def test_a_hangup_before_the_new_call(sipgate):
    assert sipgate(hangup(cause="cancel")).status_code == 200
    assert sipgate(new_call()).status_code == 200
    assert Call.objects.get().state == "abandoned"


@pytest.mark.parametrize(("policy", "verdict"), [("pass", ""), ("reject", '<Reject reason="rejected" />')])
def test_an_unknown_number_gets_what_the_agency_chose(sipgate, settings, policy, verdict):
    settings.UNKNOWN_NUMBERS = policy
    reply = sipgate(new_call(to="4930231250777"))
    assert reply.status_code == 200
    assert ("<Reject" in reply.content.decode()) is bool(verdict)
    assert Call.objects.get().customer is None


@pytest.mark.parametrize(
    ("fields", "error"),
    [({"event": "explode", "callId": "1"}, "unknown_event: event"), ({"event": "newCall", "direction": "in"}, "missing_field: callId")],
)
def test_nonsense_is_told_by_the_vendors_convention(sipgate, fields, error):
    reply = sipgate(fields)
    assert reply.status_code == 422
    assert f"<Error>{error}</Error>" in reply.content.decode()


def test_outgoing_calls_are_of_no_concern(sipgate):
    assert sipgate(new_call(direction="out")).status_code == 200
    assert Call.objects.count() == 0


@pytest.mark.parametrize("path", [URL, "/api/telephony/placetel/", "/api/telephony/cti/anything/"])
def test_a_webhook_without_a_secret_is_closed(client, cast, settings, path):
    settings.SIPGATE_ENABLED, settings.PLACETEL_SECRET, settings.CTI_TOKEN = False, "", ""
    assert client.post(path, b"event=newCall", content_type=FORM).status_code == 404


def test_a_webhook_is_posted(client, cast, settings):
    settings.CTI_TOKEN = "geheim"
    assert client.get("/api/telephony/cti/geheim/").status_code == 405


def test_placetel_with_national_numbers(client, cast, settings):
    settings.PLACETEL_SECRET = "12345"

    def post(fields):
        raw = urlencode(fields).encode()
        headers = {"X-PLACETEL-SIGNATURE": placetel_signature(raw, "12345")}
        return client.post("/api/telephony/placetel/", raw, content_type=FORM, headers=headers)

    call_id = "a" * 64
    assert (
        post({"event": "IncomingCall", "from": "01713920012", "to": "030231250200", "call_id": call_id, "direction": "in"}).status_code
        == 200
    )
    assert post({
        "event": "CallAccepted", "from": "01713920012", "to": "030231250200", "call_id": call_id, "peer": "w1", "direction": "in",
    }).status_code == 200  # fmt: skip
    assert post({"event": "HungUp", "call_id": call_id, "type": "accepted", "duration": "30", "direction": "in"}).status_code == 200
    call = Call.objects.get()
    assert (call.customer, call.operator, call.state) == (cast.berg, cast.paul, "wrap_up")


def test_generic_cti_in_json(client, cast, settings):
    settings.CTI_TOKEN = "geheim"

    def post(fields, token="geheim"):
        return client.post(f"/api/telephony/cti/{token}/", fields, content_type="application/json")

    call = {"event": "newCall", "from": "+491713920012", "to": BERG_NUMBER, "direction": "in", "callId": "abc"}
    assert post(call).json() == {}
    assert post(call | {"direction": "sideways"}).status_code == 422
    wrong = post(call | {"callId": "def"}, token="falsch")
    assert (wrong.status_code, wrong.json()) == (401, {"error": "bad_credential"})
    assert Call.objects.get().customer == cast.berg


def test_the_answer_to_nonsense_repeats_nothing_of_it(client, cast, settings):
    settings.CTI_TOKEN = "geheim"
    reply = client.post("/api/telephony/cti/geheim/", b'{"event": "newCall", "from": "+491713920012"', content_type="application/json")
    assert reply.status_code == 422
    assert b"1713920012" not in reply.content


VERDICTS = {Step.NO_SMS: "", Step.VOICEMAIL_ONLY: '<Reject reason="busy" />', Step.STOPPED: '<Reject reason="rejected" />'}


@pytest.mark.parametrize("unknown", ["pass", "reject"])
@pytest.mark.parametrize("step", VERDICTS)
def test_a_call_to_a_customer_on_the_ladder_is_refused_whatever_holds_for_unknown_numbers(sipgate, cast, settings, step, unknown):
    settings.UNKNOWN_NUMBERS = unknown
    Customer.objects.update(email="rechnung@kunde.example")
    climb(cast.berg, step, SEPTEMBER)
    content = sipgate(new_call(to=BERG_NUMBER[1:])).content.decode()
    assert ("<Reject" in content, VERDICTS[step] in content) == (bool(VERDICTS[step]), True)
    assert Call.objects.get().state == ("rejected" if VERDICTS[step] else "queued")
    assert sipgate(new_call(to=BERG_NUMBER[1:])).content.decode() == content  # the telephone system repeats itself
