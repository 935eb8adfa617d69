"""Addresses of the office."""

from django.http import HttpResponse
from django.urls import path

app_name = "office"
urlpatterns = [path("", lambda _request: HttpResponse(), name="home")]
