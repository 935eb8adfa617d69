"""How an app says what it holds about people: one `Datum` for every field, file and note that is kept.

The entries drive the system check that nothing is kept undeclared, the filter by role, the notice, the records of processing
(Art. 30 GDPR), the export (Art. 15) and the erasure. The data that several rooms hold stand in
`domain/held_data.py`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.roles import Role


class Category(StrEnum):
    """What kind of record it is; the rules of retention are made per category."""

    BST = "BST"
    """Master data of the agency's customers."""
    BEA = "BEA"
    """What is worked on for a customer: calls, notes, orders. The agency is the customer's processor."""
    ABR = "ABR"
    """What is needed to bill."""
    INT = "INT"
    """Enquiries of people who are no customers yet."""
    TAX = "TAX"
    """Documents that tax and commercial law keep."""
    MND = "MND"
    """Direct-debit mandates."""
    REGISTER = "REGISTER"
    """Proofs and registers of the data protection law itself."""
    ACCOUNT = "ACCOUNT"
    """Who signs in."""
    SECURITY = "SECURITY"
    """Traces of attacks."""
    TECH = "TECH"
    """Copies that the machinery makes for a short time."""
    NONE = "NONE"
    """About nobody."""


class Purpose(StrEnum):
    """What it is held for."""

    CONTRACT = "contract"
    SERVICE = "service"
    BILLING = "billing"
    TAX = "tax"
    PAYMENT = "payment"
    CLAIM = "claim"
    INQUIRY = "inquiry"
    ABUSE = "abuse"
    ACCOUNTABILITY = "accountability"
    OPERATION = "operation"


class Rule(StrEnum):
    """Which rule of retention ends it."""

    BST = "R-BST"
    BEA = "R-BEA"
    AVV = "R-AVV"
    ABR = "R-ABR"
    INT = "R-INT"
    TAX6 = "R-TAX6"
    TAX8 = "R-TAX8"
    TAX10 = "R-TAX10"
    MANDATE = "R-MND"
    OUTBOX = "R-OUT"
    LIVE = "R-LIVE"
    DRAFT = "R-DRAFT"
    ADDRESS = "R-IP"
    SHORT_ADDRESS = "R-IP-T"
    CONSENT = "R-CNS"
    PHONE_ADVERTISING = "R-UWG5"
    DISCLOSURE = "R-DIS"
    REQUEST = "R-DSR"
    AUDIT = "R-AUD"
    SECURITY = "R-SEC"
    STAFF = "R-203"
    ACCOUNT = "R-ACC"
    SESSION = "R-SES"
    SIGN_IN = "R-LOGIN"
    BACKUP = "R-BKP"
    EXPORT = "R-EXP"
    TOMBSTONE = "R-TMB"
    WITH_RECORD = "with the record"
    """Goes when the record goes to which it belongs."""
    NO_PERSON = "no limit: about nobody"


class Reader(StrEnum):
    """Readers that are no role of a person."""

    SYSTEM = "system"
    """Only the program itself."""
    SECURITY = "security"
    """Whoever investigates an attack, with the number of the case."""


class Capacity(StrEnum):
    """As what the agency holds it (Art. 4(7) and (8) GDPR)."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class CatalogueError(ValueError):
    """An entry of the catalogue is incomplete, contradictory or declared twice."""


_PERSONAL_DATA = re.compile(r"pd:[A-Z][A-Za-z]*")
_DATA_KEY = re.compile(r"(user|system)(\.[a-z][a-z0-9_]*)*")
_WORDS = frozenset({"pd:Name", "pd:TelephoneNumber", "pd:EmailAddress", "pd:Contact", "pd:Communication", "pd:Opinion"})
"""What says who somebody is or what was said, as opposed to when and how often."""
_MODEL = re.compile(r"[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*")
_FIELD = re.compile(r"[a-z_][a-z0-9_]*")
_STORE = re.compile(r"[a-z][a-z0-9_]*:[a-z0-9][a-z0-9 -]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """What is known about one kind of datum.

    `legal_basis` names the article; `special_risk` says in words what special category (Art. 9, 10 GDPR, §203 StGB) it may
    reveal, blank for none; `sealed` demands that it is encrypted at rest; `dpv` is a term of the W3C Data Privacy Vocabulary,
    `fideslang` a data category of that taxonomy. Raises CatalogueError when it is incomplete.
    """

    category: Category
    purpose: Purpose
    legal_basis: str
    rule: Rule
    visible_to: frozenset[Role | Reader]
    third_party: bool = False
    special_risk: str = ""
    sealed: bool = False
    capacity: Capacity = Capacity.CONTROLLER
    dpv: str = ""
    fideslang: str = "system.operations"

    def __post_init__(self) -> None:
        _known("category", self.category, Category)
        _known("purpose", self.purpose, Purpose)
        _known("rule", self.rule, Rule)
        _known("capacity", self.capacity, Capacity)
        if not self.legal_basis.strip():
            raise CatalogueError("legal_basis is blank; it names the article that allows to hold the datum")
        if not self.visible_to:
            raise CatalogueError("visible_to is empty; say Reader.SYSTEM when nobody reads it")
        for reader in self.visible_to:
            if not isinstance(reader, Role | Reader):
                raise CatalogueError(f"visible_to names {reader!r}, which is neither a Role nor a Reader")
        if self.category is Category.NONE and (self.third_party or self.special_risk or self.sealed or self.dpv):
            raise CatalogueError("a datum of category NONE is about nobody; it has no third party, risk, seal or dpv term")
        if self.category is not Category.NONE and not _PERSONAL_DATA.fullmatch(self.dpv):
            raise CatalogueError(f"dpv {self.dpv!r} is no term like 'pd:Name'")
        about_others = self.category is Category.BEA and self.third_party and self.dpv in _WORDS
        if (about_others or self.dpv == "pd:BankAccount") and not self.sealed:
            raise CatalogueError(f"{self.dpv} of a third party, or of a bank account, is sealed at rest")
        if not _DATA_KEY.fullmatch(self.fideslang):
            raise CatalogueError(f"fideslang {self.fideslang!r} is no data category like 'user.contact.email'")

    def visible_for(self, role: str) -> bool:
        """Whether a person of this role may see it."""
        return role in self.visible_to


def _known(name: str, value: object, kind: type[StrEnum]) -> None:
    if not isinstance(value, kind):
        raise CatalogueError(f"{name} {value!r} is unknown; it is one of {', '.join(kind.__members__)} of {kind.__name__}")


def fields(model: str, names: Iterable[str], datum: Datum) -> dict[str, Datum]:
    """Declare several fields of one model ("calls.Note") alike. Raises CatalogueError for a malformed or repeated name."""
    if isinstance(names, str):
        raise CatalogueError(f"{model}: the names are a tuple, not the text {names!r}")
    if not _MODEL.fullmatch(model):
        raise CatalogueError(f"{model!r} is no model like 'calls.Note'")
    declared: dict[str, Datum] = {}
    for name in names:
        if not _FIELD.fullmatch(name):
            raise CatalogueError(f"{model}: {name!r} is no name of a field")
        key = f"{model}.{name}"
        if key in declared:
            raise CatalogueError(f"{key} is declared twice")
        declared[key] = datum
    if not declared:
        raise CatalogueError(f"{model}: no field is named")
    return declared


def store(name: str, datum: Datum) -> dict[str, Datum]:
    """Declare something that is kept outside of the tables: a file, memory, a browser ("accounts:sign-in failures")."""
    if not _STORE.fullmatch(name):
        raise CatalogueError(f"{name!r} is no name of a store like 'accounts:sign-in failures'")
    return {name: datum}


def is_store(key: str) -> bool:
    """Whether a key of the catalogue names a store outside of the tables."""
    return ":" in key


def combine(*parts: Mapping[str, Datum]) -> Mapping[str, Datum]:
    """Put declarations together. Raises CatalogueError for a key that is declared twice or a value that is no Datum."""
    whole: dict[str, Datum] = {}
    for part in parts:
        for key, datum in part.items():
            if not isinstance(datum, Datum):
                raise CatalogueError(f"{key} is declared as {type(datum).__name__}, not as a Datum")
            if key in whole:
                raise CatalogueError(f"{key} is declared twice")
            whole[key] = datum
    return MappingProxyType(whole)
