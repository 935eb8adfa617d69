"""What of the interest and the lump sum of claims stands on the customers' accounts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from vorzimmer.billing.accounts import with_settled
from vorzimmer.billing.models import AccountEntry
from vorzimmer.claims.models import Claim
from vorzimmer.domain.accounts import EntryKind

INTEREST = "claim-interest:"
LUMP_SUM = "claim-lump-sum:"
"""How the keys of their entries begin; the claim's id follows, then a number."""


@dataclass(slots=True, kw_only=True)
class Booked:
    """So many cents are on the account, of which so many are settled; `entries` is how many were made, taken back ones too."""

    interest: int = 0
    lump_sum: int = 0
    settled: int = 0
    interest_entries: int = 0
    lump_sum_entries: int = 0

    @property
    def cents(self) -> int:
        return self.interest + self.lump_sum


def booked_of(claims: Iterable[Claim]) -> Mapping[UUID, Booked]:
    """Say of each claim what of its costs was booked and not taken back, by the claim's id. One query."""
    by_document = {claim.document_id: claim.pk for claim in claims}
    found: defaultdict[UUID, Booked] = defaultdict(Booked)
    fees = AccountEntry.objects.filter(document__in=by_document, kind=EntryKind.FEE, reverses=None).select_related("reversed_by")
    for entry in with_settled(fees):
        booked = found[by_document[entry.document_id]]
        is_back = hasattr(entry, "reversed_by")
        if entry.key.startswith(INTEREST):
            booked.interest_entries += 1
            booked.interest += 0 if is_back else entry.amount
        elif entry.key.startswith(LUMP_SUM):
            booked.lump_sum_entries += 1
            booked.lump_sum += 0 if is_back else entry.amount
        else:
            continue
        booked.settled += 0 if is_back else entry.settled
    return found
