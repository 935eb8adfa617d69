"""The QR code on an invoice from which a banking app fills in the transfer: a picture for the page, and one for the PDF.

What stands in it is `domain.transfers.epc_payload`; whatever that lets through fits into the highest version that EPC069-12 allows.
"""

from vorzimmer.privacy.qr_pictures import qr_png, qr_svg

HIGHEST_VERSION = 13
"""69 modules a side."""


def transfer_svg(payload: str) -> bytes:
    """Draw the code as SVG. Raises `TooMuchForQr` for a payload that `epc_payload` did not make."""
    return qr_svg(payload, highest_version=HIGHEST_VERSION)


def transfer_png(payload: str) -> bytes:
    """Draw the code as PNG. Raises `TooMuchForQr` for a payload that `epc_payload` did not make."""
    return qr_png(payload, highest_version=HIGHEST_VERSION)
