"""Privacy as a Django app."""

from django.apps import AppConfig
from django.core.checks import register


class PrivacyConfig(AppConfig):
    name = "vorzimmer.privacy"
    label = "privacy"

    def ready(self) -> None:
        from vorzimmer.privacy.checks import check_catalogue, check_notice  # noqa: PLC0415  (models load with the apps)
        from vorzimmer.privacy.fading import let_fade  # noqa: PLC0415  (as above)
        from vorzimmer.privacy.watching import watch_registers  # noqa: PLC0415  (as above)

        register(check_catalogue)
        register(check_notice)
        watch_registers()
        let_fade()
