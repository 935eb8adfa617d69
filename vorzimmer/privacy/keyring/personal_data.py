"""What the keyring keeps: keys, and for which customer (a random id) and month."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import CUSTOMER_ID, TECHNICAL

CATALOGUE = combine(
    fields("keyring.DataKey", ("id", "category", "month", "wrapped", "created_at", "destroyed_at"), TECHNICAL),
    fields("keyring.DataKey", ("scope",), CUSTOMER_ID),
)
