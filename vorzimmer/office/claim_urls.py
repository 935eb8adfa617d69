"""Addresses of the claims: the board, the file of each, and what can be done with it."""

from django.urls import path

from vorzimmer.office.claim_deeds import DEEDS
from vorzimmer.office.views import claim_deeds, claim_file, claims

_CLAIM = "money/claims/<uuid:claim_id>/"

urlpatterns = [
    path("money/claims/", claims.board, name="claims"),
    path("money/claims/download/", claims.download, name="claims-download"),
    path(_CLAIM, claim_file.show, name="claim"),
    path(f"{_CLAIM}interest/", claim_file.interest, name="claim-interest"),
    path(f"{_CLAIM}interest/download/", claim_file.interest_file, name="claim-interest-file"),
    path(f"{_CLAIM}instalments/", claim_deeds.plan, name="claim-plan"),
    path(f"{_CLAIM}pauses/<uuid:pause_id>/end/", claim_deeds.end, name="claim-pause-end"),
    path(f"{_CLAIM}pauses/<uuid:pause_id>/review/", claim_deeds.review, name="claim-pause-review"),
]

urlpatterns += [path(f"{_CLAIM}{deed.slug}/", claim_deeds.do, {"deed": deed}, name=deed.name) for deed in DEEDS]
