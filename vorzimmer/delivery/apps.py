"""Delivery as a Django app. It listens to customers; they know nothing of letters."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "vorzimmer.delivery"
    label = "delivery"

    def ready(self) -> None:
        from vorzimmer.customers.signals import contract_changed, service_changed  # noqa: PLC0415  models are ready only now
        from vorzimmer.delivery.confirmations import confirm  # noqa: PLC0415
        from vorzimmer.delivery.service_letters import announce  # noqa: PLC0415

        contract_changed.connect(confirm, dispatch_uid="confirmations of contracts")
        service_changed.connect(announce, dispatch_uid="letters about the service on arrears")
