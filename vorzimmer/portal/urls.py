"""Addresses of the portal."""

from django.urls import path

from vorzimmer.customers.contract_deeds import DEEDS
from vorzimmer.portal import contract, views

app_name = "portal"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("notes/<uuid:note_id>/", views.note, name="note"),
    path("notes/<uuid:note_id>/done/", views.done, name="note-done"),
    path("forwarding/", contract.forwarding, name="forwarding"),
    path("contracts/", contract.contracts, name="contracts"),
    path("options/<uuid:booked_id>/cancel/", contract.cancel, name="option-cancel"),
    path("more/", views.more, name="more"),
]

urlpatterns += [path(f"contracts/<uuid:contract_id>/{deed.slug}/", contract.do, {"deed": deed}, name=deed.name) for deed in DEEDS]
