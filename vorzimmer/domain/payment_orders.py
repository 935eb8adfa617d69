"""The data sheet for the application for a payment order (ZPO §690 and the fields of the online application), and what it still lacks.

Amounts are integer cents, points hundredths of a percentage point. Nothing is sent from here: a person types the sheet into the online
application. LAWYER: the court for the trial, the wording of the claim, and what may be claimed beside principal and interest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vorzimmer.domain.claim_numbers import Numbers
from vorzimmer.domain.court import CentralCourt, CourtKind, litigation_court
from vorzimmer.domain.interest import points_key
from vorzimmer.domain.sepa import is_iban

SERVICE_CONTRACT = 5
"""Number of "Dienstleistungsvertrag" in the courts' catalogue of claims (haufe.de HI2020818, HI15419635)."""


class LegalForm(StrEnum):
    """What a party is."""

    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    """Eingetragener Kaufmann."""
    GBR = "gbr"
    OHG = "ohg"
    KG = "kg"
    GMBH_CO_KG = "gmbh_co_kg"
    PARTNERSHIP = "partnership"
    """Partnerschaftsgesellschaft."""
    GMBH = "gmbh"
    UG = "ug"
    AG = "ag"
    COOPERATIVE = "cooperative"
    ASSOCIATION = "association"
    PUBLIC_BODY = "public_body"
    OTHER = "other"


FOR_THEMSELVES = frozenset({LegalForm.PERSON, LegalForm.SOLE_TRADER})
"""Every other party acts through somebody, whom the application names (ZPO §690(1) no. 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """Who acts for a party by law: "Geschäftsführer" and his name. With a `GMBH_CO_KG` it is the GmbH, and then its managing director."""

    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An applicant or a debtor. Only persons have a `first_name`; `counsel` is a lawyer with power of attorney."""

    name: str
    legal_form: LegalForm | None
    street: str
    postcode: str
    town: str
    country: str = "DE"
    first_name: str = ""
    representatives: Sequence[Representative] = ()
    counsel: str = ""
    iban: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainClaim:
    """The principal that is still open, and the invoice that it comes from. `first` to `last` is the period of the service."""

    cents: int
    invoice_number: str
    invoiced_on: date | None
    first: date | None
    last: date | None
    catalogue_number: int | None = SERVICE_CONTRACT
    description: str = ""
    contract_number: str = ""
    contract_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningInterest:
    """Interest from a day on until payment: so many points over the base rate, on so much principal."""

    from_on: date | None
    points: int
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccruedInterest:
    """Interest that was computed for a stretch of days: of principal that was paid meanwhile."""

    first: date
    last: date
    cents: int


class AncillaryKind(StrEnum):
    """What is claimed beside principal and interest; each is named apart (ZPO §690(1) no. 3)."""

    LUMP_SUM = "lump_sum"
    REMINDER_COSTS = "reminder_costs"
    RETURNED_DEBIT = "returned_debit"
    ENQUIRIES = "enquiries"
    COLLECTOR = "collector"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancillary:
    """One such claim; `text` names what is "other"."""

    kind: AncillaryKind
    cents: int
    text: str = ""


class CounterPerformance(StrEnum):
    """What the applicant declares about his own performance (ZPO §690(1) no. 4)."""

    RENDERED = "rendered"
    NOT_DEPENDENT = "not_dependent"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class LitigationCourt:
    """The court that decides after an objection (ZPO §690(1) no. 5): as a rule that of the debtor's seat (ZPO §§12, 13, 17)."""

    kind: CourtKind
    town: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOrderSheet:
    """All that the application asks for. `trial_on_objection`: whether the case goes on by itself; None while nobody has decided."""

    applicant: Party
    debtor: Party
    is_consumer: bool
    court: CentralCourt | None
    claim: MainClaim
    running: RunningInterest | None = None
    accrued: Sequence[AccruedInterest] = ()
    ancillary: Sequence[Ancillary] = ()
    counter_performance: CounterPerformance | None = None
    litigation: LitigationCourt | None = None
    trial_on_objection: bool | None = None
    reference: str = ""

    @property
    def total(self) -> int:
        """What is claimed in cents, without running interest and the costs of the court."""
        return self.claim.cents + sum(each.cents for each in self.accrued) + sum(each.cents for each in self.ancillary)


class Place(StrEnum):
    """A part of the sheet."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"
    COURT = "court"
    CLAIM = "claim"
    INTEREST = "interest"
    ANCILLARY = "ancillary"
    DECLARATIONS = "declarations"
    LITIGATION = "litigation"


class Problem(StrEnum):
    """What is missing or wrong in it."""

    NO_NAME = "no_name"
    NO_FIRST_NAME = "no_first_name"
    NO_LEGAL_FORM = "no_legal_form"
    NO_ADDRESS = "no_address"
    NO_REPRESENTATIVE = "no_representative"
    NO_ACCOUNT = "no_account"
    WRONG_ACCOUNT = "wrong_account"
    ABROAD = "abroad"
    """A payment order is served abroad by rules of their own (ZPO §688(3)): for a lawyer."""
    NO_COURT = "no_court"
    """Not chosen, or not known which of a Land's courts it is."""
    COURT_UNCONFIRMED = "court_unconfirmed"
    NOT_POSITIVE = "not_positive"
    NO_DESCRIPTION = "no_description"
    """Neither a number of the catalogue nor words."""
    NO_INVOICE = "no_invoice"
    NO_INVOICE_DAY = "no_invoice_day"
    NO_PERIOD = "no_period"
    NO_CONTRACT = "no_contract"
    NO_FIRST_DAY = "no_first_day"
    WRONG_POINTS = "wrong_points"
    MORE_THAN_PRINCIPAL = "more_than_principal"
    NOT_FROM_CONSUMERS = "not_from_consumers"
    """Consumers owe no lump sum (BGB §288(5))."""
    TWICE = "twice"
    NO_TEXT = "no_text"
    NOT_DECLARED = "not_declared"
    NOT_PERFORMED = "not_performed"
    """As long as the agency owes its own performance there is no payment order (ZPO §688(2) no. 2)."""
    TRIAL_UNDECIDED = "trial_undecided"
    NO_LITIGATION_COURT = "no_litigation_court"
    WRONG_LITIGATION_COURT = "wrong_litigation_court"


ADVICE = frozenset({Problem.NO_ACCOUNT, Problem.COURT_UNCONFIRMED, Problem.NO_CONTRACT})
"""The court takes the application without it; somebody should look all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """What is wrong where."""

    place: Place
    problem: Problem

    @property
    def stops(self) -> bool:
        """Whether the application cannot be made with it."""
        return self.problem not in ADVICE


def gaps(sheet: PaymentOrderSheet, on: date, numbers: Numbers) -> tuple[Gap, ...]:
    """Name all that the sheet lacks for an application on this day, in the order of the sheet; what stops it and what is advice."""
    found = (
        (Place.APPLICANT, _party(sheet.applicant)),
        (Place.APPLICANT, _account(sheet.applicant)),
        (Place.DEBTOR, _party(sheet.debtor)),
        (Place.COURT, _court(sheet.court)),
        (Place.CLAIM, _claim(sheet.claim)),
        (Place.INTEREST, _interest(sheet, numbers)),
        (Place.ANCILLARY, _ancillary(sheet)),
        (Place.DECLARATIONS, _declarations(sheet)),
        (Place.LITIGATION, _litigation(sheet, on, numbers)),
    )
    return tuple(Gap(place=place, problem=problem) for place, problems in found for problem in problems)


def _named(checks: Sequence[tuple[Problem, object]]) -> Iterator[Problem]:
    return (problem for problem, is_wrong in checks if is_wrong)


def _party(party: Party) -> Iterator[Problem]:
    acts_for_itself = party.legal_form is None or party.legal_form in FOR_THEMSELVES
    representatives = [each for each in party.representatives if each.role.strip() and each.name.strip()]
    is_person = party.legal_form is LegalForm.PERSON
    return _named(
        (
            (Problem.NO_NAME, not party.name.strip()),
            (Problem.NO_FIRST_NAME, is_person and not party.first_name.strip()),
            (Problem.NO_LEGAL_FORM, party.legal_form is None),
            (Problem.NO_ADDRESS, not all(part.strip() for part in (party.street, party.postcode, party.town))),
            (Problem.NO_REPRESENTATIVE, not acts_for_itself and not representatives),
            (Problem.ABROAD, party.country != "DE"),
        )
    )


def _account(party: Party) -> Iterator[Problem]:
    return _named(((Problem.NO_ACCOUNT, not party.iban), (Problem.WRONG_ACCOUNT, party.iban and not is_iban(party.iban))))


def _court(court: CentralCourt | None) -> Iterator[Problem]:
    return _named(((Problem.NO_COURT, court is None), (Problem.COURT_UNCONFIRMED, court is not None and not court.is_confirmed)))


def _claim(claim: MainClaim) -> Iterator[Problem]:
    return _named(
        (
            (Problem.NOT_POSITIVE, claim.cents <= 0),
            (Problem.NO_DESCRIPTION, claim.catalogue_number is None and not claim.description.strip()),
            (Problem.NO_INVOICE, not claim.invoice_number.strip()),
            (Problem.NO_INVOICE_DAY, claim.invoiced_on is None),
            (Problem.NO_PERIOD, claim.first is None or claim.last is None or claim.first > claim.last),
            (Problem.NO_CONTRACT, not claim.contract_number.strip() or claim.contract_on is None),
        )
    )


def _interest(sheet: PaymentOrderSheet, numbers: Numbers) -> Iterator[Problem]:
    running = sheet.running
    if running is None:
        return iter(())
    if running.from_on is None:
        return iter((Problem.NO_FIRST_DAY,))
    owed = numbers.on(points_key(is_consumer=sheet.is_consumer), running.from_on)
    return _named(
        (
            (Problem.WRONG_POINTS, not 0 < running.points <= owed),
            (Problem.NOT_POSITIVE, running.cents <= 0 or any(each.cents <= 0 for each in sheet.accrued)),
            (Problem.MORE_THAN_PRINCIPAL, running.cents > sheet.claim.cents),
        )
    )


def _ancillary(sheet: PaymentOrderSheet) -> Iterator[Problem]:
    kinds = [each.kind for each in sheet.ancillary if each.kind is not AncillaryKind.OTHER]
    return _named(
        (
            (Problem.NOT_POSITIVE, any(each.cents <= 0 for each in sheet.ancillary)),
            (Problem.NOT_FROM_CONSUMERS, sheet.is_consumer and AncillaryKind.LUMP_SUM in kinds),
            (Problem.TWICE, len(set(kinds)) < len(kinds)),
            (Problem.NO_TEXT, any(each.kind is AncillaryKind.OTHER and not each.text.strip() for each in sheet.ancillary)),
        )
    )


def _declarations(sheet: PaymentOrderSheet) -> Iterator[Problem]:
    return _named(
        (
            (Problem.NOT_DECLARED, sheet.counter_performance is None),
            (Problem.NOT_PERFORMED, sheet.counter_performance is CounterPerformance.PENDING),
            (Problem.TRIAL_UNDECIDED, sheet.trial_on_objection is None),
        )
    )


def _litigation(sheet: PaymentOrderSheet, on: date, numbers: Numbers) -> Iterator[Problem]:
    court = sheet.litigation
    if court is None or not court.town.strip():
        return iter((Problem.NO_LITIGATION_COURT,))
    return _named(((Problem.WRONG_LITIGATION_COURT, court.kind is not litigation_court(sheet.claim.cents, on, numbers)),))
