"""The catalogue of personal data in words, table by table, with how many records there are. It counts records and reads none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import ROLE_NAMES
from vorzimmer.domain.catalogue import Capacity, Category, Datum, Purpose, Reader, is_store
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.catalogue import catalogue

PURPOSES = {
    Purpose.CONTRACT: _("contract"),
    Purpose.SERVICE: _("answering calls for the customer"),
    Purpose.BILLING: _("billing"),
    Purpose.TAX: _("tax and accounts"),
    Purpose.PAYMENT: _("payment"),
    Purpose.CLAIM: _("claims"),
    Purpose.INQUIRY: _("enquiries"),
    Purpose.ABUSE: _("protection against abuse"),
    Purpose.ACCOUNTABILITY: _("proof of what the law demands"),
    Purpose.OPERATION: _("running the program"),
}
READERS = {Reader.SYSTEM: _("the program only"), Reader.SECURITY: _("whoever investigates an attack")}
CAPACITIES = {Capacity.CONTROLLER: _("for ourselves"), Capacity.PROCESSOR: _("for the customer (Art. 28)")}
SAID = (
    _("Art. 28 GDPR; the customer's own basis is Art. 6(1)(b), (f) or 9(2)(h)"),
    _("Art. 6(1)(b) GDPR"),
    _("Art. 6(1)(b) GDPR; §25(2) no. 2 TDDDG"),
    _("Art. 6(1)(b) GDPR; §26 BDSG for staff"),
    _("Art. 6(1)(b), (c), 28 GDPR"),
    _("Art. 6(1)(b), 32 GDPR"),
    _("Art. 6(1)(c) with Art. 12, 15-22 GDPR"),
    _("Art. 6(1)(c) with Art. 15, 20 and 32 GDPR"),
    _("may tell what somebody fears to be known"),
    _("a copy of all that is held about somebody"),
    _("Art. 6(1)(c) GDPR: §147 AO, §257 HGB, §14b UStG"),
    _("Art. 6(1)(f) GDPR"),
    _("Art. 6(1)(b), (f) GDPR"),
    _("Art. 5(2), 15(1)(c), 19 GDPR"),
    _("Art. 5(2), 17, 32 GDPR"),
    _("Art. 5(2), 24 GDPR"),
    _("Art. 5(2), 28 GDPR"),
    _("Art. 5(2), 32 GDPR; §26 BDSG for staff"),
    _("Art. 5(2), 6(1)(f) GDPR"),
    _("Art. 7(1), 6(1)(c) GDPR; §7a UWG"),
    _("Art. 32 GDPR"),
    _("Art. 33(5), 6(1)(c) GDPR"),
    _("§26 BDSG; Art. 6(1)(f) GDPR"),
    _("§203(4) StGB; Art. 6(1)(c) GDPR"),
    _("a long absence may tell of illness"),
    _("a return for want of cover or because of a death"),
    _("as the data that are in it"),
    _("as the note that is sent"),
    _("as the note that it becomes"),
    _("belongs to the customer's clients or patients"),
    _("could be used to watch staff: only the present state is kept"),
    _("could be used to watch staff: by the hour only, once a record"),
    _("tells of a weakness; written without names"),
    _("free text: whatever somebody tells of himself"),
    _("high: answers to the questions of a practice or an office"),
    _("high: health, crime, secrets of clients (Art. 9, 10 GDPR, §203 StGB)"),
    _("low: when somebody called, not who"),
    _("may name staff of the customer"),
    _("may name staff or callers"),
    _("may repeat the concern"),
    _("may tell of illness; nobody is asked for a reason"),
    _("reveals a duty of secrecy (§203 StGB)"),
    _("says that somebody has not paid"),
    _("that a claim was given to a collector or a bureau tells of unpaid bills"),
    _("that somebody calls a clinic or a defence lawyer is itself worth protecting (Art. 9, 10 GDPR)"),
    _("weighs the interests of somebody who has not paid"),
)
"""The grounds and risks that the catalogue writes, so that they are translated: the catalogue itself knows no languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Fields of one table that are declared alike."""

    names: Sequence[str]
    datum: Datum

    @property
    def purpose(self) -> Any:
        return PURPOSES[self.datum.purpose]

    @property
    def capacity(self) -> Any:
        return CAPACITIES[self.datum.capacity]

    @property
    def ground(self) -> str:
        return gettext(self.datum.legal_basis)

    @property
    def risk(self) -> str:
        return gettext(self.datum.special_risk) if self.datum.special_risk else ""

    @property
    def about_nobody(self) -> bool:
        return self.datum.category is Category.NONE

    @property
    def readers(self) -> list[str]:
        """Name the roles in the order of the roles, then the readers that are no person."""
        roles = [str(ROLE_NAMES[role]) for role in Role if role in self.datum.visible_to]
        return roles + [str(name) for reader, name in READERS.items() if reader in self.datum.visible_to and not roles]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What one table, or one store outside of the tables, holds. `count` is None for a store: nobody counts those."""

    name: str
    count: int | None
    lines: Sequence[Line]


def inventory() -> list[Table]:
    """Put the catalogue together table by table; what is about nobody stands last."""
    tables: dict[str, dict[Datum, list[str]]] = {}
    for key, datum in catalogue().items():
        table, name = (key.split(":")[0], key.split(":")[1]) if is_store(key) else key.rsplit(".", 1)
        label = key if is_store(key) else table
        tables.setdefault(label, {}).setdefault(datum, []).append(name)
    found = [
        Table(
            name=label,
            count=_count(label),
            lines=sorted((Line(names=names, datum=datum) for datum, names in lines.items()), key=_nobody_last),
        )
        for label, lines in tables.items()
    ]
    return sorted(found, key=lambda table: (all(line.about_nobody for line in table.lines), table.name))


def _nobody_last(line: Line) -> bool:
    return line.about_nobody


def _count(label: str) -> int | None:
    return None if is_store(label) else apps.get_model(label)._default_manager.count()  # noqa: SLF001  (Django's own name for it)
