"""The QR code of a transfer: its size and its form."""

import re

import pytest
from lxml import etree

from vorzimmer.billing.qr import transfer_svg
from vorzimmer.domain.transfers import TransferRefused, epc_payload
from vorzimmer.privacy.qr_pictures import TooMuchForQr, qr_code, qr_svg

TRANSFER = {"name": "Büro Beispiel GmbH", "iban": "DE89370400440532013000", "bic": "", "amount_cents": 1234, "remittance": "R-2026-0001"}
PAYLOAD = epc_payload(**TRANSFER)
LONGEST = "BCD\n" + "x" * 327
SVG = "{http://www.w3.org/2000/svg}"


def test_the_code_has_correction_level_m_and_the_lowest_version_that_holds_it():
    code = qr_code(PAYLOAD)
    assert (code.error_correction, code.version, code.modules_count) == (0, 5, 37)  # 0 stands for M in a code
    assert (qr_code(LONGEST).version, qr_code(LONGEST).modules_count) == (13, 69)


def test_the_longest_payload_that_the_standard_allows_fits_and_one_more_does_not():
    assert qr_svg(LONGEST, highest_version=13)
    with pytest.raises(TooMuchForQr):
        qr_svg(LONGEST + "x", highest_version=13)
    with pytest.raises(TooMuchForQr):
        qr_svg("x" * 2332)


def test_letters_go_in_as_utf_8():
    assert [data.data for data in qr_code(PAYLOAD).data_list] == [PAYLOAD.encode("utf-8")]


def test_the_drawing_shows_every_module_with_a_quiet_zone_of_four():
    root = etree.fromstring(transfer_svg(**TRANSFER))
    white, path = root
    assert (root.tag, root.get("viewBox")) == (f"{SVG}svg", "0 0 45 45")
    assert (white.tag, white.get("width"), white.get("fill")) == (f"{SVG}rect", "45", "#fff")
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path.get("d"))
    seen = {(int(x) + step, int(y)) for x, y, length in runs for step in range(int(length))}
    assert seen == {(x + 4, y + 4) for y, row in enumerate(qr_code(PAYLOAD).modules) for x, is_dark in enumerate(row) if is_dark}


def test_a_long_name_is_cut_and_a_wrong_account_is_refused():
    assert transfer_svg(**(TRANSFER | {"name": "x" * 71})) == transfer_svg(**(TRANSFER | {"name": "x" * 70}))
    with pytest.raises(TransferRefused):
        transfer_svg(**(TRANSFER | {"iban": "DE00370400440532013000"}))


def test_the_same_payload_gives_the_same_picture():
    assert transfer_svg(**TRANSFER) == transfer_svg(**TRANSFER)
