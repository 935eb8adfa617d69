from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.letters import BAKERY, PRACTICE
from vorzimmer.privacy.keyring.actions import destroy_keys
from vorzimmer.privacy.keyring.keys import current_key
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.sealing import KeyDestroyed, KeyMissing, SealBroken, SealScope, blind_index, key_id_of, seal, unseal

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
PLACE = {"table": "calls_note", "pk": UUID("33333333-3333-4333-8333-333333333333"), "column": "concern"}
SCOPE = SealScope(customer_id=PRACTICE, category="BEA", month="2026-11")


def test_what_was_sealed_opens_in_its_place():
    assert unseal(seal(b"It hurts.", scope=SCOPE, **PLACE), **PLACE) == b"It hurts."


def test_sealed_bytes_are_version_key_nonce_and_ciphertext():
    sealed = seal(b"It hurts.", scope=SCOPE, **PLACE)
    assert sealed[0] == 1
    assert UUID(bytes=sealed[1:17]) == DataKey.objects.get().pk == key_id_of(sealed)
    assert len(sealed) == 1 + 16 + 12 + len(b"It hurts.") + 16


@pytest.mark.parametrize("moved", [{"table": "calls_call"}, {"column": "measures"}, {"pk": UUID("33333333-3333-4333-8333-333333333334")}])
def test_it_does_not_open_in_another_place(moved):
    sealed = seal(b"It hurts.", scope=SCOPE, **PLACE)
    with pytest.raises(SealBroken) as caught:
        unseal(sealed, **(PLACE | moved))
    assert "hurts" not in str(caught.value)


def test_a_name_cannot_be_shifted_between_table_and_column():
    sealed = seal(b"It hurts.", scope=SCOPE, table="ab", pk=PLACE["pk"], column="c")
    with pytest.raises(SealBroken):
        unseal(sealed, table="a", pk=PLACE["pk"], column="bc")


def test_every_flipped_bit_is_noticed():
    sealed = seal(b"It hurts.", scope=SCOPE, **PLACE)
    for position in (0, *range(17, len(sealed))):
        broken = bytearray(sealed)
        broken[position] ^= 1
        with pytest.raises(SealBroken):
            unseal(bytes(broken), **PLACE)


def test_a_key_id_that_nobody_knows_is_a_missing_key():
    sealed = bytearray(seal(b"It hurts.", scope=SCOPE, **PLACE))
    sealed[1:17] = uuid4().bytes
    with pytest.raises(KeyMissing, match="not in the keyring"):
        unseal(bytes(sealed), **PLACE)


def test_bytes_under_the_key_of_somebody_else_do_not_open():
    sealed = bytearray(seal(b"It hurts.", scope=SCOPE, **PLACE))
    sealed[1:17] = current_key(SealScope(customer_id=BAKERY, category="BEA", month="2026-11")).id.bytes
    with pytest.raises(SealBroken):
        unseal(bytes(sealed), **PLACE)


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x01" * 44, b"\x02" * 60, b"plain text that was never sealed by anybody at all"])
def test_what_was_never_sealed_is_refused(junk):
    with pytest.raises(SealBroken, match="no sealed bytes"):
        unseal(junk, **PLACE)


def test_what_a_destroyed_key_sealed_is_erased():
    sealed = seal(b"It hurts.", scope=SCOPE, **PLACE)
    destroy_keys([SCOPE], at=datetime(2028, 1, 1, tzinfo=UTC))
    with pytest.raises(KeyDestroyed, match=str(key_id_of(sealed))):
        unseal(sealed, **PLACE)


@settings(max_examples=100, deadline=None)
@given(plain=st.binary(max_size=500))
def test_any_bytes_round_trip(plain):
    assert unseal(seal(plain, scope=SCOPE, **PLACE), **PLACE) == plain


def test_an_index_is_sixteen_bytes_and_stable():
    first = blind_index(PRACTICE, "+491713920012")
    assert len(first) == 16
    assert blind_index(PRACTICE, "+491713920012") == first


def test_an_index_of_one_customer_says_nothing_about_another():
    assert blind_index(PRACTICE, "+491713920012") != blind_index(BAKERY, "+491713920012")


def test_different_numbers_have_different_indexes():
    assert blind_index(PRACTICE, "+491713920012") != blind_index(PRACTICE, "+491713920013")


def test_case_and_forms_of_unicode_count_alike():
    assert blind_index(PRACTICE, "Mu\u0308ller@example.org ") == blind_index(PRACTICE, "M\u00dcLLER@EXAMPLE.ORG")


def test_blank_text_has_no_index():
    with pytest.raises(ValueError, match="blank"):
        blind_index(PRACTICE, "  ")


def test_an_index_key_is_one_a_customer_and_has_no_month():
    blind_index(PRACTICE, "+491713920012")
    blind_index(PRACTICE, "+491713920013")
    row = DataKey.objects.get()
    assert (row.scope, row.category, row.month) == (PRACTICE, "INDEX", "")


def test_an_index_whose_key_was_destroyed_begins_anew_under_another():
    before = blind_index(PRACTICE, "+491713920012")
    destroy_keys([SealScope.of_index(PRACTICE)], at=datetime(2028, 1, 1, tzinfo=UTC))
    assert blind_index(PRACTICE, "+491713920012") != before
    assert blind_index(PRACTICE, "+491713920012") == blind_index(PRACTICE, "+491713920012")
