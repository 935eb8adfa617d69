"""One e-mail to a real mail server: what it looks like, and what the answers mean."""

import logging
import socket
from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.delivery.postbox import Postbox, free_port
from vorzimmer.delivery.channels.email import MailServer
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import GiveUp, Reason, Sent, TryAgain

ID = UUID("7b0c7a52-6b1e-4c4e-9a51-0d0c5b1f3a11")


def message(**changes) -> OutboxMessage:
    values = {
        "id": ID,
        "kind": "email",
        "address": "praxis@birnbaum.example",
        "subject": "Dringend: neue Nachricht für Birnbaum",
        "body": "Frau Müller bittet um Rückruf.\n.\nGrüße\n",
        "language": "de",
        "created_at": datetime(2026, 11, 20, 23, 30, tzinfo=UTC),
    }
    return OutboxMessage(**{**values, **changes})


@pytest.fixture
def server(postbox):
    server = MailServer()
    yield server
    server.rest()


def test_an_email_arrives_with_exactly_these_headers(postbox, server):
    assert server.send(message()) == Sent()
    [mail] = postbox.mails
    assert (mail.sender, mail.recipients) == ("post@vorzimmer.example", ["praxis@birnbaum.example"])
    assert {name: str(value) for name, value in mail.message.items()} == {
        "Content-Type": 'text/plain; charset="utf-8"',
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "8bit",
        "Subject": "Dringend: neue Nachricht für Birnbaum",
        "From": "Büro am Fluss <post@vorzimmer.example>",
        "To": "praxis@birnbaum.example",
        "Message-ID": "<7b0c7a52-6b1e-4c4e-9a51-0d0c5b1f3a11@vorzimmer.example>",
        "Date": "Fri, 20 Nov 2026 23:30:00 +0000",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "de",
    }
    assert mail.message.get_content().replace("\r\n", "\n") == "Frau Müller bittet um Rückruf.\n.\nGrüße\n"


def test_every_attempt_gives_the_same_email(postbox, server):
    server.send(message())
    server.send(message())
    first, second = postbox.mails
    assert first.raw == second.raw


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\n\n", "\x00"])
def test_no_subject_makes_another_header_or_ends_the_headers(postbox, server, line_break):
    assert server.send(message(subject=f"Rückruf{line_break}Bcc: spy@example.org")) == Sent()
    [mail] = postbox.mails
    assert mail.recipients == ["praxis@birnbaum.example"]
    assert mail.message["Bcc"] is None
    assert mail.message["Subject"] == "Rückruf Bcc: spy@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "praxis",
        "praxis@birnbaum.example\nBcc: spy@example.org",
        "praxis@birnbaum.example\r\nRCPT TO:<spy@example.org>",
        "praxis@birnbaum.example, spy@example.org",
        "praxis@birnbaum.example> <spy@example.org",
        "Praxis <praxis@birnbaum.example>",
        None,
    ],
)
def test_what_is_not_one_address_is_given_up_without_a_word_to_the_mail_server(postbox, server, address):
    assert server.send(message(address=address)) == GiveUp(reason=Reason.BAD_ADDRESS)
    assert postbox.connections == 0


def test_an_address_with_umlauts_in_the_domain_is_reached(postbox, server):
    assert server.send(message(address="post@müller.example")) == Sent()
    assert postbox.mails[0].recipients == ["post@xn--mller-kva.example"]


def test_a_very_long_line_arrives_whole(postbox, server):
    body = "Müller " * 1000 + "\n"
    server.send(message(body=body, subject="Nachricht " * 60))
    mail = postbox.mails[0]
    assert mail.message.get_content().replace("\r\n", "\n") == body
    assert mail.message["Subject"].split() == ["Nachricht"] * 60
    assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 998


def test_the_sender_of_the_settings_may_have_a_name_of_its_own(postbox, server, settings):
    settings.DEFAULT_FROM_EMAIL = "Nachtdienst <nacht@vorzimmer.example>"
    server.send(message())
    assert postbox.mails[0].message["From"] == "Nachtdienst <nacht@vorzimmer.example>"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1"),
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("https://büro.example/x", "xn--bro-hoa.example"),
        (f"https://{'long' * 14}.example", f"{'long' * 14}.example"),
    ],
)
def test_the_message_id_names_the_host_of_the_public_address(postbox, server, settings, url, host):
    settings.PUBLIC_URL = url
    server.send(message())
    assert postbox.mails[0].id == f"<{ID}@{host}>"


def test_one_connection_carries_one_message_after_the_other(postbox, server):
    for _ in range(5):
        assert server.send(message()) == Sent()
    assert postbox.connections == 1
    server.rest()
    assert server.send(message()) == Sent()
    assert postbox.connections == 2


def test_a_connection_that_the_mail_server_closed_meanwhile_is_opened_again(server, settings):
    port = free_port()
    settings.EMAIL_PORT = port
    server = MailServer()
    for _ in range(2):
        with Postbox(port) as box:
            assert server.send(message()) == Sent()
            assert len(box.mails) == 1
    server.rest()


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        ("550 5.1.1 praxis@birnbaum.example unknown", GiveUp(reason=Reason.RECIPIENT_REFUSED)),
        ("552 5.2.2 praxis@birnbaum.example over quota", GiveUp(reason=Reason.MAILBOX_FULL)),
        ("450 4.2.0 greylisted", TryAgain(reason=Reason.BUSY)),
        ("452 4.2.2 over quota", TryAgain(reason=Reason.MAILBOX_FULL)),
        ("252 2.5.0 perhaps", TryAgain(reason=Reason.UNCLEAR_ANSWER)),
    ],
)
def test_the_answer_to_the_recipient_decides_and_the_next_message_goes_out(postbox, server, answer, receipt):
    postbox.at_recipient.append(answer)
    assert server.send(message()) == receipt
    assert postbox.mails == []
    assert server.send(message()) == Sent()


@pytest.mark.parametrize(
    ("answer", "receipt"),
    [
        ("550 5.7.1 looks like advertising", GiveUp(reason=Reason.REFUSED)),
        ("554 5.6.0 refused", GiveUp(reason=Reason.REFUSED)),
        ("451 4.3.0 praxis@birnbaum.example: disk trouble", TryAgain(reason=Reason.BUSY)),
        ("421 4.3.2 shutting down", TryAgain(reason=Reason.BUSY)),
    ],
)
def test_the_answer_to_the_content_decides_and_the_next_message_goes_out(postbox, server, answer, receipt):
    postbox.at_content.append(answer)
    assert server.send(message()) == receipt
    assert server.send(message()) == Sent()
    assert len(postbox.mails) == 1


def test_a_mail_server_that_is_down_is_tried_again_later(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert MailServer().send(message()) == TryAgain(reason=Reason.UNREACHABLE)


def test_a_mail_server_that_never_answers_is_left_after_the_timeout(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent.getsockname()[1], 0.2
        assert MailServer().send(message()) == TryAgain(reason=Reason.UNREACHABLE)


def test_a_mail_server_that_hangs_in_the_middle_is_left_after_the_timeout(postbox, settings):
    settings.EMAIL_TIMEOUT = 0.3
    server = MailServer()
    postbox.content_gate.close()
    assert server.send(message()) == TryAgain(reason=Reason.UNREACHABLE)
    postbox.content_gate.open()
    assert server.send(message()) == Sent()
    server.rest()


def test_a_mail_server_without_sign_in_or_encryption_is_our_setting_and_not_the_messages_fault(postbox, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "vorzimmer", "wrong"
    server = MailServer()
    assert server.send(message()) == TryAgain(reason=Reason.SIGN_IN_REFUSED)
    settings.EMAIL_HOST_USER, settings.EMAIL_USE_TLS = "", True
    encrypted = MailServer()
    assert encrypted.send(message()) == TryAgain(reason=Reason.SIGN_IN_REFUSED)
    assert postbox.mails == []


def test_nothing_of_address_or_text_is_logged(postbox, server, caplog):
    with caplog.at_level(logging.DEBUG):
        postbox.at_recipient.append("550 5.1.1 praxis@birnbaum.example unknown")
        postbox.at_content.append("451 4.3.0 praxis@birnbaum.example: disk trouble")
        for _ in range(3):
            server.send(message())
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]  # not the test's mail server
    assert not [line for line in ours if "birnbaum" in line.lower() or "Müller" in line]
