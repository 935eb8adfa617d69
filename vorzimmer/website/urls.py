"""Addresses of the open pages."""

from django.urls import path

from vorzimmer.website import views

app_name = "website"
urlpatterns = [
    path("", views.start, name="start"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("home/", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("design/", views.design, name="design"),
]
