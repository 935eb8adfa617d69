"""QR codes as pictures. They are drawn here, so that nothing that stands in them is told to a service outside."""

from collections.abc import Iterator, Sequence

import qrcode  # type: ignore[import-untyped]  # it carries no types
from qrcode.constants import ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.exceptions import DataOverflowError  # type: ignore[import-untyped]

HIGHEST_VERSION = 40
QUIET = 4
"""White modules around the code, without which a camera may not see where it ends (ISO/IEC 18004)."""
_MASK = 2
"""One pattern for all: to try all eight takes ten times as long, and a camera reads each."""


class TooMuchForQr(Exception):
    """The text does not fit into a code of the highest version that is allowed."""


def qr_code(text: str, *, highest_version: int = HIGHEST_VERSION) -> qrcode.QRCode:
    """Make the code of a text, as UTF-8, at error correction M, in the lowest version that holds it. Raises `TooMuchForQr`."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=_MASK)
    code.add_data(text.encode(), optimize=0)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):  # the library knows both for "longer than version 40"
        raise TooMuchForQr from None
    if code.version > highest_version:
        raise TooMuchForQr
    return code


def qr_svg(text: str, *, highest_version: int = HIGHEST_VERSION) -> str:
    """Draw a code as SVG: one black path on white, a unit a module, the quiet zone included. Raises `TooMuchForQr`."""
    rows: Sequence[Sequence[bool | None]] = qr_code(text, highest_version=highest_version).modules
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    size = len(rows) + 2 * QUIET
    white = f'<rect width="{size}" height="{size}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">{white}<path d="{path}"/></svg>'


def _runs(row: Sequence[bool | None]) -> Iterator[tuple[int, int]]:
    """Say where dark modules begin in a row, and how many follow each other."""
    start = None
    for x, is_dark in enumerate((*row, False)):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            yield start, x - start
            start = None
