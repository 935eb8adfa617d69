import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core import serializers
from django.db import connection, connections, models, transaction
from django.db.models import F
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.privacy.letters import BAKERY, PRACTICE, Letter
from vorzimmer.privacy.errors import KeyDestroyed, SealBroken, SealedFieldError
from vorzimmer.privacy.fields import BlindIndexField, SealedBytes, SealedTextField, values_as_kept
from vorzimmer.privacy.keyring.actions import destroy_keys
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.scope import SealScope
from vorzimmer.privacy.sealing import blind_index

NEW_YEAR = datetime(2027, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def test_what_is_saved_is_read_again(letter):
    again = Letter.objects.get(pk=letter.pk)
    assert again.body == "It hurts."
    assert again.sender == "Rita Rabe"
    assert again.answers == {"insured": "yes"}


def test_the_database_holds_nothing_readable(letter, stored):
    assert b"hurts" not in stored(letter, "body")
    assert b"Rabe" not in stored(letter, "sender")
    assert b"insured" not in stored(letter, "answers")


def test_the_same_text_is_sealed_differently_each_time(stored):
    one = Letter.objects.create(customer_id=PRACTICE, body="same")
    two = Letter.objects.create(customer_id=PRACTICE, body="same")
    assert stored(one, "body") != stored(two, "body")


def test_blank_text_comes_back_blank_and_needs_no_key(stored):
    letter = Letter.objects.create(customer_id=PRACTICE, body="", sender=None)
    again = Letter.objects.get(pk=letter.pk)
    assert again.body == ""
    assert again.sender is None
    assert again.answers == {}
    assert stored(letter, "body") == b""
    assert stored(letter, "sender") is None


def test_a_new_record_has_blank_text_before_anything_is_assigned():
    assert Letter(customer_id=PRACTICE).body == ""


def test_text_that_is_no_text_is_refused_and_nothing_is_saved():
    with pytest.raises(TypeError, match="body is a text, not int"), transaction.atomic():
        Letter.objects.create(customer_id=PRACTICE, body=5)
    assert not Letter.objects.exists()


def test_saving_another_column_leaves_the_sealed_bytes_as_they_are(letter, stored):
    before = stored(letter, "body"), stored(letter, "answers")
    again = Letter.objects.get(pk=letter.pk)
    again.subject = "tooth, urgent"
    again.save()
    assert (stored(letter, "body"), stored(letter, "answers")) == before


def test_reading_and_saving_leaves_the_sealed_bytes_as_they_are(letter, stored):
    before = stored(letter, "body"), stored(letter, "answers")
    again = Letter.objects.get(pk=letter.pk)
    assert again.body
    assert again.answers
    again.full_clean()
    again.save()
    assert (stored(letter, "body"), stored(letter, "answers")) == before


def test_saving_twice_does_not_seal_twice(letter, stored):
    before = stored(letter, "body")
    letter.save()
    assert stored(letter, "body") == before


def test_untouched_fields_are_saved_without_being_opened(letter):
    again = Letter.objects.get(pk=letter.pk)
    again.save()
    with values_as_kept():
        assert again.body.plain is None


def test_an_assigned_text_is_sealed_anew(letter, stored):
    before = stored(letter, "body")
    again = Letter.objects.get(pk=letter.pk)
    again.body = "It hurts more."
    again.save(update_fields=["body"])
    assert stored(letter, "body") != before
    assert Letter.objects.get(pk=letter.pk).body == "It hurts more."


def test_a_change_inside_of_json_is_noticed(letter):
    again = Letter.objects.get(pk=letter.pk)
    again.answers["patient"] = ["since 2019"]
    again.save()
    assert Letter.objects.get(pk=letter.pk).answers == {"insured": "yes", "patient": ["since 2019"]}


def test_json_keeps_the_order_of_the_questions():
    letter = Letter.objects.create(customer_id=PRACTICE, answers={"z": 1, "a": 2})
    assert list(Letter.objects.get(pk=letter.pk).answers) == ["z", "a"]


def test_a_record_moved_to_another_month_is_sealed_with_the_key_of_that_month(letter, stored):
    old = stored(letter, "body")
    again = Letter.objects.get(pk=letter.pk)
    again.month = "2026-12"
    again.save()
    destroy_keys([SealScope(customer_id=PRACTICE, category="BEA", month="2026-11")], at=NEW_YEAR)
    assert stored(letter, "body")[1:17] != old[1:17]
    assert Letter.objects.get(pk=letter.pk).body == "It hurts."


def test_a_record_whose_key_was_destroyed_can_still_change_its_other_columns(letter):
    destroy_keys([letter.seal_scope()], at=NEW_YEAR)
    again = Letter.objects.get(pk=letter.pk)
    again.subject = "erased"
    again.save()
    again = Letter.objects.get(pk=letter.pk)
    assert again.subject == "erased"
    with pytest.raises(KeyDestroyed):
        again.body  # noqa: B018  (reading is the act)


def test_a_record_whose_key_was_destroyed_can_be_refreshed(letter):
    destroy_keys([letter.seal_scope()], at=NEW_YEAR)
    letter.refresh_from_db()
    with pytest.raises(KeyDestroyed):
        letter.body  # noqa: B018  (reading is the act)


def test_a_copy_under_another_id_is_sealed_for_that_id(letter):
    again = Letter.objects.get(pk=letter.pk)
    again.pk = uuid4()
    again._state.adding = True
    again.save()
    assert again.pk != letter.pk
    assert Letter.objects.get(pk=again.pk).body == "It hurts."
    assert Letter.objects.get(pk=letter.pk).body == "It hurts."


def test_bytes_copied_to_another_record_do_not_open(letter):
    other = Letter.objects.create(customer_id=PRACTICE, body="Nothing hurts.")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sealed_letters_letter SET body = (SELECT body FROM sealed_letters_letter WHERE subject = 'tooth') WHERE subject = ''"
        )
    with pytest.raises(SealBroken) as caught:
        Letter.objects.get(pk=other.pk).body  # noqa: B018  (reading is the act)
    assert "hurts" not in str(caught.value)


def test_bytes_copied_to_another_column_do_not_open(letter):
    Letter.objects.update(sender=F("body"))
    again = Letter.objects.get(pk=letter.pk)
    with pytest.raises(SealBroken):
        again.sender  # noqa: B018  (reading is the act)


def test_deferred_fields_load_when_they_are_read(letter):
    again = Letter.objects.defer("body").get(pk=letter.pk)
    assert again.get_deferred_fields() == {"body"}
    assert again.body == "It hurts."


def test_only_the_asked_columns_are_loaded(letter, django_assert_num_queries):
    with django_assert_num_queries(1):
        again = Letter.objects.only("body").get(pk=letter.pk)
        assert again.body == "It hurts."


def test_saving_a_deferred_field_by_name_does_not_blank_it(letter):
    again = Letter.objects.defer("body").get(pk=letter.pk)
    again.save(update_fields=["body", "subject"])
    assert Letter.objects.get(pk=letter.pk).body == "It hurts."


def test_refreshing_gives_what_another_wrote(letter, django_assert_num_queries):
    other = Letter.objects.get(pk=letter.pk)
    assert other.body == "It hurts."
    letter.body = "It is over."
    letter.save()
    with django_assert_num_queries(1):
        other.refresh_from_db()
    assert other.body == "It is over."


def test_refreshing_then_saving_keeps_the_newer_bytes(letter, stored):
    other = Letter.objects.get(pk=letter.pk)
    letter.body = "It is over."
    letter.save()
    newer = stored(letter, "body")
    other.refresh_from_db()
    other.save()
    assert stored(letter, "body") == newer


def test_many_are_created_at_once():
    Letter.objects.bulk_create([Letter(customer_id=PRACTICE, body=f"letter {number}", answers={"n": number}) for number in range(5)])
    assert sorted(letter.body for letter in Letter.objects.all()) == ["letter 0", "letter 1", "letter 2", "letter 3", "letter 4"]


def test_updating_many_at_once_is_refused_and_changes_nothing(letter):
    letter.body = "changed"
    with pytest.raises(SealedFieldError, match=r"Letter\.body is sealed"), transaction.atomic():
        Letter.objects.bulk_update([letter], ["body"])
    assert Letter.objects.get(pk=letter.pk).body == "It hurts."


def test_a_plain_update_is_refused_and_changes_nothing(letter):
    with pytest.raises(SealedFieldError, match=r"Letter\.body is sealed"), transaction.atomic():
        Letter.objects.update(body="plain")
    assert Letter.objects.get(pk=letter.pk).body == "It hurts."


def test_a_sealed_field_can_be_emptied_by_update(letter):
    Letter.objects.update(sender=None)
    assert Letter.objects.get(pk=letter.pk).sender is None


def test_what_was_emptied_for_good_reads_as_nothing(letter):
    Letter.objects.update(body=SealedBytes(b""), answers=SealedBytes(b""))
    emptied = Letter.objects.get(pk=letter.pk)
    assert (emptied.body, emptied.answers) == ("", None)


@pytest.mark.parametrize(
    "question", [{"body": "x"}, {"body__contains": "x"}, {"body__in": ["x"]}, {"answers__insured": "yes"}, {"body__length": 3}]
)
def test_the_database_cannot_be_asked_about_sealed_text(question):
    with pytest.raises(SealedFieldError, match="is sealed"):
        Letter.objects.filter(**question)


def test_whether_there_is_a_value_can_be_asked(letter):
    empty = Letter.objects.create(customer_id=PRACTICE, body="x")
    assert list(Letter.objects.filter(sender__isnull=True)) == [empty]
    assert list(Letter.objects.filter(sender=None)) == [empty]
    assert list(Letter.objects.exclude(sender=None)) == [letter]


def test_values_show_nothing(letter):
    row = Letter.objects.values("body").get()
    assert str(row) == "{'body': <sealed>}"


def test_dumping_is_refused(letter):
    with pytest.raises(SealedFieldError, match="not dumped"):
        serializers.serialize("json", [letter])


def test_form_validation_leaves_other_threads_alone(letter):
    """A known trap of other packages: state on the field made every later read in the process return ciphertext."""
    again = Letter.objects.get(pk=letter.pk)
    again.customer_id = None
    with pytest.raises(Exception, match="customer_id"):
        again.full_clean()
    assert Letter.objects.get(pk=letter.pk).body == "It hurts."


@pytest.mark.django_db(databases=["default", "keyring"], transaction=True)
def test_threads_do_not_see_each_others_text():
    names = [f"person {number}" for number in range(8)]
    barrier = threading.Barrier(4)

    def work(share):
        try:
            barrier.wait()
            found = []
            for name in share:
                letter = Letter.objects.create(customer_id=PRACTICE, body=name, sender=name, answers={"n": name})
                again = Letter.objects.get(pk=letter.pk)
                again.full_clean()
                found.append((again.body, again.sender))
            return found
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        found = [pair for pairs in pool.map(work, [names[0:2], names[2:4], names[4:6], names[6:8]]) for pair in pairs]
    assert found == [(name, name) for name in names]
    assert DataKey.objects.count() == 1


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(max_size=300),
    answers=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda c: st.lists(c, max_size=3) | st.dictionaries(st.text(max_size=5), c, max_size=3),
        max_leaves=6,
    ),
)
def test_any_text_and_any_json_round_trips(text, answers):
    text = text.encode("utf-8", "ignore").decode()
    with transaction.atomic(), transaction.atomic(using="keyring"):
        letter = Letter.objects.create(customer_id=BAKERY, body=text, answers=[answers])
        again = Letter.objects.get(pk=letter.pk)
        assert again.body == text
        assert again.answers == [answers]


def test_a_number_is_found_by_its_index_among_the_customers_letters():
    mine = Letter.objects.create(customer_id=PRACTICE, number_index=blind_index(PRACTICE, "+491713920012"))
    Letter.objects.create(customer_id=BAKERY, number_index=blind_index(BAKERY, "+491713920012"))
    assert list(Letter.objects.filter(number_index=blind_index(PRACTICE, "+491713920012"))) == [mine]
    assert list(Letter.objects.filter(number_index__in=[blind_index(PRACTICE, "+491713920013")])) == []
    assert Letter.objects.get(pk=mine.pk).number_index == blind_index(PRACTICE, "+491713920012")


@pytest.mark.parametrize("wrong", ["+491713920012", b"short", 5])
def test_an_index_is_compared_with_index_bytes_only(wrong):
    with pytest.raises(SealedFieldError, match="blind_index"):
        list(Letter.objects.filter(number_index=wrong))
    with pytest.raises(SealedFieldError, match="blind_index"), transaction.atomic():
        Letter.objects.create(customer_id=PRACTICE, number_index=wrong)


def test_a_sealed_field_belongs_to_a_sealed_model():
    class Plain(models.Model):
        text = SealedTextField()

        class Meta:
            app_label = "sealed_letters"

        def __str__(self):
            return ""

    assert [error.id for error in Plain._meta.get_field("text").check()] == ["privacy.E010"]


def test_a_sealed_field_is_not_indexed():
    field = SealedTextField(unique=True)
    field.set_attributes_from_name("text")
    field.model = Letter
    assert [error.id for error in field.check()] == ["privacy.E011"]


def test_the_fields_are_written_into_migrations_with_their_path():
    assert Letter._meta.get_field("body").deconstruct()[1:] == ("vorzimmer.privacy.fields.SealedTextField", [], {})
    assert Letter._meta.get_field("number_index").deconstruct()[1:] == (
        "vorzimmer.privacy.fields.BlindIndexField",
        [],
        {"null": True, "db_index": True},
    )
    assert isinstance(Letter._meta.get_field("number_index"), BlindIndexField)


def test_sealed_bytes_show_neither_form(letter):
    with values_as_kept():
        kept = Letter.objects.get(pk=letter.pk).body
    assert isinstance(kept, SealedBytes)
    assert repr(kept) == str(kept) == "<sealed>"
