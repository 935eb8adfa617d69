"""The lines of a QR code for a transfer (EPC069-12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.transfers import TRANSFER_SENTENCES, TransferProblem, TransferRefused, epc_payload

P = TransferProblem
RIGHT = {"name": "Büro Beispiel GmbH", "iban": "DE89370400440532013000", "amount_cents": 1234, "remittance": "R-2026-0001"}


def test_the_lines_are_those_of_the_standard():
    assert epc_payload(**RIGHT).split("\n") == [
        *("BCD", "002", "1", "SCT"),
        "",
        "Büro Beispiel GmbH",
        "DE89370400440532013000",
        "EUR12.34",
        "",
        "",
        "R-2026-0001",
    ]


def test_a_bic_stands_in_the_fifth_line_and_nothing_follows_what_is_there():
    payload = epc_payload(name="A", iban="DE89370400440532013000", amount_cents=1, bic="COBADEFFXXX")
    assert payload == "BCD\n002\n1\nSCT\nCOBADEFFXXX\nA\nDE89370400440532013000\nEUR0.01"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": " "}, P.NO_NAME),
        ({"name": "x" * 71}, P.NAME_TOO_LONG),
        ({"iban": "DE88370400440532013000"}, P.IBAN),
        ({"iban": ""}, P.IBAN),
        ({"bic": "COBA"}, P.BIC),
        ({"amount_cents": 0}, P.AMOUNT),
        ({"amount_cents": -5}, P.AMOUNT),
        ({"amount_cents": 100_000_000_000}, P.AMOUNT),
        ({"remittance": "x" * 141}, P.TEXT_TOO_LONG),
        ({"remittance": "R-1\nR-2"}, P.LINES),
        ({"remittance": "R-1\n"}, P.LINES),
        ({"name": "A\u2028B"}, P.LINES),
        ({"remittance": "€" * 100}, P.TOO_LONG),
    ],
)
def test_what_a_bank_would_refuse_is_refused(changes, problem):
    with pytest.raises(TransferRefused) as refused:
        epc_payload(**RIGHT | changes)
    assert refused.value.problems == (problem,)


def test_the_highest_amount_and_the_longest_ascii_texts_fit():
    payload = epc_payload(
        name="x" * 70, iban="MT84MALT011000012345MTLCAST001S", amount_cents=99_999_999_999, remittance="y" * 140, bic="VALLMTMTXXX"
    )
    assert "EUR999999999.99" in payload
    assert len(payload) <= 331


@given(st.text(max_size=80), st.integers(-10, 10**12), st.text(max_size=150))
def test_what_is_given_back_keeps_to_the_standard(name, amount, remittance):
    try:
        payload = epc_payload(name=name, iban=RIGHT["iban"], amount_cents=amount, remittance=remittance)
    except TransferRefused:
        return
    assert len(payload.encode()) <= 331
    lines = payload.split("\n")
    assert len(lines) == (11 if remittance else 8)
    assert lines[5] == name


def test_every_problem_has_its_sentence():
    assert set(TRANSFER_SENTENCES) == set(TransferProblem)
