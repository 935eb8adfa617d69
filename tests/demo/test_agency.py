"""Founding the invented agency: what is in the database then, and that it stays out of others' databases."""

import re
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.db import connection, transaction
from django.db.models import Sum

from tests.cast import user
from vorzimmer.accounts.models import User
from vorzimmer.billing.models import AccountEntry, Collection, Document, UsageRecord
from vorzimmer.billing.verifying import verify_documents
from vorzimmer.calls.models import Call, CallLogLine, Note, Presence
from vorzimmer.claims.models import Case, Claim, ClaimEvent, Reminder
from vorzimmer.claims.plans import plans_of
from vorzimmer.claims.reading import readings
from vorzimmer.customers.models import (
    AbuseCase,
    BankAccount,
    Contract,
    Customer,
    DialIn,
    Enquiry,
    Instruction,
    KnownCaller,
    Person,
    PoolNumber,
    SenderAddress,
    Team,
)
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.demo.agency import ForeignData, Standing, seed, standing
from vorzimmer.demo.claims import STORIES
from vorzimmer.demo.people import PASSWORD
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import FORGET_AFTER
from vorzimmer.domain.instructions import BERLIN
from vorzimmer.domain.roles import Role
from vorzimmer.live.models import LiveEvent
from vorzimmer.privacy.keyring.keys import CACHE
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.self_check import self_check

MONDAY = datetime(2026, 11, 23, 10, 7, tzinfo=UTC)
DRAMA = re.compile(r"\+493023125\d{3}|\+4917139200\d{2}")


@pytest.fixture(scope="module")
def queries(founded):
    """The agency after two weeks, for all tests of this file; and how many queries that took."""
    counted = []

    def count(execute, *query):
        counted.append(1)
        return execute(*query)

    with founded():
        with connection.execute_wrapper(count):
            assert seed(MONDAY)
        yield len(counted)


def rows():
    """How many rows there are of each kind."""
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_two_weeks_are_written_with_a_bounded_number_of_queries(queries):
    assert 400 < Call.objects.count() < 600
    assert queries < 100 * Call.objects.count()


def test_what_stands_already_is_left_as_it_is(queries):
    before = rows()
    assert standing() is Standing.DEMO
    assert seed(MONDAY + timedelta(days=1)) is False
    assert rows() == before


MOST = 1_000
"""Of usage there is more; it is all of one kind."""


def test_every_row_is_valid(queries):
    for model in apps.get_models():
        if not model.__module__.startswith("vorzimmer."):
            continue
        for row in model.objects.all()[:MOST]:
            # what may be empty in the table but not in a form is no fault of the row
            empty = [
                field.name for field in model._meta.concrete_fields if not field.blank and getattr(row, field.attname) in (None, "", [])
            ]
            row.full_clean(exclude=empty)


def test_nobody_is_real(queries):
    assert all(person.email.endswith(".example") for person in User.objects.all())
    numbers = [dial_in.number for dial_in in DialIn.objects.all()]
    numbers += [person.transfer_number for person in Person.objects.all()]
    numbers += [caller.number for caller in KnownCaller.objects.all()]
    numbers += [number for call in Call.objects.all() for number in (call.called, call.caller_number)]
    numbers += [note.callback_number for note in Note.objects.all()]
    assert [number for number in numbers if number and not DRAMA.fullmatch(number)] == []
    for message in OutboxMessage.objects.exclude(body=None):
        assert message.address.endswith(".example") or DRAMA.fullmatch(message.address)


def test_everybody_signs_in_with_the_one_password(queries):
    for person in User.objects.all():
        validate_password(PASSWORD, person)
    assert authenticate(username="olga@lindenhof.example", password=PASSWORD).name == "Olga Weber"
    assert authenticate(username="sommer@zahnarzt-sommer.example", password=PASSWORD).role == Role.CUSTOMER_OWNER
    assert {role: User.objects.filter(role=role).count() for role in Role} == {
        "owner": 1,
        "operator": 4,
        "accountant": 1,
        "privacy_officer": 1,
        "customer_owner": 13,
        "customer_user": 8,
    }
    assert all(customer.users.filter(role=Role.CUSTOMER_OWNER).exists() for customer in Customer.objects.all())
    assert list(Team.objects.values_list("name", flat=True)) == ["Handwerk und Immobilien", "Praxen und Kanzleien"]


def test_the_history_is_that_of_an_agency(queries):
    calls = list(Call.objects.exclude(customer=None))
    assert {call.state for call in calls} == {"closed", "abandoned"}
    assert 0.02 < sum(call.state == "abandoned" for call in calls) / len(calls) < 0.09
    assert 0.02 < sum(bool(call.unwritten) for call in calls) / len(calls) < 0.1
    assert all(call.customer.team_id in {team.pk for team in call.operator.teams.all()} for call in calls if call.operator)
    weekdays = [call.offered_at.astimezone().weekday() for call in calls]
    assert weekdays.count(6) < weekdays.count(0) / 4
    assert min(call.offered_at for call in calls) >= MONDAY - timedelta(days=14)
    assert max(max(call.ended_at, call.wrapped_up_at or call.ended_at) for call in calls) < MONDAY
    assert sum(call.hold_ms > 0 for call in calls) > 20
    assert sum(call.patched_ms > 0 for call in calls) == Note.objects.filter(outcome="put_through").count() > 5
    assert not CallLogLine.objects.filter(at__gt=MONDAY).exists()


def test_nobody_answers_two_calls_at_once(queries):
    for operator in User.objects.filter(role=Role.OPERATOR):
        taken = Call.objects.filter(operator=operator).order_by("answered_at")
        free_at = MONDAY - timedelta(days=15)
        for call in taken:
            assert call.answered_at > free_at
            free_at = call.wrapped_up_at
        assert taken.count() > 50


def test_customers_find_notes_of_all_kinds(queries):
    notes = Note.objects.all()
    assert set(notes.values_list("urgency", flat=True)) == {1, 2, 3, 4}
    assert set(notes.values_list("outcome", flat=True)) == {"call_back", "will_call_again", "done", "for_information", "put_through"}
    assert notes.exclude(done_at=None).count() > notes.count() / 2
    for customer in Customer.objects.all():
        assert customer.notes.filter(read_at=None).count() >= 2
        assert customer.notes.exclude(read_at=None).exists()
    assert not notes.filter(read_at__gt=MONDAY).exists()
    assert not notes.filter(done_at__gt=MONDAY).exists()
    assert not notes.exclude(done_at=None).filter(done_by=None).exists()
    assert sum(any(answer["answer"] for answer in note.answers) for note in notes) > notes.count() / 2


def test_the_worker_finds_nothing_to_send_and_nothing_to_forget(queries):
    messages = OutboxMessage.objects.all()
    assert set(messages.values_list("kind", "state")) == {("email", "sent"), ("email", "dead"), ("sms", "sent")}
    assert not messages.exclude(not_before=None).exists()
    assert not messages.filter(closed_at__lte=MONDAY - FORGET_AFTER, body__isnull=False).exists()
    assert messages.filter(body__isnull=False).exists()
    assert not LiveEvent.objects.filter(at__lt=MONDAY).exists()


def test_the_usage_of_every_call_and_message_is_written(queries):
    usage = UsageRecord.objects.filter(occurred_at__gte=MONDAY - timedelta(days=14))
    assert usage.filter(meter="call").count() == Call.objects.filter(state="closed").count()
    assert usage.filter(meter="abandoned_call").count() == Call.objects.filter(state="abandoned").count()
    letters = OutboxMessage.objects.filter(state="sent").exclude(key__startswith="document:")
    assert usage.filter(meter__in=["email", "sms"]).count() == letters.count()


def test_three_months_are_billed_and_most_is_paid(queries):
    documents = Document.objects.all()
    assert len(set(documents.values_list("first", flat=True))) == 3
    assert documents.count() >= 30
    assert not documents.exclude(state="sent").exists()
    assert Collection.objects.count() > 4
    assert verify_documents() == (documents.count(), ())
    balances = dict(AccountEntry.objects.values_list("customer_number").annotate(Sum("amount")))
    assert balances["1012"] > 0
    assert any(not balance for balance in balances.values())


def test_claims_stand_at_all_stages_of_the_reminders(queries):
    found = {each.claim.customer_number: each for each in readings(Claim.objects.all(), MONDAY.date())}
    assert {number: each.standing.stage for number, each in found.items()} == {
        "1004": "open",  # whose direct debit came back
        "1006": "second",
        "1007": "first",
        "1008": "friendly",
        "1009": "decision",
        "1012": "friendly",
    }
    assert {number: each.pause.kind for number, each in found.items() if each.pause} == {"1007": "instalments", "1008": "dispute"}
    assert {number for number, each in found.items() if each.interest_cents and each.lump_sum.cents} == {"1006", "1007", "1009"}
    assert not any(each.rate_problem for each in found.values())
    assert Case.objects.get().customer_number == "1008"
    plan = plans_of([found["1007"]])[found["1007"].claim.pk]
    assert (plan.standing.code, len(plan.plan.instalments), plan.paid) == ("kept", 3, plan.plan.instalments[0].cents)


def test_every_letter_went_out_on_a_working_day_and_can_be_read(queries):
    letters = Reminder.objects.all()
    assert letters.count() == 10
    for letter in letters:
        assert letter.sent_on.weekday() < 5
        assert letter.sent_on == letter.events.get().on <= MONDAY.date()
        with pikepdf.open(BytesIO(letter.pdf)) as pdf:
            assert len(pdf.pages) in {1, 2}


def test_a_collector_and_a_lawyer_could_get_a_claim(queries):
    assert {recipient.kind: bool(recipient.rdg_number) for recipient in Recipient.objects.all()} == {"collector": True, "lawyer": False}
    assert all(recipient.email.endswith(".example") for recipient in Recipient.objects.all())


def test_enquiries_stand_in_every_state_and_advertising_is_a_case(queries):
    there = Enquiry.objects.there(MONDAY)
    assert sorted(there.values_list("kind", "state")) == [
        ("callback", "open"),
        *[("enquiry", "answered")] * 2,
        ("enquiry", "closed"),
        *[("enquiry", "open")] * 4,
    ]
    assert [enquiry.name for enquiry in there if enquiry.state == "answered" and enquiry.remind_on <= berlin_date(MONDAY)] == ["Gerda Klee"]
    assert all(enquiry.email.endswith(".example") for enquiry in there if enquiry.email)
    case = AbuseCase.objects.get()
    assert [sender.enquiry.name for sender in case.senders.all()] == ["SEO Team"] * 3
    assert SenderAddress.objects.there(MONDAY).count() == SenderAddress.objects.count() == 7


def test_the_owner_has_something_to_look_after(queries):
    assert [call.called for call in Call.objects.to_unknown_numbers()] == ["+493023125290"]  # of the others it was swept
    full = OutboxMessage.objects.dead().filter(reason="mailbox_full")
    assert 0 < full.count() < 15
    assert {message.customer.short_name for message in full} == {"Falkenried"}


def test_the_file_is_of_today(queries):
    ordered = Instruction.objects.exclude(set_by="")
    assert ordered.count() == 12
    assert all(rule.valid_from < MONDAY and (rule.valid_until is None or rule.valid_until > MONDAY) for rule in ordered)
    away = Person.objects.exclude(availability="available")
    assert away.count() > 8
    assert all(person.available_again_at > MONDAY for person in away)
    assert {person.available_again_at.minute % 15 for person in away} == {0}
    assert set(Presence.objects.values_list("state", flat=True)) == {"off"}


def picture():
    """All that a visitor could tell two agencies apart by."""
    return [
        [
            (
                call.engine_call_id,
                call.customer and call.customer.number,
                call.offered_at,
                call.talk_ms,
                call.caller_number,
                call.operator and call.operator.email,
            )
            for call in Call.objects.order_by("offered_at")
        ],
        [
            (note.pk, note.concern, note.answers, note.read_at, note.done_at, note.person and note.person.name)
            for note in Note.objects.order_by("pk")
        ],
        [(rule.text, rule.valid_until) for rule in sorted(Instruction.objects.all(), key=lambda rule: rule.text)],
    ]


@pytest.mark.django_db(databases=["default", "keyring"])
def test_the_same_moment_gives_the_same_agency():
    pictures = []
    for _ in range(2):
        with transaction.atomic():
            seed(MONDAY, days=1)
            pictures.append(picture())
            transaction.set_rollback(True)
        CACHE.clear()
    assert pictures[0] == pictures[1]
    assert len(pictures[0][0]) > 10


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_database_in_which_somebody_works_is_left_alone():
    user("chefin@agentur.example", "Clara Chefin", Role.OWNER)
    before = rows()
    assert standing() is Standing.FOREIGN
    with pytest.raises(ForeignData):
        seed(MONDAY)
    assert rows() == before


@pytest.mark.django_db(databases=["default", "keyring"])
@pytest.mark.parametrize(("day", "hour"), [(date(2026, 3, 1), 0), (date(2026, 12, 9), 3), (date(2027, 1, 31), 22)])
def test_the_agency_can_be_founded_on_any_day_and_at_any_hour(day, hour):
    at = datetime.combine(day, time(hour), UTC)
    assert standing() is Standing.EMPTY
    assert seed(at, days=0)
    assert Customer.objects.count() == 12
    for person in Person.objects.exclude(availability="available"):
        assert 8 <= person.available_again_at.astimezone(BERLIN).hour < 19
    assert set(Claim.objects.values_list("customer_number", flat=True)) >= set(STORIES)
    assert not ClaimEvent.objects.filter(at__gt=at).exists()
    assert {"friendly", "first", "second"} - set(Claim.objects.values_list("stage", flat=True)) in ({"first"}, set())
    assert not AccountEntry.objects.filter(value_on__gt=day, kind="payment").exists()


def test_one_is_on_trial_one_has_given_notice_and_all_are_answered_for(queries):
    states = sorted(contract.standing_on(date(2026, 11, 23)).state for contract in Contract.objects.all())
    assert states == ["notice_given", *["running"] * 10, "trial"]
    assert Customer.objects.filter(active=True).count() == 12
    assert PoolNumber.objects.count() == 50
    assert PoolNumber.objects.free(MONDAY + timedelta(days=1)).count() == 49
    assert {account.iban[:2] for account in BankAccount.objects.all()} == {"DE"}
    trial = Contract.objects.get(state="trial")
    assert (trial.customer.short_name, trial.trial_last_day) == (Customer.objects.get(number="1011").short_name, date(2026, 11, 30))


def test_its_last_sweep_left_nothing_and_was_in_time(queries):
    check = self_check()
    assert check.is_fine(MONDAY)
    assert check.swept_at == datetime(2026, 11, 22, 23, tzinfo=UTC)
