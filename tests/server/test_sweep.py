"""The sweep: at every moment exactly that goes whose time is over, and the ledger says so."""

import random
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db.models import CASCADE
from django.db.models.fields import NOT_PROVIDED

from tests.server import lives
from vorzimmer.billing.models import Document, Mandate, RatedMonth, UsageChange, UsageRecord
from vorzimmer.calls.models import Call, CallLogLine, Draft, Note, NoteComment
from vorzimmer.claims.models import Case
from vorzimmer.customers.models import Agreement, BankAccount, Contract, Customer, DialIn, Instruction, KnownCaller, Person, Wish
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.catalogue import Category, Rule, is_store
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.domain.retention import Due, Held
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.privacy import clocks as registry
from vorzimmer.privacy import ledger, sweeping
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.clocks import clocks, hold_by, left, rooms
from vorzimmer.privacy.consents import give_consent
from vorzimmer.privacy.errors import KeyDestroyed
from vorzimmer.privacy.key_erasure import KEYS, destroy_unused_keys
from vorzimmer.privacy.keyring.actions import destroy_keys
from vorzimmer.privacy.keyring.keys import current_key
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.models import CallLimit, Consent, Disclosure, LedgerEntry, Recipient, RuleRelease, SealedModel
from vorzimmer.privacy.scope import SealScope
from vorzimmer.privacy.sweeping import CountsDisagree, State, decided, may_go_with, survey, sweep
from vorzimmer.server.sweeping import late, sweep_daily, sweep_whole

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
BERLIN = ZoneInfo("Europe/Berlin")
SINCE = date(2026, 1, 5)
END = date(2026, 12, 31)


def midnight(day):
    return datetime.combine(day, time(), BERLIN).astimezone(UTC)


JUST_BEFORE, AT_THE_END = midnight(date(2027, 1, 1)) - timedelta(seconds=1), midnight(date(2027, 1, 1))


@pytest.fixture
def operator():
    return lives.someone("olga")


@pytest.fixture
def released():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    lives.release_all(now)


@pytest.fixture(autouse=True)
def _nobody_knows(monkeypatch):
    """Let nobody know what holds usage, as if the room of claims were not there."""
    monkeypatch.setattr(registry, "_holds", {})


@pytest.fixture
def holds():
    """Let somebody know what holds usage: a dict of its keys."""
    known: dict[UUID, list[Held]] = {}
    hold_by(Rule.ABR, "billing.UsageRecord", lambda keys, _day: {key: known[key] for key in keys if key in known})
    return known


@pytest.fixture
def two(operator):
    """One whose contract ends with the year, and one whose contract runs; both with a record of every kind."""
    ended, running = lives.customer("K-1001", since=SINCE, last_day=END), lives.customer("K-1002", since=SINCE)
    for row in (ended, running):
        lives.orders(row, date(2026, 3, 2), operator)
        lives.file_of(row, date(2026, 3, 2), operator)
        call = lives.call_with_note(row, date(2026, 5, 4), operator)
        lives.draft_of(call, operator, date(2026, 5, 4))
        lives.usage(row, date(2026, 5, 31), sent_on=date(2026, 6, 2))
    return ended, running


def erased(outcomes):
    return {each.clock.table: each.erased for each in outcomes if each.erased}


# --- both faces of every clock -----------------------------------------------------------------------------------------------


def random_lives(dice, operator):
    def day():
        return date(2026, 1, 1) + timedelta(days=dice.randrange(700))

    for number in range(14):
        kind = dice.choice(["runs", "ends", "ends", "trial", "new"])
        row = lives.customer(
            f"K-{1000 + number}",
            since=SINCE,
            last_day=day() if kind == "ends" else None,
            trial=day() if kind == "trial" else None,
            concluded=kind in {"runs", "ends"},
        )
        lives.orders(row, day(), operator)
        lives.file_of(row, day(), operator)
        for _call in range(4):
            lives.usage(row, day(), billed=dice.random() < 0.7, sent_on=day() if dice.random() < 0.7 else None, last=day())
            lives.call_with_note(row, day(), operator, state=dice.choice(["closed", "closed", "abandoned", "talking"]))
        if dice.random() < 0.4:
            CallLimit.objects.create(customer_ref=row.pk, months=dice.choice([0, 1, 6, 6]), ordered_at=lives.noon(SINCE))
        if dice.random() < 0.3:
            Contract.objects.create(
                customer=row,
                number=f"K-{1000 + number}-2",
                state="running",
                concluded_on=SINCE,
                last_day=day(),
                created_at=lives.noon(SINCE),
            )
        for _mandate in range(2):
            lives.used_mandate(row, day(), ended_on=day() if dice.random() < 0.5 else None)
        if dice.random() < 0.3:
            Mandate.objects.filter(customer_ref=row.pk).update(last_used_on=None)
    lives.call_with_note(None, day(), operator)
    somebody = Recipient.objects.create(kind="lawyer", name="Kanzlei", created_at=lives.noon(SINCE), changed_at=lives.noon(SINCE))
    for _line in range(6):
        disclosed(somebody, lives.noon(day()))


def disclosed(recipient, at, earlier=None):
    return Disclosure.objects.create(
        at=at,
        recipient=recipient,
        recipient_name=recipient.name,
        recipient_kind="lawyer",
        purpose="collection",
        ground="collect",
        customer_ref=UUID(int=7),
        customer_number="K-1",
        categories=[],
        fields=[],
        notice="v1",
        sha256="0" * 64,
        earlier=earlier,
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_the_database_names_is_what_the_rule_decides_for_random_records(seed, operator):
    dice = random.Random(seed)  # noqa: S311  (dice, not secrets)
    random_lives(dice, operator)
    found = 0
    for number in range(14):
        at = datetime(2026, 2, 1, tzinfo=UTC) + timedelta(days=dice.randrange(2100)) if number else datetime(2032, 1, 1, tzinfo=UTC)
        if number % 2:
            at = midnight(at.date().replace(day=1))
        for clock in clocks():
            reading = clock.read(at)
            named = set(reading.candidates().values_list("pk", flat=True))
            rows = reading.rows.values_list("pk", *clock.columns)
            assert named == {values[0] for values in rows if isinstance(decided(clock, reading, values, at), Due)}, (clock.table, at)
            found += len(named)
    assert found > 1000


# --- lives -------------------------------------------------------------------------------------------------------------------


def test_nothing_goes_a_second_before_the_contract_is_over(two, released):
    before = {clock.table: clock.model._base_manager.count() for clock in clocks()}
    assert erased(sweep(JUST_BEFORE)) == {}
    assert {clock.table: clock.model._base_manager.count() for clock in clocks()} == before
    assert LedgerEntry.objects.count() == 0


ORDERS = (KnownCaller, Instruction, Wish, Person)


def test_handling_data_go_at_the_midnight_after_the_last_day_and_nobody_elses(two, released):
    ended, running = two
    outcomes = sweep(AT_THE_END)
    for model in (*ORDERS, Note, Call, OutboxMessage):
        assert not model.objects.filter(customer=ended).exists(), model
        assert model.objects.filter(customer=running).exists(), model
    assert (CallLogLine.objects.count(), NoteComment.objects.count(), Draft.objects.count()) == (1, 1, 1)
    assert {each.clock.rule for each in outcomes if each.erased} == {Rule.BEA}
    ended.refresh_from_db()
    assert ended.name == f"{lives.CANARY} K-1001"
    assert DialIn.objects.filter(customer=ended).exists()
    assert UsageRecord.objects.filter(customer=ended).exists()


def test_every_kind_of_order_and_call_goes(two, released):
    outcomes = {each.clock.table: each for each in sweep(AT_THE_END) if each.clock.rule is Rule.BEA}
    empty = {table for table, each in outcomes.items() if not each.erased}
    assert empty == {"privacy.CallLimit", "claims.Case"}


def test_the_file_goes_at_the_end_of_the_following_year_and_documents_stay(two, released):
    ended, running = two
    sweep(AT_THE_END)
    assert erased(sweep(midnight(date(2028, 1, 1)) - timedelta(seconds=1))) == {}
    outcomes = sweep(midnight(date(2028, 1, 1)))
    assert {each.clock.rule for each in outcomes if each.erased} == {Rule.BST}
    ended.refresh_from_db()
    assert (ended.name, ended.short_name, ended.email, ended.street, ended.active) == ("K-1001", "K-1001", "", "", False)
    assert not BankAccount.objects.filter(customer=ended).exists()
    assert not Mandate.objects.filter(customer_ref=ended.pk).exists()
    assert BankAccount.objects.filter(customer=running).exists()
    assert Document.objects.filter(customer_ref=ended.pk).exists()
    assert RatedMonth.objects.filter(contract__customer=ended).exists()
    assert Agreement.objects.filter(customer=ended).exists()
    assert erased(sweep(midnight(date(2028, 1, 2)))) == {}


def test_the_agreement_goes_three_years_after_the_year_of_the_end(two, released):
    ended, _running = two
    sweep(midnight(date(2030, 1, 1)) - timedelta(seconds=1))
    assert Agreement.objects.filter(customer=ended).exists()
    sweep(midnight(date(2030, 1, 1)))
    assert not Agreement.objects.filter(customer=ended).exists()


def test_a_consent_that_nobody_withdrew_goes_three_years_after_the_year_of_the_end(two, released):
    for customer in two:
        for purpose in (ConsentPurpose.NEWS_EMAIL, ConsentPurpose.NEWS_PHONE):
            give_consent(customer.pk, purpose, language="de", way=Way.PAPER, at=midnight(date(2026, 2, 1)), by=None)
    ended, running = two
    sweep(midnight(date(2030, 1, 1)) - timedelta(seconds=1))
    assert Consent.objects.filter(customer_ref=ended.pk).count() == 2
    sweep(midnight(date(2030, 1, 1)))
    assert [line.purpose for line in Consent.objects.filter(customer_ref=ended.pk)] == ["news_phone"]
    assert Consent.objects.filter(customer_ref=running.pk).count() == 2


def test_every_field_of_the_file_is_blank_afterwards(two, released):
    ended, _running = two
    sweep(midnight(date(2028, 1, 1)))
    ended.refresh_from_db()
    stays = {"id", "number", "since", "users"}
    master = {
        key.rsplit(".", 1)[1] for key, datum in catalogue().items() if key.startswith("customers.Customer.") and datum.rule is Rule.BST
    }
    for name in master - stays:
        default = Customer._meta.get_field(name).default
        blank = ("K-1001", "", None) if default is NOT_PROVIDED else (default,)
        assert getattr(ended, name) in blank, name


def test_two_contracts_count_as_the_last_one(two, released):
    ended, _running = two
    Contract.objects.create(
        customer=ended, number="K-1001-2", state="running", concluded_on=SINCE, last_day=date(2027, 3, 28), created_at=lives.noon(SINCE)
    )
    assert erased(sweep(midnight(date(2027, 3, 29)) - timedelta(seconds=1))) == {}
    assert erased(sweep(midnight(date(2027, 3, 29))))["calls.Note"] == 1


def test_a_contract_that_goes_on_keeps_everything(two, released):
    ended, _running = two
    Contract.objects.create(customer=ended, number="K-1001-2", state="running", concluded_on=SINCE, created_at=lives.noon(SINCE))
    assert erased(sweep(midnight(date(2040, 1, 1)))) == {}


def test_a_trial_that_nobody_concluded_ends_with_its_last_day(operator, released):
    row = lives.customer("K-1003", since=SINCE, trial=date(2026, 1, 12), concluded=False)
    lives.call_with_note(row, date(2026, 1, 8), operator)
    assert erased(sweep(midnight(date(2026, 1, 13)) - timedelta(seconds=1))) == {}
    assert erased(sweep(midnight(date(2026, 1, 13))))["calls.Note"] == 1


def test_a_call_of_nobodys_goes_the_day_after(operator, released):
    lives.call_with_note(None, date(2026, 10, 25), operator)
    assert erased(sweep(midnight(date(2026, 10, 26)) - timedelta(seconds=1))) == {}
    assert erased(sweep(midnight(date(2026, 10, 26)))) == {"calls.Call": 1}


def test_a_call_that_somebody_still_speaks_in_is_finished_first(two, operator, released):
    ended, _running = two
    call = lives.call_with_note(ended, END, operator, state="talking")
    sweep(AT_THE_END)
    assert Call.objects.filter(pk=call.pk).exists()
    Call.objects.filter(pk=call.pk).update(state="closed")
    sweep(AT_THE_END + timedelta(hours=1))
    assert not Call.objects.filter(pk=call.pk).exists()


def test_the_last_invoice_leaves_the_house_before_its_letter_goes(two, released):
    ended, _running = two
    letter = OutboxMessage.objects.create(
        customer=ended,
        kind="email",
        key="document:1",
        about="1",
        language="de",
        state="waiting",
        address="a@b.example",
        subject="Rechnung",
        body="…",
        created_at=lives.noon(date(2027, 1, 2)),
        give_up_at=lives.noon(date(2027, 1, 3)),
    )
    sweep(midnight(date(2027, 1, 3)))
    assert OutboxMessage.objects.filter(pk=letter.pk).exists()
    OutboxMessage.objects.filter(pk=letter.pk).update(state="sent", closed_at=lives.noon(date(2027, 1, 2)), body=None)
    sweep(midnight(date(2027, 1, 6)))
    assert not OutboxMessage.objects.filter(pk=letter.pk).exists()


def test_a_customer_may_order_a_shorter_time_for_calls_and_their_letters(two, released):
    _ended, running = two
    CallLimit.objects.create(customer_ref=running.pk, months=6, ordered_at=lives.noon(SINCE))
    assert erased(sweep(midnight(date(2026, 11, 5)) - timedelta(seconds=1))) == {}
    gone = erased(sweep(midnight(date(2026, 11, 5))))
    assert gone == {"calls.NoteComment": 1, "calls.Note": 1, "calls.Call": 1, "delivery.OutboxMessage": 1}
    assert Instruction.objects.filter(customer=running).exists()


# --- usage -------------------------------------------------------------------------------------------------------------------


def test_usage_goes_six_months_after_its_invoice_was_sent(operator, released, holds):
    row = lives.customer("K-1001", since=SINCE)
    sent = lives.usage(row, date(2026, 7, 31), sent_on=date(2026, 8, 31))
    later = lives.usage(row, date(2026, 7, 31), sent_on=date(2026, 9, 1))
    open_ = lives.usage(row, date(2026, 8, 3), billed=False)
    assert erased(sweep(midnight(date(2027, 3, 1)) - timedelta(seconds=1))) == {}
    sweep(midnight(date(2027, 3, 1)))
    assert set(UsageRecord.objects.values_list("pk", flat=True)) == {later.pk}, "and what nobody billed from the end of its month on"
    assert not UsageChange.objects.filter(ref__in=[sent.ref, open_.ref]).exists()
    assert UsageChange.objects.filter(ref=later.ref).exists()


def test_what_is_held_stays_alone(operator, released, holds):
    row = lives.customer("K-1001", since=SINCE)
    held, _free = (lives.usage(row, date(2026, 7, 31), sent_on=date(2026, 8, 31)) for _ in range(2))
    holds[held.pk] = [Held(because="unpaid", until=None)]
    (outcome,) = [each for each in sweep(midnight(date(2027, 4, 1))) if each.clock.table == "billing.UsageRecord"]
    assert (outcome.due, outcome.erased, outcome.held) == (1, 1, 1)
    assert set(UsageRecord.objects.values_list("pk", flat=True)) == {held.pk}
    holds[held.pk] = [Held(because="unpaid", until=date(2027, 5, 10))]
    sweep(midnight(date(2027, 5, 11)) - timedelta(seconds=1))
    assert UsageRecord.objects.count() == 1
    sweep(midnight(date(2027, 5, 11)))
    assert UsageRecord.objects.count() == 0


def test_while_nobody_knows_the_holds_nothing_that_accepts_them_goes(operator, released, monkeypatch):
    monkeypatch.setattr(registry, "_holds", {})
    lives.usage(lives.customer("K-1001", since=SINCE), date(2026, 7, 31), sent_on=date(2026, 8, 31))
    (outcome,) = [each for each in sweep(midnight(date(2027, 4, 1))) if each.clock.table == "billing.UsageRecord"]
    assert (outcome.state, outcome.due, outcome.erased) == (State.NO_HOLDS, 1, 0)
    assert UsageRecord.objects.count() == 1


# --- mandates ----------------------------------------------------------------------------------------------------------------


def test_account_and_holder_of_a_mandate_go_fourteen_months_after_its_last_use(operator, released):
    row = lives.customer("K-1001", since=SINCE, last_day=date(2026, 12, 31))
    mandate = lives.used_mandate(row, date(2027, 1, 15))
    sweep_whole(midnight(date(2028, 3, 16)) - timedelta(seconds=1))
    assert Mandate.objects.get(pk=mandate.pk).holder == lives.CANARY
    assert keys_of(row, "MND") == {"2027-01": False}
    sweep_whole(midnight(date(2028, 3, 16)))
    mandate = Mandate.objects.get(pk=mandate.pk)
    assert (mandate.iban, mandate.holder, mandate.customer_number) == ("", "", "")
    assert mandate.masked == " … "
    assert mandate.collections.count() == 1
    assert keys_of(row, "MND") == {"2027-01": True}


def test_a_mandate_that_may_still_be_used_stays(operator, released):
    row = lives.customer("K-1001", since=SINCE)
    mandate = lives.used_mandate(row, date(2026, 2, 2))
    replaced = lives.used_mandate(row, date(2026, 2, 2), ended_on=date(2026, 3, 1))
    sweep(midnight(date(2029, 1, 1)))
    assert Mandate.objects.get(pk=mandate.pk).holder == lives.CANARY
    assert Mandate.objects.get(pk=replaced.pk).holder == ""


# --- the register ---------------------------------------------------------------------------------------------------------------


def test_lines_of_the_register_go_after_their_years_and_not_before_those_that_build_on_them(released):
    lawyer = Recipient.objects.create(kind="lawyer", name="Kanzlei", created_at=lives.noon(SINCE), changed_at=lives.noon(SINCE))
    first = disclosed(lawyer, lives.noon(date(2026, 5, 1)))
    second = disclosed(lawyer, lives.noon(date(2026, 6, 1)), earlier=first)
    disclosed(lawyer, lives.noon(date(2027, 6, 1)), earlier=second)
    assert erased(sweep(midnight(date(2030, 1, 1)))) == {}
    assert erased(sweep(midnight(date(2031, 1, 1)))) == {"privacy.Disclosure": 3}


# --- released, counted, reconciled -------------------------------------------------------------------------------------------------


def test_a_rule_that_is_not_released_is_counted_and_erases_nothing(two):
    outcomes = sweep(AT_THE_END)
    assert {each.state for each in outcomes} == {State.NOT_RELEASED}
    assert sum(each.due for each in outcomes) > 10
    assert erased(outcomes) == {}
    assert Note.objects.count() == 2
    assert LedgerEntry.objects.count() == 0


def test_a_change_of_a_rule_takes_its_release_away(two, released):
    RuleRelease.objects.filter(rule=Rule.BEA).update(digest="0" * 64)
    sweep(AT_THE_END)
    assert Note.objects.count() == 2


def test_the_count_says_what_the_sweep_then_does_and_for_whom(two, released):
    ended, _running = two
    counted = {each.clock.table: each.due for each in survey(AT_THE_END) if each.due}
    by_owner = {owner for each in survey(AT_THE_END) if each.clock.rule is Rule.BEA for owner in each.by_owner}
    assert Note.objects.count() == 2
    done = erased(sweep(AT_THE_END))
    assert {table: done[table] for table in counted if table in done} == {table: counted[table] for table in counted if table in done}
    assert by_owner == {str(ended.pk)}


def test_every_batch_has_its_line_and_the_lines_add_up(two, operator, released):
    ended, _running = two
    for _call in range(7):
        lives.call_with_note(ended, date(2026, 6, 1), operator)
    sweep(AT_THE_END + timedelta(hours=2), batch=3)
    notes = list(LedgerEntry.objects.filter(rule="R-BEA", table="calls.Note").values_list("batch", "due", "erased", "lateness"))
    assert notes == [(1, 3, 3, 7200), (2, 3, 3, 7200), (3, 2, 2, 7200)]
    assert sum(LedgerEntry.objects.filter(table="calls.CallLogLine").values_list("erased", flat=True)) == 8
    assert ledger.verify()[1] == ()
    assert lives.CANARY not in repr(list(LedgerEntry.objects.values()))
    assert str(ended.pk) not in repr(list(LedgerEntry.objects.values()))


def test_a_second_sweep_finds_nothing(two, released):
    sweep(AT_THE_END)
    count = LedgerEntry.objects.count()
    assert erased(sweep(AT_THE_END)) == {}
    assert LedgerEntry.objects.count() == count


def test_if_counts_disagree_the_batch_is_undone(two, released, monkeypatch):
    monkeypatch.setattr(sweeping, "may_go_with", lambda _clock, table: table != "calls.CallLogLine")
    with pytest.raises(CountsDisagree, match="CallLogLine"):
        sweep(AT_THE_END)
    assert Call.objects.count() == 2
    assert CallLogLine.objects.count() == 2
    assert not LedgerEntry.objects.filter(table="calls.Call").exists()
    monkeypatch.undo()
    sweep(AT_THE_END)
    assert Call.objects.count() == 1
    assert ledger.verify()[1] == ()


def test_what_should_have_gone_a_day_ago_is_late(two, released, holds):
    sweep(JUST_BEFORE)
    assert late(AT_THE_END + timedelta(hours=23)) == []
    assert "calls.Note" in {each.clock.table for each in late(AT_THE_END + timedelta(hours=24))}
    sweep(AT_THE_END + timedelta(hours=24))
    assert late(AT_THE_END + timedelta(hours=25)) == []


def test_the_job_sweeps_once_a_day(two, released):
    sweep_daily(AT_THE_END)
    assert LedgerEntry.objects.filter(table="sweep").count() == 1
    sweep_daily(AT_THE_END + timedelta(hours=20))
    assert LedgerEntry.objects.filter(table="sweep").count() == 1
    sweep_daily(AT_THE_END + timedelta(hours=24))
    assert LedgerEntry.objects.filter(table="sweep").count() == 2


def test_what_was_due_on_a_day_before_is_swept_now_and_the_ledger_says_when(two, released):
    now = AT_THE_END + timedelta(days=500)
    sweep_whole(AT_THE_END, now=now)
    assert not Note.objects.filter(customer=two[0]).exists()
    assert Customer.objects.filter(name__startswith=lives.CANARY).count() == 2
    assert set(LedgerEntry.objects.values_list("at", flat=True)) == {now}
    assert LedgerEntry.objects.filter(table="calls.Note").values_list("lateness", flat=True).get() == 500 * 24 * 3600
    sweep_whole(AT_THE_END)
    assert ledger.verify()[1] == ()


# --- keys --------------------------------------------------------------------------------------------------------------------


def keys_of(row, category="BEA"):
    return {key.month: key.destroyed_at is not None for key in DataKey.objects.filter(scope=row.pk, category=category)}


def test_keys_go_with_what_they_sealed_when_the_month_is_over(two, operator, released):
    ended, running = two
    note = Note.objects.get(customer=ended)
    lives.call_with_note(ended, END, operator)
    sweep_whole(AT_THE_END)
    assert set(keys_of(ended).values()) == {True}
    assert set(keys_of(running).values()) == {False}
    with pytest.raises(KeyDestroyed):
        current_key(note.seal_scope())
    named = {key for line in LedgerEntry.objects.filter(table=KEYS) for key in line.keys}
    assert named == {str(key) for key in DataKey.objects.exclude(destroyed_at=None).values_list("pk", flat=True)}
    assert ledger.verify()[1] == ()


def test_a_key_of_this_month_stays_because_the_contract_may_be_taken_up_again(operator, released):
    row = lives.customer("K-1001", since=SINCE, last_day=date(2026, 12, 15))
    lives.call_with_note(row, date(2026, 12, 10), operator)
    sweep_whole(midnight(date(2026, 12, 16)))
    assert keys_of(row) == {"2026-12": False}
    sweep_whole(midnight(date(2027, 1, 1)))
    assert keys_of(row) == {"2026-12": True}


def dispute(customer, number, day, **more):
    values = {"number": number, "kind": "dispute", "customer_ref": customer.pk, "customer_number": customer.number, "text": "Zu teuer."}
    return Case.objects.create(**values, raised_on=day, review_on=day, created_at=lives.noon(day), **more)


def test_the_words_of_a_case_go_with_the_contract_and_its_days_stay(two, released):
    ended, running = two
    dispute(ended, 1, date(2026, 5, 5))
    dispute(running, 2, date(2026, 5, 5))
    sweep_whole(JUST_BEFORE)
    assert set(Case.objects.values_list("words_gone", flat=True)) == {False}
    sweep_whole(AT_THE_END)
    emptied, kept = Case.objects.get(number=1), Case.objects.get(number=2)
    assert (emptied.text, emptied.words_gone, emptied.raised_on) == ("", True, date(2026, 5, 5))
    assert (kept.text, kept.words_gone) == ("Zu teuer.", False)
    assert keys_of(ended)["2026-05"] is True


def test_a_key_stays_as_long_as_a_row_of_its_month_is_there(two, operator, released):
    ended, _running = two
    lives.call_with_note(ended, date(2026, 5, 5), operator, state="talking")
    sweep_whole(AT_THE_END)
    assert keys_of(ended)["2026-05"] is False
    assert keys_of(ended)["2026-03"] is True


def test_with_a_shorter_time_for_calls_keys_go_only_if_no_order_is_of_that_month(two, released):
    _ended, running = two
    CallLimit.objects.create(customer_ref=running.pk, months=6, ordered_at=lives.noon(SINCE))
    sweep_whole(midnight(date(2026, 12, 1)))
    assert keys_of(running) == {"2026-03": False, "2026-05": True}


def test_a_key_stays_for_a_row_that_is_not_sealed_yet_and_may_be(two, released):
    _ended, running = two
    CallLimit.objects.create(customer_ref=running.pk, months=6, ordered_at=lives.noon(SINCE))
    person = Person.objects.create(customer=running, name="Frau Kern", created_at=lives.noon(date(2026, 5, 20)))
    sweep_whole(midnight(date(2026, 12, 1)))
    assert keys_of(running)["2026-05"] is False
    person.transfer_number = lives.CALLER
    person.save()


def test_a_key_that_was_destroyed_without_a_line_is_named_by_the_next_sweep(two, released):
    ended, _running = two
    (key,) = destroy_keys([SealScope(customer_id=ended.pk, category="BEA", month="2026-05")], at=AT_THE_END)
    destroy_unused_keys(AT_THE_END, AT_THE_END)
    assert [line.keys for line in LedgerEntry.objects.filter(table=KEYS)] == [[str(key)]]
    destroy_unused_keys(AT_THE_END, AT_THE_END)
    assert LedgerEntry.objects.filter(table=KEYS).count() == 1


MOMENTS = {"month": "2031-05"}


@pytest.mark.parametrize("sealed", [each for room in rooms() for each in room.sealed], ids=lambda each: each.table)
def test_the_month_of_a_sealed_row_is_read_from_the_column_that_its_scope_uses(sealed):
    model = apps.get_model(sealed.table)
    owner = UUID(int=42) if sealed.owner else None
    row = model()
    for number, field in enumerate(each for each in model._meta.local_fields if each.get_internal_type() == "DateTimeField"):
        setattr(row, field.attname, datetime(2031 if field.name == sealed.at else 2020, 1 + number, 15, tzinfo=UTC))
    for field in (each for each in model._meta.local_fields if each.get_internal_type() == "DateField"):
        setattr(row, field.attname, date(2031 if field.name == sealed.at else 2020, 3, 15))
    target, names = row, sealed.owner.split("__")
    for name in names[:-1]:
        child = target._meta.get_field(name).related_model()
        setattr(target, name, child)
        target = child
    if owner:
        setattr(target, target._meta.get_field(names[-1]).attname, owner)
    scope = row.seal_scope()
    assert (scope.customer_id, scope.category, scope.month[:4]) == (owner, sealed.category, "2031")


def test_every_table_that_is_sealed_for_a_customer_is_named():
    named = {each.table for room in rooms() for each in room.sealed}
    agency = {"billing.BankFile", "billing.BankEntry", "billing.Document", "billing.DebitFile", "claims.Reminder", "factors.SecondFactor"}
    agency |= {"claims.HandOver", "claims.Finding", "claims.Duty"}
    agency |= {"privacy.DataRequest", "privacy.RequestFile"}
    sealed = {model._meta.label for model in apps.get_models() if issubclass(model, SealedModel)} - {"sealed_letters.Letter"}
    assert sealed - named <= agency


# --- nothing is forgotten ---------------------------------------------------------------------------------------------------------


@cache
def cascades(model):
    found = set()
    for relation in model._meta.related_objects:
        if relation.on_delete is CASCADE:
            found |= {relation.related_model} | cascades(relation.related_model)
    return found | {field.remote_field.through for field in model._meta.local_many_to_many}


@pytest.mark.parametrize("clock", [each for each in clocks() if not each.blanks], ids=lambda each: f"{each.rule} {each.table}")
def test_nothing_that_is_kept_longer_goes_along(clock):
    assert {model._meta.label for model in cascades(clock.model) if not may_go_with(clock, model._meta.label)} == set()


def test_every_rule_in_every_table_is_swept_or_explained():
    swept = {(clock.rule, clock.table) for clock in clocks()} | {(rule, clock.table) for clock in clocks() for rule in clock.along}
    for clock in clocks():
        swept |= {
            (rule, model._meta.label)
            for model in cascades(clock.model)
            if not clock.blanks
            for rule in (clock.rule, Rule.DRAFT, *clock.along)
        }
    explained = {(each.rule, each.table) for each in left()}
    held = {
        (datum.rule, key if is_store(key) else key.rsplit(".", 1)[0])
        for key, datum in catalogue().items()
        if datum.category is not Category.NONE and datum.rule not in WITHOUT_ENTRY
    }
    assert {(rule, table) for rule, table in held if (rule, table) not in swept | explained and (rule, "*") not in explained} == set()
    assert set(Rule) - WITHOUT_ENTRY == {clock.rule for clock in clocks()} | {each.rule for each in left()}


def test_nothing_is_explained_that_is_not_there():
    held = {(datum.rule, key.rsplit(".", 1)[0]) for key, datum in catalogue().items()}
    assert {(each.rule, each.table) for each in left() if each.table != "*" and (each.rule, each.table) not in held} == set()
    assert all(each.because for each in left())
