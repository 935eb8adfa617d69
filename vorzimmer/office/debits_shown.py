"""How the office shows direct debits: files and their days, single ones with what may be done, reasons in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.billing.debits import Planned
from vorzimmer.billing.models import Collection, DebitFile
from vorzimmer.customers.models import Customer
from vorzimmer.domain.collecting import CAME_BACK, STATE_SENTENCES, CollectionEvent, CollectionState, possible
from vorzimmer.domain.debit_files import FILE_SENTENCES, FILE_TABLE, FileEvent, FileState
from vorzimmer.domain.return_reasons import AFTER_SENTENCES, after_return, told

SOON = 1
TONES = {FileState.MADE: "wait", FileState.APPROVED: "accent", FileState.SENT: "free", FileState.DISCARDED: "neutral"}
WORDS = {
    CollectionState.PLANNED: (gettext_lazy("planned"), "neutral"),
    CollectionState.APPROVED: (gettext_lazy("approved"), "accent"),
    CollectionState.IN_FILE: (gettext_lazy("in a file"), "accent"),
    CollectionState.SENT: (gettext_lazy("with the bank"), "wait"),
    CollectionState.BOOKED: (gettext_lazy("booked"), "free"),
    CollectionState.REJECTED: (gettext_lazy("rejected"), "danger"),
    CollectionState.RETURNED: (gettext_lazy("returned"), "danger"),
    CollectionState.REFUNDED: (gettext_lazy("refunded"), "danger"),
    CollectionState.WITHDRAWN: (gettext_lazy("withdrawn"), "neutral"),
}
"""A state in a word or two, and the tone of its chip."""


def until(day: date, today: date) -> str:
    """Say how far away a day is."""
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days < 0:
        return ngettext("%(n)d day late", "%(n)d days late", -days) % {"n": -days}
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """A file with its state in words and how long there is time for it."""

    file: DebitFile
    today: date

    @property
    def state(self) -> str:
        return _(FILE_SENTENCES[FileState(self.file.state)])

    @property
    def tone(self) -> str:
        return TONES[FileState(self.file.state)]

    @property
    def is_waiting(self) -> bool:
        """Whether the bank has yet to get it."""
        return self.file.state in {FileState.MADE, FileState.APPROVED}

    @property
    def until(self) -> str:
        return until(self.file.submit_by, self.today)

    @property
    def is_urgent(self) -> bool:
        return self.is_waiting and (self.file.submit_by - self.today).days <= SOON

    @property
    def may_approve(self) -> bool:
        return FileEvent.APPROVED in FILE_TABLE[FileState(self.file.state)]

    @property
    def may_discard(self) -> bool:
        return FileEvent.DISCARDED in FILE_TABLE[FileState(self.file.state)]

    @property
    def may_send(self) -> bool:
        return FileEvent.SENT in FILE_TABLE[FileState(self.file.state)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitShown:
    """A direct debit with its state in words. `reason` and `then` say why it came back and what follows, as the reader may know it."""

    collection: Collection
    customer: Customer | None
    sees_all: bool
    plan: Planned | None = None

    @property
    def state(self) -> str:
        return str(WORDS[CollectionState(self.collection.state)][0])

    @property
    def says(self) -> str:
        return _(STATE_SENTENCES[CollectionState(self.collection.state)])

    @property
    def tone(self) -> str:
        return WORDS[CollectionState(self.collection.state)][1]

    @property
    def came_back(self) -> bool:
        return self.collection.state in CAME_BACK

    @property
    def reason(self) -> str:
        return _(told(after_return(self.collection.return_code), may_see_sensitive=self.sees_all))

    @property
    def then(self) -> str:
        found = after_return(self.collection.return_code)
        return _(AFTER_SENTENCES[found.then]) if self.sees_all or not found.is_sensitive else ""

    @property
    def may_come_back(self) -> bool:
        return bool({CollectionEvent.RETURNED, CollectionEvent.REJECTED} & possible(CollectionState(self.collection.state)))

    @property
    def may_withdraw(self) -> bool:
        return CollectionEvent.WITHDRAWN in possible(CollectionState(self.collection.state))


def shown(collections: Iterable[Collection], *, sees_all: bool) -> list[DebitShown]:
    """Bring direct debits together with their customers: one question."""
    rows = list(collections)
    customers = Customer.objects.in_bulk({row.customer_ref for row in rows})
    return [DebitShown(collection=row, customer=customers.get(row.customer_ref), sees_all=sees_all) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDay:
    """What would be due on one day: `free` can be collected, in the way of the others stands something. Cents."""

    day: date
    rows: Sequence[Planned]

    @property
    def free(self) -> Sequence[Planned]:
        return [row for row in self.rows if row.plan.obstacle is None]

    @property
    def total(self) -> int:
        return sum(row.plan.amount for row in self.free)

    @property
    def blocked(self) -> int:
        return len(self.rows) - len(self.free)


def due_days(rows: Iterable[Planned]) -> list[DueDay]:
    """Group what is planned by the day on which it would be due; it comes in that order."""
    return [DueDay(day=day, rows=list(group)) for day, group in groupby(rows, lambda row: row.plan.due_on)]
