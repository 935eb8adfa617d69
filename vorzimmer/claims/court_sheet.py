"""The data for the application for a payment order, from the claim, the issuer and what somebody enters; and as rows to be typed off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from vorzimmer.billing.models import Issuer
from vorzimmer.claims import policy
from vorzimmer.claims.gates import open_of
from vorzimmer.claims.handing_words import ANCILLARIES, COURT_KINDS, LEGAL_FORMS, SHEET
from vorzimmer.claims.models import Practice
from vorzimmer.claims.payloads import contract_of, debtor_of, fees_of
from vorzimmer.claims.reading import Reading
from vorzimmer.domain.court import CentralCourt, Fee, fee, litigation_court
from vorzimmer.domain.interest import points_key
from vorzimmer.domain.payment_orders import (
    AccruedInterest,
    Ancillary,
    AncillaryKind,
    CounterPerformance,
    LegalForm,
    LitigationCourt,
    MainClaim,
    Party,
    PaymentOrderSheet,
    Place,
    Representative,
    RunningInterest,
)

_HUNDRED = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What the application asks for and nothing here knows. It is kept nowhere."""

    court: CentralCourt | None = None
    applicant_form: LegalForm | None = None
    applicant_role: str = ""
    applicant_acts: str = ""
    debtor_form: LegalForm | None = None
    debtor_name: str = ""
    debtor_first_name: str = ""
    debtor_role: str = ""
    debtor_acts: str = ""
    town: str = ""
    is_performed: bool = False
    trial_on_objection: bool | None = None


def entered_before(found: Reading) -> Entered:
    """Give what is known before somebody enters anything."""
    practice, debtor = Practice.current(), debtor_of(found)
    courts = policy.court_policy().courts_of(practice.land)
    form = practice.legal_form if practice.legal_form in set(LegalForm) else ""
    return Entered(
        court=courts[0] if len(courts) == 1 else None,
        applicant_form=LegalForm(form) if form else None,
        applicant_acts=practice.represented_by,
        debtor_name=str(debtor["name"]),
        town=str(debtor["city"]),
    )


def sheet_of(found: Reading, entered: Entered) -> PaymentOrderSheet:
    """Fill the sheet for the day of the reading."""
    document = found.document
    contract = contract_of(document)
    open_cents, kind = open_of(found), litigation_court(open_of(found), found.day, policy.numbers())
    return PaymentOrderSheet(
        applicant=_applicant(entered),
        debtor=_debtor(found, entered),
        is_consumer=found.claim.is_consumer,
        court=entered.court,
        claim=MainClaim(
            cents=open_cents,
            invoice_number=document.number,
            invoiced_on=document.issued_on,
            first=document.first,
            last=document.last,
            contract_number="" if contract is None else contract.number,
            contract_on=None if contract is None else contract.concluded_on,
        ),
        running=_running(found, open_cents),
        accrued=_accrued(found),
        ancillary=tuple(_ancillary(found)),
        counter_performance=CounterPerformance.RENDERED if entered.is_performed else None,
        litigation=LitigationCourt(kind=kind, town=entered.town) if entered.town else None,
        trial_on_objection=entered.trial_on_objection,
        reference=document.number,
    )


def fee_of(sheet: PaymentOrderSheet, day: date) -> Fee | None:
    """Say what the court asks for the payment order; None when nothing is claimed."""
    return fee(sheet.claim.cents, day, policy.court_policy().fees) if sheet.claim.cents > 0 else None


def _applicant(entered: Entered) -> Party:
    issuer = Issuer.current()
    return Party(
        name=issuer.name,
        legal_form=entered.applicant_form,
        street=issuer.street,
        postcode=issuer.postcode,
        town=issuer.city,
        country=issuer.country,
        representatives=_acts(entered.applicant_role, entered.applicant_acts),
        iban=issuer.iban,
    )


def _debtor(found: Reading, entered: Entered) -> Party:
    debtor = debtor_of(found)
    return Party(
        name=entered.debtor_name or str(debtor["name"]),
        first_name=entered.debtor_first_name,
        legal_form=entered.debtor_form,
        street=str(debtor["street"]),
        postcode=str(debtor["postcode"]),
        town=str(debtor["city"]),
        country=str(debtor["country"]),
        representatives=_acts(entered.debtor_role, entered.debtor_acts),
    )


def _acts(role: str, name: str) -> tuple[Representative, ...]:
    return (Representative(role=role, name=name),) if name else ()


def _paid_meanwhile(found: Reading) -> int:
    """Say how many sections of the interest are of another principal than what is open now: what was paid since had its own interest."""
    sections = () if found.interest is None else found.interest.sections
    return max((place for place, section in enumerate(sections, 1) if section.cents != found.open), default=0)


def _running(found: Reading, cents: int) -> RunningInterest | None:
    since = found.default_since
    if since is None:
        return None
    later = () if found.interest is None else found.interest.sections[_paid_meanwhile(found) :]
    points = policy.numbers().on(points_key(is_consumer=found.claim.is_consumer), since)
    return RunningInterest(from_on=later[0].first if later else since, points=points, cents=cents)


def _accrued(found: Reading) -> tuple[AccruedInterest, ...]:
    sections = () if found.interest is None else found.interest.sections[: _paid_meanwhile(found)]
    return tuple(AccruedInterest(first=each.first, last=each.last, cents=each.amount) for each in sections if each.amount > 0)


def _ancillary(found: Reading) -> Iterator[Ancillary]:
    fees = fees_of(found.document)
    if found.lump_sum.cents:
        yield Ancillary(kind=AncillaryKind.LUMP_SUM, cents=found.lump_sum.cents)
    if fees:
        yield Ancillary(kind=AncillaryKind.RETURNED_DEBIT, cents=fees)


# --- to be typed off -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    """A part of the application with its fields, in its order: the name of each and what is typed into it."""

    place: Place
    name: str
    rows: Sequence[tuple[str, str]]


def parts_of(sheet: PaymentOrderSheet) -> list[SheetPart]:
    """Give the fields of the online application in its order; what is blank is left out."""
    parts = (
        (Place.COURT, _court_rows(sheet)),
        (Place.APPLICANT, [*_party_rows(sheet.applicant), ("IBAN", sheet.applicant.iban), (_("your reference"), sheet.reference)]),
        (Place.DEBTOR, _party_rows(sheet.debtor)),
        (Place.CLAIM, _claim_rows(sheet)),
        (Place.INTEREST, list(_interest_rows(sheet))),
        (Place.ANCILLARY, [(str(ANCILLARIES[each.kind]), _euros(each.cents)) for each in sheet.ancillary]),
        (Place.DECLARATIONS, list(_declared_rows(sheet))),
        (Place.LITIGATION, _litigation_rows(sheet)),
    )
    found = [(place, [(name, value) for name, value in rows if value]) for place, rows in parts]
    return [SheetPart(place=place, name=str(SHEET[place]), rows=rows) for place, rows in found if rows]


def _day(on: date) -> str:
    """Write a day as the application wants it typed."""
    return f"{on:%d.%m.%Y}"


def _euros(cents: int) -> str:
    """Write an amount as the application wants it typed: "1234,50"."""
    return f"{cents // _HUNDRED},{cents % _HUNDRED:02}"


def _court_rows(sheet: PaymentOrderSheet) -> list[tuple[str, str]]:
    court = sheet.court
    return [] if court is None else [(_("court"), f"{court.name}, {court.section}"), (_("town"), court.place)]


def _party_rows(party: Party) -> list[tuple[str, str]]:
    acts = [(_("represented by, as"), each.role) for each in party.representatives]
    acts += [(_("represented by"), each.name) for each in party.representatives]
    return [
        (_("legal form"), "" if party.legal_form is None else str(LEGAL_FORMS[party.legal_form])),
        (_("first name"), party.first_name),
        (_("name"), party.name),
        (_("street and number"), party.street),
        (_("postcode"), party.postcode),
        (_("town"), party.town),
        (_("country"), "" if party.country == "DE" else party.country),
        *acts,
    ]


def _claim_rows(sheet: PaymentOrderSheet) -> list[tuple[str, str]]:
    claim = sheet.claim
    service = _("service contract")
    catalogued = "" if claim.catalogue_number is None else f"{claim.catalogue_number} ({service})"
    return [
        (_("number in the catalogue of claims"), catalogued),
        (_("kind of the claim"), claim.description),
        (_("number of the invoice"), claim.invoice_number),
        (_("day of the invoice"), _day(claim.invoiced_on) if claim.invoiced_on else ""),
        (_("period from"), _day(claim.first) if claim.first else ""),
        (_("period to"), _day(claim.last) if claim.last else ""),
        (_("contract"), claim.contract_number),
        (_("contract of"), _day(claim.contract_on) if claim.contract_on else ""),
        (_("principal"), _euros(claim.cents)),
    ]


def _interest_rows(sheet: PaymentOrderSheet) -> Iterator[tuple[str, str]]:
    for each in sheet.accrued:
        span = _("interest computed from %(first)s to %(last)s")
        yield span % {"first": _day(each.first), "last": _day(each.last)}, _euros(each.cents)
    running = sheet.running
    if running is not None and running.from_on is not None:
        yield _("percentage points above the base rate"), f"{running.points // _HUNDRED}"
        yield _("interest from"), _day(running.from_on)
        yield _("interest on"), _euros(running.cents)


def _declared_rows(sheet: PaymentOrderSheet) -> Iterator[tuple[str, str]]:
    if sheet.counter_performance is CounterPerformance.RENDERED:
        yield _("own performance"), _("The claim depends on a performance of ours, which was rendered.")
    if sheet.trial_on_objection is not None:
        yield _("trial after an objection"), _("yes") if sheet.trial_on_objection else _("no")


def _litigation_rows(sheet: PaymentOrderSheet) -> list[tuple[str, str]]:
    court = sheet.litigation
    return [] if court is None else [(_("court for the trial"), f"{COURT_KINDS[court.kind]} {court.town}")]
