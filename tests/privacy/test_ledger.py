"""The ledger in the database: written once, and what is changed behind its back is found and named."""

import io
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from vorzimmer.cli import main
from vorzimmer.domain.erasure_ledger import Line
from vorzimmer.privacy import ledger
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.models import LedgerEntry

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NIGHT = datetime(2028, 1, 1, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def written():
    return [
        ledger.write(
            Line(
                at=NIGHT + timedelta(days=number),
                policy="ab" * 32,
                rule="R-BEA",
                table="calls.Note",
                due=10,
                erased=10,
                oldest=NIGHT,
                lateness=7200,
                batch=number,
                keys=(UUID(int=number + 1),),
            )
        )
        for number in range(3)
    ]


def run(*words):
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["verify-ledger", *words])
    return code, out.getvalue() + err.getvalue()


def tamper(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_what_is_read_is_what_was_written(written):
    assert list(ledger.lines()) == written
    assert ledger.verify() == (written[-1], ())


def test_a_line_is_written_once(written):
    row = LedgerEntry.objects.get(number=2)
    with pytest.raises(NeverChanged):
        row.save()
    with pytest.raises(NeverChanged):
        row.delete()
    for deed in (lambda rows: rows.update(due=1), lambda rows: rows.delete(), lambda rows: rows.bulk_update([], ["due"])):
        with pytest.raises(NeverChanged):
            deed(LedgerEntry.objects.all())
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.of(written[0]).save()


def test_a_whole_ledger_names_its_end_to_be_noted(written):
    code, said = run()
    assert code == 0
    assert "3 lines" in said
    assert f"3:{written[-1].link}" in said


def test_an_empty_ledger_is_said_to_be_empty():
    assert run() == (0, "The ledger is empty.\n")


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE privacy_ledgerentry SET erased = 4 WHERE number = 2", "Line 2: it was changed"),
        ("UPDATE privacy_ledgerentry SET keys = '[]' WHERE number = 3", "Line 3: it was changed"),
        ("DELETE FROM privacy_ledgerentry WHERE number = 2", "Line 3: a line is missing before it"),
        ("DELETE FROM privacy_ledgerentry WHERE number = 1", "Line 2: a line is missing before it"),
    ],
)
def test_who_changes_the_ledger_is_found_out(written, statement, says):
    tamper(statement)
    code, said = run()
    assert code == 2
    assert says in said


def test_that_the_end_was_cut_off_is_seen_by_who_noted_it(written):
    known = f"3:{written[-1].link}"
    assert run("--known", known)[0] == 0
    tamper("DELETE FROM privacy_ledgerentry WHERE number = 3")
    assert run()[0] == 0
    code, said = run("--known", known)
    assert code == 2
    assert "cut off" in said


def test_a_line_that_cannot_have_been_noted_is_refused(written):
    code, said = run("--known", "three")
    assert code == 2
    assert "no noted line" in said
