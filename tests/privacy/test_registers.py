"""Consents, assessments, breaches and accesses as they are written down; what proves something is never changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError

from tests.cast import user
from vorzimmer.customers.actions.senders import keep_sender
from vorzimmer.customers.models import SenderForm
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.assessments import AssessmentState
from vorzimmer.domain.breaches import BreachEvent, NotPossible, Risk, StillOwed
from vorzimmer.domain.catalogue import Purpose
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.domain.roles import Role
from vorzimmer.privacy import retention
from vorzimmer.privacy.breaches import BreachEntry, add_facts, assess_risk, close_breach, note_breach, open_duties, record_told
from vorzimmer.privacy.consents import NoConsent, NotAsked, consented, demand_consent, give_consent, use_consent, withdraw_consent
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.journal import Journal
from vorzimmer.privacy.models import Access, AssessmentReview, Breach, Consent, Processor
from vorzimmer.privacy.policies import consent_texts
from vorzimmer.privacy.weighing import is_weighed, review_assessment, weighed

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZAHN = UUID("0b6ce6f0-0000-4000-8000-000000000001")
NEWS, PHONE = ConsentPurpose.NEWS_EMAIL, ConsentPurpose.NEWS_PHONE


@pytest.fixture
def clara():
    return user("clara@agentur.example", "Clara Chefin", Role.OWNER)


def given(purpose=NEWS, at=AT, **more):
    return give_consent(ZAHN, purpose, **({"language": "de", "way": Way.PORTAL, "at": at, "by": None} | more))


# --- consents -------------------------------------------------------------------------------------------------------------------


def test_a_consent_names_the_words_the_time_and_the_way(clara):
    line = given(by=clara)
    [text] = [each for each in consent_texts() if each.purpose is NEWS]
    assert (line.event, line.version, line.language, line.sha256, line.way, line.by) == (
        "given",
        "1",
        "de",
        text.digest("de"),
        "portal",
        clara,
    )
    assert given(at=AT + HOUR).number == line.number
    assert Consent.objects.count() == 1


def test_what_needs_a_consent_is_refused_without_it_and_after_the_withdrawal():
    with pytest.raises(NoConsent) as refused:
        demand_consent(ZAHN, NEWS, AT)
    assert refused.value.reason == "not_given"
    line = given()
    assert demand_consent(ZAHN, NEWS, AT) == line
    assert not consented(ZAHN, PHONE, AT)
    assert not consented(uuid4(), NEWS, AT)
    withdraw_consent(ZAHN, NEWS, way=Way.PORTAL, at=AT + HOUR, by=None)
    with pytest.raises(NoConsent) as refused:
        demand_consent(ZAHN, NEWS, AT + HOUR)
    assert refused.value.reason == "withdrawn"
    with pytest.raises(NoConsent):
        withdraw_consent(ZAHN, NEWS, way=Way.PORTAL, at=AT + HOUR, by=None)
    assert consented(ZAHN, NEWS, AT)
    assert {each.record for each in Consent.objects.all()} == {line.record}
    assert given(at=AT + 2 * HOUR).record != line.record


def test_nobody_consents_before_there_are_words():
    with pytest.raises(NotAsked):
        given(at=datetime(2023, 12, 31, 12, 0, tzinfo=UTC))


def test_a_line_about_a_consent_is_never_changed():
    line = given()
    for deed in (
        line.save, line.delete, Consent.objects.all().delete, lambda: Consent.objects.update(version="9"),
        lambda: Consent.objects.bulk_create([]), lambda: Consent.objects.bulk_update([], []),
    ):  # fmt: skip
        with pytest.raises(NeverChanged):
            deed()


def due(read, day):
    return set(read(datetime(*day, 12, 0, tzinfo=UTC)).candidates().values_list("pk", flat=True))


def test_the_proof_of_a_consent_goes_three_years_after_the_year_of_its_withdrawal():
    line, other = given(), given(ConsentPurpose.GIVE_TO_ADVISER)
    gone = withdraw_consent(ZAHN, NEWS, way=Way.PORTAL, at=AT, by=None)
    assert due(retention._read_consents, (2029, 12, 31)) == set()
    assert due(retention._read_consents, (2030, 1, 1)) == {line.pk, gone.pk}
    assert other.pk not in due(retention._read_consents, (2040, 1, 1))


def test_the_proof_of_a_consent_to_calls_goes_five_years_after_its_last_use():
    line = given(PHONE)
    used = use_consent(ZAHN, PHONE, at=AT + timedelta(days=30), by=None)
    assert due(retention._read_phone_consents, (2031, 12, 26)) == set()
    assert due(retention._read_phone_consents, (2031, 12, 27)) == {line.pk, used.pk}
    assert due(retention._read_consents, (2040, 1, 1)) == set()


# --- legitimate interests ---------------------------------------------------------------------------------------------------------


def test_an_assessment_counts_once_somebody_confirmed_it(clara):
    states = {each.assessment.key: each.state for each in weighed(AT.date())}
    assert set(states.values()) == {AssessmentState.OPEN}
    review_assessment("claims", holds=True, remark="", at=AT, by=clara)
    [claims] = [each for each in weighed(AT.date()) if each.assessment.key == "claims"]
    assert (claims.state, claims.next_on, claims.waits, claims.last.by) == ("current", date(2027, 11, 26), False, clara)


def test_the_last_look_decides_and_a_refusal_needs_its_reason(clara):
    with pytest.raises(ValidationError):
        review_assessment("abuse", holds=False, remark=" ", at=AT, by=clara)
    review_assessment("abuse", holds=False, remark="Frist zu lang", at=AT, by=clara)
    assert not is_weighed(Purpose.ABUSE, AT)
    review_assessment("abuse", holds=True, remark="", at=AT + HOUR, by=clara)
    assert is_weighed(Purpose.ABUSE, AT + HOUR)
    first, last = AssessmentReview.objects.order_by("at")
    assert due(retention._read_reviews, (2030, 1, 1)) == {first.pk}
    assert last.holds


def test_no_address_of_a_sender_is_kept_once_the_interests_of_the_senders_prevail(clara):
    assert keep_sender(SenderForm.ENQUIRY, "203.0.113.77", AT) is not None
    review_assessment("abuse", holds=False, remark="Frist zu lang", at=AT, by=clara)
    assert keep_sender(SenderForm.ENQUIRY, "203.0.113.77", AT) is None


# --- breaches ---------------------------------------------------------------------------------------------------------------------

ENTRY = BreachEntry(title="Laptop verloren", facts_text="Ein Laptop blieb im Zug.", aware_at=AT - HOUR, own_data=True, callers_data=True)


def told(breach, event, clara, at=AT, **more):
    values = {"happened_at": at, "proof": "Az. 4711", "at": at, "by": clara} | more
    return record_told(breach, event, **values)


def test_a_breach_is_closed_only_when_all_were_told_with_proof(clara):
    breach = note_breach(ENTRY, at=AT, by=clara)
    assert [duty.event for _, duty in open_duties(AT)] == ["controllers_told", "authority_told"]
    with pytest.raises(NotPossible):
        close_breach(breach, at=AT, by=clara)
    assess_risk(breach, risk=Risk.HIGH, reason="unverschlüsselt", at=AT, by=clara)
    with pytest.raises(StillOwed):
        close_breach(breach, at=AT, by=clara)
    for event in ("controllers_told", "authority_told", "persons_told"):
        told(breach, BreachEvent(event), clara)
    assert open_duties(AT) == []
    closed = close_breach(breach, at=AT, by=clara)
    assert (closed.state, closed.closed_on) == ("closed", date(2026, 11, 26))
    with pytest.raises(NotPossible):
        add_facts(breach, ENTRY, at=AT, by=clara)
    assert [step.event for step in closed.steps.all()] == [
        "noted",
        "assessed",
        "controllers_told",
        "authority_told",
        "persons_told",
        "closed",
    ]
    assert due(retention._read_breaches, (2029, 12, 31)) == set()
    assert due(retention._read_breaches, (2030, 1, 1)) == {breach.pk}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"proof": " "}, "proof"),
        ({"happened_at": AT - 2 * HOUR}, "happened_at"),
        ({"happened_at": AT + HOUR}, "happened_at"),
        ({"at": AT + 80 * HOUR, "happened_at": AT + 72 * HOUR}, "text"),
    ],
)
def test_who_was_told_counts_with_its_proof_and_late_with_its_reason(clara, changes, field):
    breach = note_breach(ENTRY, at=AT, by=clara)
    with pytest.raises(ValidationError) as refused:
        told(breach, BreachEvent.AUTHORITY_TOLD, clara, **changes)
    assert set(refused.value.error_dict) == {field}
    assert breach.steps.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"aware_at": AT + HOUR}, "aware_at"),
        ({"happened_at": AT}, "happened_at"),
        ({"own_data": False, "callers_data": False}, "own_data"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused(clara, changes, field):
    with pytest.raises(ValidationError) as refused:
        note_breach(replace(ENTRY, **changes), at=AT, by=clara)
    assert set(refused.value.error_dict) == {field}
    assert Breach.objects.count() == 0


def test_facts_are_added_and_the_clock_stays(clara):
    breach = note_breach(ENTRY, at=AT, by=clara)
    more = add_facts(breach, replace(ENTRY, aware_at=AT, people=12, effects="Zugriff möglich"), at=AT, by=clara)
    assert (more.aware_at, more.people, more.effects) == (AT - HOUR, 12, "Zugriff möglich")
    with pytest.raises(ValidationError):
        assess_risk(breach, risk=Risk.NONE, reason=" ", at=AT, by=clara)


# --- accesses ---------------------------------------------------------------------------------------------------------------------


def test_a_record_is_noted_once_for_each_user_place_and_hour(clara, django_assert_num_queries):
    journal, record = Journal(), uuid4()
    olga = user("olga@agentur.example", "Olga Weber", Role.OPERATOR)
    with django_assert_num_queries(0):
        for at in (AT, AT + timedelta(minutes=59)):
            journal.note(olga, ZAHN, table="calls.Call", record=record, place=Place.CALL, at=at)
        journal.note(olga, ZAHN, table="calls.Call", record=record, place=Place.CALL, at=AT + HOUR)
        journal.note(clara, ZAHN, table="calls.Call", record=record, place=Place.FILE, at=AT)
    assert journal.flush() == 3
    assert journal.flush() == 0
    journal.note(olga, ZAHN, table="calls.Call", record=record, place=Place.CALL, at=AT)
    journal.flush()
    found = [(line.user.name, line.role, line.place, line.hour) for line in Access.objects.order_by("number")]
    assert len(found) == 3
    assert ("Olga Weber", "operator", "call", AT) in found
    assert due(retention._read_accesses, (2027, 11, 26)) == set()
    assert len(due(retention._read_accesses, (2027, 11, 27))) == 3


def test_customers_who_read_what_is_theirs_are_not_noted():
    journal = Journal()
    journal.note(
        user("zahn@praxis.example", "Dr. Zahn", Role.CUSTOMER_OWNER), ZAHN, table="calls.Note", record=uuid4(), place=Place.MESSAGE, at=AT
    )
    assert journal.flush() == 0


def test_what_could_not_be_written_is_written_the_next_time(clara, monkeypatch):
    journal = Journal()
    journal.note(clara, ZAHN, table="calls.Call", record=uuid4(), place=Place.FILE, at=AT)
    with monkeypatch.context() as patched:

        def fails(*_args, **_kwargs):
            raise OperationalError

        patched.setattr(Access.objects, "bulk_create", fails)
        with pytest.raises(OperationalError):
            journal.flush()
    assert journal.flush() == 1


def test_a_processor_goes_three_years_after_the_year_in_which_it_was_put_out_of_use():
    processor = Processor.objects.create(name="Alt GmbH", service="Post", ended_on=date(2026, 11, 26), created_at=AT, changed_at=AT)
    assert due(retention._read_processors, (2029, 12, 31)) == set()
    assert due(retention._read_processors, (2030, 1, 1)) == {processor.pk}
