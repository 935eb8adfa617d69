"""What the keyring holds."""

from uuid import UUID

from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.scope import AGENCY, SealScope


def scopes_of(customer_id: UUID | None) -> list[SealScope]:
    """Give the scopes of a customer (None: of the agency) whose keys still open, oldest month first."""
    rows = DataKey.objects.filter(scope=customer_id or AGENCY, destroyed_at=None).order_by("month", "category")
    return [row.seal_scope for row in rows]
