"""Addresses of the part of the office that deals with cases."""

from django.urls import path

from vorzimmer.domain.cases import CaseKind
from vorzimmer.office.views import case_entry, cases

_CASE = "money/cases/<uuid:case_id>/"

urlpatterns = [
    path("money/cases/", cases.listing, name="cases"),
    path("money/cases/new/dispute/<uuid:document_id>/", case_entry.dispute, name="case-dispute"),
    path("money/cases/new/incident/", case_entry.about_records, {"kind": CaseKind.INCIDENT}, name="case-incident"),
    path("money/cases/new/abuse/", case_entry.about_records, {"kind": CaseKind.ABUSE}, name="case-abuse"),
    path(_CASE, cases.show, name="case"),
    path(f"{_CASE}resolve/", cases.resolve, name="case-resolve"),
    path(f"{_CASE}reopen/", cases.reopen, name="case-reopen"),
    path(f"{_CASE}review/", cases.review, name="case-review"),
    path(f"{_CASE}owner/", cases.owner, name="case-owner"),
]
