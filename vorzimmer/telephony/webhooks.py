"""What all telephone systems share that tell of calls by HTTP: fields out of a body, a verdict into an answer.

Such a system only displays: it connects the calls itself and asks once, when a call comes in, what to do with it.
"""

import json
import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NoReturn, Protocol
from urllib.parse import parse_qsl
from xml.etree import ElementTree as ET

from vorzimmer.telephony.switchboard import (
    CallOffered,
    EndedBy,
    Event,
    LegAnswered,
    LegEnded,
    Number,
    RejectReason,
    leg_role,
    operator_leg,
)

LONGEST_FIELD = 250
"""Characters of a field. Longer call ids are refused by the CTI format; nobody sends longer ones."""

MOST_FIELDS = 200
LARGEST_BODY = 64 * 1024
"""Bytes. A webhook is a few hundred."""

_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_CALL_ID = re.compile(r"[\x21-\x7e]+")


class Fault(StrEnum):
    """What is wrong with a webhook. The codes stand in the answers and in the documentation."""

    BAD_CREDENTIAL = "bad_credential"
    TOO_LARGE = "too_large"
    UNSUPPORTED_CONTENT_TYPE = "unsupported_content_type"
    NOT_UTF8 = "not_utf8"
    NOT_A_FORM = "not_a_form"
    NOT_A_JSON_OBJECT = "not_a_json_object"
    MISSING_FIELD = "missing_field"
    REPEATED_FIELD = "repeated_field"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    INVALID_CHARACTERS = "invalid_characters"
    INVALID_CALL_ID = "invalid_call_id"
    INVALID_NUMBER = "invalid_number"
    INVALID_DIRECTION = "invalid_direction"
    UNKNOWN_EVENT = "unknown_event"


class BadWebhook(Exception):
    """The webhook cannot be used and changed nothing. Says which field is wrong, never what stood in it."""

    def __init__(self, fault: Fault, field: str = "") -> None:
        super().__init__(f"{fault.value}: {field}" if field else fault.value)
        self.fault = fault
        self.field = field

    @property
    def status(self) -> int:
        """The HTTP status: 401 for a bad signature or token, else 422."""
        return 401 if self.fault is Fault.BAD_CREDENTIAL else 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """Let the telephone system go on as it is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """Refuse the call."""

    reason: RejectReason = RejectReason.REJECTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Dial:
    """Send the call to these numbers; all ring together. `caller_id` (E.164) is shown to them, empty: the caller's own."""

    numbers: tuple[Number, ...]
    caller_id: str = ""

    def __post_init__(self) -> None:
        if not self.numbers:
            raise ValueError("a call must be sent to one number at least")


Verdict = Accept | Reject | Dial


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An HTTP answer."""

    status: int
    content_type: str
    body: bytes


class WebhookEngine(Protocol):
    """One telephone system that tells of calls by HTTP. Pure: reads no clock, no database, no network."""

    engine_id: str
    credential_header: str
    """HTTP header that carries the signature; empty when a token in the URL does."""

    def verify(self, body: bytes, credential: str | None) -> bool:
        """Say whether the credential (signature of the raw body, or token) is genuine."""

    def parse(self, body: bytes, *, content_type: str, at: datetime) -> tuple[Event, ...]:
        """Translate a webhook that arrived at `at`; empty when it is of no concern. Raises BadWebhook."""

    def respond(self, events: Sequence[Event], verdict: Verdict, *, callback: str) -> Reply:
        """Answer what `parse` gave. `callback` is the absolute URL of this webhook."""

    def refuse(self, fault: BadWebhook) -> Reply:
        """Answer by the vendor's convention for errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of a webhook. `user`, `user[]`, `user[0]` and `user[][0]` are one field `user` with several values."""

    values: Mapping[str, tuple[object, ...]]

    def optional(self, *names: str) -> str:
        """Give the only value of the first of these fields that is not empty; "" if there is none."""
        for name in names:
            found = self.every(name)
            if len(set(found)) > 1:
                raise BadWebhook(Fault.REPEATED_FIELD, name)
            if found:
                return found[0]
        return ""

    def required(self, *names: str) -> str:
        """Give the only value of a field that must not be empty."""
        return self.optional(*names) or _missing(names[0])

    def every(self, name: str) -> tuple[str, ...]:
        """Give all values of a field that are not empty."""
        found = tuple(text for value in self.values.get(name, ()) if (text := _text(value, name)))
        for text in found:
            if len(text) > LONGEST_FIELD:
                raise BadWebhook(Fault.TOO_LONG, name)
            if not text.isprintable():
                raise BadWebhook(Fault.INVALID_CHARACTERS, name)
        return found

    def single(self, name: str) -> str:
        """Give the value of a field that names one thing; "" when it names several, for then it says nothing."""
        found = set(self.every(name))
        return found.pop() if len(found) == 1 else ""

    def call_id(self, name: str) -> str:
        """Give the id of the call: printable ASCII, and not what we call legs of our own (see `switchboard.leg_role`)."""
        call_id = self.required(name)
        if not _CALL_ID.fullmatch(call_id) or leg_role(call_id) != "caller":
            raise BadWebhook(Fault.INVALID_CALL_ID, name)
        return call_id

    def code(self, name: str) -> str:
        """Give a machine word; "" when it is none, so that a text about people never passes as a code."""
        word = self.optional(name)
        return word if _CODE.fullmatch(word) else ""

    def is_incoming(self, *, required: bool) -> bool:
        """Read `direction`. Without it a call is incoming, unless it is `required`."""
        direction = self.optional("direction")
        if direction not in ({"in", "out"} if required else {"in", "out", ""}):
            raise BadWebhook(Fault.INVALID_DIRECTION, "direction")
        return direction != "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """The call a webhook tells of. All vendors name its numbers `from` and `to`; `read_number` knows how they write them."""

    fields: Fields
    engine_id: str
    call_id: str
    at: datetime
    read_number: Callable[[str], str | None]

    def offered(self, *, diversions: tuple[str, ...] = (), origin_call_id: str = "") -> CallOffered:
        """Build the event of a new call. Without the called number nobody knows whose call it is: BadWebhook."""
        called = self.read_number(self.fields.required("to"))
        if called is None:
            raise BadWebhook(Fault.INVALID_NUMBER, "to")
        return CallOffered(
            engine_id=self.engine_id,
            call_id=self.call_id,
            leg_id=self.call_id,
            at=self.at,
            called=called,
            caller=self.read_number(self.fields.optional("from")),
            diversions=diversions,
            origin_call_id="" if origin_call_id == self.call_id else origin_call_id,
        )

    def answered(self, *, number: str, names: Iterable[str] = ()) -> LegAnswered:
        """Build the event of an answer. The one who answered is known by number, user name or user id; empty ones are left out."""
        endpoints = (self.read_number(number) or number, *names)
        return LegAnswered(
            engine_id=self.engine_id,
            call_id=self.call_id,
            leg_id=operator_leg(self.call_id, 0),
            at=self.at,
            endpoints=tuple(dict.fromkeys(name for name in endpoints if name)),
        )

    def ended(self, *, cause: str, given_up: Container[str], diversions: tuple[str, ...] = ()) -> LegEnded:
        """Build the event of an end. `given_up` are the causes that say that it was the caller who hung up."""
        return LegEnded(
            engine_id=self.engine_id,
            call_id=self.call_id,
            leg_id=self.call_id,
            at=self.at,
            by=EndedBy.REMOTE if cause in given_up else EndedBy.UNKNOWN,
            cause=cause,
            called=self.read_number(self.fields.optional("to")) or "",
            caller=self.read_number(self.fields.optional("from")),
            diversions=diversions,
        )


def read_fields(body: bytes, *, content_type: str, json_too: bool = False) -> Fields:
    """Read a form, or a JSON object where the vendor sends those. Raises BadWebhook."""
    if len(body) > LARGEST_BODY:
        raise BadWebhook(Fault.TOO_LARGE)
    kind = content_type.partition(";")[0].strip().lower()
    charset = _CHARSET.search(content_type)
    if charset and charset[1].lower() not in {"utf-8", "utf8", "us-ascii"}:
        raise BadWebhook(Fault.UNSUPPORTED_CONTENT_TYPE)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise BadWebhook(Fault.NOT_UTF8) from None
    if kind == _FORM:
        return _from_form(text)
    if kind == _JSON and json_too:
        return _from_json(text)
    raise BadWebhook(Fault.UNSUPPORTED_CONTENT_TYPE)


def _from_form(text: str) -> Fields:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except UnicodeDecodeError:
        raise BadWebhook(Fault.NOT_UTF8) from None
    except ValueError:
        raise BadWebhook(Fault.NOT_A_FORM) from None
    return _collected(pairs)


def _from_json(text: str) -> Fields:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        raise BadWebhook(Fault.NOT_A_JSON_OBJECT) from None
    if not isinstance(content, dict) or len(content) > MOST_FIELDS:
        raise BadWebhook(Fault.NOT_A_JSON_OBJECT)
    return _collected((name, item) for name, value in content.items() for item in (value if isinstance(value, list) else [value]))


def _collected(pairs: Iterable[tuple[str, object]]) -> Fields:
    values: dict[str, list[object]] = {}
    for name, value in pairs:
        values.setdefault(name.partition("[")[0], []).append(value)
    return Fields(values={name: tuple(found) for name, found in values.items()})


def _text(value: object, name: str) -> str:
    """Read a value; JSON may hold a number or null where a form holds text."""
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise BadWebhook(Fault.WRONG_TYPE, name)
    return value.strip()


def _missing(name: str) -> NoReturn:
    raise BadWebhook(Fault.MISSING_FIELD, name)


def xml_reply(response: ET.Element, *, status: int = 200) -> Reply:
    """Wrap a `Response` element as sipgate and Placetel read it."""
    text = ET.tostring(response, encoding="unicode", short_empty_elements=True)
    return Reply(
        status=status,
        content_type="application/xml; charset=UTF-8",
        body=f'<?xml version="1.0" encoding="UTF-8"?>{text}'.encode(),
    )


def xml_refusal(fault: BadWebhook) -> Reply:
    """Say `<Response><Error>code: field</Error></Response>`, the form sipgate and Placetel integrations use."""
    response = ET.Element("Response")
    ET.SubElement(response, "Error").text = str(fault)
    return xml_reply(response, status=fault.status)


def json_reply(content: Mapping[str, str], *, status: int = 200) -> Reply:
    """Wrap a JSON object."""
    return Reply(status=status, content_type=_JSON, body=json.dumps(content).encode())
