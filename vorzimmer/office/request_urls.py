"""Addresses of the requests of data subjects in the office."""

from django.urls import path

from vorzimmer.office.views import covers, request_deeds, requests

_REQUEST = "privacy/requests/<uuid:request_id>/"

urlpatterns = [
    path("privacy/requests/", requests.listing, name="requests"),
    path("privacy/requests/new/", requests.new, name="request-new"),
    path(_REQUEST, requests.show, name="request"),
    path(f"{_REQUEST}uncover/", covers.caller_request, name="request-uncover"),
    path(f"{_REQUEST}search/", requests.search, name="request-search"),
    path(f"{_REQUEST}copy.zip", request_deeds.fetch, name="request-fetch"),
    path(f"{_REQUEST}duties/<uuid:owed_id>/", request_deeds.duty, name="request-duty"),
    path(f"{_REQUEST}blocks/<uuid:block_id>/", request_deeds.lift, name="request-lift"),
    *(path(f"{_REQUEST}{slug}/", request_deeds.deed, {"slug": slug}, name=f"request-{slug}") for slug in request_deeds.DEEDS),
]
