"""What other rooms may hear of privacy. Receivers run in the transaction of the sender: they succeed together or not at all."""

from django.dispatch import Signal

request_told = Signal()
"""Who made a request is told something. Arguments: `request`, `what` (request_deeds.Told), `text`, `at`."""
