"""The QR code of a transfer: its size and its form."""

import io

import pytest
from lxml import etree
from PIL import Image

from vorzimmer.billing.qr import transfer_png, transfer_svg
from vorzimmer.domain.transfers import epc_payload
from vorzimmer.privacy.qr_pictures import TooMuchForQr, qr_code, qr_svg

PAYLOAD = epc_payload(name="Büro Beispiel GmbH", iban="DE89370400440532013000", amount_cents=1234, remittance="R-2026-0001")
LONGEST = "BCD\n" + "x" * 327


def test_the_code_has_correction_level_m_and_the_lowest_version_that_holds_it():
    code = qr_code(PAYLOAD)
    assert (code.error_correction, code.version, code.modules_count) == (0, 5, 37)  # 0 stands for M in a code
    assert (qr_code(LONGEST).version, qr_code(LONGEST).modules_count) == (13, 69)


def test_the_longest_payload_that_the_standard_allows_fits_and_one_more_does_not():
    assert transfer_svg(LONGEST)
    with pytest.raises(TooMuchForQr):
        transfer_svg(LONGEST + "x")
    with pytest.raises(TooMuchForQr):
        transfer_png(LONGEST + "x")
    with pytest.raises(TooMuchForQr):
        qr_svg("x" * 2332)


def test_letters_go_in_as_utf_8():
    assert [data.data for data in qr_code(PAYLOAD).data_list] == [PAYLOAD.encode("utf-8")]


def test_the_drawing_is_one_path_with_a_quiet_zone_of_four_modules():
    root = etree.fromstring(transfer_svg(PAYLOAD))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 45 45"
    assert [etree.QName(child).localname for child in root] == ["path"]


def test_the_picture_is_black_and_white_and_shows_the_modules_of_the_code():
    picture = Image.open(io.BytesIO(transfer_png(PAYLOAD)))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "1", (450, 450))
    modules = qr_code(PAYLOAD).modules
    seen = [[picture.getpixel((45 + 10 * column, 45 + 10 * row)) == 0 for column in range(37)] for row in range(37)]
    assert seen == modules
    assert {picture.getpixel((place, 39)) for place in range(450)} == {255}


def test_the_same_payload_gives_the_same_picture():
    assert transfer_svg(PAYLOAD) == transfer_svg(PAYLOAD)
    assert transfer_png(PAYLOAD) == transfer_png(PAYLOAD)
