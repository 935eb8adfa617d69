"""The register of processors: entered, audited, and nothing is sent to whom it does not allow."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cast import user
from vorzimmer.delivery import worker
from vorzimmer.delivery.actions import Letter, enqueue
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import MessageKind, Sent
from vorzimmer.domain.processors import ConnectorKind, Item, Standing
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.dashboard import Tone, look
from vorzimmer.privacy.models import Connection, Processor
from vorzimmer.privacy.processors import (
    AuditEntry,
    NotConnected,
    ProcessorEntry,
    change_processor,
    connector,
    declare_connection,
    end_processor,
    enter_processor,
    record_audit,
    refusal,
    remove_connection,
    use_processor_again,
)
from vorzimmer.server import telephony
from vorzimmer.server.telephony import admitted
from vorzimmer.telephony.display_only import DisplayOnly
from vorzimmer.telephony.switchboard import Capability

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
WHOLE = ProcessorEntry(
    name="Hausener Rechenzentrum GmbH",
    service="E-Mail-Versand",
    agreement="AVV vom 2. Januar 2026",
    agreement_from=date(2026, 1, 2),
    items=[item.value for item in Item],
    is_bound_to_secrecy=True,
    selection="ISO 27001, besichtigt",
    selected_on=date(2026, 1, 2),
)


@pytest.fixture
def clara():
    return user("clara@agentur.example", "Clara Chefin", Role.OWNER)


def registered(clara, entry=WHOLE, kind=ConnectorKind.MAIL, host="mail.hausener.example"):
    processor = enter_processor(entry, at=AT)
    declare_connection(kind, host, standing=Standing.PROCESSOR, processor=processor, at=AT, by=clara)
    return processor


@pytest.mark.parametrize("kind", list(ConnectorKind))
def test_a_connector_without_an_entry_does_not_start(kind):
    with pytest.raises(NotConnected) as refused:
        connector(kind, "mail.hausener.example", AT)
    assert refused.value.reason == "not_registered"


@pytest.mark.parametrize("kind", list(ConnectorKind))
def test_to_this_machine_everything_may_be_opened(kind, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert connector(kind, "127.0.0.1", AT).because == "own_machine"


@pytest.mark.parametrize("kind", list(ConnectorKind))
def test_with_a_whole_entry_the_connector_starts_for_this_host_only(clara, kind):
    processor = registered(clara, kind=kind)
    assert connector(kind, "Mail.Hausener.example.", AT).processor == processor
    assert refusal(kind, "mail.other.example", AT) == "not_registered"
    assert {refusal(other, "mail.hausener.example", AT) for other in ConnectorKind if other is not kind} == {"not_registered"}


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"agreement": ""}, "no_agreement"),
        ({"agreement_from": None}, "no_agreement"),
        ({"agreement_until": date(2026, 11, 25)}, "ended"),
        ({"is_bound_to_secrecy": False}, "no_secrecy"),
        ({"country": "us"}, "no_transfer_tool"),
        *(({"items": [other.value for other in Item if other is not item]}, "item_missing") for item in Item),
    ],
)
def test_what_is_missing_stops_it_and_what_is_added_lets_it_go_on(clara, changes, reason):
    processor = registered(clara, replace(WHOLE, **changes))
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", AT) == reason
    change_processor(processor, WHOLE, at=AT)
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", AT) is None


def test_an_agreement_that_ends_tonight_stops_the_connector_tomorrow(clara):
    registered(clara, replace(WHOLE, agreement_until=date(2026, 11, 26)))
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", datetime(2026, 11, 26, 22, 59, tzinfo=UTC)) is None
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", datetime(2026, 11, 26, 23, 0, tzinfo=UTC)) == "ended"


def test_an_audit_that_was_not_passed_moves_nothing(clara):
    processor = registered(clara)
    late = datetime(2027, 2, 2, 11, 0, tzinfo=UTC)
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", late) == "audit_overdue"
    found = AuditEntry(on=date(2027, 2, 1), passed=False, finding="Backups unverschlüsselt", evidence="Bericht 1")
    record_audit(processor, found, at=late, by=clara)
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", late) == "audit_overdue"
    record_audit(processor, replace(found, passed=True, sha256="a" * 64), at=late, by=clara)
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", late) is None
    with pytest.raises(ValidationError):
        record_audit(processor, replace(found, on=date(2027, 2, 3)), at=late, by=clara)


def test_who_is_put_out_of_use_gets_nothing_until_taken_back(clara):
    processor = registered(clara)
    end_processor(processor, at=AT)
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", AT) == "not_active"
    assert Processor.objects.get().ended_on == date(2026, 11, 26)
    use_processor_again(processor, at=AT)
    assert refusal(ConnectorKind.MAIL, "mail.hausener.example", AT) is None


def test_a_system_of_ones_own_needs_no_agreement_but_somebody_who_says_so(clara):
    declare_connection(ConnectorKind.MAIL, "10.0.0.5", standing=Standing.OWN, reason="Server im Keller", at=AT, by=clara)
    found = connector(ConnectorKind.MAIL, "10.0.0.5", AT)
    assert (found.because, Connection.objects.get().declared_by) == ("own_system", clara)
    remove_connection(Connection.objects.get())
    assert refusal(ConnectorKind.MAIL, "10.0.0.5", AT) == "not_registered"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"host": " ", "standing": Standing.OWN, "reason": "x"}, "host"),
        ({"standing": Standing.OWN}, "reason"),
        ({"standing": Standing.PROCESSOR}, "processor"),
        ({"standing": Standing.CARRIER, "reason": "TKG"}, "standing"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused_at_its_field(clara, values, field):
    with pytest.raises(ValidationError) as refused:
        declare_connection(ConnectorKind.MAIL, **({"host": "mail.example", "at": AT, "by": clara} | values))
    assert set(refused.value.error_dict) == {field}
    assert Connection.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"agreement_until": date(2026, 1, 1)}, "agreement_until"),
        ({"selected_on": date(2027, 1, 1)}, "selected_on"),
        ({"selection": " "}, "selection"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_at_its_field(changes, field):
    with pytest.raises(ValidationError) as refused:
        enter_processor(replace(WHOLE, **changes), at=AT)
    assert set(refused.value.error_dict) == {field}


class EveryConnector(TestCase):
    databases = ("default", "keyring")

    @settings(max_examples=40, deadline=None)
    @given(kind=st.sampled_from(ConnectorKind), items=st.sets(st.sampled_from(Item)), days=st.integers(-400, 400))
    def test_no_connector_opens_with_an_item_missing_or_outside_of_the_agreement(self, kind, items, days):
        clara = user("clara@agentur.example", "Clara Chefin", Role.OWNER)
        entry = replace(WHOLE, items=[item.value for item in items], agreement_until=date(2026, 12, 31))
        registered(clara, entry, kind=kind)
        day = date(2026, 11, 26) + timedelta(days=days)
        is_open = refusal(kind, "mail.hausener.example", datetime(day.year, day.month, day.day, 12, 0, tzinfo=UTC)) is None
        assert is_open == (len(items) == 8 and date(2026, 1, 2) <= day <= date(2026, 12, 31))


# --- what asks ------------------------------------------------------------------------------------------------------------------


class Way:
    def __init__(self):
        self.sent = []

    def send(self, message):
        self.sent.append(message.pk)
        return Sent()

    def rest(self):
        pass


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """In a test the database of this thread stays open."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(telephony, "usable_connections", nullcontext)


def letter(n=1):
    return Letter(
        customer_id=None, channel_id=None, kind="email", address="erika@muster.example", subject="Ihre Anfrage", body="Danke.",
        key=f"enquiry:{n}", about=str(n), language="de",
    )  # fmt: skip


@translation.override("en")
def test_what_may_not_be_sent_waits_with_its_reason_and_goes_on_when_the_entry_is_valid(settings, clara):
    settings.EMAIL_HOST = "mail.hausener.example"
    enqueue([letter()], at=AT)
    way, hand = Way(), worker.InHand()
    two_days = AT + timedelta(days=2)
    for at in (AT, AT + timedelta(minutes=5), two_days):
        assert not worker._send_next(MessageKind.EMAIL, way, lambda at=at: at, hand)
    waiting = OutboxMessage.objects.get()
    assert (waiting.state, waiting.reason, waiting.attempts, way.sent) == ("waiting", "no_agreement", 0, [])
    assert waiting.body == "Danke."
    lines = [(line.what, line.text) for line in look(two_days) if line.tone is Tone.LATE and line.page == "processors"]
    assert ("Nothing may be sent to mail.hausener.example", "1 message waits") in lines
    assert ("mail.hausener.example", "It does not stand in the register of processors.") in lines
    registered(clara)
    assert [line.what for line in look(two_days) if line.page == "processors"] == []
    assert worker._send_next(MessageKind.EMAIL, way, lambda: two_days, hand)
    sent = OutboxMessage.objects.get()
    assert (sent.state, sent.reason, way.sent) == ("sent", "", [sent.pk])


def test_an_sms_gateway_of_somebody_else_is_asked_for_too(settings):
    settings.SMS_GATEWAY_URL = "https://sms.gateway.example/send"
    way = Way()
    assert not worker._send_next(MessageKind.SMS, way, lambda: AT, worker.InHand())
    assert not worker._is_open(MessageKind.SMS, AT)
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:9/send"
    assert worker._is_open(MessageKind.SMS, AT)


class Board(DisplayOnly):
    capabilities = Capability.DISPLAY_ONLY


def test_a_telephone_system_that_the_register_does_not_allow_is_not_connected(clara):
    here, there = Board("simulator"), Board("sipgate")
    here.host = "localhost"
    assert admitted([here, there], AT) == [here]
    declare_connection(ConnectorKind.TELEPHONY, "sipgate", standing=Standing.CARRIER, reason="§ 3 Nr. 61 TKG", at=AT, by=clara)
    assert admitted([here, there], AT) == [here, there]


def test_a_webhook_that_the_register_does_not_allow_is_closed(client, settings, clara):
    settings.CTI_TOKEN = "geheim"
    address = "/api/telephony/cti/geheim/"
    body = '{"event": "newCall", "callId": "1", "from": "491713920012", "to": "4930231250100", "direction": "in"}'
    assert client.post(address, body, content_type="application/json").status_code == 404
    declare_connection(ConnectorKind.TELEPHONY, "cti", standing=Standing.OWN, reason="Anlage im Haus", at=AT, by=clara)
    assert client.post(address, body, content_type="application/json").status_code == 200
