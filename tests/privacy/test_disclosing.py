"""The only way out: what it demands, what it writes, and that nothing of a line is ever changed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from tests.cast import make_cast
from tests.privacy.recipients import AT, BUREAU, COLLECTOR, bureau, bureau_gate, collect_gate, collector, evidence
from vorzimmer.accounts.models import User
from vorzimmer.domain.allow_lists import AllowList, Field, NotListed, Special
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.domain.disclosure import DEMANDED, DisclosurePurpose, Evidence, Ground, NotBecause, RecipientKind
from vorzimmer.domain.disclosure_policy import NoRules
from vorzimmer.privacy.actions import RecipientEntry, deactivate_recipient, enter_recipient, reactivate_recipient
from vorzimmer.privacy.consents import give_consent, withdraw_consent
from vorzimmer.privacy.disclosing import NotDisclosed, OutsideTransaction, Subject, disclose
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.models import Disclosure, Recipient
from vorzimmer.privacy.policies import disclosure_rules
from vorzimmer.privacy.weighing import review_assessment

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

RULES = disclosure_rules(date(2026, 12, 4))
FINK = Subject(ref=UUID("0b6ce6f0-0000-4000-8000-000000000001"), number="K-1007")
VALUES = {
    "debtor": {"name": "Dachdeckerei Fink", "customer_number": "K-1007", "phone": None},
    "invoice": {"number": "2026-00012", "due_on": date(2026, 10, 20), "gross_cents": 11900},
    "payments": [],
    "claim": {"open_cents": 11900, "default_since": date(2026, 11, 7)},
}
CANARY = "Zahnschmerzen seit Dienstag"


@pytest.fixture
def cast():
    return make_cast()


def give(recipient, by, **changes):
    """Give VALUES to a collector, with whatever is changed."""
    wanted = {
        "purpose": DisclosurePurpose.COLLECTION,
        "values": VALUES,
        "allow_list": RULES.collect,
        "ground": Ground.COLLECT,
        "evidence": evidence(by, document="2026-00012"),
        "subject": FINK,
        "at": AT,
        "by": by,
    } | changes
    if "gate" not in wanted:
        wanted["gate"] = collect_gate(recipient)
    return disclose(recipient, **wanted)


def refused(recipient, by, **changes):
    with pytest.raises(NotDisclosed) as answer:
        give(recipient, by, **changes)
    assert Disclosure.objects.count() == 0
    return answer.value.reason.value


def test_what_is_given_to_a_collector_stands_in_the_register_without_what_it_says(cast):
    recipient = collector()
    disclosed = give(recipient, cast.owner)
    assert disclosed.payload == VALUES
    line = Disclosure.objects.get()
    assert line == disclosed.entry
    assert (line.at, line.by, line.recipient, line.recipient_name, line.recipient_kind) == (
        *(AT, cast.owner),
        *(recipient, "Klarsicht Inkasso GmbH", "collector"),
    )
    assert (line.purpose, line.ground, line.norm, line.document, line.record, line.earlier) == (
        *("collection", "collect"),
        *("", "2026-00012", "", None),
    )
    assert (line.customer_ref, line.customer_number, line.notice) == (FINK.ref, "K-1007", "1")
    assert line.categories == ["ABR", "BST"]
    assert line.fields == [
        *("debtor.name", "debtor.customer_number"),
        *("invoice.number", "invoice.due_on", "invoice.gross_cents"),
        *("claim.open_cents", "claim.default_since"),
    ]
    assert line.findings == [{"by": str(cast.owner.pk), "on": "2026-12-04"}]
    assert [condition["code"] for condition in line.conditions] == [code.value for code in DEMANDED[Ground.COLLECT]]
    written = (
        '{"claim":{"default_since":"2026-11-07","open_cents":11900},"debtor":{"customer_number":"K-1007","name":"Dachdeckerei Fink",'
        '"phone":null},"invoice":{"due_on":"2026-10-20","gross_cents":11900,"number":"2026-00012"},"payments":[]}'
    )
    assert line.sha256 == sha256(written.encode()).hexdigest()
    kept = str(Disclosure.objects.values().get())
    assert "Fink" not in kept
    assert "11900" not in kept


def test_a_bureau_gets_it_with_two_findings_and_the_register_says_whose(cast):
    recipient = bureau(cast.owner)
    values = {"debtor": {"name": "Dachdeckerei Fink"}, "claim": {"open_cents": 11900, "stage": "order_applied"}}
    wanted = {"purpose": DisclosurePurpose.BUREAU_NOTICE, "values": values, "allow_list": RULES.bureau, "ground": Ground.BUREAU}
    disclosed = give(recipient, cast.owner, gate=bureau_gate(recipient), evidence=evidence(cast.owner, cast.officer), **wanted)
    assert [finding["by"] for finding in disclosed.entry.findings] == [str(cast.owner.pk), str(cast.officer.pk)]
    assert {"code": "two_people", "because": "two_people", "flagged": False} in disclosed.entry.conditions


def test_a_dispute_that_did_not_stop_it_is_flagged_in_the_register(cast):
    recipient = collector()
    disclosed = give(recipient, cast.owner, gate=collect_gate(recipient, disputed=True, despite=True))
    assert {"code": "dispute", "because": "despite_dispute", "flagged": True} in disclosed.entry.conditions


@pytest.mark.parametrize("shut", ["open", "default", "found"])
def test_a_gate_that_is_shut_lets_nothing_out(cast, shut):
    recipient = collector()
    assert refused(recipient, cast.owner, gate=collect_gate(recipient, **{shut: False})) == "gate_shut"


def test_who_is_not_registered_gets_nothing(cast):
    recipient = collector(replace(COLLECTOR, rdg_number=""))
    assert refused(recipient, cast.owner) == "gate_shut"


def test_nothing_leaves_without_its_gate_or_with_that_of_somebody_else_or_of_yesterday(cast):
    recipient, other = collector(), collector(replace(COLLECTOR, name="Anderes Inkasso"))
    assert refused(recipient, cast.owner, gate=None) == "no_gate"
    assert refused(recipient, cast.owner, gate=collect_gate(other)) == "other_gate"
    assert refused(recipient, cast.owner, gate=collect_gate(recipient, day=date(2026, 12, 5))) == "other_gate"
    # 22:59 UTC is still the fourth of December in Berlin, one minute later is the fifth
    assert refused(recipient, cast.owner, at=datetime(2026, 12, 4, 23, 0, tzinfo=UTC)) == "other_gate"
    assert give(recipient, cast.owner, at=datetime(2026, 12, 4, 22, 59, tzinfo=UTC)).entry.number


def test_nothing_leaves_without_findings_or_for_another_purpose(cast):
    recipient = collector()
    assert refused(recipient, cast.owner, evidence=Evidence(document="2026-00012")) == "no_findings"
    assert refused(recipient, cast.owner, purpose=DisclosurePurpose.LEGAL_REQUEST) == "other_purpose"


def test_who_is_not_in_use_gets_nothing_new(cast):
    recipient = collector()
    gate = collect_gate(recipient)
    deactivate_recipient(recipient, at=AT)
    # the gate was looked at before: the row is read again all the same
    assert refused(recipient, cast.owner, gate=gate) == "not_active"
    reactivate_recipient(recipient, at=AT)
    assert give(recipient, cast.owner, gate=gate).entry.number


def test_a_field_that_no_list_names_stops_everything(cast):
    recipient = collector()
    with pytest.raises(NotListed) as answer, transaction.atomic():
        give(recipient, cast.owner, values=VALUES | {"note": {"concern": CANARY}})
    assert answer.value.keys == ("note.concern",)
    assert CANARY not in str(answer.value)
    assert Disclosure.objects.count() == 0


def test_a_list_of_ones_own_does_not_count(cast):
    recipient = collector()
    own = AllowList(
        ground=Ground.COLLECT,
        fields=dict(RULES.collect.fields) | {"remark": Field(key="remark", category=Category.ABR, law="§1 X")},
    )
    assert refused(recipient, cast.owner, allow_list=own, values=VALUES | {"remark": CANARY}) == "other_list"
    assert refused(recipient, cast.owner, allow_list=own) == "other_list"
    returned = RULES.collect.given(Special.RETURNED_DEBIT)
    values = VALUES | {"debit": {"returned_on": date(2026, 10, 23)}}
    assert give(recipient, cast.owner, allow_list=returned, values=values).entry.fields[-1] == "debit.returned_on"


def asked_for(category, ground):
    return AllowList(ground=ground, fields={"call.at": Field(key="call.at", category=category, law="§100g StPO")})


def test_the_police_gets_what_a_norm_demands_and_nothing_on_a_request(cast):
    police = enter_recipient(RecipientKind.POLICE, RecipientEntry(name="Polizei Berlin"), at=AT)
    wanted = {
        "values": {"call": {"at": datetime(2026, 11, 20, 11, tzinfo=UTC)}},
        "allow_list": asked_for(Category.BEA, Ground.LEGAL_OBLIGATION),
        "ground": Ground.LEGAL_OBLIGATION,
        "purpose": DisclosurePurpose.LEGAL_REQUEST,
        "gate": None,
    }
    assert refused(police, cast.owner, evidence=Evidence(document="Call of an officer"), **wanted) == "no_norm"
    assert refused(police, cast.owner, evidence=Evidence(norm="§100g StPO"), **wanted) == "no_document"
    line = give(police, cast.owner, evidence=Evidence(norm="§100g StPO", document="AG Tiergarten 12 Gs 1/26"), **wanted).entry
    assert (line.norm, line.document, line.categories, line.conditions) == ("§100g StPO", "AG Tiergarten 12 Gs 1/26", ["BEA"], [])


def test_the_tax_adviser_gets_nothing_until_the_notice_names_him(cast):
    adviser = enter_recipient(RecipientKind.TAX_ADVISER, RecipientEntry(name="Kanzlei Soll & Haben"), at=AT)
    wanted = {
        "values": {"call": {"at": date(2026, 11, 20)}},
        "ground": Ground.LEGAL_OBLIGATION,
        "purpose": DisclosurePurpose.LEGAL_REQUEST,
        "allow_list": asked_for(Category.TAX, Ground.LEGAL_OBLIGATION),
        "gate": None,
    }
    assert refused(adviser, cast.owner, evidence=Evidence(norm="§147 AO", document="17"), **wanted) == "not_named"
    wanted |= {"ground": Ground.CONSENT, "purpose": DisclosurePurpose.CUSTOMER_ORDER}
    assert refused(adviser, cast.owner, evidence=Evidence(record="5a1c"), **wanted) == "consent_not_in_force"
    purpose = ConsentPurpose.GIVE_TO_ADVISER
    consent = give_consent(FINK.ref, purpose, language="de", way=Way.PAPER, at=AT, by=cast.owner, evidence="Brief vom 1. Dezember")
    other = give_consent(uuid4(), purpose, language="de", way=Way.PAPER, at=AT, by=cast.owner)
    assert refused(adviser, cast.owner, evidence=Evidence(record=str(other.record)), **wanted) == "consent_not_in_force"
    record = Evidence(record=str(consent.record))
    assert give(adviser, cast.owner, evidence=record, **wanted).entry.record == str(consent.record)
    withdraw_consent(FINK.ref, purpose, way=Way.PHONE, at=AT, by=cast.owner)
    with pytest.raises(NotDisclosed) as answer:
        give(adviser, cast.owner, evidence=record, **wanted)
    assert answer.value.reason is NotBecause.CONSENT_NOT_IN_FORCE


def test_a_bureau_gets_nothing_once_somebody_found_that_the_interests_of_the_people_prevail(cast):
    recipient = bureau(cast.owner)
    review_assessment("claims", holds=False, remark="Neu zu prüfen", at=AT, by=cast.owner)
    wanted = {"purpose": DisclosurePurpose.BUREAU_NOTICE, "allow_list": RULES.bureau, "ground": Ground.BUREAU}
    wanted |= {"gate": bureau_gate(recipient), "evidence": evidence(cast.owner, cast.officer), "values": {"report": {"kind": "notice"}}}
    assert refused(recipient, cast.owner, **wanted) == "not_weighed"
    assert Disclosure.objects.count() == 0


def test_a_collector_is_told_of_the_payment_although_the_gate_is_shut_and_he_is_not_in_use(cast):
    recipient = collector()
    first = give(recipient, cast.owner).entry
    deactivate_recipient(recipient, at=AT)
    later = AT + timedelta(days=3)
    wanted = {
        "values": {"invoice": {"number": "2026-00012"}, "settlement": {"kind": "paid", "on": date(2026, 12, 7), "open_cents": 0}},
        "ground": Ground.LEGAL_OBLIGATION,
        "purpose": DisclosurePurpose.FOLLOW_UP,
        "gate": None,
        "at": later,
    }
    told = Evidence(norm="Art. 19 GDPR", document="Paid on 7 December 2026", earlier=str(first.number))
    line = give(recipient, cast.owner, evidence=told, **wanted).entry
    assert line.earlier == first
    assert list(first.followed_by.all()) == [line]
    other = Subject(ref=UUID("0b6ce6f0-0000-4000-8000-000000000002"), number="K-1008")
    for changes in (
        {"evidence": replace(told, earlier="")},
        {"evidence": replace(told, earlier="4711")},
        {"evidence": replace(told, earlier="first")},
        {"subject": other},
    ):
        with pytest.raises(NotDisclosed) as answer:
            give(recipient, cast.owner, **{"evidence": told, **wanted, **changes})
        assert answer.value.reason is NotBecause.NO_EARLIER
    another = collector(replace(COLLECTOR, name="Anderes Inkasso"))
    with pytest.raises(NotDisclosed):
        give(another, cast.owner, evidence=told, **wanted)
    assert Disclosure.objects.count() == 2


def test_a_processor_gets_nothing_by_a_disclosure(cast):
    processor = enter_recipient(RecipientKind.PROCESSOR, RecipientEntry(name="Rechenzentrum Nord"), at=AT)
    assert refused(processor, cast.owner, ground=Ground.CONSENT, evidence=Evidence(record="5a1c"), gate=None) == "no_third_party"


def test_nothing_is_given_away_before_there_was_a_notice(cast):
    recipient = collector()
    with pytest.raises(NoRules):
        give(recipient, cast.owner, at=datetime(2023, 12, 31, 12, tzinfo=UTC))


def test_nothing_in_it_is_nothing_to_give_away(cast):
    recipient = collector()
    assert refused(recipient, cast.owner, values={"payments": [], "debtor": {"phone": None}}) == "nothing"


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
def test_it_is_written_in_the_transaction_that_sends_or_not_at_all(cast):
    recipient = collector()
    with pytest.raises(OutsideTransaction):
        give(recipient, cast.owner)

    def send_in_vain():
        with transaction.atomic():
            give(recipient, cast.owner)
            raise ZeroDivisionError  # the sending failed

    with pytest.raises(ZeroDivisionError):
        send_in_vain()
    assert Disclosure.objects.count() == 0
    with transaction.atomic():
        give(recipient, cast.owner)
    assert Disclosure.objects.count() == 1


def test_a_line_of_the_register_is_never_changed_and_never_taken_away(cast):
    line = give(collector(), cast.owner).entry
    line.recipient_name = "Somebody else"
    for attempt in (
        line.save,
        line.delete,
        Disclosure.objects.get().save,
        Disclosure.objects.get().delete,
        Disclosure.objects.all().delete,
        lambda: Disclosure.objects.update(recipient_name="Somebody else"),
        lambda: Disclosure.objects.filter(pk=line.pk).update(recipient_name="Somebody else"),
        lambda: Disclosure.objects.bulk_update([line], ["recipient_name"]),
        lambda: Disclosure.objects.bulk_create([line]),
        lambda: Disclosure.objects.update_or_create({"recipient_name": "x"}, pk=line.pk),
    ):
        with pytest.raises(NeverChanged):
            attempt()
    assert Disclosure.objects.get().recipient_name == "Klarsicht Inkasso GmbH"


def test_the_register_outlives_who_wrote_it_and_the_name_of_the_recipient(cast):
    recipient = collector()
    give(recipient, cast.owner)
    Recipient.objects.filter(pk=recipient.pk).update(name="Klarsicht SE")
    User.objects.filter(pk=cast.owner.pk).delete()
    line = Disclosure.objects.get()
    assert (line.recipient_name, line.by) == ("Klarsicht Inkasso GmbH", None)


def test_the_register_is_read_by_whom_and_when(cast):
    give(collector(), cast.owner)
    assert Disclosure.objects.about(FINK.ref).count() == 1
    assert Disclosure.objects.about(cast.zahn.pk).count() == 0
    for first, last, found in (
        (None, None, 1),
        (date(2026, 12, 4), date(2026, 12, 4), 1),
        (date(2026, 12, 5), None, 0),
        (None, date(2026, 12, 3), 0),
    ):
        assert Disclosure.objects.within(first, last).count() == found


def test_a_bureau_is_asked_with_its_own_list(cast):
    recipient = bureau(cast.owner, BUREAU)
    wanted = {"purpose": DisclosurePurpose.BUREAU_NOTICE, "ground": Ground.BUREAU, "gate": bureau_gate(recipient)}
    wanted |= {"values": {"debtor": {"name": "Dachdeckerei Fink"}}, "evidence": evidence(cast.owner, cast.officer)}
    assert refused(recipient, cast.owner, allow_list=RULES.collect, **wanted) == "other_list"
