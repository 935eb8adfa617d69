"""Customers as a Django app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "vorzimmer.customers"
    label = "customers"

    def ready(self) -> None:
        from vorzimmer.customers.actions.enquiries import erase_again  # noqa: PLC0415  models are ready only now
        from vorzimmer.privacy.tombstones import replay_by  # noqa: PLC0415

        replay_by("customers.Enquiry", erase_again)
