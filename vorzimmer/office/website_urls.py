"""Addresses of the part of the office where the words of the website are written."""

from django.urls import path

from vorzimmer.office.views import website

_PAGE = "website/<slug:name>/"

urlpatterns = [
    path("website/", website.listing, name="website"),
    path(_PAGE, website.write, name="website-page"),
    path(f"{_PAGE}preview/", website.preview, name="website-preview"),
    path(f"{_PAGE}publish/", website.publish, name="website-publish"),
    path(f"{_PAGE}discard/", website.discard, name="website-discard"),
    path(f"{_PAGE}take-back/", website.take_back, name="website-take-back"),
    path(f"{_PAGE}versions/<slug:number>/", website.version, name="website-version"),
]
