"""Canaries: whatever is told about calls, callers and complaints, nothing of it leaves the house with a claim."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection

from tests.cast import NOON, make_cast, write_note
from tests.claims.given import DAY, bureau, bureau_claim, collector, decide, decided, give, opened, weigh
from tests.claims.unpaid import noon, pay
from vorzimmer.calls.models import Note
from vorzimmer.claims.actions.duties import make_report
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.handing import find
from vorzimmer.claims.models import Case, Duty
from vorzimmer.customers.models import Instruction, KnownCaller
from vorzimmer.domain.allow_lists import canonical
from vorzimmer.domain.disclosure import ConditionCode
from vorzimmer.privacy.models import Disclosure

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

CANARY = "KANARIENVOGEL"
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


def plant(cast, document):
    """Write the canary wherever calls, callers, instructions and complaints are kept, and a call at a minute that nothing else has."""
    write_note()
    note = Note.objects.get()
    for name in ("concern", "caller_name", "callback_number"):
        setattr(note, name, f"{CANARY} {name}")
    note.save()
    note.call.__class__.objects.filter(pk=note.call_id).update(offered_at=datetime(2026, 8, 13, 5, 47, tzinfo=UTC))
    for row in (*Instruction.objects.filter(customer=cast.zahn), *KnownCaller.objects.filter(customer=cast.zahn)):
        for name in ("text", "name", "note", "number"):
            if isinstance(getattr(row, name, None), str):
                setattr(row, name, f"{CANARY} {name}")
        row.save()
    Case.objects.create(
        number=7,
        kind="dispute",
        customer_ref=cast.zahn.pk,
        customer_number=cast.zahn.number,
        document=document,
        amount=31337,
        ground="not_delivered",
        raised_on=DAY,
        review_on=DAY,
        text=f"{CANARY} hat am 13.08. um 07:47 angerufen.",
        resolution=f"{CANARY} bekam recht.",
        resolved_on=DAY,
        created_at=noon(DAY),
    )


def register():
    return json.dumps(list(Disclosure.objects.values()), default=str)


def everything_that_left(*payloads):
    """What a recipient can read, and what the register keeps of it."""
    texts = [register()]
    for data, paper in payloads:
        texts += [canonical(data).decode(), paper]
    return "\n".join(texts)


def test_no_file_and_no_line_of_the_register_holds_anything_of_a_call(cast):
    claim, recipient = decided(cast.zahn), collector()
    plant(cast, claim.document)
    decide(claim, recipient, cast.owner, reason=f"{CANARY}: dreimal am Telefon gesprochen.")
    given = give(claim, recipient, cast.owner)
    pay(cast.zahn, 10000, NEXT, claim.document)
    follow(noon(NEXT))
    told = make_report(Duty.objects.get(), noon(NEXT), by=cast.owner)
    left = everything_that_left(opened(given.file), opened(told.file))
    assert "not_delivered" in left  # the ground of the dispute goes along, its words do not
    for canary in (CANARY, "07:47", "05:47", "2026-08-13", "13. August", "Zahnschmerzen", "3920012"):
        assert canary not in left, canary


def test_a_bureau_hears_nothing_of_a_call_either(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    plant(cast, claim.document)
    weigh(claim, recipient, cast.owner, cast.accountant)
    find(claim, recipient, ConditionCode.CONCERNS, speaks_for=True, reason=CANARY, at=noon(DAY), by=cast.accountant)
    left = everything_that_left(opened(give(claim, recipient, cast.owner).file))
    for canary in (CANARY, "07:47", "2026-08-13", "not_delivered", "31337", "313,37", "+49 30 231250100", "praxis@zahn.example"):
        assert canary not in left, canary


def test_the_database_holds_what_was_found_sealed_and_puts_nothing_into_the_outbox(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner, reason=CANARY)
    give(claim, recipient, cast.owner)
    assert apps.get_model("delivery", "OutboxMessage").objects.count() == 0
    with connection.cursor() as cursor:
        for table in ("claims_finding", "claims_handover", "privacy_disclosure"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name from the line above)
            assert CANARY not in repr(cursor.fetchall()), table
