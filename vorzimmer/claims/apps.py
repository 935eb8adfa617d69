"""Claims as a Django app. It listens to billing and delivery; they know nothing of claims."""

from django.apps import AppConfig


class ClaimsConfig(AppConfig):
    name = "vorzimmer.claims"
    label = "claims"

    def ready(self) -> None:
        from vorzimmer.claims.actions import leaving  # noqa: PLC0415  models are ready only now
        from vorzimmer.claims.holds import held_rows  # noqa: PLC0415
        from vorzimmer.claims.retention import LETTERS, holds_of_cases, holds_of_claims, holds_of_usage  # noqa: PLC0415
        from vorzimmer.delivery.enclosures import keep  # noqa: PLC0415
        from vorzimmer.delivery.signals import message_sent  # noqa: PLC0415
        from vorzimmer.domain.catalogue import Rule  # noqa: PLC0415
        from vorzimmer.privacy.clocks import hold_by  # noqa: PLC0415

        message_sent.connect(leaving.note_left, dispatch_uid="reminders that left")
        keep("reminder", leaving.files_of)
        hold_by(Rule.ABR, "billing.UsageRecord", holds_of_usage, held_rows)
        hold_by(Rule.ABR, "claims.Claim", holds_of_claims)
        hold_by(Rule.ABR, "claims.Case", holds_of_cases)
        LETTERS.hold()
