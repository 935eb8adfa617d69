"""The signed word in a form that anybody may send: which form it is and when it was shown. It stands in the page, in no cookie."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

LEAST = timedelta(seconds=3)
"""Nobody fills a form in faster; programs do."""
MOST = timedelta(hours=12)


class TokenFault(StrEnum):
    """Why a form is not taken as it is."""

    FOREIGN = "foreign"
    """It is none of ours, or one for something else."""
    STALE = "stale"
    HASTY = "hasty"


class BadToken(ValueError):
    """The form is not taken as it is; `fault` says why."""

    def __init__(self, fault: TokenFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class FormToken:
    """A form that was shown: its own id, by which it counts once, and the second in which it was made."""

    id: UUID
    made_at: datetime

    @classmethod
    def new(cls, at: datetime) -> "FormToken":
        return cls(id=uuid4(), made_at=at)

    def signed(self, purpose: str) -> str:
        """Write it for a page. `purpose` names the form: a token of one form is none of another."""
        return _signer(purpose).sign(f"{self.id.hex}.{int(self.made_at.timestamp())}")


def read_token(text: str, purpose: str, at: datetime) -> FormToken:
    """Read what came back with a form. Raises BadToken."""
    try:
        word, _dot, seconds = _signer(purpose).unsign(text).partition(".")
    except BadSignature:
        raise BadToken(TokenFault.FOREIGN) from None
    token = FormToken(id=UUID(word), made_at=datetime.fromtimestamp(int(seconds), UTC))
    if at - token.made_at > MOST:
        raise BadToken(TokenFault.STALE)
    if at - token.made_at < LEAST:
        raise BadToken(TokenFault.HASTY)
    return token


def token_of(request: HttpRequest, form: Form, purpose: str, at: datetime) -> FormToken | None:
    """Give the token that came with a form; None when the form now says why it is not taken, and keeps all that was written."""
    try:
        return read_token(request.POST.get("token", ""), purpose, at)
    except BadToken as bad:
        texts = {
            TokenFault.FOREIGN: _("This page was not complete when it was sent. Please send it once more; all you wrote is still there."),
            TokenFault.STALE: _("This page had been open for very long. Please send it once more; all you wrote is still there."),
            TokenFault.HASTY: _("That was faster than anybody can type. Please wait a few seconds and send it once more."),
        }
        form.add_error(None, texts[bad.fault])
        return None


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"vorzimmer.website.{purpose}")
