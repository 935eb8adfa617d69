"""Destroy keys."""

import logging
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from vorzimmer.privacy.keyring.keys import CACHE
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.router import KEYRING
from vorzimmer.privacy.scope import SealScope

log = logging.getLogger(__name__)
_OVERWRITTEN = bytes(60)


def destroy_keys(scopes: Iterable[SealScope], *, at: datetime) -> list[UUID]:
    """Erase what was sealed in `scopes` by destroying their keys; returns the ids of those that were destroyed now.

    The wrapped bytes are overwritten, the row stays. From then on opening raises KeyDestroyed, and so does sealing anything new
    in that scope: destroy a scope only when nothing more is to come into it (the month is over and due, the customer has gone).
    Other processes may remember a key for 20 seconds. Scopes without a key are passed over.
    """
    if at.tzinfo is None:
        raise ValueError("the moment of a destruction is aware")
    destroyed: list[UUID] = []
    with transaction.atomic(using=KEYRING):
        transaction.on_commit(CACHE.clear, using=KEYRING)
        for scope in dict.fromkeys(scopes):
            alive = DataKey.objects.select_for_update().filter(
                scope=scope.owner, category=scope.category, month=scope.month, destroyed_at=None
            )
            for key_id in alive.values_list("pk", flat=True):
                DataKey.objects.filter(pk=key_id).update(wrapped=_OVERWRITTEN, destroyed_at=at)
                destroyed.append(key_id)
    for key_id in destroyed:
        log.info("data key %s destroyed", key_id)
    return destroyed
