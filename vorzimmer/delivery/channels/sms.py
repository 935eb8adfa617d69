"""SMS through a gateway that takes JSON over HTTP. `docs/reference/sms-gateway.md` says what is asked and what must be answered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings

from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import GiveUp, Reason, Receipt, Sent, TryAgain, outcome_of_http, wait_asked_for
from vorzimmer.telephony.numbers import normalise

if TYPE_CHECKING:
    import httpx

TIMEOUT = 15.0
"""Seconds for each step: to connect, to send, to wait for the answer."""
_LONGEST_ID = 120
_E_164 = re.compile(r"\+[1-9][0-9]{6,14}")


class SmsGateway:
    """The gateway of the settings."""

    def send(self, message: OutboxMessage) -> Receipt:
        """Ask the gateway to send. The id of the message is also the idempotency key: a repetition must not send twice."""
        import httpx  # noqa: PLC0415  (a fifth of what every command imports, and most send nothing)

        if not settings.SMS_GATEWAY_URL:
            return GiveUp(reason=Reason.NOT_CONFIGURED)
        number = normalise(message.address or "")
        if number is None or not _E_164.fullmatch(number):
            return GiveUp(reason=Reason.BAD_ADDRESS)
        headers = {"Idempotency-Key": str(message.pk)}
        if settings.SMS_GATEWAY_TOKEN:
            headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
        try:
            answer = httpx.post(
                settings.SMS_GATEWAY_URL,
                json={"id": str(message.pk), "to": number, "text": message.body or ""},
                headers=headers,
                timeout=TIMEOUT,
            )
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            return GiveUp(reason=Reason.NOT_CONFIGURED)
        except httpx.HTTPError:
            return TryAgain(reason=Reason.UNREACHABLE)
        return read(answer)

    def rest(self) -> None:
        """Nothing is kept open."""


def read(answer: httpx.Response) -> Receipt:
    """Say what the gateway's answer means. A status of success is none before the body names the message that was taken over."""
    asked = wait_asked_for(answer.headers.get("Retry-After", ""), date=answer.headers.get("Date", ""))
    receipt = outcome_of_http(answer.status_code, asked)
    if not isinstance(receipt, Sent):
        return receipt
    try:
        body = answer.json()
    except ValueError:
        return GiveUp(reason=Reason.UNCLEAR_ANSWER)
    if not isinstance(body, dict):
        return GiveUp(reason=Reason.UNCLEAR_ANSWER)
    if body.get("error"):
        return GiveUp(reason=Reason.REFUSED)
    name = body.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or not str(name).strip():
        return GiveUp(reason=Reason.UNCLEAR_ANSWER)
    return Sent(provider_id=str(name).strip()[:_LONGEST_ID])
