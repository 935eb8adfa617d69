"""Who leaves takes the sign-in along at midnight and the undertaking after three years; a claim goes with what it was about."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from tests.billing import firm
from tests.cast import make_cast
from tests.claims.cases_at_hand import billed, claim_of, dispute, noon, pay, remind
from tests.server import lives
from tests.server.test_sweep import disclosed, midnight
from vorzimmer.billing.models import Document, UsageRecord
from vorzimmer.calls.models import Note, Presence
from vorzimmer.claims.actions.cases import resolve
from vorzimmer.claims.models import Case, Claim, ClaimEvent, Duty, Finding, HandOver, Reminder, ReminderLine
from vorzimmer.customers import actions
from vorzimmer.customers.models import Team
from vorzimmer.domain.cases import Resolution
from vorzimmer.privacy.factors.models import SecondFactor
from vorzimmer.privacy.models import Disclosure, Recipient
from vorzimmer.privacy.reading import reading_at
from vorzimmer.privacy.sweeping import State, sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LAST = date(2026, 12, 4)


@pytest.fixture
def cast():
    now = datetime(2026, 1, 1, tzinfo=UTC)
    lives.release_all(now)
    return make_cast(noon(date(2026, 11, 1)))


@pytest.fixture
def customer(cast):
    return firm.enrol(firm.offer(), "K-2001")


def swept(day, *, seconds=0):
    """Sweep at the midnight with which a day begins; nothing may be blocked."""
    outcomes = sweep(midnight(day) + timedelta(seconds=seconds))
    assert [each.clock.table for each in outcomes if each.state is State.BLOCKED] == []
    return {f"{each.clock.rule} {each.clock.table}": each.erased for each in outcomes if each.erased}


# --- who signs in ----------------------------------------------------------------------------------------------------------------


def test_who_leaves_takes_the_sign_in_along_at_midnight_and_stays_a_name_under_the_notes(cast):
    note = Note.objects.create(
        customer=cast.zahn, operator=cast.olga, concern="…", outcome="done", called_at=noon(LAST), saved_at=noon(LAST)
    )
    SecondFactor.objects.create(id=uuid4(), user=cast.olga, kind="app", secret={"key": "00"}, added_on=LAST)
    Presence.objects.update_or_create(user=cast.olga, defaults={"state": "off", "since": noon(LAST)})
    Team.objects.get(name="Tag").members.add(cast.olga)
    actions.dismiss(cast.olga, noon(LAST))
    assert swept(date(2026, 12, 5), seconds=-1) == {}
    assert swept(date(2026, 12, 5)) == {"R-ACC accounts.User": 1, "R-ACC factors.SecondFactor": 1, "R-ACC calls.Presence": 1}
    cast.olga.refresh_from_db()
    assert cast.olga.email.endswith("@nobody.invalid")
    assert (cast.olga.password, cast.olga.extension, cast.olga.name) == ("!", "", "Olga Weber")
    assert Note.objects.get(pk=note.pk).operator.name == "Olga Weber"
    assert cast.olga not in type(cast.olga).objects.staff()
    with pytest.raises(ValidationError, match=r"erased|gelöscht"):
        actions.reinstate(cast.olga, password="ein langes Kennwort")


def test_the_undertaking_goes_three_years_after_the_year_of_the_last_day(cast):
    actions.dismiss(cast.olga, noon(LAST))
    swept(date(2026, 12, 5))
    assert swept(date(2030, 1, 1), seconds=-1) == {}
    assert swept(date(2030, 1, 1)) == {"R-203 accounts.User": 1}
    cast.olga.refresh_from_db()
    assert (cast.olga.name, cast.olga.secrecy_signed_on) == ("", None)
    assert swept(date(2031, 1, 1)) == {}


def test_who_comes_back_on_the_same_day_keeps_everything(cast):
    actions.dismiss(cast.olga, noon(LAST))
    actions.reinstate(cast.olga, password="ein langes Kennwort")
    assert swept(date(2040, 1, 1)) == {}
    assert (cast.olga.is_active, cast.olga.left_on) == (True, None)


def test_of_a_customers_person_the_name_goes_with_the_sign_in(cast):
    actions.withdraw_access(cast.zahn, cast.zahn_owner, noon(LAST))
    assert swept(date(2026, 12, 5)) == {"R-ACC accounts.User": 1}
    cast.zahn_owner.refresh_from_db()
    assert (cast.zahn_owner.name, cast.zahn_owner.is_erased) == ("", True)


# --- claims ------------------------------------------------------------------------------------------------------------------------


def test_a_claim_goes_after_its_usage_once_it_is_paid_and_its_letters_stay(customer):
    document = billed(customer)
    claim = claim_of(document)
    letter = remind(claim, date(2027, 3, 10))
    ClaimEvent.objects.create(claim=claim, number=1, kind="first_sent", on=date(2027, 3, 10), at=noon(date(2027, 3, 10)), reminder=letter)
    assert swept(date(2027, 9, 20)) == {}, "it is unpaid, and was demanded"
    pay(document, date(2027, 9, 20))
    Claim.objects.update(stage="paid", closed_on=date(2027, 9, 20))
    assert swept(date(2027, 9, 21), seconds=-1) == {}
    assert swept(date(2027, 9, 21))["R-ABR billing.UsageRecord"] == 3
    assert swept(date(2027, 9, 22)) == {"R-ABR claims.Claim": 1}
    assert (ClaimEvent.objects.count(), Document.objects.count(), Reminder.objects.count()) == (0, 1, 1)
    assert ReminderLine.objects.values_list("claim", "document_number").get() == (None, document.number)


def test_a_claim_that_is_open_stays(customer):
    claim_of(billed(customer))
    swept(date(2027, 7, 16))
    assert UsageRecord.objects.count() == 0, "nobody demanded payment"
    assert swept(date(2035, 1, 1)) == {}
    assert Claim.objects.count() == 1


def test_a_dispute_goes_when_it_is_resolved_and_the_usage_has_gone(cast, customer):
    document = billed(customer)
    case = dispute(document, cast.olga)
    pay(document, date(2027, 2, 1))
    assert swept(date(2027, 8, 2)) == {}
    resolve(case, Resolution(outcome="rejected", words="Die Anrufe stimmen.", on=date(2027, 8, 2)), by=cast.olga, at=noon(date(2027, 8, 2)))
    swept(date(2027, 8, 3))
    assert (UsageRecord.objects.count(), Case.objects.count()) == (0, 1)
    assert swept(date(2027, 8, 4)) == {"R-ABR claims.Case": 1}


def test_what_was_handed_over_goes_with_the_register_and_then_its_claim_and_whoever_got_it(cast, customer):
    document = billed(customer)
    claim = claim_of(document)
    pay(document, date(2027, 2, 1))
    Claim.objects.update(closed_on=date(2027, 2, 1))
    at = noon(date(2027, 1, 20))
    somebody = Recipient.objects.create(kind="lawyer", name="Kanzlei", active=False, created_at=at, changed_at=noon(date(2028, 5, 2)))
    given = HandOver.objects.create(
        claim=claim, recipient=somebody, ground="collect", reference="A-1", disclosure=disclosed(somebody, at), cents=11900, made_at=at
    )
    Finding.objects.create(
        claim=claim, recipient=somebody, kind="balance", speaks_for=True, reason="…", at=at, by=cast.owner, hand_over=given
    )
    duty = Duty.objects.create(hand_over=given, kind="settled", key="1", arose_on=date(2027, 2, 1), due_on=date(2027, 2, 2), made_at=at)
    swept(date(2027, 7, 16))
    assert swept(date(2031, 1, 1)) == {}, "nobody has told the recipient yet"
    HandOver.objects.update(settled_on=date(2027, 2, 2))
    Duty.objects.filter(pk=duty.pk).update(done_on=date(2027, 2, 2), proof="Brief")
    with reading_at(midnight(date(2031, 1, 1)) - timedelta(seconds=1)):
        assert HandOver.objects.count() == 1
    with reading_at(midnight(date(2031, 1, 1))):
        assert HandOver.objects.count() == 0
    gone = swept(date(2031, 1, 1))
    assert (gone["R-DIS claims.HandOver"], gone["R-DIS privacy.Disclosure"]) == (1, 1)
    assert (Finding.objects.count(), Duty.objects.count(), Disclosure.objects.count(), Claim.objects.count()) == (0, 0, 0, 0)
    assert swept(date(2032, 1, 1)) == {"R-DIS privacy.Recipient": 1}
