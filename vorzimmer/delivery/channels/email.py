"""E-mail through the agency's mail server (SMTP). The connection is kept as long as there is something to send."""

import re
import smtplib
from contextlib import suppress
from datetime import UTC
from email.utils import format_datetime, formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.validators import validate_email
from django.utils.encoding import punycode

from vorzimmer.delivery.enclosures import NotThere, files_of
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import GiveUp, Reason, Receipt, Sent, TryAgain, outcome_of_smtp

_NO_TEXT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_ALIVE = 250


class MailServer:
    """One connection to the mail server of the settings."""

    def __init__(self) -> None:
        self._server = EmailBackend()

    def send(self, message: OutboxMessage) -> Receipt:
        """Hand the message over. Whatever goes wrong before the mail server hears of it is no fault of the message."""
        address = (message.address or "").strip()
        try:
            validate_email(address)
        except ValidationError:
            return GiveUp(reason=Reason.BAD_ADDRESS)
        try:
            mail = compose(message, address=address)
        except NotThere:
            return GiveUp(reason=Reason.FORGOTTEN)
        try:
            self._connect()
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError):
            self.rest()
            return TryAgain(reason=Reason.SIGN_IN_REFUSED)
        except OSError:  # SMTPException is one
            self.rest()
            return TryAgain(reason=Reason.UNREACHABLE)
        return self._hand_over(mail)

    def _connect(self) -> None:
        """Make sure that there is a connection; a mail server closes one that it finds idle too long."""
        connection = self._server.connection
        if connection is not None:
            try:
                alive = connection.noop()[0] == _ALIVE
            except OSError:
                alive = False
            if not alive:  # a good-bye would wait for an answer, too
                connection.close()
                self._server.connection = None
        self._server.open()

    def _hand_over(self, mail: EmailMessage) -> Receipt:
        try:
            self._server.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as refused:
            code, _ = next(iter(refused.recipients.values()))
            return _no_success(outcome_of_smtp(code))
        except smtplib.SMTPResponseException as refused:
            receipt = _no_success(outcome_of_smtp(refused.smtp_code))
            return GiveUp(reason=Reason.REFUSED) if receipt == GiveUp(reason=Reason.RECIPIENT_REFUSED) else receipt
        except OSError:
            return TryAgain(reason=Reason.UNREACHABLE)
        return Sent()

    def rest(self) -> None:
        """Say good-bye to the mail server."""
        with suppress(OSError):
            self._server.close()


def _no_success(receipt: Receipt) -> Receipt:
    """Refuse a code of success where another one was due: the dialogue broke off, so nothing was taken over."""
    return TryAgain(reason=Reason.UNCLEAR_ANSWER) if isinstance(receipt, Sent) else receipt


def compose(message: OutboxMessage, *, address: str) -> EmailMessage:
    """Write the e-mail (RFC 5322): every attempt gives the same one, under the same Message-ID. Raises `NotThere`."""
    headers = {
        "Message-ID": f"<{message.pk}@{own_host()}>",
        "Date": format_datetime(message.created_at.astimezone(UTC)),
        "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday notice answers
        "Content-Language": message.language,
    }
    mail = EmailMessage(
        subject=one_line(message.subject or ""), body=message.body or "", from_email=sender(), to=[address], headers=headers
    )
    for file in files_of(message.encloses):
        mail.attach(file.name, file.content, file.media_type)
    return mail


def own_host() -> str:
    """Give the host of PUBLIC_URL as it may stand in a Message-ID."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"[IPv6:{host}]" if ":" in host else punycode(host)


def sender() -> str:
    """Give the sender of the settings; if it is a bare address, with the agency's name."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((one_line(name or settings.AGENCY_NAME), address))


def one_line(text: str) -> str:
    """Make it fit for a header: a line break in it would begin another one."""
    return _NO_TEXT.sub(" ", text).strip()
