"""Addresses of the open pages."""

from django.urls import path

from vorzimmer.website import ending, sign_up, views

app_name = "website"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-up/", sign_up.sign_up, name="sign-up"),
    path("sign-up/bank/", sign_up.bank, name="sign-up-bank"),
    path("legal/<slug:kind>/", sign_up.document, name="document-newest"),
    path("legal/<slug:kind>/<slug:version>/", sign_up.document, name="document"),
    path("notice/", ending.notice, name="notice"),
    path("withdrawal/", ending.withdrawal, name="withdrawal"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("home/", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("design/", views.design, name="design"),
]
