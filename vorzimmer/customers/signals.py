"""What other rooms may hear of customers. Receivers run in the transaction of the sender: they succeed together or not at all."""

from django.dispatch import Signal

contract_changed = Signal()
"""Something happened to a contract. Arguments: `event` (customers.models.ContractEvent), `at` (datetime)."""

bank_account_added = Signal()
"""A customer pays from another account from now on, by another mandate. Arguments: `account` (customers.models.BankAccount), `at`."""

service_changed = Signal()
"""A customer is told something about his service on arrears. Arguments: `line` (customers.models.ServiceStep), `at` (datetime)."""

enquiry_received = Signal()
"""Somebody asked something over the open pages. Arguments: `enquiry` (customers.models.Enquiry), `at` (datetime)."""

enquiry_answered = Signal()
"""The agency answers an enquiry. Arguments: `enquiry`, `text` (what is answered), `at`."""

enquiries_erased = Signal()
"""Enquiries are erased, and what other rooms hold of them goes too. Arguments: `refs` (their ids as text), `at`."""
