"""The doctor sees what is wrong, and says what to do."""

import json
import socket
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.controller import Controller
from django.utils import translation

from tests.cast import make_cast
from tests.running import RunningServer, databases_of_its_own, free_port
from tests.server import lives
from vorzimmer.billing.models import Issuer, UsageRecord
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.retention_policy import digest
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.models import RuleRelease
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.server import doctor, home
from vorzimmer.server.doctor import Level, examine, report
from vorzimmer.server.sweeping import sweep_whole


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def levels(findings):
    return {finding.subject: finding.level.value for finding in findings}


def only(check):
    return examine([check])


@pytest.fixture
def private_home(settings, tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    settings.HOME = folder
    return folder


@pytest.mark.django_db(databases=["default", "keyring"])
def test_what_waits_in_the_registers_is_counted_and_not_named(settings):
    [found] = only(doctor.registers)
    assert (found.level, found.subject) == (Level.WARN, "Registers of privacy")
    assert found.text.endswith("0 of them overdue")


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_connection_that_the_register_does_not_allow_is_told_and_not_tried(settings, monkeypatch):
    settings.EMAIL_HOST, settings.SMS_GATEWAY_URL, settings.CTI_TOKEN = "mail.example", "https://sms.example/send", "geheim"
    monkeypatch.setattr(doctor, "get_connection", lambda *_args, **_kwargs: pytest.fail("a connection was opened"))
    assert only(doctor.mail) == []
    findings = only(doctor.allowed_connections)
    assert [(finding.level, finding.subject) for finding in findings] == [
        (Level.FAIL, "Connection to mail.example"),
        (Level.FAIL, "Connection to sms.example"),
        (Level.FAIL, "Connection to cti"),
    ]
    assert findings[0].text == "It does not stand in the register of processors."


@pytest.mark.django_db(databases=["default", "keyring"])
def test_healthy_databases_are_described():
    Issuer.objects.create(name="Anna Beispiel", street="Am Markt 1", postcode="12159", city="Berlin", email="buero@beispiel.example")
    findings = only(doctor.databases)
    assert {finding.level for finding in findings} == {Level.OK}
    facts = {finding.subject: finding.text for finding in findings}
    assert facts["Database “default”"].startswith(("SQLite 3.", "PostgreSQL 1"))
    if facts["Database “default”"].startswith("SQLite"):
        assert facts["Database “default”"].endswith("(journal_mode wal, synchronous 2, secure_delete 1, foreign_keys 1)")
    assert facts["Migrations of “keyring”"] == "all applied"


@pytest.mark.django_db(databases=["default", "keyring"])
def test_a_keyring_that_does_not_open_is_seen(settings):
    DataKey.objects.create(category="BEA", month="2026-11", wrapped=bytes(60))
    settings.MASTER_KEY = "bm9uc2Vuc2U="
    (finding,) = [finding for finding in only(doctor.sealing) if finding.subject == "Keyring"]
    assert (finding.level, finding.remedy) == (Level.FAIL, "Restore the master key and the keyring from their backup.")


@pytest.mark.django_db(databases=["default", "keyring"])
def test_an_empty_keyring_is_no_fault_and_the_doctor_makes_no_key(settings, private_home):
    settings.MASTER_KEY = ""
    assert levels(only(doctor.sealing))["Keyring"] == "ok"
    assert list(private_home.iterdir()) == []


def test_a_keyring_beside_the_data_in_one_database_is_seen():
    here = {"ENGINE": "django.db.backends.postgresql", "NAME": "agency", "HOST": "db", "PORT": 5432}
    assert doctor.same_place(here, {**here, "PORT": "5432"})
    assert not doctor.same_place(here, {**here, "NAME": "keyring"})


@pytest.mark.parametrize(("mode", "level"), [(0o600, Level.OK), (0o640, Level.FAIL), (0o604, Level.FAIL)])
def test_a_secret_that_others_can_read_is_seen(private_home, mode, level):
    key = private_home / "master.key"
    key.write_text("x")
    key.chmod(mode)
    first, folder = only(doctor.secrets)
    assert (first.level, folder.level) == (level, Level.OK)
    assert first.remedy == ("" if level is Level.OK else f"chmod 600 {key}")


def test_a_home_that_others_can_read_is_seen(private_home):
    private_home.chmod(0o755)
    (folder,) = only(doctor.secrets)
    assert (folder.level, folder.text, folder.remedy) == (Level.FAIL, "others can read it (mode 755)", f"chmod 700 {private_home}")


def test_a_mail_server_is_asked(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    (refused,) = only(doctor.mail)
    assert (refused.level, refused.text) == (
        Level.FAIL,
        f"the server 127.0.0.1:{settings.EMAIL_PORT} does not let us in: Connection refused",
    )
    server = Controller(object(), hostname="127.0.0.1", port=settings.EMAIL_PORT)
    server.start()
    try:
        assert levels(only(doctor.mail)) == {"E-mail": "ok"}
    finally:
        server.stop()


def test_something_that_is_no_mail_server_is_seen(settings):
    with socket.create_server(("127.0.0.1", 0)) as door:
        settings.EMAIL_HOST, settings.EMAIL_PORT = door.getsockname()

        def speak():
            client, _ = door.accept()
            client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            client.close()

        threading.Thread(target=speak).start()
        assert levels(only(doctor.mail)) == {"E-mail": "fail"}


def test_ways_that_are_not_set_up_are_named(settings):
    settings.SMS_GATEWAY_URL, settings.SIPGATE_ENABLED, settings.PLACETEL_SECRET, settings.CTI_TOKEN = "", False, "", ""
    assert levels(examine([doctor.sms, doctor.telephone_systems])) == {"SMS": "warn", "Telephone systems": "warn"}
    settings.SMS_GATEWAY_URL, settings.PLACETEL_SECRET = "https://sms.example/send", "secret"
    findings = examine([doctor.sms, doctor.telephone_systems])
    assert {finding.subject: finding.text for finding in findings} == {
        "SMS": "a gateway is set",
        "Webhook sipgate": "closed",
        "Webhook Placetel": "open",
        "Webhook CTI": "closed",
    }
    assert {finding.level for finding in findings} == {Level.OK}


@pytest.mark.parametrize(
    ("url", "level"), [("https://agency.example", Level.OK), ("http://127.0.0.1:8000", Level.WARN), ("http://agency.example", Level.FAIL)]
)
def test_an_address_without_encryption_is_seen(settings, url, level):
    settings.PUBLIC_URL, settings.HTTPS = url, url.startswith("https://")
    (finding,) = only(doctor.address)
    assert finding.level is level


@pytest.mark.parametrize(("free", "level"), [(5_000, Level.OK), (900, Level.WARN), (50, Level.FAIL)])
def test_too_little_space_is_seen(monkeypatch, free, level):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": free * 1_000_000})())
    (finding,) = only(doctor.disk)
    assert (finding.level, finding.text) == (level, f"{free} MB")


def test_a_time_zone_that_the_system_does_not_know_is_seen(settings):
    assert levels(only(doctor.time_zone)) == {"Time zone data": "ok"}
    settings.TIME_ZONE = "Europe/Atlantis"
    assert levels(only(doctor.time_zone)) == {"Time zone data": "fail"}


def test_a_translation_that_was_not_compiled_is_seen(settings, tmp_path):
    settings.LOCALE_PATHS = [tmp_path]
    assert levels(only(doctor.languages)) == {"Translation": "fail"}
    compiled = tmp_path / "de" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(b"")
    assert levels(only(doctor.languages)) == {"Translation": "ok"}


def test_how_a_running_server_is_doing_is_told(private_home):
    assert [finding.text for finding in only(doctor.server)] == ["is not running"]
    stop = threading.Event()
    state = {
        "address": "http://127.0.0.1:8000",
        "workers": {
            "delivery": {"running": False, "crashes": 3, "error": "ValueError"},
            "telephony": {"running": True, "crashes": 0, "error": ""},
        },
        "jobs": {"clear sessions": {"at": datetime(2026, 11, 23, tzinfo=UTC), "error": "OSError"}, "close stale calls": {"error": ""}},
    }
    with home.occupied(private_home):
        writer = threading.Thread(target=home.reporter(private_home, lambda: state), args=(stop,))
        writer.start()
        stop.set()
        writer.join()
        findings = only(doctor.server)
    assert [(finding.level.value, finding.subject, finding.text) for finding in findings] == [
        ("ok", "Server", "runs at http://127.0.0.1:8000"),
        ("fail", "Worker “delivery”", "crashed 3 times (ValueError)"),
        ("fail", "Job “clear sessions”", "failed (OSError)"),
    ]


def test_the_doctor_speaks_german_too():
    with translation.override("de"):
        (finding,) = only(doctor.time_zone)
    assert finding.subject == "Zeitzonendaten"


def test_a_check_that_crashes_does_not_keep_the_doctor_from_the_rest():
    def crash():
        raise ValueError

    first, second = examine([crash, doctor.python])
    assert (first.level, first.text, second.level) == (Level.FAIL, "ValueError", Level.OK)


def test_the_report_is_made_for_people_and_for_programs():
    findings = [doctor.ok("Python", "3.11.7"), doctor.warn("SMS", "no gateway is set", "Set SMS_GATEWAY_URL.")]
    assert report(findings, as_json=False).splitlines() == [
        "ok    Python: 3.11.7",
        "warn  SMS: no gateway is set",
        "      Set SMS_GATEWAY_URL.",
    ]
    assert json.loads(report(findings, as_json=True)) == [
        {"level": "ok", "subject": "Python", "text": "3.11.7", "remedy": ""},
        {"level": "warn", "subject": "SMS", "text": "no gateway is set", "remedy": "Set SMS_GATEWAY_URL."},
    ]


def test_a_home_in_which_nothing_ever_ran_gets_a_report_and_no_database(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    with databases_of_its_own() as databases:
        done = RunningServer(folder, environment={**databases, "SMTP_URL": f"smtp://127.0.0.1:{free_port()}"}).run("doctor", "--json")
    assert done.returncode == 1  # there is no mail server
    found = {finding["subject"]: finding["level"] for finding in json.loads(done.stdout)}
    assert found["E-mail"] == "fail"
    assert found["Server"] == "ok"
    assert not list(Path(folder).glob("*.sqlite3"))


@pytest.mark.django_db(databases=["default", "keyring"])
def test_usage_that_nobody_billed_is_told_by_numbers_only():
    assert [finding.level for finding in doctor.usage()] == ["ok"]
    cast = make_cast()
    at = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)
    values = {"meter": "call", "quantity": 1, "unit": "piece", "occurred_at": at, "recorded_at": at}
    UsageRecord.objects.create(customer=cast.zahn, key="1", ref=uuid4(), **values)
    (finding,) = doctor.usage()
    assert (finding.level, finding.text.count("K-1001"), "2025-03" in finding.text, "Zahn" in finding.text) == ("warn", 1, True, False)


@pytest.mark.django_db(databases=["default", "keyring"])
def test_what_should_have_gone_a_day_ago_is_a_failure_until_it_is_gone():
    assert levels(only(doctor.retention)) == {"Retention": "ok"}
    row = lives.customer("K-1001", since=date(2020, 1, 6), last_day=date(2026, 3, 31))
    lives.call_with_note(row, date(2020, 1, 6), lives.someone("olga"))
    found = {finding.text: finding for finding in only(doctor.retention)}
    finding = found["R-BEA: 1 record of calls.Note should have gone"]
    assert finding.level is Level.FAIL
    assert finding.remedy == "Let two people run “vorzimmer release-rule R-BEA --by …”."
    release = {"digest": digest(retention_rules(), Rule.BEA), "planned_at": datetime.now(UTC), "released_at": datetime.now(UTC)}
    RuleRelease.objects.create(rule=Rule.BEA, **release)
    assert {finding.remedy for finding in only(doctor.retention)} == {"Run “vorzimmer sweep”, and look at what it says."}
    sweep_whole(datetime.now(UTC))
    (finding,) = only(doctor.retention)
    assert finding.text.startswith("nothing is late; last sweep 20")
