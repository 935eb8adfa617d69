"""Addresses of the registers of privacy: overview, processors, consents, interests, accesses, breaches, erasure."""

from django.urls import path

from vorzimmer.office.views import breaches, interests, processors
from vorzimmer.office.views import privacy as overview
from vorzimmer.office.views import privacy_lists as lists

_PROCESSOR = "privacy/processors/<uuid:processor_id>/"
_BREACH = "privacy/breaches/<uuid:breach_id>/"

urlpatterns = [
    path("privacy/", overview.overview, name="privacy"),
    path("privacy/releases/", overview.releases, name="releases"),
    path("privacy/releases/<str:rule>/", overview.release, name="release"),
    path("privacy/releases/<str:rule>/reject/", overview.reject, name="release-reject"),
    path("privacy/ledger/", overview.ledger, name="ledger"),
    path("privacy/processors/", processors.listing, name="processors"),
    path("privacy/processors/new/", processors.new, name="processor-new"),
    path(_PROCESSOR, processors.show, name="processor"),
    path(f"{_PROCESSOR}edit/", processors.edit, name="processor-edit"),
    path(f"{_PROCESSOR}audit/", processors.audit, name="processor-audit"),
    path(f"{_PROCESSOR}end/", processors.end, name="processor-end"),
    path(f"{_PROCESSOR}again/", processors.again, name="processor-again"),
    path("privacy/connections/new/", processors.connect, name="connection-new"),
    path("privacy/connections/<uuid:connection_id>/remove/", processors.disconnect, name="connection-remove"),
    path("privacy/consents/", lists.consents, name="consents"),
    path("privacy/consents/new/", lists.enter_consent, name="consent-new"),
    path("privacy/consents/<uuid:record>/", lists.consent_record, name="consent-record"),
    path("privacy/accesses/", lists.accesses, name="accesses"),
    path("privacy/interests/", interests.listing, name="interests"),
    path("privacy/interests/<slug:key>/", interests.show, name="interest"),
    path("privacy/breaches/", breaches.listing, name="breaches"),
    path("privacy/breaches/new/", breaches.new, name="breach-new"),
    path(_BREACH, breaches.show, name="breach"),
    path(f"{_BREACH}edit/", breaches.edit, name="breach-edit"),
    path(f"{_BREACH}risk/", breaches.assess, name="breach-risk"),
    path(f"{_BREACH}told/<str:event>/", breaches.told, name="breach-told"),
    path(f"{_BREACH}close/", breaches.close, name="breach-close"),
]
