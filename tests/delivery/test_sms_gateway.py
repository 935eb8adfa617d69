"""One SMS to a real gateway over HTTP: what it is asked, and what its answers mean."""

import logging
import socket
from datetime import timedelta
from uuid import UUID

import pytest

from tests.delivery.gateway import Answer
from tests.delivery.postbox import free_port
from vorzimmer.delivery.channels import sms
from vorzimmer.delivery.channels.sms import SmsGateway
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import GiveUp, Reason, Sent, TryAgain

ID = UUID("7b0c7a52-6b1e-4c4e-9a51-0d0c5b1f3a11")
TEXT = "Eine neue Nachricht wartet auf Sie: https://vorzimmer.example/n/7"


def message(**changes) -> OutboxMessage:
    return OutboxMessage(**{"id": ID, "kind": "sms", "address": "+491713920001", "subject": "", "body": TEXT, **changes})


def sent(**changes):
    return SmsGateway().send(message(**changes))


def test_the_gateway_is_asked_exactly_this(gateway):
    assert sent() == Sent(provider_id="gw-1")
    [asked] = gateway.asked
    assert asked.path == "/messages?profile=1"
    assert asked.body == {"id": "7b0c7a52-6b1e-4c4e-9a51-0d0c5b1f3a11", "to": "+491713920001", "text": TEXT}
    assert asked.headers["Idempotency-Key"] == "7b0c7a52-6b1e-4c4e-9a51-0d0c5b1f3a11"
    assert asked.headers["Authorization"] == "Bearer secret-of-the-gateway"
    assert asked.headers["Content-Type"] == "application/json"


def test_a_gateway_without_token_is_asked_without_authorization(gateway, settings):
    settings.SMS_GATEWAY_TOKEN = ""
    assert sent() == Sent(provider_id="gw-1")
    assert "Authorization" not in gateway.asked[0].headers


def test_a_number_as_people_write_it_is_understood(gateway):
    sent(address="0171 39200-01")
    assert gateway.asked[0].body["to"] == "+491713920001"


@pytest.mark.parametrize("address", ["", "anonymous", "12", "110", "praxis@birnbaum.example", None])
def test_what_is_no_number_is_given_up_without_a_word_to_the_gateway(gateway, address):
    assert sent(address=address) == GiveUp(reason=Reason.BAD_ADDRESS)
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"id": "gw-2", "parts": 1}', "gw-2"),
        ('{"id": 4711}', "4711"),
        ('{"id": "gw-3", "error": null}', "gw-3"),
        (f'{{"id": "{"x" * 500}"}}', "x" * 120),
    ],
)
def test_an_answer_that_names_the_message_is_a_success(gateway, body, name):
    gateway.answers = [Answer(status=202, body=body)]
    assert sent() == Sent(provider_id=name)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"error": "number +491713920001 is barred"}', Reason.REFUSED),
        ('{"id": "gw-1", "error": {"code": 900}}', Reason.REFUSED),
        ('{"success": "900"}', Reason.UNCLEAR_ANSWER),
        ('{"id": ""}', Reason.UNCLEAR_ANSWER),
        ('{"id": null}', Reason.UNCLEAR_ANSWER),
        ('{"id": true}', Reason.UNCLEAR_ANSWER),
        ('{"id": ["gw-1"]}', Reason.UNCLEAR_ANSWER),
        ('["gw-1"]', Reason.UNCLEAR_ANSWER),
        ("100", Reason.UNCLEAR_ANSWER),
        ("<html>Welcome</html>", Reason.UNCLEAR_ANSWER),
        ("", Reason.UNCLEAR_ANSWER),
    ],
)
def test_a_status_of_success_is_none_when_the_body_says_otherwise(gateway, body, reason):
    gateway.answers = [Answer(status=200, body=body)]
    assert sent() == GiveUp(reason=reason)


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        (Answer(status=400), GiveUp(reason=Reason.REFUSED)),
        (Answer(status=401), GiveUp(reason=Reason.SIGN_IN_REFUSED)),
        (Answer(status=402), GiveUp(reason=Reason.REFUSED)),
        (Answer(status=404), GiveUp(reason=Reason.REFUSED)),
        (Answer(status=408), TryAgain(reason=Reason.BUSY)),
        (Answer(status=425), TryAgain(reason=Reason.BUSY)),
        (Answer(status=429), TryAgain(reason=Reason.BUSY)),
        (Answer(status=429, headers={"Retry-After": "90"}), TryAgain(reason=Reason.BUSY, after=timedelta(seconds=90))),
        (Answer(status=500), TryAgain(reason=Reason.BUSY)),
        (Answer(status=503, headers={"Retry-After": "soon"}), TryAgain(reason=Reason.BUSY)),
        (Answer(status=302, headers={"Location": "/elsewhere"}), GiveUp(reason=Reason.UNCLEAR_ANSWER)),
    ],
)
def test_the_status_decides(gateway, answer, receipt):
    gateway.answers = [answer]
    assert sent() == receipt
    assert len(gateway.asked) == 1


def test_without_a_gateway_the_message_is_given_up_and_says_so(settings):
    settings.SMS_GATEWAY_URL = ""
    assert sent() == GiveUp(reason=Reason.NOT_CONFIGURED)


@pytest.mark.parametrize("url", ["gateway.example/messages", "ftp://gateway.example/", "http://gateway.example:port/"])
def test_an_address_of_the_gateway_that_is_none_counts_as_not_set_up(settings, url):
    settings.SMS_GATEWAY_URL = url
    assert sent() == GiveUp(reason=Reason.NOT_CONFIGURED)


def test_a_gateway_that_is_down_is_tried_again_later(settings):
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{free_port()}/"
    assert sent() == TryAgain(reason=Reason.UNREACHABLE)


def test_a_gateway_that_does_not_answer_is_tried_again_later(settings, monkeypatch):
    monkeypatch.setattr(sms, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        assert sent() == TryAgain(reason=Reason.UNREACHABLE)


def test_nothing_of_number_or_text_is_logged(gateway, caplog):
    gateway.answers = [Answer(body='{"error": "number +491713920001 is barred"}'), Answer(status=500, body=TEXT)]
    with caplog.at_level(logging.DEBUG):
        sent()
        sent()
    assert not [line for line in caplog.messages if "1713920001" in line or "Nachricht" in line]
