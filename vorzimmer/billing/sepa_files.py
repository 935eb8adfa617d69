"""Direct debits as a file for the bank: pain.008.001.08 as Die Deutsche Kreditwirtschaft wants it (DFÜ agreement annex 3).

The same input gives the same bytes. What is not valid by the official schema is never given back. The package sepaxml lends its copy of
that schema and no more: it reads the clock, rolls dice for the ids and knows no changed mandates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from lxml import etree  # type: ignore[import-untyped]  # it carries no types
from lxml.builder import ElementMaker  # type: ignore[import-untyped]

from vorzimmer.domain.debits import LONGEST_NAME, LONGEST_REMITTANCE, LONGEST_TOWN, Batch, Debit
from vorzimmer.domain.money import written
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sepa import creditor_id_problem, is_bic, is_iban, reference_problem
from vorzimmer.domain.sepa_text import sepa_text

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"
LONGEST_MESSAGE_ID = 30
"""Of 35: "-" and the number of the group follow in the ids of the groups."""

_SAME_MANDATE_NEW_ACCOUNT = "SMNDA"

E = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Creditor:
    """Who collects, into which account."""

    name: str
    iban: str
    creditor_id: str
    bic: str | None = None


class FileProblem(StrEnum):
    """Why no file is made of groups that are right by themselves."""

    NOTHING = "nothing"
    MIXED = "mixed"
    TWICE = "twice"
    MESSAGE_ID = "message_id"
    NO_NAME = "no_name"
    IBAN = "iban"
    BIC = "bic"
    CREDITOR_ID = "creditor_id"
    NOT_VALID = "not_valid"


_P = FileProblem
FILE_SENTENCES = MappingProxyType(
    {
        _P.NOTHING: _("There is nothing to collect."),
        _P.MIXED: _("Basic (CORE) and B2B direct debits go into separate files."),
        _P.TWICE: _("A direct debit is in more than one group of this file."),
        _P.MESSAGE_ID: _("The id of the file has 30 characters at most: letters without accents, digits and / - ? : ( ) . , ' + only."),
        _P.NO_NAME: _("The name of the agency as its bank knows it is missing."),
        _P.IBAN: _("The IBAN of the agency is missing, or a digit of it is mistyped."),
        _P.BIC: _("The BIC of the agency is not right; it has 8 or 11 characters. It may also be left out."),
        _P.CREDITOR_ID: _("The creditor identifier of the agency is missing or not right."),
        _P.NOT_VALID: _("The file does not keep to the schema of the banks and was not written: %(detail)s"),
    }
)


class FileRefused(Exception):
    """No file was made; `problems` names everything that is wrong, `says` has a sentence for each."""

    def __init__(self, problems: Sequence[FileProblem], detail: str = "") -> None:
        self.problems = tuple(problems)
        self.says: tuple[Sentence, ...] = tuple(sentence(FILE_SENTENCES[problem], detail=detail) for problem in problems)
        super().__init__("; ".join(str(each) for each in self.says))


@cache
def _schema() -> Any:
    return etree.XMLSchema(etree.fromstring(files("sepaxml").joinpath(f"schemas/{NAMESPACE.rsplit(':', 1)[1]}.xsd").read_bytes()))


def debit_file(*, message_id: str, created_at: datetime, creditor: Creditor, groups: Sequence[Batch]) -> bytes:
    """Write the file for groups that `domain.debits.batches` made, all CORE or all B2B. Raises `FileRefused`.

    `message_id` must be new for the bank; what was collected is found again by the ids in it. `created_at` is aware.
    """
    if created_at.tzinfo is None:
        raise ValueError("a moment needs its zone")
    if problems := _problems(message_id, creditor, groups):
        raise FileRefused(problems)
    document = E.Document(
        E.CstmrDrctDbtInitn(
            _header(message_id, created_at, creditor, groups),
            *(_group(f"{message_id}-{number}", creditor, group) for number, group in enumerate(groups, start=1)),
        )
    )
    written_file: bytes = etree.tostring(document, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    schema = _schema()
    if not schema.validate(etree.fromstring(written_file)):
        error = schema.error_log[0]
        raise FileRefused([FileProblem.NOT_VALID], detail=f"{error.type_name}, {error.line}")  # its message would quote personal data
    return written_file


def _problems(message_id: str, creditor: Creditor, groups: Sequence[Batch]) -> list[FileProblem]:
    ids = [debit.end_to_end for group in groups for debit in group.debits]
    found = (
        (_P.NOTHING, not ids),
        (_P.MIXED, len({group.kind for group in groups}) > 1),
        (_P.TWICE, len(set(ids)) < len(ids)),
        (_P.MESSAGE_ID, len(message_id) > LONGEST_MESSAGE_ID or reference_problem(message_id) is not None),
        (_P.NO_NAME, not sepa_text(creditor.name, LONGEST_NAME)),
        (_P.IBAN, not is_iban(creditor.iban)),
        (_P.BIC, creditor.bic is not None and not is_bic(creditor.bic)),
        (_P.CREDITOR_ID, creditor_id_problem(creditor.creditor_id) is not None),
    )
    return [problem for problem, is_there in found if is_there]


def _header(message_id: str, created_at: datetime, creditor: Creditor, groups: Sequence[Batch]) -> Any:
    return E.GrpHdr(
        E.MsgId(message_id),
        E.CreDtTm(created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")),
        E.NbOfTxs(str(sum(len(group.debits) for group in groups))),
        E.CtrlSum(written(sum(group.total_cents for group in groups))),
        E.InitgPty(E.Nm(sepa_text(creditor.name, LONGEST_NAME))),
    )


def _group(group_id: str, creditor: Creditor, group: Batch) -> Any:
    return E.PmtInf(
        E.PmtInfId(group_id),
        E.PmtMtd("DD"),
        E.BtchBookg("true"),
        E.NbOfTxs(str(len(group.debits))),
        E.CtrlSum(written(group.total_cents)),
        E.PmtTpInf(E.SvcLvl(E.Cd("SEPA")), E.LclInstrm(E.Cd(group.kind.value)), E.SeqTp(group.sequence.value)),
        E.ReqdColltnDt(group.due_on.isoformat()),
        E.Cdtr(E.Nm(sepa_text(creditor.name, LONGEST_NAME))),
        E.CdtrAcct(E.Id(E.IBAN(creditor.iban))),
        E.CdtrAgt(_bank(creditor.bic)),
        E.ChrgBr("SLEV"),
        E.CdtrSchmeId(E.Id(E.PrvtId(E.Othr(E.Id(creditor.creditor_id), E.SchmeNm(E.Prtry("SEPA")))))),
        *(_debit(debit) for debit in group.debits),
    )


def _bank(bic: str | None) -> Any:
    return E.FinInstnId(E.Othr(E.Id("NOTPROVIDED")) if bic is None else E.BICFI(bic))


def _debit(debit: Debit) -> Any:
    remittance = sepa_text(debit.remittance, LONGEST_REMITTANCE)
    return E.DrctDbtTxInf(
        E.PmtId(E.EndToEndId(debit.end_to_end)),
        E.InstdAmt(written(debit.amount_cents), Ccy=debit.currency),
        E.DrctDbtTx(
            E.MndtRltdInf(
                E.MndtId(debit.mandate),
                E.DtOfSgntr(debit.signed_on.isoformat()),
                *_amendment(debit),
            )
        ),
        E.DbtrAgt(_bank(debit.bic)),
        E.Dbtr(E.Nm(sepa_text(debit.debtor, LONGEST_NAME)), *_place(debit)),
        E.DbtrAcct(E.Id(E.IBAN(debit.iban))),
        *([E.RmtInf(E.Ustrd(remittance))] if remittance else []),
    )


def _amendment(debit: Debit) -> list[Any]:
    """Say what changed since the mandate's last collection. The old account is not named: SMNDA stands for any (EPC, since 2016)."""
    changes = [
        *([] if debit.replaces is None else [E.OrgnlMndtId(debit.replaces)]),
        *([E.OrgnlDbtrAcct(E.Id(E.Othr(E.Id(_SAME_MANDATE_NEW_ACCOUNT))))] if debit.has_new_account else []),
    ]
    return [E.AmdmntInd("true"), E.AmdmntInfDtls(*changes)] if changes else []


def _place(debit: Debit) -> list[Any]:
    """Name the payer's town for banks outside of the EEA only; nobody else needs it."""
    if debit.place is None or not debit.is_outside_eea:
        return []
    return [E.PstlAdr(E.TwnNm(sepa_text(debit.place.town, LONGEST_TOWN)), E.Ctry(debit.place.country))]
