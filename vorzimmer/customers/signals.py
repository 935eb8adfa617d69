"""What other rooms may hear of customers. Receivers run in the transaction of the sender: they succeed together or not at all."""

from django.dispatch import Signal

contract_changed = Signal()
"""Something happened to a contract. Arguments: `event` (customers.models.ContractEvent), `at` (datetime)."""
