"""Addresses of the part of the office that keeps the registers of privacy."""

from django.urls import path

from vorzimmer.office.views import catalogue, disclosures, recipients, request_deeds, requests

_RECIPIENT = "privacy/recipients/<uuid:recipient_id>/"
_REQUEST = "privacy/requests/<uuid:request_id>/"

urlpatterns = [
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("privacy/recipients/", recipients.listing, name="recipients"),
    path("privacy/recipients/new/", recipients.new, name="recipient-new"),
    path(_RECIPIENT, recipients.show, name="recipient"),
    path(f"{_RECIPIENT}edit/", recipients.edit, name="recipient-edit"),
    path(f"{_RECIPIENT}confirm/", recipients.confirm, name="recipient-confirm"),
    path(f"{_RECIPIENT}deactivate/", recipients.deactivate, name="recipient-deactivate"),
    path(f"{_RECIPIENT}reactivate/", recipients.reactivate, name="recipient-reactivate"),
    path("privacy/disclosures/", disclosures.listing, name="disclosures"),
    path("privacy/disclosures/download/", disclosures.download, name="disclosures-download"),
    path("privacy/disclosures/<int:entry_number>/", disclosures.show, name="disclosure"),
    path("privacy/requests/", requests.listing, name="requests"),
    path("privacy/requests/new/", requests.new, name="request-new"),
    path(_REQUEST, requests.show, name="request"),
    path(f"{_REQUEST}search/", requests.search, name="request-search"),
    path(f"{_REQUEST}copy.zip", request_deeds.fetch, name="request-fetch"),
    path(f"{_REQUEST}duties/<uuid:owed_id>/", request_deeds.duty, name="request-duty"),
    path(f"{_REQUEST}blocks/<uuid:block_id>/", request_deeds.lift, name="request-lift"),
    *(path(f"{_REQUEST}{slug}/", request_deeds.deed, {"slug": slug}, name=f"request-{slug}") for slug in request_deeds.DEEDS),
]
