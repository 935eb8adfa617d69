"""How the room of claims forgets, and what holds the billing data of others: the sweep asks here before usage goes (R-ABR)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from vorzimmer.claims.holds import held_usage
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.holds import Kept
from vorzimmer.domain.retention import Held
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Left, Room, SealedRows

_CLAIMS = _("claims and cases stay as long as the invoice that they are about stands in the books; they have no clock of their own yet")

_HANDED = _("what was handed over stays with its claim; none can be due before 2030, and who still has the claim comes first")

ROOM = Room(
    left=(
        *(Left(rule=Rule.DISCLOSURE, table=f"claims.{table}", because=_HANDED) for table in ("HandOver", "Finding", "Duty")),
        *(
            Left(rule=Rule.ABR, table=f"claims.{table}", because=_CLAIMS)
            for table in ("Claim", "ClaimEvent", "Pause", "Instalment", "Case", "CaseRecord")
        ),
        Left(
            rule=Rule.BEA,
            table="claims.Case",
            because=_("the words of a case end with the contract in the room of claims, which has no sweep yet"),
        ),
    ),
    sealed=(SealedRows(table="claims.Case", at="created_at", owner="customer_ref", category="BEA"),),
)


def holds_of_usage(keys: Collection[Any], day: date) -> Mapping[Any, Sequence[Held]]:
    """Say what holds records of usage on a day: the closed list of law.md S33. What nothing holds is left out."""
    return {
        key: [Held(because=hold.value, until=kept.until) for hold in kept.because]
        for key, kept in held_usage(keys, day).items()
        if isinstance(kept, Kept) and kept.because
    }
