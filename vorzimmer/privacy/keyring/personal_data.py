"""What the keyring keeps: keys, and for which customer (a random id) and month."""

from vorzimmer.domain.catalogue import CUSTOMER_ID, TECHNICAL, combine, fields

CATALOGUE = combine(
    fields("keyring.DataKey", ("id", "category", "month", "wrapped", "created_at", "destroyed_at"), TECHNICAL),
    fields("keyring.DataKey", ("scope",), CUSTOMER_ID),
)
