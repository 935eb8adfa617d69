"""Addresses of the webhooks."""

from django.urls import path

from vorzimmer.api import views

app_name = "api"
urlpatterns = [
    path("telephony/sipgate/", views.sipgate, name="sipgate"),
    path("telephony/placetel/", views.placetel, name="placetel"),
    path("telephony/cti/<str:token>/", views.cti, name="cti"),
]
