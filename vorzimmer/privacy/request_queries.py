"""Requests of data subjects by who reads them and how they stand, and what blocks data of a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, Self
from uuid import UUID

from django.db import models

from vorzimmer.domain.requests import CLOSED, PersonKind
from vorzimmer.privacy.errors import NeverChanged

if TYPE_CHECKING:
    from vorzimmer.privacy.models import Block, DataRequest, RequestEvent, RequestFile  # noqa: F401  (named as text, for the type of the sets)


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    """Sets of requests."""

    def open(self) -> Self:
        """Only those without an answer."""
        return self.exclude(state__in=[state.value for state in CLOSED])

    def closed(self) -> Self:
        """Only those that are over."""
        return self.filter(state__in=[state.value for state in CLOSED])

    def raised_by(self, customer_refs: list[UUID]) -> Self:
        """Only those that customers raised about themselves; not those of their callers or people."""
        return self.filter(customer_ref__in=customer_refs, person_kind=PersonKind.CUSTOMER)

    def handed_to(self, customer_refs: list[UUID]) -> Self:
        """Only those of callers that these customers have to answer as controllers."""
        return self.filter(customer_ref__in=customer_refs, person_kind=PersonKind.CALLER).exclude(handed_at=None)


class RequestEventQuerySet(models.QuerySet["RequestEvent"]):
    """Lines of logs, for reading."""

    def update(self, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("what happened to a request is never changed")

    def delete(self) -> NoReturn:
        raise NeverChanged("what happened to a request stays as long as the request")

    def bulk_update(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("what happened to a request is never changed")


class RequestFileQuerySet(models.QuerySet["RequestFile"]):
    """Copies for people who asked for one."""

    def there(self, at: datetime) -> Self:
        """Only those whose 24 hours are not over (R-EXP): it counts from the instant on, whatever the job does."""
        return self.filter(erase_at__gt=at)


class BlockQuerySet(models.QuerySet["Block"]):
    """Restrictions and objections."""

    def standing(self) -> Self:
        """Only those that were not lifted."""
        return self.filter(lifted_at=None)

    def stopping_service(self) -> Self:
        """Only standing restrictions of people who do not want the service to go on meanwhile."""
        return self.standing().filter(kind="restriction", consents=False)

    def about(self, table: str, key: UUID) -> Self:
        """Only those about one record."""
        return self.filter(subject_table=table, subject_ref=key)
