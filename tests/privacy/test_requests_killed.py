"""A request whose process is killed in the middle: nothing is half done, and run again it ends as if nothing had happened."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as program

from tests.billing.papers import issue
from tests.cast import make_cast
from tests.delivery.conftest import database_url
from vorzimmer.customers.models import Customer, Person
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy import ledger
from vorzimmer.privacy.models import LedgerEntry, RequestFile
from vorzimmer.privacy.request_copy import make_copy
from vorzimmer.privacy.request_deeds import RequestEntry, carry_out, identify, receive, record_found
from vorzimmer.privacy.subjects import Match

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keyring"])

NOW = datetime.now(UTC)


def asked_for(kind, cast):
    entry = RequestEntry(kind=kind, person_kind="customer", way="letter", received_on=berlin_date(NOW), name="Dr. Zahn")
    asked = receive(entry, at=NOW, by=cast.officer)
    identify(asked, "called_back", note="", at=NOW, by=cast.officer)
    record_found(asked, Match(table="customers.Customer", key=cast.zahn.pk, says=""), at=NOW, by=cast.officer)
    return asked


def killed_in_the_middle(what, asked):
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vorzimmer.settings",
        "DATABASE_URL": database_url("default"),
        "KEYRING_URL": database_url("keyring"),
        "VORZIMMER_HOME": str(program.HOME),
    }
    command = [sys.executable, "-m", "tests.privacy.request_process", what, str(asked.pk)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "in the middle\n", process.stderr.read()
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_killed_in_the_middle_of_an_erasure_and_of_a_copy_nothing_is_half_done_and_again_it_is_whole(transactional_db):
    cast = make_cast(NOW - timedelta(days=2))
    document = issue(cast.zahn)
    access, erasure = asked_for("access", cast), asked_for("erasure", cast)

    killed_in_the_middle("copy", access)
    assert not RequestFile.objects.exists()
    assert not access.has("exported")
    make_copy(access, at=NOW, by=cast.officer)
    assert RequestFile.objects.count() == 1

    killed_in_the_middle("erase", erasure)
    assert Customer.objects.get(pk=cast.zahn.pk).name == "Praxis Dr. Zahn"
    assert Person.objects.filter(customer=cast.zahn).count() == 2
    assert not LedgerEntry.objects.exists()
    assert not erasure.has("carried_out")
    gone = carry_out(erasure, contract_runs=False, at=NOW, by=cast.officer)
    assert gone["customers.Person"] == 2
    assert Customer.objects.get(pk=cast.zahn.pk).name == "K-1001"
    document.refresh_from_db()
    assert document.customer_number == "K-1001"
    assert ledger.verify()[1] == ()
    assert sum(LedgerEntry.objects.values_list("erased", flat=True)) == sum(gone.values())
