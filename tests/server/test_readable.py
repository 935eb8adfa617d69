"""What is past its time is read by nobody, from the exact second on, whether or not a sweep has come by (law.md D-03)."""

import ast
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.db.models.functions import Upper
from django.test import Client

from tests.server import lives
from tests.server.test_sweep import AT_THE_END, END, JUST_BEFORE, SINCE, midnight, random_lives
from vorzimmer.accounts.actions import create_user
from vorzimmer.accounts.models import User
from vorzimmer.billing.models import Mandate, UsageChange, UsageRecord
from vorzimmer.calls.models import Call, Note, NoteComment
from vorzimmer.claims.models import Case, CaseRecord
from vorzimmer.customers.models import Contract, Customer, DialIn, Enquiry, Instruction, Person, PoolNumber, SenderAddress, Wish
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.calls import OVER
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention import Due
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.clocks import clocks, hidden_tables, nothing
from vorzimmer.privacy.fading import PastItsTime
from vorzimmer.privacy.middleware import ReadingClock
from vorzimmer.privacy.models import Access, CallLimit
from vorzimmer.privacy.reading import HighWater, ReadableManager, reading_all, reading_at, reading_moment
from vorzimmer.privacy.sweeping import decided
from vorzimmer.storage import Prepared

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
PACKAGE = Path(__file__).resolve().parents[2] / "vorzimmer"
SEE_ALL = {
    "api/views.py",
    "customers/actions/file.py",
    "customers/actions/importing.py",
    "customers/queries.py",
    "privacy/clocks.py",
    "privacy/fading.py",
    "privacy/gathering.py",
}
"""Who may hide nothing: the wire, numbers that must not be given twice, what holds, what says what is hidden, who tells a person all."""


@pytest.fixture
def operator():
    return lives.someone("olga")


@pytest.fixture
def ended(operator):
    """One whose contract ends with the year 2026, with a record of every kind."""
    row = lives.customer("K-1001", since=SINCE, last_day=END)
    lives.orders(row, date(2026, 3, 2), operator)
    lives.file_of(row, date(2026, 3, 2), operator)
    lives.call_with_note(row, date(2026, 5, 4), operator)
    return row


def there(model, at, **which):
    with reading_at(at):
        return model.objects.filter(**which).exists()


# --- every table ---------------------------------------------------------------------------------------------------------------

SEEDS = [1, 2]


def is_under_way(clock, row):
    if clock.table == "calls.Call":
        return row.state not in {state.value for state in OVER}
    return clock.table == "delivery.OutboxMessage" and not (row.closed_at and (row.key.startswith("note:") or row.body is None))


def hidden_by(clock, at):
    """What the rule says of every row, but for those that somebody is at work with."""
    reading = clock.read(at)
    hangs_on_others = clock.table in {"calls.Call", "privacy.Disclosure"}
    rows = clock.model._base_manager.all() if hangs_on_others else reading.rows
    found = set()
    for values in rows.values_list("pk", *clock.columns):
        if isinstance(decided(clock, reading, values, at), Due):
            found.add(values[0])
    under_way = {row.pk for row in clock.model._base_manager.filter(pk__in=found) if is_under_way(clock, row)}
    return found - under_way


@pytest.mark.parametrize("seed", SEEDS)
def test_in_every_table_exactly_that_can_be_read_which_the_rule_does_not_call_due(seed, operator):
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    random_lives(dice, operator)
    checked = 0
    for number in range(8):
        at = midnight(date(2026, 2, 1) + timedelta(days=dice.randrange(1100))) - timedelta(seconds=number % 2)
        for table in dict.fromkeys(clock.table for clock in clocks() if clock.hides is not nothing):
            model = apps.get_model(table)
            if model._meta.auto_created:
                continue
            gone = set().union(*(hidden_by(clock, at) for clock in clocks() if clock.table == table))
            if table == "billing.UsageChange":  # it goes once its usage cannot be read any more
                gone = set()
                with reading_at(at):
                    refs = set(UsageRecord.objects.values_list("ref", flat=True))
                clock = next(each for each in clocks() if each.table == table)
                reading = clock.read(at)
                for values in UsageChange._base_manager.values_list("pk", *clock.columns, "ref"):
                    if isinstance(decided(clock, reading, values[:-1], at), Due) and values[-1] not in refs:
                        gone.add(values[0])
            everything = set(model._base_manager.values_list("pk", flat=True))
            with reading_at(at):
                assert set(model._default_manager.values_list("pk", flat=True)) == everything - gone, (table, at)
            checked += len(gone)
    assert checked > 500


def test_whatever_has_a_clock_is_read_through_a_manager_that_hides():
    plain = {table for table in hidden_tables() if not isinstance(apps.get_model(table)._default_manager, ReadableManager)}
    assert plain == {"customers.Rota_fallback", "customers.Customer_users"}, "rows that only join two others, which are hidden themselves"


def test_who_hides_nothing_is_named_here():
    sources = {str(path.relative_to(PACKAGE)): path.read_text("utf-8") for path in PACKAGE.rglob("*.py")}
    calls = {
        name
        for name, text in sources.items()
        if "reading_all" in text
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("reading_all")
    }
    assert calls == SEE_ALL


# --- at midnight ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Note, Call, Person, Instruction, Wish, OutboxMessage, CallLimit])
def test_handling_data_are_there_a_second_before_midnight_in_berlin_and_gone_at_midnight(model, ended):
    CallLimit.objects.create(customer_ref=ended.pk, months=120, ordered_at=lives.noon(SINCE))
    assert (there(model, JUST_BEFORE), there(model, AT_THE_END)) == (True, False)
    assert model._base_manager.exists(), "and nothing was erased"


def test_the_customers_own_list_of_messages_hides_them_too(ended):
    with reading_at(JUST_BEFORE):
        assert (ended.notes.count(), ended.calls.count(), NoteComment.objects.filter(note__in=ended.notes.all()).count()) == (1, 1, 1)
    with reading_at(AT_THE_END):
        assert (ended.notes.count(), ended.calls.count(), NoteComment.objects.count()) == (0, 0, 0)


def test_the_file_is_there_until_the_end_of_the_following_year(ended):
    last = midnight(date(2028, 1, 1))
    for model in (Customer, DialIn, Mandate):
        assert (there(model, last - timedelta(seconds=1)), there(model, last)) == (True, False), model


def test_a_call_that_somebody_still_speaks_in_can_be_read_until_it_is_over(ended, operator):
    call = lives.call_with_note(ended, END, operator, state="talking")
    assert there(Call, AT_THE_END, pk=call.pk)
    Call.objects.filter(pk=call.pk).update(state="closed")
    assert not there(Call, AT_THE_END, pk=call.pk)


def test_what_a_customer_had_shortened_is_hidden_at_the_midnight_of_its_month(operator):
    row = lives.customer("K-1002", since=SINCE)
    lives.call_with_note(row, date(2026, 8, 31), operator)
    CallLimit.objects.create(customer_ref=row.pk, months=6, ordered_at=lives.noon(SINCE))
    at = midnight(date(2027, 3, 1))
    for model in (Note, Call, NoteComment, OutboxMessage):
        assert (there(model, at - timedelta(seconds=1)), there(model, at)) == (True, False), model


def test_a_contract_that_goes_on_brings_back_what_was_not_erased(ended):
    assert not there(Note, AT_THE_END)
    contract = ended.contracts.get()
    contract.last_day = None
    contract.save()
    assert there(Note, AT_THE_END)


def test_usage_is_hidden_six_months_after_its_invoice_was_sent_unless_something_holds_it(operator):
    row = lives.customer("K-1003", since=SINCE)
    free = lives.usage(row, date(2026, 7, 31), sent_on=date(2026, 8, 31))
    named = lives.usage(row, date(2026, 7, 31), sent_on=date(2026, 8, 31))
    disputed = lives.usage(row, date(2026, 7, 31), sent_on=date(2026, 8, 31))
    common = {"customer_ref": row.pk, "customer_number": row.number, "raised_on": date(2026, 10, 1), "review_on": date(2026, 12, 1)}
    created = {"created_at": lives.noon(date(2026, 10, 1))}
    Case.objects.create(number=1, kind="dispute", document=disputed.rated.document, **common, **created)
    incident = Case.objects.create(number=2, kind="incident", **common, **created)
    CaseRecord.objects.create(case=incident, usage=named.pk)
    at = midnight(date(2027, 3, 1))
    with reading_at(at - timedelta(seconds=1)):
        assert UsageRecord.objects.count() == 3
    with reading_at(at):
        assert set(UsageRecord.objects.values_list("pk", flat=True)) == {named.pk, disputed.pk}
        assert not UsageRecord.objects.filter(pk=free.pk).exists()
    Case.objects.update(outcome="upheld", resolved_on=date(2027, 3, 9))
    assert there(UsageRecord, midnight(date(2027, 3, 10)) - timedelta(seconds=1))
    assert not there(UsageRecord, midnight(date(2027, 3, 10)))


def test_enquiries_and_addresses_of_senders_are_hidden_at_their_moment(operator):
    at = datetime(2026, 11, 20, 11, tzinfo=UTC)
    enquiry = Enquiry.objects.create(
        id=uuid4(), kind="enquiry", received_at=at, last_contact_on=at.date(), gone_at=midnight(date(2027, 2, 19))
    )
    SenderAddress.objects.create(id=uuid4(), form="enquiry", address="192.0.2.7", received_at=at, erase_at=at + timedelta(hours=72))
    assert (there(Enquiry, enquiry.gone_at - timedelta(seconds=1)), there(Enquiry, enquiry.gone_at)) == (True, False)
    over = at + timedelta(hours=72)
    assert (there(SenderAddress, over - timedelta(seconds=1)), there(SenderAddress, over)) == (True, False)


# --- rows that stay, and are emptied ------------------------------------------------------------------------------------------------


def case_of(row, number=1):
    """A case with words, of a customer."""
    raised = date(2026, 10, 1)
    common = {"customer_ref": row.pk, "customer_number": row.number, "raised_on": raised, "review_on": date(2026, 12, 1)}
    words = {"text": "Nur drei Anrufe.", "resolution": "Gutschrift."}
    return Case.objects.create(number=number, kind="incident", created_at=lives.noon(raised), **common, **words)


def words_at(at, read=lambda pk: Case.objects.get(pk=pk), *, case):
    with reading_at(at):
        found = read(case.pk)
        return found.text, found.resolution


def loaded_later(pk):
    return Case.objects.defer("text", "resolution", "customer_ref", "words_gone").get(pk=pk)


def through_another_row(pk):
    record = CaseRecord.objects.get(case=pk)
    return record.case


WAYS = [lambda pk: Case.objects.get(pk=pk), lambda pk: Case._base_manager.get(pk=pk), loaded_later, through_another_row]


@pytest.mark.parametrize("read", WAYS, ids=["manager", "base manager", "deferred", "relation"])
def test_the_words_of_a_case_are_hidden_at_the_midnight_at_which_its_contract_is_over_and_the_case_stays(read, ended, operator):
    case = case_of(ended)
    CaseRecord.objects.create(case=case, usage=lives.usage(ended, date(2026, 7, 31), sent_on=date(2026, 8, 31)).pk)
    assert words_at(JUST_BEFORE, read, case=case) == ("Nur drei Anrufe.", "Gutschrift.")
    assert words_at(AT_THE_END, read, case=case) == ("", "")
    assert read(case.pk).text == "Nur drei Anrufe.", "and nothing was erased"
    contract = ended.contracts.get()
    contract.last_day = None
    contract.save()
    assert words_at(AT_THE_END, read, case=case) == ("Nur drei Anrufe.", "Gutschrift.")


@pytest.mark.parametrize("seed", SEEDS)
def test_exactly_the_words_are_hidden_of_which_the_rule_says_that_they_are_due(seed, operator):
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    for number in range(12):
        last = None if number % 4 == 0 else date(2026, 6, 1) + timedelta(days=dice.randrange(300))
        case_of(lives.customer(f"K-{number:04}", since=SINCE, last_day=last), number + 1)
    clock = next(each for each in clocks() if each.table == "claims.Case" and each.blanks)
    ends = sorted({row.last_day for row in Contract.objects.exclude(last_day=None)})
    seen = set()
    for day in ends:
        for at in (midnight(day + timedelta(days=1)), midnight(day + timedelta(days=1)) - timedelta(seconds=1)):
            gone = hidden_by(clock, at)
            with reading_at(at):
                assert {case.pk for case in Case.objects.all() if not case.text} == gone, at
            seen.add(len(gone))
    assert len(seen) > 5


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.CUSTOMER_OWNER])
def test_a_sign_in_is_hidden_at_the_second_at_which_the_rule_calls_it_due(role):
    left_on = date(2026, 3, 31)
    someone = lives.someone("rita", role)
    User.objects.filter(pk=someone.pk).update(left_on=left_on, is_active=False, extension="w7", secrecy_signed_on=SINCE)
    others = [lives.someone("ines", role)]
    blanking = [each for each in clocks() if each.table == "accounts.User"]
    turned = set()
    for each in range(366 * 5):
        at = midnight(left_on + timedelta(days=each))
        due = {clock.rule: someone.pk in hidden_by(clock, at) for clock in blanking}
        if tuple(due.values()) in turned and each % 97:
            continue
        turned.add(tuple(due.values()))
        for moment, is_due in ((at, due), (at - timedelta(seconds=1), None)):
            expected = is_due or {clock.rule: someone.pk in hidden_by(clock, moment) for clock in blanking}
            with reading_at(moment):
                found = User.objects.get(pk=someone.pk)
            nameless = expected[Rule.STAFF] or (expected[Rule.ACCOUNT] and role is Role.CUSTOMER_OWNER)
            assert (found.is_erased, not found.extension, len(found.password) == 1) == (expected[Rule.ACCOUNT],) * 3, moment
            assert (found.name == "", found.secrecy_signed_on is None) == (nameless, expected[Rule.STAFF]), moment
    assert len(turned) == 3
    with reading_at(midnight(date(2040, 1, 1))):
        assert User.objects.get(pk=others[0].pk).name == "Ines"
    assert User.objects.get(pk=someone.pk).email == "rita@agentur.example"


def left_one(role, name="rita"):
    """Somebody who left with the last day of March 2026, and a line of the journal of accesses."""
    someone = lives.someone(name, role)
    User.objects.filter(pk=someone.pk).update(left_on=date(2026, 3, 31), is_active=False, extension="w7")
    asked = {"customer_ref": uuid4(), "table": "calls.Note", "record": uuid4(), "place": "portal"}
    Access.objects.create(user=someone, role=role.value, hour=lives.noon(date(2026, 3, 2)), **asked)
    return someone


SIGN_IN_OVER = midnight(date(2026, 4, 1))
ASKED = {
    "values": lambda: User.objects.values_list("name", flat=True).exclude(name=""),
    "search": lambda: User.objects.filter(name__icontains="rit"),
    "address": lambda: User.objects.filter(email="rita@agentur.example"),
    "through another table": lambda: Access.objects.filter(user__name__icontains="rit"),
    "annotated": lambda: Access.objects.annotate(called=Upper("user__name")).filter(called="RITA"),
    "grouped": lambda: User.objects.values("name").annotate(number=Count("pk")).exclude(name=""),
    "below": lambda: User.objects.filter(pk__in=Access.objects.filter(user__name="Rita").values("user")),
    "twice": lambda: Access.objects.filter(user__name="Rita", user__in=User.objects.filter(name="Rita").values("pk")),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_what_is_hidden_is_not_found_by_a_search_nor_given_as_a_value(ask):
    left_one(Role.CUSTOMER_OWNER)
    with reading_at(SIGN_IN_OVER - timedelta(seconds=1)):
        assert len(ask()) == 1
    with reading_at(SIGN_IN_OVER):
        assert len(ask()) == 0
    assert len(ask()) == 1, "and nothing was erased"


def test_what_is_hidden_gives_no_order_away():
    for name in ("anna", "zoe"):
        left_one(Role.CUSTOMER_OWNER, name)
    named = lives.someone("marie")
    with reading_at(SIGN_IN_OVER):
        assert list(User.objects.order_by("-name").values_list("name", flat=True)) == ["Marie", "", ""]
        assert User.objects.order_by("-name").first() == named


def test_one_of_the_agency_keeps_the_name_until_the_undertaking_is_over():
    someone = left_one(Role.OPERATOR)
    with reading_at(SIGN_IN_OVER):
        seen = User.objects.get(pk=someone.pk)
    assert (seen.name, seen.extension, seen.is_erased) == ("Rita", "", True)


def test_a_door_writes_nothing_over_what_it_hides(ended):
    someone, case = left_one(Role.CUSTOMER_OWNER), case_of(ended)
    for row, at in ((someone, SIGN_IN_OVER), (case, AT_THE_END)):
        kind = type(row)
        with reading_at(at):
            read = kind.objects.get(pk=row.pk)
            with pytest.raises(PastItsTime):
                read.save()
            with pytest.raises(PastItsTime):
                read.save(update_fields=["name" if kind is User else "text"])
        with reading_at(at - timedelta(seconds=1)):
            kind.objects.get(pk=row.pk).save()
    with reading_at(SIGN_IN_OVER):
        read = User.objects.get(pk=someone.pk)
        read.language = "en"
        read.save(update_fields=["language"])
    someone.refresh_from_db()
    assert (someone.name, someone.language) == ("Rita", "en")
    case = Case.objects.get(pk=case.pk)
    assert case.text == "Nur drei Anrufe."


def test_an_address_that_nobody_sees_any_more_is_refused_until_the_sweep_has_come_by():
    left_one(Role.CUSTOMER_OWNER)
    with reading_at(SIGN_IN_OVER), pytest.raises(ValidationError) as refused:
        create_user(email="rita@agentur.example", name="Rita", role=Role.CUSTOMER_OWNER)
    assert set(refused.value.message_dict) == {"email"}


def test_a_question_that_was_built_at_a_door_gives_names_below_it():
    left_one(Role.CUSTOMER_OWNER)
    users = Prepared(lambda role: User.objects.filter(role=role))
    with reading_at(SIGN_IN_OVER):
        users(Role.CUSTOMER_OWNER.value)
    assert [user.name for user in users(Role.CUSTOMER_OWNER.value)] == ["Rita"]


def test_a_list_of_cases_is_one_question(ended, django_assert_num_queries):
    for number in (1, 2, 3):
        case_of(ended, number)
    with reading_at(AT_THE_END), django_assert_num_queries(1):
        assert [case.text for case in Case.objects.all()] == ["", "", ""]


# --- what must not be hidden ------------------------------------------------------------------------------------------------------


def test_without_a_door_everything_is_there(ended):
    assert reading_moment() is None
    assert Note.objects.exists()
    with reading_at(AT_THE_END), reading_all():
        assert Note.objects.exists()


def test_a_question_that_is_built_once_does_not_keep_the_moment_at_which_it_was(ended):
    notes = Prepared(lambda customer: Note.objects.filter(customer=customer))
    with reading_at(AT_THE_END):
        assert len(notes(ended.pk)) == 1


def test_a_number_of_somebody_who_has_gone_is_not_free(ended):
    number = DialIn.objects.get(customer=ended).number
    PoolNumber.objects.create(number=number, added_at=lives.noon(SINCE))
    with reading_at(midnight(date(2028, 1, 1))):
        assert not PoolNumber.objects.free(midnight(date(2028, 1, 1))).exists()


# --- at the door --------------------------------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_shows_nothing_again():
    seen, moments = [], [AT_THE_END, JUST_BEFORE - timedelta(days=9), AT_THE_END + timedelta(days=1)]
    door = ReadingClock(lambda _request: seen.append(reading_moment()), clock=lambda: moments.pop(0))
    for _request in range(3):
        door(None)
    assert seen == [AT_THE_END, AT_THE_END, AT_THE_END + timedelta(days=1)]
    assert reading_moment() is None


def test_no_process_begins_before_the_last_sweep(monkeypatch):
    monkeypatch.setattr(HighWater, "_last_sweep", None)
    HighWater.begin_with(AT_THE_END)
    assert HighWater().reach(JUST_BEFORE) == AT_THE_END


def browser(user, language):
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def after_the_end(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AT_THE_END)


SAYS = {"en": "What was here has been erased.", "de": "Was hier war, ist gelöscht."}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}], ids=["page", "fragment"])
def test_an_open_page_about_what_has_gone_says_so(language, htmx, ended, after_the_end, monkeypatch):
    reader = lives.someone("rita", Role.CUSTOMER_OWNER)
    ended.users.add(reader)
    note = Note.objects.get(customer=ended)
    answer = browser(reader, language).get(f"/portal/notes/{note.pk}/", headers=htmx)
    assert answer.status_code == 410
    assert SAYS[language] in answer.content.decode()
    monkeypatch.setattr("django.utils.timezone.now", lambda: JUST_BEFORE)
    assert browser(reader, language).get(f"/portal/notes/{note.pk}/", headers=htmx).status_code == 200


def test_the_office_says_so_of_a_customer(ended, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: midnight(date(2028, 1, 1)))
    owner = browser(lives.someone("ines", Role.OWNER), "en")
    assert owner.get(f"/office/customers/{ended.pk}/").status_code == 410
    assert "K-1001" not in owner.get("/office/customers/").content.decode()


def test_the_desk_says_so_of_a_call(ended, operator, after_the_end):
    ended.team.members.add(operator)
    call = Call.objects.get(customer=ended)
    answer = browser(operator, "de").post(f"/desk/calls/{call.pk}/third/", {}, headers={"HX-Request": "true"})
    assert (answer.status_code, SAYS["de"] in answer.content.decode()) == (410, True)


def test_what_never_was_is_not_there_and_nobody_learns_it_without_signing_in(ended, after_the_end):
    reader = lives.someone("rita", Role.CUSTOMER_OWNER)
    ended.users.add(reader)
    assert browser(reader, "en").get(f"/portal/notes/{uuid4()}/").status_code == 404
    assert Client().get(f"/portal/notes/{Note.objects.get(customer=ended).pk}/").status_code == 302
