"""Claims as a Django app. It listens to billing and delivery; they know nothing of claims."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "vorzimmer.claims"
    label = "claims"
