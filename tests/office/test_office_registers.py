"""The registers of privacy in the office: who comes in, what is shown, and what is done."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from tests.website.test_templates import breaches as flaws
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.consents import ConsentPurpose
from vorzimmer.domain.processors import ConnectorKind, Item
from vorzimmer.office import register_urls
from vorzimmer.office.fields import MOMENT
from vorzimmer.privacy import dashboard, ledger
from vorzimmer.privacy.breaches import BreachEntry, note_breach
from vorzimmer.privacy.consents import consented
from vorzimmer.privacy.dashboard import Tone, Watched, look, watch
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import Access, AssessmentReview, Breach, Connection, Consent, LedgerEntry, Processor, RuleRelease
from vorzimmer.privacy.policies import assessments
from vorzimmer.privacy.processors import ProcessorEntry, enter_processor, refusal
from vorzimmer.privacy.self_check import TAIL, check_tail
from vorzimmer.privacy.sweeping import line
from vorzimmer.privacy.weighing import review_assessment

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

HOST = "mail.hausener.example"


def page(client, name, *arguments, query=""):
    answer = client.get(reverse(f"office:{name}", args=arguments) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def post(client, to, *arguments, **values):
    return client.post(reverse(f"office:{to}", args=arguments), values)


def whole(**changes):
    day = f"{localdate()}"
    return {
        "name": "Hausener Rechenzentrum GmbH", "service": "Versand der E-Mails", "categories": ["BEA"], "sees_secrets": "on",
        "country": "DE",
        "agreement": "AVV, Ordner 7", "agreement_from": day, "items": [item.value for item in Item], "is_bound_to_secrecy": "on",
        "selection": "ISO 27001", "selected_on": day, **changes,
    }  # fmt: skip


@pytest.fixture
def breach(cast):
    at = datetime.now(UTC)
    return note_breach(
        BreachEntry(title="Laptop verloren", facts_text="Im Zug", aware_at=at - timedelta(hours=30), own_data=True, callers_data=True),
        at=at, by=cast.owner,
    )  # fmt: skip


def test_every_page_opens_for_owner_and_officer_and_is_well_made(client, cast, breach):
    processor = enter_processor(ProcessorEntry(name="Hausener", service="Post"), at=datetime.now(UTC))
    ids = {"processor_id": processor.pk, "breach_id": breach.pk, "rule": "R-DIS", "key": "abuse", "event": "authority_told"}
    for who in (cast.owner, cast.officer):
        client.force_login(who)
        for pattern in register_urls.urlpatterns:
            wanted = {key: ids.get(key, uuid4()) for key in pattern.pattern.converters}
            answer = client.get(reverse(f"office:{pattern.name}", kwargs=wanted))
            assert answer.status_code in ({404} if {"connection_id", "record"} & set(wanted) else {200, 405}), pattern.name
            if answer.status_code == 200:
                assert flaws(answer.content.decode()) == [], pattern.name
    client.force_login(cast.accountant)
    assert client.get(reverse("office:privacy")).status_code == 403


# --- processors -------------------------------------------------------------------------------------------------------------------


def test_a_processor_is_entered_connected_audited_and_put_out_of_use(owner, cast):
    at = datetime.now(UTC)
    answer = post(owner, "processor-new", **whole(items=["a"]))
    processor = Processor.objects.get()
    assert answer["Location"] == reverse("office:processor", args=[processor.pk])
    assert "items of Art. 28(3) missing" in page(owner, "processor", processor.pk)
    declared = post(owner, "connection-new", kind="mail", host=HOST, standing="processor", processor=processor.pk)
    assert declared.status_code == 302
    assert refusal(ConnectorKind.MAIL, HOST, at) == "item_missing"
    assert post(owner, "processor-edit", processor.pk, **whole()).status_code == 302
    assert refusal(ConnectorKind.MAIL, HOST, at) is None
    assert "1 processor" in page(owner, "processors")
    assert HOST in page(owner, "processors")
    file = SimpleUploadedFile("bericht.pdf", b"Bericht")
    values = {"on": f"{localdate()}", "passed": "yes", "finding": "In Ordnung", "evidence": "Bericht 1", "file": file}
    assert post(owner, "processor-audit", processor.pk, **values).status_code == 302
    assert processor.audits.get().sha256 == sha256(b"Bericht").hexdigest()
    assert "what would go over its connections waits" in page(owner, "processor-end", processor.pk)
    post(owner, "processor-end", processor.pk)
    assert refusal(ConnectorKind.MAIL, HOST, at) == "not_active"
    post(owner, "processor-again", processor.pk)
    post(owner, "connection-remove", Connection.objects.get(host=HOST).pk)
    assert refusal(ConnectorKind.MAIL, HOST, at) == "not_registered"


def test_what_makes_no_sense_stands_at_its_field_and_changes_nothing(owner):
    answer = post(owner, "processor-new", **whole(selection=""))
    assert answer.status_code == 422
    assert "Please write why this processor was chosen" in answer.content.decode()
    answer = post(owner, "connection-new", kind="mail", host=HOST, standing="carrier", reason="TKG")
    assert answer.status_code == 422
    assert (Processor.objects.count(), Connection.objects.filter(host=HOST).count()) == (0, 0)


# --- consents, interests, accesses ------------------------------------------------------------------------------------------------


def test_a_consent_on_paper_is_entered_and_withdrawn(owner, cast):
    values = {"number": "k-1001", "purpose": "news_email", "event": "given", "way": "paper", "language": "de", "evidence": "Brief"}
    assert post(owner, "consent-new", **values).status_code == 302
    assert consented(cast.zahn.pk, ConsentPurpose.NEWS_EMAIL, datetime.now(UTC))
    assert "K-1001" in page(owner, "consents")
    assert "No consent fits this filter" in page(owner, "consents", query="?q=K-1002")
    assert post(owner, "consent-new", **values | {"event": "withdrawn"}).status_code == 302
    answer = post(owner, "consent-new", **values | {"event": "withdrawn"})
    assert answer.status_code == 422
    assert "There is no such consent" in answer.content.decode()
    assert post(owner, "consent-new", **values | {"number": "K-9"}).status_code == 422
    assert Consent.objects.count() == 2
    record = owner.get(reverse("office:consent-record", args=[Consent.objects.first().record])).json()
    assert record["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"
    assert record["dpv:hasConsentStatus"] == "dpv:ConsentWithdrawn"
    assert [event["event"] for event in record["events"]] == ["given", "withdrawn"]
    assert record["dpv:hasNotice"]["dct:description"].startswith("Ich willige ein")


def test_an_assessment_is_confirmed_by_whoever_weighed_it(owner, cast):
    assert "Following unpaid claims" in page(owner, "interests")
    assert post(owner, "interest", "claims", holds="no", remark="").status_code == 422
    assert post(owner, "interest", "claims", holds="yes", remark="").status_code == 302
    assert AssessmentReview.objects.get().by == cast.owner
    assert "our interest prevails" in page(owner, "interest", "claims")


def test_who_opens_a_file_stands_in_the_journal_and_the_customer_sees_the_role(client, owner, cast):
    JOURNAL.flush()
    Access.objects.all().delete()
    page(owner, "customer", cast.zahn.pk)
    assert Access.objects.count() == 0
    JOURNAL.flush()
    line = Access.objects.get()
    assert (line.user, line.role, line.customer_ref, line.place) == (cast.owner, "owner", cast.zahn.pk, Place.FILE)
    shown = page(owner, "accesses")
    assert "Clara Chefin" in shown
    assert "K-1001" in shown
    assert "No access fits this filter" in page(owner, "accesses", query="?who=Olga")
    client.force_login(cast.zahn_owner)
    seen = client.get(reverse("portal:accesses")).content.decode()
    assert "Clara Chefin" not in seen
    assert "Inhaber" in seen
    client.force_login(cast.berg_user)
    assert client.get(reverse("portal:accesses")).status_code == 403


# --- breaches ----------------------------------------------------------------------------------------------------------------------


def test_a_breach_goes_from_its_entry_to_its_end(owner):
    noticed = datetime.now(UTC) - timedelta(hours=2)
    values = {
        "title": "Brief vertauscht",
        "facts_text": "Zwei Briefe",
        "aware_at": noticed.astimezone().strftime(MOMENT),
        "callers_data": "on",
    }
    assert post(owner, "breach-new", **values).status_code == 302
    breach = Breach.objects.get()
    assert "Tell the customers concerned" in page(owner, "breach", breach.pk)
    post(owner, "breach-close", breach.pk)
    breach.refresh_from_db()
    assert breach.state == "noticed"
    assert post(owner, "breach-risk", breach.pk, risk="none", reason="sofort zurück").status_code == 302
    told = {"happened_at": f"{datetime.now().astimezone().strftime(MOMENT)}", "proof": "", "text": ""}
    assert post(owner, "breach-told", breach.pk, "controllers_told", **told).status_code == 422
    assert post(owner, "breach-told", breach.pk, "controllers_told", **told | {"proof": "E-Mail 17"}).status_code == 302
    assert post(owner, "breach-told", breach.pk, "everybody", **told).status_code == 404
    post(owner, "breach-close", breach.pk)
    breach.refresh_from_db()
    assert breach.state == "closed"
    assert "E-Mail 17" in page(owner, "breach", breach.pk)
    assert post(owner, "breach-edit", breach.pk, **values).status_code == 404
    assert "Brief vertauscht" in page(owner, "breaches", query="?state=closed")
    assert "No breach is in this state" in page(owner, "breaches", query="?state=open")


# --- erasure -----------------------------------------------------------------------------------------------------------------------


def test_two_people_release_a_rule_on_the_screen(client, cast):
    client.force_login(cast.owner)
    assert post(client, "release", "R-DIS").status_code == 302
    assert "waits for the second person" in page(client, "releases")
    answer = post(client, "release", "R-DIS")
    assert answer.status_code == 422
    assert "Somebody else has to approve" in answer.content.decode()
    client.force_login(cast.officer)
    post(client, "release-reject", "R-DIS")
    assert RuleRelease.objects.count() == 0
    client.force_login(cast.owner)
    post(client, "release", "R-DIS")
    client.force_login(cast.officer)
    assert post(client, "release", "R-DIS").status_code == 302
    assert RuleRelease.objects.get().released_by == cast.officer
    assert "Somebody else" not in page(client, "release", "R-DIS")
    assert client.get(reverse("office:release", args=["R-NONE"])).status_code == 404


# --- the overview --------------------------------------------------------------------------------------------------------------------


def test_the_overview_says_what_is_overdue_and_what_waits(owner, breach):
    shown = page(owner, "privacy")
    assert "tell the customers concerned: late by 6 hours" in shown
    assert "tell the supervisory authority: 41 hours left" in shown or "tell the supervisory authority: 42 hours left" in shown
    assert "4 assessments wait for you" in shown
    assert "no sweep yet" in shown


def test_what_was_done_is_quiet(owner, cast):
    at = datetime.now(UTC)
    for each in assessments():
        review_assessment(each.key, holds=True, remark="", at=at, by=cast.owner)
    assert [line.tone for line in look(at) if line.page == "interests"] == [Tone.WELL]
    assert "all weighed" in page(owner, "privacy")


def test_the_overview_says_how_old_the_last_backup_is(owner, settings, tmp_path):
    def line():
        with translation.override("en"):
            return next((line.text, line.tone) for line in look(datetime(2026, 11, 26, 12, tzinfo=UTC)) if line.what == "Backups")

    settings.BACKUP_FOLDER = tmp_path
    assert line() == ("the program makes none", Tone.WAIT)
    settings.BACKUP_RECIPIENT = "age1example"
    assert line() == ("none yet", Tone.LATE)
    (tmp_path / "vorzimmer-data-20261123T020000Z.age").touch()
    assert line() == ("the last one is of 11/23/2026", Tone.LATE)
    (tmp_path / "vorzimmer-data-20261126T020000Z.age").touch()
    assert line() == ("the last one is of 11/26/2026", Tone.WELL)
    assert "the last one is of" in page(owner, "privacy")


def ledger_of(count):
    for number in range(count):
        ledger.write(line(datetime(2026, 11, 26, 1, number % 60, tzinfo=UTC), "R-BEA", "calls.Note", due=1, erased=1, oldest=None))


def somebody_at_the_database(number):
    """The program's own set of rows refuses to change a line."""
    return QuerySet(LedgerEntry).filter(number=number)


def chain_line():
    with translation.override("en"):
        return next((found for found in look(datetime.now(UTC)) if found.what == "Chain of the erasure ledger"), None)


def test_the_overview_says_quietly_that_the_chain_of_the_ledger_is_intact(owner):
    assert chain_line() is None, "nothing was written yet"
    ledger_of(1)
    last = LedgerEntry.objects.get()
    assert (chain_line().tone, chain_line().text) == (Tone.WELL, f"intact: 1 link, the last of 11/26/2026 ({last.link[:12]}…)")
    ledger_of(2)
    assert chain_line().text.endswith("the last 3 checked")
    assert "intact: 3 links" in page(owner, "privacy")


def test_it_looks_at_the_end_of_the_ledger_and_at_no_more(owner, django_assert_num_queries):
    ledger_of(TAIL + 2)
    somebody_at_the_database(1).update(due=7)
    with django_assert_num_queries(1):
        assert check_tail().checked == TAIL
    found = chain_line()
    assert (found.tone, "the last 200 checked" in found.text) == (Tone.WELL, True)
    somebody_at_the_database(2).update(link="0" * 64)
    assert chain_line().tone is Tone.BROKEN, "the line that follows names it"


@pytest.mark.parametrize("change", [{"erased": 0}, {"link": "0" * 64}, None], ids=["a count", "a link", "a line is gone"])
def test_a_broken_chain_stands_first_and_in_red_with_what_to_do(owner, change):
    ledger_of(4)
    rows = somebody_at_the_database(2)
    if change is None:
        rows.delete()
    else:
        rows.update(**change)
    assert look(datetime.now(UTC))[0].tone is Tone.BROKEN
    shown = page(owner, "privacy")
    assert "chip-danger" in shown
    assert f"broken at line {3 if change is None else 2}" in shown
    assert "vorzimmer verify-ledger" in shown
    assert "intact" not in shown


def test_a_room_above_puts_its_own_lines_there(owner, monkeypatch):
    monkeypatch.setattr(dashboard, "_counters", dict(dashboard._counters))
    watch("requests", lambda _at: [Watched(what="Requests", text="3 wait", tone=Tone.LATE, page="privacy")])
    assert look(datetime.now(UTC))[0].what == "Requests"
    assert "3 wait" in page(owner, "privacy")
