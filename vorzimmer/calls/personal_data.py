"""What the room of calls holds about people."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import (
    ANSWERS,
    CALL_FACTS,
    CALL_TIME,
    CALLBACK_CONTACT,
    CALLER_NAME,
    CALLER_NUMBER,
    COMMENT,
    CONCERN,
    DRAFT,
    MEASURES,
    OPERATOR_MARK,
    STAFF_PRESENCE,
    TECHNICAL,
    USAGE_ID,
)

CATALOGUE = combine(
    fields(
        "calls.Call",
        ("id", "engine", "engine_call_id", "origin", "operator_leg", "third_leg", "legs_begun", "metered", "orders"),
        TECHNICAL,
    ),
    fields("calls.Call", ("customer", "dial_in", "team", "called", "state", "third_person", "third_kind", "unwritten"), CALL_FACTS),
    fields("calls.Call", ("caller_number", "caller_index"), CALLER_NUMBER),
    fields("calls.Call", ("operator",), OPERATOR_MARK),
    fields("calls.Call", ("since", "offered_at", "answered_at", "ended_at", "wrapped_up_at"), CALL_TIME),
    fields(
        "calls.Call",
        ("queue_ms", "ring_ms", "talk_ms", "hold_ms", "consultation_ms", "dialling_ms", "patched_ms", "wrap_up_ms"),
        CALL_TIME,
    ),
    fields("calls.Call", ("usage_ref",), USAGE_ID),
    fields("calls.CallLogLine", ("id", "call", "key"), TECHNICAL),
    fields("calls.CallLogLine", ("kind", "cause"), CALL_FACTS),
    fields("calls.CallLogLine", ("at", "received_at"), CALL_TIME),
    fields("calls.CallLogLine", ("operator",), OPERATOR_MARK),
    fields("calls.Draft", ("id", "call", "operator", "changed_at"), TECHNICAL),
    fields("calls.Draft", ("values",), DRAFT),
    fields("calls.Note", ("id", "customer", "call", "person", "call_type", "orders", "urgency", "outcome", "measures"), CALL_FACTS),
    fields("calls.Note", ("operator",), OPERATOR_MARK),
    fields("calls.Note", ("caller_name", "caller_company"), CALLER_NAME),
    fields("calls.Note", ("callback_number", "number_index"), CALLBACK_CONTACT),
    fields("calls.Note", ("concern",), CONCERN),
    fields("calls.Note", ("answers",), ANSWERS),
    fields("calls.Note", ("measures_text",), MEASURES),
    fields("calls.Note", ("called_at", "saved_at", "read_at", "done_at", "done_by"), CALL_TIME),
    fields("calls.NoteComment", ("id", "note", "at", "by"), CALL_FACTS),
    fields("calls.NoteComment", ("text",), COMMENT),
    fields("calls.Presence", ("user", "state", "reason", "since"), STAFF_PRESENCE),
)
