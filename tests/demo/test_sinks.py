"""The mail server and the SMS gateway of the demo, spoken to by the program's own ways out."""

import smtplib
import threading
from datetime import UTC, datetime
from email import message_from_bytes, policy
from uuid import uuid4

import pytest

from vorzimmer.delivery.channels.email import MailServer
from vorzimmer.delivery.channels.sms import SmsGateway
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.demo.sinks import MailSink, SmsSink
from vorzimmer.domain.delivery import Sent

AT = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


@pytest.fixture
def serve():
    """Let a sink serve until the test is over."""
    stop, threads = threading.Event(), []

    def start(sink):
        threads.append(threading.Thread(target=sink.serve, args=(stop,)))
        threads[-1].start()
        return sink

    yield start
    stop.set()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def message(**fields):
    return OutboxMessage(id=uuid4(), created_at=AT, language="de", **fields)


def test_an_email_of_the_worker_becomes_a_file_that_a_mail_program_opens(serve, settings, tmp_path):
    with MailSink(tmp_path / "mail") as sink:
        serve(sink)
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        way = MailServer()
        body = "Grüße aus der Praxis\n.ein Punkt am Anfang\n..zwei\n"
        letter = message(kind="email", address="praxis@zahnarzt-sommer.example", subject="Neue Nachricht für Dr. Sommer", body=body)
        assert [way.send(letter), way.send(letter)] == [Sent(), Sent()]
        way.rest()
        files = sorted((tmp_path / "mail").glob("*.eml"))
        assert len(files) == 2
        kept = message_from_bytes(files[0].read_bytes(), policy=policy.default)
        assert kept["To"] == "praxis@zahnarzt-sommer.example"
        assert kept["Subject"] == "Neue Nachricht für Dr. Sommer"
        assert kept.get_content().replace("\r\n", "\n") == body


def test_a_client_that_goes_away_in_the_middle_or_talks_nonsense_stops_nothing(serve, tmp_path, capfd):
    with MailSink(tmp_path / "mail") as sink:
        serve(sink)
        client = smtplib.SMTP("127.0.0.1", sink.port)
        assert client.docmd("TURN")[0] == 502
        client.docmd("DATA")
        client.sock.close()
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            client.sendmail("a@agentur.example", ["b@kunde.example"], "Subject: Noch da\r\n\r\nja\r\n")
        (file,) = (tmp_path / "mail").iterdir()
        assert b"Noch da" in file.read_bytes()
        assert capfd.readouterr().err == ""


def test_an_sms_of_the_worker_becomes_a_file(serve, settings, tmp_path):
    with SmsSink(tmp_path / "sms") as sink:
        serve(sink)
        settings.SMS_GATEWAY_URL = sink.url
        receipt = SmsGateway().send(message(kind="sms", address="0171 39200 08", body="Eine dringende Nachricht wartet auf Sie: …"))
        (file,) = (tmp_path / "sms").iterdir()
        assert receipt == Sent(provider_id=file.name)
        assert file.read_text("utf-8") == "+491713920008\n\nEine dringende Nachricht wartet auf Sie: …\n"
