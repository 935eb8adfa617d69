"""QR codes as pictures. They are drawn here, so that nothing that stands in them is told to a service outside."""

from io import BytesIO
from typing import Any

import qrcode  # type: ignore[import-untyped]  # it carries no types
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.exceptions import DataOverflowError  # type: ignore[import-untyped]
from qrcode.image.pil import PilImage  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]

HIGHEST_VERSION = 40


class TooMuchForQr(Exception):
    """The text does not fit into a code of the highest version that is allowed."""


def qr_code(text: str, *, highest_version: int = HIGHEST_VERSION, border: int = 4) -> qrcode.QRCode:
    """Make the code of a text, as UTF-8, at error correction M, in the lowest version that holds it. Raises `TooMuchForQr`.

    `border` is the quiet zone in modules; the standard (ISO/IEC 18004) wants 4.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, box_size=10, border=border)
    code.add_data(text.encode(), optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):  # the library knows both for "longer than version 40"
        raise TooMuchForQr from None
    if code.version > highest_version:
        raise TooMuchForQr
    return code


def _drawn(code: qrcode.QRCode, factory: type[Any]) -> bytes:
    picture = BytesIO()
    code.make_image(image_factory=factory).save(picture)
    return picture.getvalue()


def qr_svg(text: str, *, highest_version: int = HIGHEST_VERSION) -> bytes:
    """Draw a code as SVG, one path. Raises `TooMuchForQr`."""
    return _drawn(qr_code(text, highest_version=highest_version), SvgPathImage)


def qr_png(text: str, *, highest_version: int = HIGHEST_VERSION) -> bytes:
    """Draw a code as PNG, black and white, 10 pixels a module. Raises `TooMuchForQr`."""
    return _drawn(qr_code(text, highest_version=highest_version), PilImage)
