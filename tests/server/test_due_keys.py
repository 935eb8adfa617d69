"""The keys that the database keeps for a sweep: the same rows that are due one by one, and nothing that others lead to."""

import random
from datetime import date

import pytest
from django.db import connection

from tests.server import lives
from tests.server.test_sweep import AT_THE_END, END, SINCE, midnight, random_lives
from vorzimmer.calls.models import Note, NoteComment
from vorzimmer.domain.retention import Due, Kept
from vorzimmer.privacy import sweeping
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.due_keys import TABLE, due_keys
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.sweeping import decided, sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
IN_GROUPS = [clock for clock in clocks() if clock.in_groups]


@pytest.fixture
def operator():
    return lives.someone("olga")


@pytest.fixture
def released():
    at = lives.noon(SINCE)
    lives.release_all(at)


@pytest.fixture
def ended(operator):
    row = lives.customer("K-1001", since=SINCE, last_day=END)
    for month in (5, 6, 7, 8, 9):
        lives.call_with_note(row, date(2026, month, 4), operator)
    return row


def test_notes_and_comments_go_in_groups():
    assert {clock.table for clock in IN_GROUPS} == {"calls.Note", "calls.NoteComment"}


def test_groups_name_the_oldest_and_the_latest_row_as_the_models_would(operator):
    random_lives(random.Random(5), operator)  # noqa: S311  (dice, not secrets)
    at, groups = midnight(date(2027, 9, 1)), 0
    for clock in IN_GROUPS:
        reading = clock.read(at)
        rows = list(reading.candidates().values_list("pk", *clock.columns))
        with due_keys(clock, reading) as keys:
            assert keys.count == len(rows)
            for group in keys.groups:
                own = [values for values in rows if values[1] == group.owner]
                assert (len(own), min(v[2] for v in own), max(v[2] for v in own)) == (group.count, group.oldest[2], group.latest[2])
                assert all(isinstance(decided(clock, reading, values, at), Due) for values in (*own, group.oldest, group.latest))
                groups += 1
    assert groups > 5


def test_the_table_of_keys_is_gone_afterwards(ended):
    with due_keys(IN_GROUPS[0], IN_GROUPS[0].read(AT_THE_END)):
        pass
    assert TABLE not in connection.introspection.table_names()


def test_no_row_passes_through_python_where_nothing_leads_to_it(ended, released, monkeypatch):
    looked, real = [], sweeping._confirmed
    monkeypatch.setattr(sweeping, "_confirmed", lambda clock, *more: (looked.append(clock.table), real(clock, *more))[1])
    outcomes = {each.clock.table: each for each in sweep(AT_THE_END, batch=2) if each.clock.in_groups}
    assert [(each.due, each.erased, dict(each.by_owner)) for each in outcomes.values()] == [(5, 5, {str(ended.pk): 5})] * 2
    assert "calls.Note" not in looked
    assert Note.objects.count() == 0
    lines = LedgerEntry.objects.filter(table="calls.Note").order_by("number")
    assert list(lines.values_list("batch", "due", "erased", "oldest")) == [(n, c, c, AT_THE_END) for n, c in ((1, 2), (2, 2), (3, 1))]


def test_what_others_lead_to_goes_with_them_by_the_passage_that_looks_at_each_row(ended, released, monkeypatch):
    """A comment that came in while the sweep ran, after those of its table had gone."""
    note = Note.objects.order_by("called_at")[0]
    real = sweeping._swept_in_groups

    def late(clock, *more):
        if clock.table == "calls.Note":
            NoteComment.objects.create(note=note, text="noch etwas", at=lives.noon(END))
        return real(clock, *more)

    monkeypatch.setattr(sweeping, "_swept_in_groups", late)
    sweep(AT_THE_END, batch=2)
    assert (Note.objects.count(), NoteComment.objects.count()) == (0, 0)
    assert sum(LedgerEntry.objects.filter(table="calls.NoteComment").values_list("erased", flat=True)) == 6


def test_what_the_rule_does_not_confirm_is_looked_at_row_by_row(ended, released, monkeypatch):
    spared, real = Note.objects.order_by("-called_at")[0], decided

    def contrary(clock, reading, values, at, held=()):
        is_spared = clock.table == "calls.Note" and values[2] == spared.called_at
        return Kept(rule=clock.rule, until=None) if is_spared else real(clock, reading, values, at, held)

    monkeypatch.setattr(sweeping, "decided", contrary)
    sweep(AT_THE_END)
    assert list(Note.objects.values_list("pk", flat=True)) == [spared.pk]
