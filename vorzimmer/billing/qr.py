"""The GiroCode: the QR code on an invoice from which a banking app fills in the transfer (EPC069-12)."""

from vorzimmer.domain.transfers import LONGEST_NAME, epc_payload
from vorzimmer.privacy.qr_pictures import qr_svg

HIGHEST_VERSION = 13
"""69 modules a side; whatever `epc_payload` lets through fits."""


def transfer_svg(*, name: str, iban: str, bic: str, amount_cents: int, remittance: str) -> str:
    """Draw the code of a transfer as SVG; a long name is cut. Raises `domain.transfers.TransferRefused`."""
    payload = epc_payload(name=name[:LONGEST_NAME], iban=iban, bic=bic, amount_cents=amount_cents, remittance=remittance)
    return qr_svg(payload, highest_version=HIGHEST_VERSION)
