"""Addresses of the part of the office that keeps the registers of privacy."""

from django.urls import path

from vorzimmer.office.views import catalogue, disclosures, recipients

_RECIPIENT = "privacy/recipients/<uuid:recipient_id>/"

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
]
