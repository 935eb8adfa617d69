"""Addresses of reminders and of the settings of claims."""

from django.urls import path

from vorzimmer.office.views import claim_settings, reminder_deeds, reminders

_LETTER = "money/claims/letters/<uuid:reminder_id>/"

urlpatterns = [
    path("money/claims/letters/", reminders.due, name="reminders"),
    path("money/claims/letters/send/", reminders.send, name="reminders-send"),
    path("money/claims/letters/sent/", reminders.listing, name="reminders-sent"),
    path(_LETTER, reminders.show, name="reminder"),
    path(f"{_LETTER}pdf/", reminders.pdf, name="reminder-pdf"),
    path("money/claims/settings/", claim_settings.settings, name="claims-settings"),
    path("money/claims/settings/rates/<slug:half_year>/", claim_settings.rate, name="base-rate"),
]

urlpatterns += [path(f"{_LETTER}{deed.slug}/", reminder_deeds.do, {"deed": deed}, name=deed.name) for deed in reminder_deeds.DEEDS]
