"""The keyring as a Django app."""

from django.apps import AppConfig


class KeyringConfig(AppConfig):
    name = "vorzimmer.privacy.keyring"
    label = "keyring"
