"""Second factors as a Django app."""

from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "vorzimmer.privacy.factors"
    label = "factors"
