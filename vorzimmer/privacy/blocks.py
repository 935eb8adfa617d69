"""What is restricted (Art. 18) or objected to (Art. 21): asked by screens, jobs and exports before data about a person are used."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from vorzimmer.accounts.models import User
from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.restrictions import Block as Kind
from vorzimmer.domain.restrictions import May, Use, may_use
from vorzimmer.privacy.models import Block, DataRequest

CUSTOMER, PERSON = "customers.Customer", "customers.Person"


def block(request: DataRequest, kind: Kind, *, consents: bool, at: datetime, by: User | None) -> Block:
    """Block the record of a request; once of a kind. Called within the transaction of the request."""
    if request.subject_ref is None:
        raise ValueError("nobody is found yet whose data could be blocked")
    standing = Block.objects.standing().about(request.subject_table, request.subject_ref).filter(kind=kind).first()
    if standing is not None:
        return standing
    return Block.objects.create(
        request=request,
        kind=kind,
        subject_table=request.subject_table,
        subject_ref=request.subject_ref,
        customer_ref=request.customer_ref,
        consents=consents,
        since=at,
        by=by,
    )


def usable(use: Use, table: str, key: UUID) -> Allowed[May] | Refused[Kind]:
    """Say whether data of a record may be used for this."""
    standing = Block.objects.standing().about(table, key).values_list("kind", "consents")
    return may_use(use, {Kind(kind): consents for kind, consents in standing})


def unusable(use: Use, table: str, keys: Iterable[UUID] | None = None) -> set[UUID]:
    """Give the records of a table that may not be used for this, of `keys` or of all: for lists, files and jobs."""
    standing = Block.objects.standing().filter(subject_table=table)
    if keys is not None:
        standing = standing.filter(subject_ref__in=list(keys))
    found: dict[UUID, dict[Kind, bool]] = {}
    for ref, kind, consents in standing.values_list("subject_ref", "kind", "consents"):
        found.setdefault(ref, {})[Kind(kind)] = consents
    return {ref for ref, blocks in found.items() if isinstance(may_use(use, blocks), Refused)}
