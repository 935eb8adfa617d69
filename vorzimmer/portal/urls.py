"""Addresses of the portal."""

from django.urls import path

from vorzimmer.portal import views
from vorzimmer.portal.orders.urls import urlpatterns as orders

app_name = "portal"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("notes/<uuid:note_id>/", views.note, name="note"),
    path("notes/<uuid:note_id>/done/", views.done, name="note-done"),
    path("more/", views.more, name="more"),
]

urlpatterns += orders
