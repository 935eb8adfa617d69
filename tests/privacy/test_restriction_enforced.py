"""A restriction counts for jobs, files and the desk too, not for screens only (law.md, trap 39)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from tests.cast import make_cast, write_note
from tests.privacy.recipients import AT, DAY, bureau, bureau_gate, collector, evidence, give_claim
from vorzimmer.customers.columns import Column
from vorzimmer.customers.exports import csv_of
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.actions import claim
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.disclosure import DisclosurePurpose, Ground
from vorzimmer.domain.requests import RequestKind
from vorzimmer.domain.restrictions import Block as Kind
from vorzimmer.privacy.blocks import block
from vorzimmer.privacy.disclosing import NotDisclosed, Subject, disclose
from vorzimmer.privacy.models import Block, DataRequest, Disclosure
from vorzimmer.privacy.policies import disclosure_rules

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOW - timedelta(days=2))


def restrict(table, key, *, consents=False, kind=Kind.RESTRICTION):
    request = DataRequest.objects.create(
        number=1,
        kind=RequestKind.RESTRICTION,
        person_kind="customer",
        way="letter",
        state="in_work",
        received_on=NOW.date(),
        received_at=NOW,
        due_on=NOW.date(),
        subject_table=table,
        subject_ref=key,
    )
    return block(request, kind, consents=consents, at=NOW, by=None)


def test_a_message_to_a_restricted_customer_does_not_leave_and_others_do(cast):
    restrict("customers.Customer", cast.zahn.pk)
    write_note()
    assert claim(MessageKind.EMAIL, at=datetime.now(UTC) + timedelta(minutes=1)) is None
    assert OutboxMessage.objects.get(key__startswith="note:").state == "cancelled"


def test_with_consent_the_messages_go_on(cast):
    restrict("customers.Customer", cast.zahn.pk, consents=True)
    write_note()
    assert claim(MessageKind.EMAIL, at=datetime.now(UTC) + timedelta(minutes=1)) is not None


def test_a_message_to_a_restricted_person_does_not_leave(cast):
    cast.email.person = cast.kern
    cast.email.save()
    restrict("customers.Person", cast.kern.pk)
    write_note()
    OutboxMessage.objects.filter(key__startswith="note:").update(channel=cast.email)
    assert claim(MessageKind.EMAIL, at=datetime.now(UTC) + timedelta(minutes=1)) is None


def test_a_restricted_customer_stands_in_no_file(cast):
    restrict("customers.Customer", cast.zahn.pk)
    text = csv_of(Customer.objects.all(), list(Column)).decode()
    assert "Kanzlei Berg" in text
    assert "Praxis Dr. Zahn" not in text


def test_nobody_is_put_through_to_a_restricted_person_and_the_desk_does_not_say_why(cast):
    restrict("customers.Person", cast.kern.pk)
    people = {now.person.name: now for now in guidance(cast.zahn, NOW, operator="Olga Weber").people}
    assert people["Frau Kern"].why_not == "Frau Kern does not want calls put through."
    Block.objects.update(lifted_at=NOW)
    people = {now.person.name: now for now in guidance(cast.zahn, NOW, operator="Olga Weber").people}
    assert people["Frau Kern"].why_not == ""


def test_a_claim_may_be_collected_all_the_same(cast):
    restrict("customers.Customer", cast.zahn.pk)
    with transaction.atomic():
        assert give_claim(collector(), Subject(ref=cast.zahn.pk, number="K-1001"), cast.accountant).number


def bureau_notice(cast):
    recipient = bureau(cast.owner)
    with transaction.atomic():
        return disclose(
            recipient,
            purpose=DisclosurePurpose.BUREAU_NOTICE,
            values={"debtor": {"name": "Dr. Zahn"}, "claim": {"open_cents": 11900, "stage": "order_applied"}},
            allow_list=disclosure_rules(DAY).bureau,
            gate=bureau_gate(recipient),
            ground=Ground.BUREAU,
            evidence=evidence(cast.owner, cast.officer),
            subject=Subject(ref=cast.zahn.pk, number="K-1001"),
            at=AT,
            by=cast.owner,
        )


@pytest.mark.parametrize("kind", list(Kind))
def test_no_bureau_is_told_of_somebody_who_objected_or_whose_data_are_restricted(cast, kind):
    restrict("customers.Customer", cast.zahn.pk, kind=kind, consents=True)
    with pytest.raises(NotDisclosed) as refused:
        bureau_notice(cast)
    assert refused.value.reason == "blocked"
    assert not Disclosure.objects.exists()


def test_without_a_block_the_bureau_is_told(cast):
    assert bureau_notice(cast).entry.recipient_kind == "bureau"
