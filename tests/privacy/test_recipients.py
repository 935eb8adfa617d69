"""Recipients are entered, changed, confirmed and put out of use."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from pyrage import decrypt, x25519

from tests.cast import make_cast
from tests.privacy.recipients import AT, BUREAU, COLLECTOR, KEY, bureau, collector
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.privacy.actions import (
    RecipientEntry,
    change_recipient,
    confirm_bureau,
    deactivate_recipient,
    enter_recipient,
    named_bureaus,
    reactivate_recipient,
)
from vorzimmer.privacy.envelopes import BadKey, KeyProblem, check_key, encrypted_for
from vorzimmer.privacy.models import Recipient

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_a_collector_is_entered_with_his_registration():
    entered = collector(replace(COLLECTOR, name="  Klarsicht Inkasso GmbH ", country="de", age_key=f" {KEY.upper()}\n"))
    found = Recipient.objects.get()
    assert found == entered
    assert (found.kind, found.name, found.country, found.age_key) == ("collector", "Klarsicht Inkasso GmbH", "DE", KEY)
    assert (found.facts.kind, found.facts.rdg_number, found.facts.ref) == ("collector", "3712 E 1/26", str(found.pk))
    assert found.active


def test_what_means_nothing_for_the_kind_is_left_out():
    entry = RecipientEntry(name="Rechtsanwältin Berg", rdg_number="3712 E 1/26", rdg_authority="AG", bureau="schufa")
    lawyer = enter_recipient(RecipientKind.LAWYER, entry, at=AT)
    assert (lawyer.rdg_number, lawyer.rdg_authority, lawyer.bureau) == ("", "", "")


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        ("collector", {"name": " "}, "name"),
        ("collector", {"email": "nobody"}, "email"),
        ("collector", {"checked_on": date(2026, 12, 5)}, "checked_on"),
        ("collector", {"age_key": "ssh-ed25519 AAAA"}, "age_key"),
        ("collector", {"agreement_until": date(2026, 12, 31)}, "agreement_from"),
        ("collector", {"agreement_from": date(2026, 12, 31), "agreement_until": date(2026, 1, 1)}, "agreement_until"),
        ("bureau", {"bureau": ""}, "bureau"),
        ("bureau", {"bureau": "infoscore"}, "bureau"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(kind, changes, field):
    with pytest.raises(ValidationError) as refused:
        enter_recipient(RecipientKind(kind), replace(COLLECTOR, **changes), at=AT)
    assert set(refused.value.error_dict) == {field}
    assert Recipient.objects.count() == 0


def test_nobody_is_entered_twice():
    collector()
    with pytest.raises(ValidationError) as refused:
        collector()
    assert set(refused.value.error_dict) == {"__all__"}
    assert Recipient.objects.count() == 1


def test_a_bureau_counts_once_somebody_confirmed_it_from_a_register():
    cast = make_cast()
    entered = enter_recipient(RecipientKind.BUREAU, BUREAU, at=AT)
    assert not entered.facts.is_confirmed
    with pytest.raises(ValidationError) as refused:
        confirm_bureau(entered, source=" ", at=AT, by=cast.owner)
    assert set(refused.value.error_dict) == {"source"}
    confirmed = confirm_bureau(entered, source="HRB 1234, read today", at=AT, by=cast.owner)
    assert confirmed.facts.is_confirmed
    assert (confirmed.confirmed_on, confirmed.confirmed_by, confirmed.confirmed_source) == (
        *(date(2026, 12, 4), cast.owner),
        "HRB 1234, read today",
    )


def test_a_bureau_of_which_nobody_knows_what_became_cannot_be_confirmed():
    cast = make_cast()
    with pytest.raises(ValidationError):
        bureau(cast.owner, replace(BUREAU, name="Supercheck", bureau="supercheck"))
    with pytest.raises(ValidationError):
        confirm_bureau(collector(), source="HRB 1", at=AT, by=cast.owner)
    assert list(named_bureaus(date(2026, 12, 4))) == ["schufa", "creditreform", "buergel", "supercheck"]


def test_another_name_or_another_bureau_has_to_be_confirmed_again():
    cast = make_cast()
    confirmed = bureau(cast.owner)
    later = AT + timedelta(hours=1)
    assert change_recipient(confirmed, replace(BUREAU, city="Berlin"), at=later).is_confirmed
    changed = change_recipient(confirmed, replace(BUREAU, name="SCHUFA SE"), at=later)
    assert (changed.is_confirmed, changed.confirmed_by, changed.confirmed_source) == (False, None, "")
    again = confirm_bureau(changed, source="HRB 1", at=later, by=cast.owner)
    assert not change_recipient(again, replace(BUREAU, name="SCHUFA SE", bureau="buergel"), at=later).is_confirmed


def test_who_is_not_in_use_can_be_taken_into_use_again():
    recipient = collector()
    deactivate_recipient(recipient, at=AT)
    assert not Recipient.objects.active().exists()
    reactivate_recipient(recipient, at=AT)
    assert Recipient.objects.active().of_kind(RecipientKind.COLLECTOR, RecipientKind.LAWYER).get() == recipient
    assert not Recipient.objects.of_kind(RecipientKind.LAWYER).exists()


# --- envelopes -------------------------------------------------------------------------------------------------------------


def test_only_the_recipient_opens_the_file():
    identity, other = x25519.Identity.generate(), x25519.Identity.generate()
    sealed = encrypted_for(str(identity.to_public()), "Öffentlich ist das nicht".encode())
    assert sealed.startswith(b"age-encryption.org/v1")
    assert "Öffentlich".encode() not in sealed
    assert decrypt(sealed, [identity]).decode() == "Öffentlich ist das nicht"
    with pytest.raises(Exception, match="No matching keys"):
        decrypt(sealed, [other])
    assert encrypted_for(str(identity.to_public()), b"x") != encrypted_for(str(identity.to_public()), b"x")


def test_what_was_altered_on_the_way_does_not_open():
    identity = x25519.Identity.generate()
    sealed = bytearray(encrypted_for(str(identity.to_public()), b"x" * 1000))
    sealed[-1] ^= 1
    with pytest.raises(Exception, match="decryption error"):
        decrypt(bytes(sealed), [identity])


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("", KeyProblem.MISSING),
        (" \n", KeyProblem.MISSING),
        ("AGE-SECRET-KEY-1QQQ", KeyProblem.SECRET),
        ("age-secret-key-1qqq", KeyProblem.SECRET),
        ("ssh-ed25519 AAAAC3Nza", KeyProblem.OTHER_KIND),
        ("-----BEGIN PGP PUBLIC KEY BLOCK-----", KeyProblem.OTHER_KIND),
        ("age1", KeyProblem.MISTYPED),
        (KEY[:-1], KeyProblem.MISTYPED),
        (KEY[:-1] + "q", KeyProblem.MISTYPED),
        (KEY[:20] + ("q" if KEY[20] != "q" else "p") + KEY[21:], KeyProblem.MISTYPED),
    ],
)
def test_a_bad_key_is_told_and_never_repeated(key, problem):
    for attempt in (check_key, lambda key: encrypted_for(key, b"x")):
        with pytest.raises(BadKey) as refused:
            attempt(key)
        assert refused.value.problem is problem
        assert not key.strip() or key.strip()[4:] not in str(refused.value) or key == "age1"


def test_a_key_is_read_however_it_was_copied():
    assert check_key(f"  {KEY[:30]}\n{KEY[30:].upper()} ") == KEY
