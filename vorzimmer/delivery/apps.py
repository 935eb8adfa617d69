"""Delivery as a Django app."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "vorzimmer.delivery"
    label = "delivery"
