"""Calls as a Django app."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "vorzimmer.calls"
    label = "calls"

    def ready(self) -> None:
        from vorzimmer.calls.watching import watch_systems  # noqa: PLC0415  (models are ready only now)

        watch_systems()
