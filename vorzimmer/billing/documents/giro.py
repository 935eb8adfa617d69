"""The GiroCode of an invoice: a transfer that a banking app reads (EPC069-12, version 002), drawn as SVG."""

from collections.abc import Sequence

import qrcode  # type: ignore[import-untyped]  # it carries no types

from vorzimmer.domain.invoices import Document
from vorzimmer.domain.money import written

_MASK = 2
"""A fixed pattern: trying all eight of them takes ten times as long, and a camera reads each."""

_QUIET = 4
"""White modules around the code, without which a camera may not see where it ends (ISO/IEC 18004)."""


def epc_lines(document: Document) -> str:
    """Write the transfer: to whom, to which account, how much, and the number of the invoice as its reason."""
    payment = document.payment
    holder = (payment.holder or document.seller.name)[:70]
    return "\n".join(
        (
            "BCD",
            "002",
            "1",
            "SCT",
            payment.bic,
            holder,
            payment.iban,
            f"{document.currency}{written(document.payable)}",
            "",
            "",
            document.number,
        )
    )


def giro_code(document: Document) -> str:
    """Draw it with error correction M, one path for all of it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(epc_lines(document).encode())
    code.make()
    rows: Sequence[Sequence[bool | None]] = code.modules
    path = "".join(f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _runs(row))
    size = len(rows) + 2 * _QUIET
    box = f'viewBox="-{_QUIET} -{_QUIET} {size} {size}"'
    white = f'<rect x="-{_QUIET}" y="-{_QUIET}" width="{size}" height="{size}" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{white}<path d="{path}"/></svg>'


def _runs(row: Sequence[bool | None]) -> list[tuple[int, int]]:
    """Say where dark modules begin in a row, and how many follow each other."""
    runs: list[tuple[int, int]] = []
    for x, is_dark in enumerate(row):
        if is_dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((x, 1))
    return runs
