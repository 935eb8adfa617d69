"""No third party is in a copy: every field that the catalogue calls others' gets a canary, which is in the tables and not in the copy."""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pypdf
import pytest
from django.apps import apps

from tests.billing.papers import issue
from tests.cast import make_cast, write_note
from tests.privacy.recipients import collector, give_claim
from vorzimmer.calls.models import NoteComment
from vorzimmer.customers.actions import raise_wish
from vorzimmer.customers.models import Absence, Customer, FaqEntry
from vorzimmer.domain.catalogue import is_store
from vorzimmer.domain.requests import PersonKind
from vorzimmer.privacy.catalogue import catalogue
from vorzimmer.privacy.disclosing import Subject as Debtor
from vorzimmer.privacy.fields import SealedJSONField, SealedTextField
from vorzimmer.privacy.gathering import gather
from vorzimmer.privacy.holdings import paths_to
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.request_copy import packed
from vorzimmer.privacy.request_deeds import RequestEntry, receive
from vorzimmer.privacy.subjects import Subject

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
CANARY = "Kanarienvogel"


@pytest.fixture
def cast(db):
    cast = make_cast(AT - timedelta(days=2))
    note = write_note()
    NoteComment.objects.create(note=note, at=AT, by=cast.zahn_owner, text="Rufe ich zurück.")
    Absence.objects.create(person=cast.kern, start=AT, end=AT + timedelta(days=1), say="Im Urlaub.", created_at=AT)
    FaqEntry.objects.create(customer=cast.zahn, question="Parkplätze?", answer="Im Hof.", changed_at=AT)
    raise_wish(cast.zahn, kind="wish", text="Bitte auch samstags.", by=cast.zahn_owner, at=AT)
    issue(cast.zahn)
    give_claim(collector(), Debtor(ref=cast.zahn.pk, number=cast.zahn.number), cast.accountant)
    receive(
        RequestEntry(
            kind="erasure", person_kind="caller", way="phone", received_on=AT.date(), name="Erika Muster", customer_ref=cast.zahn.pk
        ),
        at=AT,
        by=cast.officer,
    )
    return cast


def planted(customer):
    """Write the canary into each sealed text about others that hangs on a customer; gives how many fields got one."""
    ways, count = paths_to(Customer), 0
    for key, datum in catalogue().items():
        table, _dot, name = key.rpartition(".")
        if is_store(key) or not datum.third_party or table not in ways:
            continue
        model = apps.get_model(table)
        field = model._meta.get_field(name)
        if not isinstance(field, SealedTextField | SealedJSONField):
            continue
        for row in model._base_manager.filter(**{ways[table]: customer.pk}):
            setattr(row, name, CANARY if isinstance(field, SealedTextField) else {"word": CANARY})
            row.save(update_fields=[name])
            count += 1
    return count


def found_in(customer):
    """Name the tables that hold something about others: absence proves something only after presence."""
    pieces = gather(Subject(kind=PersonKind.CUSTOMER, table="customers.Customer", key=customer.pk))
    return {piece.table for piece in pieces if piece.withheld}


def words_of(archive):
    """Give all that a person can read in the copy: the JSON, and the text of each PDF."""
    for name in archive.namelist():
        data = archive.read(name)
        if name.startswith("documents/"):
            yield data.decode("latin-1")
        elif name.endswith(".pdf"):
            yield " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)
        else:
            yield data.decode()


@pytest.mark.parametrize("kind", ["access", "portability"])
def test_nothing_about_others_is_in_a_customers_copy(cast, kind):
    assert planted(cast.zahn) >= 15
    assert {"calls.Note", "customers.KnownCaller", "customers.Wish", "privacy.DataRequest"} <= found_in(cast.zahn)
    request = DataRequest(number=9, kind=kind, language="de", requester={"name": "Dr. Zahn"}, person_kind="customer")
    request.subject_table, request.subject_ref, request.received_at = "customers.Customer", cast.zahn.pk, AT
    pieces = gather(Subject(kind=PersonKind.CUSTOMER, table="customers.Customer", key=cast.zahn.pk))
    text = "\n".join(words_of(zipfile.ZipFile(BytesIO(packed(request, pieces, AT)))))
    assert "Praxis Dr. Zahn" in text
    for other in (CANARY, "Erika Muster", "3920012", "Olga Weber", "Clara Chefin", "Bernd Buch", "Dora Daten"):
        assert other not in text
