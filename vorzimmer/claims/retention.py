"""How the room of claims forgets."""

from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Left, Room, SealedRows

_CLAIMS = _("claims and cases go with the billing data that they hold, once the holds of R-ABR are asked by the sweep")

ROOM = Room(
    left=(
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
