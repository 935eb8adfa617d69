"""Accounts as a Django app."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class AccountsConfig(AppConfig):
    name = "vorzimmer.accounts"
    label = "accounts"

    def ready(self) -> None:
        from vorzimmer.accounts.clock import restart  # noqa: PLC0415  (reads the settings, which are not ready before)

        user_logged_in.connect(restart, dispatch_uid="accounts.clock.restart")
