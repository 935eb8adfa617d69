"""What a banking app reads from a QR code to fill in a transfer (EPC069-12, version 002: "GiroCode")."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.debits import HIGHEST_CENTS
from vorzimmer.domain.money import written
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sepa import is_bic, is_iban

LONGEST_NAME = 70
LONGEST_TEXT = 140
MOST_BYTES = 331
"""So much fits into version 13 at error correction M, the highest that is allowed."""


class TransferProblem(StrEnum):
    """What is wrong with what a QR code for a transfer should say."""

    NO_NAME = "no_name"
    NAME_TOO_LONG = "name_too_long"
    IBAN = "iban"
    BIC = "bic"
    AMOUNT = "amount"
    TEXT_TOO_LONG = "text_too_long"
    LINES = "lines"
    TOO_LONG = "too_long"


_P = TransferProblem
TRANSFER_SENTENCES: Mapping[TransferProblem, str] = MappingProxyType(
    {
        _P.NO_NAME: _("The name of the payee is missing."),
        _P.NAME_TOO_LONG: _("The name of the payee has 70 characters at most."),
        _P.IBAN: _("This is no IBAN, or a digit of it is mistyped."),
        _P.BIC: _("This is no BIC; it has 8 or 11 characters. It may also be left out."),
        _P.AMOUNT: _("The amount lies between 0.01 and 999,999,999.99 EUR."),
        _P.TEXT_TOO_LONG: _("The purpose of a transfer has 140 characters at most."),
        _P.LINES: _("Name and purpose have one line each."),
        _P.TOO_LONG: _("This is too much for a QR code; shorten the name or the purpose."),
    }
)


class TransferRefused(Exception):
    """No QR code was made; `problems` names everything that is wrong."""

    def __init__(self, problems: list[TransferProblem]) -> None:
        super().__init__("; ".join(TRANSFER_SENTENCES[problem] for problem in problems))
        self.problems = tuple(problems)


def epc_payload(*, name: str, iban: str, amount_cents: int, remittance: str = "", bic: str = "") -> str:
    """Give the lines of the code, in UTF-8; `iban` and `bic` are written without blanks. Raises `TransferRefused`.

    Lines 9 (purpose code) and 10 (structured reference) stay empty; empty lines at the end are left out, as the standard wants.
    """
    lines = ("BCD", "002", "1", "SCT", bic, name, iban, f"EUR{written(amount_cents)}", "", "", remittance)
    payload = "\n".join(lines).rstrip("\n")
    found = (
        (_P.NO_NAME, not name.strip()),
        (_P.NAME_TOO_LONG, len(name) > LONGEST_NAME),
        (_P.IBAN, not is_iban(iban)),
        (_P.BIC, bool(bic) and not is_bic(bic)),
        (_P.AMOUNT, not 1 <= amount_cents <= HIGHEST_CENTS),
        (_P.TEXT_TOO_LONG, len(remittance) > LONGEST_TEXT),
        (_P.LINES, len(f"{name}|{remittance}|".splitlines()) > 1),
        (_P.TOO_LONG, len(payload.encode(errors="replace")) > MOST_BYTES),
    )
    problems = [problem for problem, is_there in found if is_there]
    if problems:
        raise TransferRefused(problems)
    return payload
