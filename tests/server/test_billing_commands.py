"""The commands bill, import-bank and verify-documents, as processes: killed at any point, nothing is missing, double or unsent."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.billing import firm
from tests.billing.bank import camt, entry
from tests.delivery.conftest import database_url
from vorzimmer.billing.models import AccountEntry, BankEntry, Collection, Document, NumberSeries, UsageRecord
from vorzimmer.billing.verifying import verify_documents
from vorzimmer.delivery.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
CUSTOMERS = 12


@pytest.fixture
def start():
    """Start a command in a process of its own, on the databases of the tests."""
    started = []

    def command(*words):
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "vorzimmer.settings",
            "DATABASE_URL": database_url("default"),
            "KEYRING_URL": database_url("keyring"),
            "VORZIMMER_HOME": str(settings.HOME),
            "LANG": "en_US.UTF-8",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "vorzimmer", *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        started.append(process)
        return process

    yield command
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def agency():
    firm.write_settings()
    office = firm.offer()
    for number in range(CUSTOMERS):
        customer = firm.enrol(office, f"K-{number:02}")
        firm.give_mandate(customer)
        firm.use(customer, "talk", 900)


def ended(process):
    said, complaints = process.communicate(timeout=120)
    return process.returncode, said, complaints


def test_a_dry_run_says_what_would_be_billed_and_writes_nothing(agency, start):
    code, said, complaints = ended(start("bill", "--period", "2026-10", "--dry-run", "--json"))
    assert (code, complaints) == (0, "")
    rows = json.loads(said)["customers"]
    assert len(rows) == CUSTOMERS
    assert rows[0] == {
        "customer": "K-00",
        "state": "ready",
        "reason": "",
        "net_cents": 16_245,
        "gross_cents": 19_332,
        "before_cents": None,
        "outlier": "first",
        "documents": [],
    }
    assert Document.objects.count() == NumberSeries.objects.count() == 0


def test_killed_again_and_again_it_bills_each_customer_once(agency, start):
    for done in (1, 4, 8):
        process = start("bill", "--period", "2026-10")
        while Document.objects.count() < done and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
    assert Document.objects.count() < CUSTOMERS
    code, said, _ = ended(start("bill", "--period", "2026-10", "--json"))
    assert code == 0
    assert [row["state"] for row in json.loads(said)["customers"]] == ["issued"] * CUSTOMERS
    numbers = [int(number[-5:]) for number in Document.objects.order_by("number").values_list("number", flat=True)]
    assert numbers == list(range(1, CUSTOMERS + 1))
    assert len(set(Document.objects.values_list("customer_ref", flat=True))) == CUSTOMERS
    assert OutboxMessage.objects.filter(key__startswith="document:").count() == CUSTOMERS
    assert Collection.objects.count() == AccountEntry.objects.count() == CUSTOMERS
    assert not UsageRecord.objects.filter(rated=None).exists()
    assert verify_documents() == (CUSTOMERS, ())
    assert ended(start("verify-documents"))[:2] == (0, "The chain is whole: 12 documents.\n")


def test_a_changed_document_ends_the_check_with_its_number(agency, start):
    assert ended(start("bill", "--period", "2026-10"))[0] == 0
    document = Document.objects.get(number="RE-2026-00003")
    document.pdf = b"%PDF-1.7 forged"
    document.save()
    code, said, complaints = ended(start("verify-documents"))
    assert (code, said, complaints) == (2, "", "vorzimmer: RE-2026-00003: it is not what was issued.\n")


def test_a_month_that_is_not_over_and_one_that_is_none_are_refused(agency, start):
    code, _, complaints = ended(start("bill", "--period", "2199-01"))
    assert (code, complaints) == (2, "vorzimmer: The month is not over yet. It can be billed from 1 February 2199 on.\n")
    code, _, complaints = ended(start("bill", "--period", "October"))
    assert (code, "October is no month" in complaints) == (2, True)
    assert Document.objects.count() == 0


def test_statements_are_read_from_the_command_line_and_each_file_says_what_it_brought(agency, start, tmp_path):
    (tmp_path / "tag.xml").write_bytes(camt(entry(500), entry(600, way="DBIT"), entry(700, currency="USD")))
    (tmp_path / "brief.xml").write_bytes(b"Sehr geehrte Damen und Herren")
    code, said, complaints = ended(start("import-bank", "--json", str(tmp_path / "tag.xml"), str(tmp_path / "brief.xml")))
    assert (code, complaints) == (2, "")
    read, refused = json.loads(said)["files"]
    assert {name: read[name] for name in ("state", "new", "known", "booked", "left", "set_aside", "broken")} == {
        "state": "read",
        "new": 2,
        "known": 0,
        "booked": 0,
        "left": 1,
        "set_aside": 1,
        "broken": 1,
    }
    assert read["problems"] == ["tag.xml, entry 3: currency USD is not kept here."]
    assert (refused["state"], refused["file"]) == ("refused", "brief.xml")
    code, said, _ = ended(start("import-bank", str(tmp_path / "tag.xml")))
    assert (code, said.startswith("tag.xml: This file was read on ")) == (0, True)


def test_a_statement_whose_import_is_killed_is_read_by_the_next_call(agency, start, tmp_path):
    data = camt(*[entry(100 + number, f"Nr. {number}") for number in range(300)])
    (tmp_path / "tag.xml").write_bytes(data)
    for seconds in (1.0, 1.5, 2.0):
        process = start("import-bank", str(tmp_path / "tag.xml"))
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=30)
        assert BankEntry.objects.count() in {0, 300}
    ended(start("import-bank", str(tmp_path / "tag.xml")))
    assert BankEntry.objects.count() == 300
