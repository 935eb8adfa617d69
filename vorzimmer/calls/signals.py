"""What other rooms may hear of calls. Receivers run in the transaction of the sender: they succeed together or not at all."""

from django.dispatch import Signal

call_closed = Signal()
"""A call is over, or its times were corrected afterwards. Arguments: `call` (calls.models.Call), `at` (datetime),
`again` (bool: it was over before, and its times were corrected)."""
