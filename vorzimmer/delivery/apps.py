"""Delivery as a Django app. It listens to customers and to privacy; they know nothing of letters."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "vorzimmer.delivery"
    label = "delivery"

    def ready(self) -> None:
        from vorzimmer.customers.signals import (  # noqa: PLC0415  models are ready only now
            contract_changed,
            enquiries_erased,
            enquiry_answered,
            enquiry_received,
            service_changed,
        )
        from vorzimmer.delivery.confirmations import confirm  # noqa: PLC0415
        from vorzimmer.delivery.enquiry_letters import forget_letters, send_answer, tell_agency  # noqa: PLC0415
        from vorzimmer.delivery.request_letters import send as send_about_request  # noqa: PLC0415
        from vorzimmer.delivery.service_letters import announce  # noqa: PLC0415
        from vorzimmer.delivery.watching import watch_ways  # noqa: PLC0415
        from vorzimmer.privacy.signals import request_told  # noqa: PLC0415

        watch_ways()

        contract_changed.connect(confirm, dispatch_uid="confirmations of contracts")
        enquiry_received.connect(tell_agency, dispatch_uid="hints of enquiries")
        enquiry_answered.connect(send_answer, dispatch_uid="answers to enquiries")
        enquiries_erased.connect(forget_letters, dispatch_uid="letters about erased enquiries")
        request_told.connect(send_about_request, dispatch_uid="letters about requests of data subjects")
        service_changed.connect(announce, dispatch_uid="letters about the service on arrears")
