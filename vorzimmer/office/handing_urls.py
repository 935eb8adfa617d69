"""Addresses of what leaves the house with a claim, of what must be told afterwards, and of the court."""

from django.urls import path

from vorzimmer.office.views import claim_court, claim_duties, claim_handing

_CLAIM = "money/claims/<uuid:claim_id>/"
_WAY = f"{_CLAIM}handing/<uuid:recipient_id>/"
_HANDED = f"{_CLAIM}handed/<uuid:hand_over_id>/"
_DUTY = "money/claims/duties/<uuid:duty_id>/"

urlpatterns = [
    path(f"{_CLAIM}handing/", claim_handing.show, name="claim-handing"),
    path(_WAY, claim_handing.gate, name="claim-gate"),
    path(f"{_WAY}findings/<slug:kind>/", claim_handing.finding, name="claim-finding"),
    path(f"{_WAY}hand-over/", claim_handing.give, name="claim-hand-over"),
    path(f"{_HANDED}file/", claim_handing.file, name="claim-handed-file"),
    path(f"{_HANDED}receipt/", claim_handing.receipt, name="claim-handed-receipt"),
    path(f"{_HANDED}withdraw/", claim_handing.take_back, name="claim-handed-withdraw"),
    path("money/claims/duties/", claim_duties.listing, name="claim-duties"),
    path(_DUTY, claim_duties.show, name="claim-duty"),
    path(f"{_DUTY}report/", claim_duties.report, name="claim-duty-report"),
    path(f"{_DUTY}file/", claim_duties.file, name="claim-duty-file"),
    path(f"{_CLAIM}court/", claim_court.enter, name="claim-court"),
    path(f"{_CLAIM}payment-order/", claim_court.sheet, name="claim-sheet"),
    path(f"{_CLAIM}payment-order/download/", claim_court.sheet_file, name="claim-sheet-file"),
]
