"""The file of direct debits: what a bank reads in it, and that no wrong one is written."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sepaxml
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from vorzimmer.billing.sepa_files import FILE_SENTENCES, Creditor, FileProblem, FileRefused, debit_file
from vorzimmer.domain.debits import Batch, Debit, Place, batches
from vorzimmer.domain.sepa import MandateKind, SequenceType

SCHEMA = Path(sepaxml.__file__).parent / "schemas" / "pain.008.001.08.xsd"
AT = datetime(2026, 11, 30, 10, 15, 30, 999, tzinfo=UTC)
CREDITOR = Creditor(name="Büro Beispiel GmbH", iban="DE89370400440532013000", creditor_id="DE98ZZZ09999999999", bic="COBADEFFXXX")
DEBIT = Debit(
    end_to_end="R-2026-0001",
    amount_cents=47479,
    due_on=date(2026, 12, 15),
    mandate="M-1001-1",
    signed_on=date(2026, 3, 2),
    kind=MandateKind.CORE,
    sequence=SequenceType.FIRST,
    debtor="Tischlerei Müller & Söhne",
    iban="DE02120300000000202051",
    remittance="Rechnung R-2026-0001 für Oktober",
)
SECOND = replace(DEBIT, end_to_end="R-2026-0002", sequence=SequenceType.RECURRENT, amount_cents=5, bic="BYLADEM1001", remittance="")


def written(*debits, creditor=CREDITOR, message_id="V-2026-11-30-1", created_at=AT):
    return debit_file(message_id=message_id, created_at=created_at, creditor=creditor, groups=batches(debits))


def read(content):
    """Give a function that finds the texts at a path, without the namespace."""
    root = etree.fromstring(content)
    namespace = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}
    return lambda path: [found.text for found in root.iterfind(".//" + "/".join(f"p:{step}" for step in path.split("/")), namespace)]


def structure(content, start):
    """Name the elements below the first one of this name, in order, with their texts."""
    element = next(each for each in etree.fromstring(content).iter() if etree.QName(each).localname == start)
    return [(etree.QName(each).localname, (each.text or "").strip()) for each in element.iter() if each is not element]


def test_the_header_says_who_when_how_many_and_how_much():
    content = written(DEBIT, SECOND)
    assert content.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<Document xmlns=")
    assert structure(content, "GrpHdr") == [
        ("MsgId", "V-2026-11-30-1"),
        ("CreDtTm", "2026-11-30T10:15:30Z"),
        ("NbOfTxs", "2"),
        ("CtrlSum", "474.84"),
        ("InitgPty", ""),
        ("Nm", "Buero Beispiel GmbH"),
    ]


def test_each_group_has_its_day_its_kind_its_sequence_and_its_sum():
    content = written(DEBIT, SECOND, replace(SECOND, end_to_end="R-2026-0003", amount_cents=100))
    found = read(content)
    assert found("PmtInf/PmtInfId") == ["V-2026-11-30-1-1", "V-2026-11-30-1-2"]
    assert found("PmtInf/PmtMtd") == ["DD", "DD"]
    assert found("PmtInf/BtchBookg") == ["true", "true"]
    assert found("PmtInf/NbOfTxs") == ["1", "2"]
    assert found("PmtInf/CtrlSum") == ["474.79", "1.05"]
    assert found("PmtTpInf/SvcLvl/Cd") == ["SEPA", "SEPA"]
    assert found("PmtTpInf/LclInstrm/Cd") == ["CORE", "CORE"]
    assert found("PmtTpInf/SeqTp") == ["FRST", "RCUR"]
    assert found("PmtInf/ReqdColltnDt") == ["2026-12-15", "2026-12-15"]
    assert found("PmtInf/Cdtr/Nm") == ["Buero Beispiel GmbH"] * 2
    assert found("PmtInf/CdtrAcct/Id/IBAN") == ["DE89370400440532013000"] * 2
    assert found("PmtInf/CdtrAgt/FinInstnId/BICFI") == ["COBADEFFXXX"] * 2
    assert found("PmtInf/ChrgBr") == ["SLEV"] * 2
    assert found("PmtInf/CdtrSchmeId/Id/PrvtId/Othr/Id") == ["DE98ZZZ09999999999"] * 2
    assert found("PmtInf/CdtrSchmeId/Id/PrvtId/Othr/SchmeNm/Prtry") == ["SEPA"] * 2


def test_a_direct_debit_says_no_more_than_the_bank_needs():
    assert structure(written(DEBIT), "DrctDbtTxInf") == [
        ("PmtId", ""),
        ("EndToEndId", "R-2026-0001"),
        ("InstdAmt", "474.79"),
        ("DrctDbtTx", ""),
        ("MndtRltdInf", ""),
        ("MndtId", "M-1001-1"),
        ("DtOfSgntr", "2026-03-02"),
        ("DbtrAgt", ""),
        ("FinInstnId", ""),
        ("Othr", ""),
        ("Id", "NOTPROVIDED"),
        ("Dbtr", ""),
        ("Nm", "Tischlerei Mueller + Soehne"),
        ("DbtrAcct", ""),
        ("Id", ""),
        ("IBAN", "DE02120300000000202051"),
        ("RmtInf", ""),
        ("Ustrd", "Rechnung R-2026-0001 fuer Oktober"),
    ]
    assert b'<InstdAmt Ccy="EUR">474.79</InstdAmt>' in written(DEBIT)


def test_a_bic_is_named_where_it_is_known_and_an_empty_purpose_is_left_out():
    found = read(written(SECOND))
    assert found("DrctDbtTxInf/DbtrAgt/FinInstnId/BICFI") == ["BYLADEM1001"]
    assert found("RmtInf/Ustrd") == []
    assert read(written(SECOND, creditor=replace(CREDITOR, bic=None)))("CdtrAgt/FinInstnId/Othr/Id") == ["NOTPROVIDED"]


@pytest.mark.parametrize(
    ("changes", "details"),
    [
        ({"replaces": "ALT-1"}, [("OrgnlMndtId", "ALT-1")]),
        ({"has_new_account": True}, [("OrgnlDbtrAcct", ""), ("Id", ""), ("Othr", ""), ("Id", "SMNDA")]),
        (
            {"replaces": "ALT-1", "has_new_account": True},
            [("OrgnlMndtId", "ALT-1"), ("OrgnlDbtrAcct", ""), ("Id", ""), ("Othr", ""), ("Id", "SMNDA")],
        ),
    ],
)
def test_a_changed_mandate_is_told_without_the_old_account(changes, details):
    assert structure(written(replace(DEBIT, **changes)), "MndtRltdInf") == [
        ("MndtId", "M-1001-1"),
        ("DtOfSgntr", "2026-03-02"),
        ("AmdmntInd", "true"),
        ("AmdmntInfDtls", ""),
        *details,
    ]


def test_only_banks_outside_of_the_eea_learn_where_a_payer_lives():
    place = Place(town="Zürich", country="CH")
    swiss = replace(DEBIT, iban="CH9300762011623852957", bic="UBSWCHZH80A", place=place)
    assert structure(written(swiss), "Dbtr") == [
        ("Nm", "Tischlerei Mueller + Soehne"),
        ("PstlAdr", ""),
        ("TwnNm", "Zuerich"),
        ("Ctry", "CH"),
    ]
    assert structure(written(replace(DEBIT, place=place)), "Dbtr") == [("Nm", "Tischlerei Mueller + Soehne")]


def test_names_and_purposes_are_cut_to_what_banks_take():
    found = read(written(replace(DEBIT, debtor="ß" * 60, remittance="ü" * 100)))
    assert found("Dbtr/Nm") == ["s" * 70]
    assert found("RmtInf/Ustrd") == ["ue" * 70]


def test_the_same_input_gives_the_same_bytes_in_any_order_and_zone():
    berlin = AT.astimezone(timezone(timedelta(hours=1)))
    assert written(DEBIT, SECOND) == written(SECOND, DEBIT) == written(DEBIT, SECOND, created_at=berlin)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"message_id": ""}, FileProblem.MESSAGE_ID),
        ({"message_id": "x" * 31}, FileProblem.MESSAGE_ID),
        ({"message_id": "März"}, FileProblem.MESSAGE_ID),
        ({"creditor": replace(CREDITOR, name=" ")}, FileProblem.NO_NAME),
        ({"creditor": replace(CREDITOR, iban="DE88370400440532013000")}, FileProblem.IBAN),
        ({"creditor": replace(CREDITOR, bic="COBA")}, FileProblem.BIC),
        ({"creditor": replace(CREDITOR, creditor_id="DE97ZZZ09999999999")}, FileProblem.CREDITOR_ID),
    ],
)
def test_what_is_wrong_with_a_file_is_named(changes, problem):
    with pytest.raises(FileRefused) as refused:
        written(DEBIT, **changes)
    assert refused.value.problems == (problem,)
    assert [str(each) for each in refused.value.says] == [FILE_SENTENCES[problem]]


def test_a_file_has_something_of_one_kind_and_everything_once():
    with pytest.raises(FileRefused) as refused:
        written()
    assert refused.value.problems == (FileProblem.NOTHING,)
    with pytest.raises(FileRefused) as refused:
        written(DEBIT, replace(SECOND, kind=MandateKind.B2B))
    assert refused.value.problems == (FileProblem.MIXED,)
    with pytest.raises(FileRefused) as refused:
        debit_file(message_id="V-1", created_at=AT, creditor=CREDITOR, groups=[*batches([DEBIT]), *batches([DEBIT])])
    assert refused.value.problems == (FileProblem.TWICE,)


def test_what_the_schema_does_not_allow_is_never_given_back_and_its_error_quotes_nobody():
    wrong = replace(DEBIT, bic="Geheimnis")
    group = Batch(due_on=DEBIT.due_on, kind=DEBIT.kind, sequence=DEBIT.sequence, debits=(wrong,))  # not looked at by `batches`
    with pytest.raises(FileRefused) as refused:
        debit_file(message_id="V-1", created_at=AT, creditor=CREDITOR, groups=[group])
    assert refused.value.problems == (FileProblem.NOT_VALID,)
    assert "SCHEMAV_CVC_PATTERN_VALID" in str(refused.value)
    assert "Geheimnis" not in str(refused.value)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        written(DEBIT, created_at=datetime(2026, 11, 30, 10, 15))  # noqa: DTZ001  that is what is tested


def test_many_direct_debits_are_written_at_once():
    debits = [
        replace(
            DEBIT,
            end_to_end=f"R-2026-{number:05}",
            amount_cents=number + 1,
            sequence=list(SequenceType)[number % 3],
            due_on=[date(2026, 12, 15), date(2026, 12, 16)][number % 2],
        )
        for number in range(3000)
    ]
    found = read(written(*debits))
    assert found("GrpHdr/NbOfTxs") == ["3000"]
    assert found("GrpHdr/CtrlSum") == ["45015.00"]
    assert found("PmtInf/NbOfTxs") == ["500"] * 6
    assert len(set(found("PmtId/EndToEndId"))) == 3000


def test_another_program_finds_the_file_valid_too():
    swiss = replace(SECOND, end_to_end="3", iban="CH9300762011623852957", place=Place(town="Bern", country="CH"))
    changed = replace(DEBIT, end_to_end="4", replaces="ALT-1", has_new_account=True, sequence=SequenceType.ONE_OFF)
    xmlschema.XMLSchema(SCHEMA).validate(written(DEBIT, SECOND, swiss, changed).decode())
    xmlschema.XMLSchema(SCHEMA).validate(written(replace(DEBIT, kind=MandateKind.B2B)).decode())


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=100), st.text(max_size=200), st.integers(1, 99_999_999_999))
def test_no_text_of_a_person_breaks_the_file(debtor, remittance, amount):
    debit = replace(DEBIT, debtor=f"x{debtor}", remittance=remittance, amount_cents=amount)
    found = read(written(debit))
    assert found("DrctDbtTxInf/InstdAmt") == [f"{amount // 100}.{amount % 100:02}"]
    assert found("DrctDbtTxInf/Dbtr/Nm")[0].startswith("x")


def test_every_problem_has_its_sentence():
    assert set(FILE_SENTENCES) == set(FileProblem)
