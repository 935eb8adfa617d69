"""The first process of the proof: an agency with marks in every field, a call, a note, a letter that leaves, a backup. Then it waits."""

import base64
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import django
from django.apps import apps
from django.db import connection

from vorzimmer.server.erasure_proof.plan import PLANTED, Plan, put

SEND_SECONDS = 20


def main() -> None:
    """Live by the plan in the folder that the first argument names, and go when the input ends."""
    django.setup()
    from vorzimmer.server import readiness  # noqa: PLC0415  (models load only after the settings)
    from vorzimmer.server.backups.making import back_up  # noqa: PLC0415
    from vorzimmer.server.erasure_proof.breaking import break_them  # noqa: PLC0415
    from vorzimmer.server.erasure_proof.planting import Garden  # noqa: PLC0415

    plan = Plan.read(Path(sys.argv[1]))
    readiness.migrate()
    break_them(each for each in plan.broken if each in {"log", "secure-delete"})
    release_all(plan.at)
    garden = Garden(marks=plan.marks, at=plan.at)
    garden.plant_all()
    spoken = act(plan, garden)
    back_up(plan.at)
    there = [each for each in garden.planted if stands(each.key, each.record, each.word)]
    rows: list[dict[str, Any]] = [
        {"key": each.key, "word": each.word, "record": each.record, "sealed": each.sealed, "kept": kept_bytes(each.key, each.record)}
        for each in garden.planted
    ]
    where = data_directory()
    put(plan.folder / PLANTED, {"planted": rows, "there": [each.key for each in there], "spoken": spoken, "directory": where})
    sys.stdin.read()


def release_all(at: datetime) -> None:
    """Let two people have released every rule."""
    from vorzimmer.domain.catalogue import Rule  # noqa: PLC0415  (see main)
    from vorzimmer.domain.retention_policy import WITHOUT_ENTRY, digest  # noqa: PLC0415
    from vorzimmer.privacy.models import RuleRelease  # noqa: PLC0415
    from vorzimmer.privacy.policies import retention_rules  # noqa: PLC0415

    rules = retention_rules()
    RuleRelease.objects.bulk_create(
        RuleRelease(rule=rule, digest=digest(rules, rule), planned_at=at, released_at=at, because="two")
        for rule in Rule
        if rule not in WITHOUT_ENTRY
    )


def act(plan: Plan, garden: Any) -> int:
    """Do what people do: ask by the form, ring, write a draft and a note, send it, erase on request. Gives how many letters left."""
    from vorzimmer.accounts.models import User  # noqa: PLC0415  (see main)
    from vorzimmer.calls import actions, notes, wire  # noqa: PLC0415
    from vorzimmer.calls.models import Call  # noqa: PLC0415
    from vorzimmer.customers.actions import EnquiryEntry, erase_enquiry, receive_enquiry  # noqa: PLC0415
    from vorzimmer.customers.models import Customer, DialIn, Person  # noqa: PLC0415
    from vorzimmer.delivery.models import OutboxMessage  # noqa: PLC0415
    from vorzimmer.domain.enquiries import EnquiryKind  # noqa: PLC0415
    from vorzimmer.domain.notes import Outcome, Urgency  # noqa: PLC0415
    from vorzimmer.telephony.switchboard import CallOffered, EndedBy, LegAnswered, LegEnded, LegRinging, operator_leg  # noqa: PLC0415

    at, word = plan.at, plan.marks.word
    first = 46_000  # beyond all fields
    words = [word(first + place) for place in range(5)]
    entry = EnquiryEntry(id=uuid4(), kind=EnquiryKind.ENQUIRY, name=words[0], email=f"{words[0]}@a.example", text=words[1])
    enquiry = receive_enquiry(entry, plan.marks.address, at)
    operator, customer = garden.row(User), garden.row(Customer)
    operator.teams.add(customer.team)
    dial_in = DialIn.objects.create(customer=customer, number="+493023125999")
    offered = CallOffered(engine_id="cti", call_id=words[2], leg_id=words[2], at=at, called=dial_in.number, caller=f"+{plan.marks.number}")
    wire.receive(offered, at)
    call = Call.objects.get(engine_call_id=words[2])
    leg = operator_leg(words[2], 1)
    wire.receive(LegRinging(engine_id="cti", call_id=words[2], leg_id=leg, at=at), at)
    wire.receive(LegAnswered(engine_id="cti", call_id=words[2], leg_id=leg, at=at, endpoints=(operator.extension,)), at)
    call.refresh_from_db()
    actions.keep_draft(call.pk, operator, at, values={"concern": words[3]})
    wire.receive(LegEnded(engine_id="cti", call_id=words[2], leg_id=words[2], at=at, by=EndedBy.REMOTE, cause="normal"), at)
    note = notes.save_note(
        notes.NewNote(
            note_id=uuid4(),
            call_id=call.pk,
            concern=words[4],
            urgency=Urgency.HIGH,
            outcome=Outcome.CALL_BACK,
            caller_name=words[3],
            person_id=garden.row(Person).pk,
            callback_number=f"+{plan.marks.number}",
        ),
        operator,
        at,
    )
    send(at)
    erase_enquiry(enquiry, at=at)
    return OutboxMessage.objects.filter(about=str(note.pk), state="sent").count()


def send(at: datetime) -> None:
    """Let the worker send what is waiting, over SMTP, until nothing is."""
    from vorzimmer.delivery import worker  # noqa: PLC0415  (see main)
    from vorzimmer.delivery.models import OutboxMessage  # noqa: PLC0415

    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), kwargs={"clock": lambda: at})
    thread.start()
    deadline = time.monotonic() + SEND_SECONDS
    while OutboxMessage.objects.filter(state="waiting", kind="email").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    thread.join()


def stands(key: str, record: str, word: str) -> bool:
    """Whether a mark can be read in its field, as the program reads it."""
    table, name = key.rsplit(".", 1)
    row = apps.get_model(table)._base_manager.filter(pk=record).first()  # noqa: SLF001  (Django's own name)
    return row is not None and word in str(getattr(row, name))


def kept_bytes(key: str, record: str) -> str:
    """Give what a sealed column holds, as a backup would keep it (base64); blank for others."""
    from vorzimmer.privacy.fields import SealedField, values_as_kept  # noqa: PLC0415  (see main)

    table, name = key.rsplit(".", 1)
    model = apps.get_model(table)
    if not isinstance(model._meta.get_field(name), SealedField):
        return ""
    with values_as_kept():
        held = getattr(model._base_manager.get(pk=record), name)  # noqa: SLF001  (as above)
    return base64.b64encode(held.data).decode("ascii")


def data_directory() -> str:
    """Say where PostgreSQL keeps its files; blank on SQLite, whose files lie in the home."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return str(cursor.fetchone()[0])
