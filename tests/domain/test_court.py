"""Payment orders: deadlines, courts, fees, and what a data sheet for the application lacks."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vorzimmer
from vorzimmer.domain.claim_numbers import read_numbers
from vorzimmer.domain.court import (
    LAENDER,
    CourtKind,
    FeeUnknown,
    OrderDeadlines,
    enforcement_objection_until,
    fee,
    litigation_court,
    order_deadlines,
    read_court_policy,
)
from vorzimmer.domain.days import NO_HOLIDAYS, is_working_day
from vorzimmer.domain.payment_orders import (
    AccruedInterest,
    Ancillary,
    AncillaryKind,
    CounterPerformance,
    Gap,
    LegalForm,
    LitigationCourt,
    MainClaim,
    Party,
    PaymentOrderSheet,
    Place,
    Problem,
    Representative,
    RunningInterest,
    gaps,
)

POLICY = Path(vorzimmer.__file__).parent / "policy"
FILE = (POLICY / "court.toml").read_text("utf-8")
COURTS = read_court_policy(FILE)
NUMBERS = read_numbers((POLICY / "claims.toml").read_text("utf-8"))
CHRISTMAS = {date(2026, 12, 25): "Erster Weihnachtstag", date(2026, 12, 26): "Zweiter Weihnachtstag"}
TODAY = date(2026, 11, 26)


# --- deadlines -----------------------------------------------------------------------------------------------------------


def deadlines(served_on, holidays=NO_HOLIDAYS):
    return order_deadlines(served_on, holidays=holidays, numbers=NUMBERS)


def test_a_payment_order_served_on_the_second_of_march_lapses_on_the_second_of_september():
    found = deadlines(date(2027, 3, 2))
    assert found == OrderDeadlines(
        objection_until=date(2027, 3, 16), enforcement_from=date(2027, 3, 17), enforcement_until=date(2027, 9, 2)
    )
    assert [found.has_lapsed(day) for day in (date(2027, 9, 2), date(2027, 9, 3))] == [False, True]


def test_the_debtors_term_ends_on_a_working_day_and_ours_is_not_shifted():
    assert deadlines(date(2026, 12, 11), CHRISTMAS) == OrderDeadlines(
        objection_until=date(2026, 12, 28), enforcement_from=date(2026, 12, 29), enforcement_until=date(2027, 6, 11)
    )
    assert deadlines(date(2027, 3, 4)).enforcement_until == date(2027, 9, 4)  # a Saturday
    assert deadlines(date(2026, 8, 31)).enforcement_until == date(2027, 2, 28)


def test_an_enforcement_order_becomes_final_after_two_weeks():
    assert enforcement_objection_until(date(2027, 4, 20), holidays=NO_HOLIDAYS, numbers=NUMBERS) == date(2027, 5, 4)
    assert enforcement_objection_until(date(2027, 3, 20), holidays=NO_HOLIDAYS, numbers=NUMBERS) == date(2027, 4, 5)


@given(st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_deadlines_follow_each_other(served_on):
    found = deadlines(served_on, CHRISTMAS)
    assert served_on + timedelta(days=14) <= found.objection_until < found.enforcement_from < found.enforcement_until
    assert is_working_day(found.objection_until, CHRISTMAS)


# --- courts --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("laender", "name"),
    [
        ("BE BB", "Amtsgericht Wedding"),
        ("BW", "Amtsgericht Stuttgart"),
        ("BY", "Amtsgericht Coburg"),
        ("HB", "Amtsgericht Bremen"),
        ("HH MV", "Amtsgericht Hamburg-Altona"),
        ("HE", "Amtsgericht Hünfeld"),
        ("NI", "Amtsgericht Uelzen"),
        ("RP SL", "Amtsgericht Mayen"),
        ("SN ST TH", "Amtsgericht Aschersleben"),
        ("SH", "Amtsgericht Schleswig"),
    ],
)
def test_each_land_has_its_central_court_and_somebody_has_to_confirm_it(laender, name):
    for land in laender.split():
        assert [(court.name, court.is_confirmed) for court in COURTS.courts_of(land)] == [(name, False)]


def test_north_rhine_westphalia_has_two_told_apart_by_their_district():
    assert [(court.district, court.name) for court in COURTS.courts_of("NW")] == [
        ("Oberlandesgerichte Düsseldorf und Hamm", "Amtsgericht Hagen"),
        ("Oberlandesgericht Köln", "Amtsgericht Euskirchen"),
    ]
    assert len(LAENDER) == 16
    assert COURTS.courts_of("XX") == ()


@pytest.mark.parametrize(
    ("cents", "day", "kind"),
    [
        (1_000_000, date(2026, 1, 1), CourtKind.LOCAL),
        (1_000_001, date(2026, 1, 1), CourtKind.REGIONAL),
        (500_001, date(2025, 12, 31), CourtKind.REGIONAL),
    ],
)
def test_up_to_ten_thousand_euros_a_local_court_decides(cents, day, kind):
    assert litigation_court(cents, day, NUMBERS) is kind


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('laender = ["SH"]', 'laender = ["SL"]', "no central court for SH"),
        ('laender = ["SH"]', 'laender = ["SH", "XX"]', "its Länder are wrong"),
        ('law = "ZPO §689(2), (3)"\n', "", "court 'Amtsgericht Stuttgart' has no law"),
        ('source = "mahngerichte.de, Zuständigkeiten"\n', "", "court 'Amtsgericht Stuttgart' has no source"),
        ('district = "Oberlandesgericht Köln"\n', "", "the courts of NW need a district each"),
        ('law = "GKG', 'lex = "GKG', "fee 2025-06-01: it needs"),
        ("up_to = 2000,", "up_to = 400,", "the steps must rise"),
        ("{ each = 50000,", "{ up_to = 600000, each = 50000,", "the steps must rise"),
    ],
)
def test_a_court_or_fee_that_is_incomplete_does_not_load(before, after, says):
    assert before in FILE
    with pytest.raises(ValueError, match=says):
        read_court_policy(FILE.replace(before, after, 1))


# --- fees ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "cents", "full", "is_minimum"),
    [
        (1, 3800, 4000, True),
        (50000, 3800, 4000, True),
        (50001, 3800, 6100, True),
        (100000, 3800, 6100, True),
        (100001, 4100, 8200, False),
        (150000, 4100, 8200, False),
        (200000, 5150, 10300, False),
        (200001, 6275, 12550, False),
        (500000, 8525, 17050, False),
        (1000000, 14150, 28300, False),
        (1000001, 15675, 31350, False),
        (2500000, 21775, 43550, False),
        (5000000, 31900, 63800, False),
        (20000000, 101900, 203800, False),
        (50000000, 206900, 413800, False),
        (55000001, 227900, 455800, False),
    ],
)
def test_the_fee_is_half_of_that_of_the_table_and_38_euros_at_least(value, cents, full, is_minimum):
    """The full fees are those of annex 2 of the GKG."""
    found = fee(value, TODAY, COURTS.fees)
    assert (found.cents, found.full, found.is_minimum) == (cents, full, is_minimum)
    assert found.law.startswith("GKG §34(1)")


def test_there_is_no_fee_for_nothing_nor_for_a_day_before_the_table():
    with pytest.raises(ValueError, match="above zero"):
        fee(0, TODAY, COURTS.fees)
    with pytest.raises(FeeUnknown, match="2025-05-31"):
        fee(100, date(2025, 5, 31), COURTS.fees)


@given(st.integers(1, 80_000_000), st.integers(0, 1_000_000))
def test_a_higher_value_never_costs_less(value, more):
    assert fee(value + more, TODAY, COURTS.fees).cents >= fee(value, TODAY, COURTS.fees).cents


# --- the sheet -----------------------------------------------------------------------------------------------------------

AGENCY = Party(
    name="Büroservice Morgenrot GmbH",
    legal_form=LegalForm.GMBH,
    street="Lindenweg 1",
    postcode="12209",
    town="Berlin",
    representatives=(Representative(role="Geschäftsführerin", name="Erika Morgenrot"),),
    iban="DE02120300000000202051",
)
DEBTOR = Party(name="Beispiel", first_name="Max", legal_form=LegalForm.PERSON, street="Hauptstraße 5", postcode="14467", town="Potsdam")
WEDDING = replace(COURTS.courts_of("BE")[0], is_confirmed=True)
SHEET = PaymentOrderSheet(
    applicant=AGENCY,
    debtor=DEBTOR,
    is_consumer=False,
    court=WEDDING,
    claim=MainClaim(
        cents=50000,
        invoice_number="RE-2026-00001",
        invoiced_on=date(2026, 5, 4),
        first=date(2026, 4, 1),
        last=date(2026, 4, 30),
        contract_number="V-1001",
        contract_on=date(2025, 2, 3),
    ),
    running=RunningInterest(from_on=date(2026, 6, 1), points=900, cents=50000),
    ancillary=(Ancillary(kind=AncillaryKind.LUMP_SUM, cents=4000), Ancillary(kind=AncillaryKind.RETURNED_DEBIT, cents=350)),
    counter_performance=CounterPerformance.RENDERED,
    litigation=LitigationCourt(kind=CourtKind.LOCAL, town="Potsdam"),
    trial_on_objection=True,
    reference="K-1001",
)


def found(sheet):
    return [(gap.place, gap.problem) for gap in gaps(sheet, TODAY, NUMBERS)]


def claim(**changes):
    return {"claim": replace(SHEET.claim, **changes)}


def debtor(**changes):
    return {"debtor": replace(DEBTOR, **changes)}


def applicant(**changes):
    return {"applicant": replace(AGENCY, **changes)}


def beside(*ancillary):
    return {"ancillary": tuple(Ancillary(kind=kind, cents=cents) for kind, cents in ancillary)}


def test_a_whole_sheet_lacks_nothing_and_claims_its_sum():
    assert found(SHEET) == []
    assert SHEET.claim.catalogue_number == 5
    assert SHEET.total == 54350
    accrued = AccruedInterest(first=date(2026, 6, 1), last=date(2026, 6, 15), cents=211)
    assert replace(SHEET, accrued=(accrued,)).total == 54561


@pytest.mark.parametrize(
    ("changes", "place", "problem"),
    [
        (applicant(name=" "), Place.APPLICANT, Problem.NO_NAME),
        (applicant(legal_form=None), Place.APPLICANT, Problem.NO_LEGAL_FORM),
        (applicant(street=""), Place.APPLICANT, Problem.NO_ADDRESS),
        (applicant(representatives=()), Place.APPLICANT, Problem.NO_REPRESENTATIVE),
        (applicant(representatives=(Representative(role="Geschäftsführerin", name=""),)), Place.APPLICANT, Problem.NO_REPRESENTATIVE),
        (applicant(iban=""), Place.APPLICANT, Problem.NO_ACCOUNT),
        (applicant(iban="DE03120300000000202051"), Place.APPLICANT, Problem.WRONG_ACCOUNT),
        (debtor(first_name=""), Place.DEBTOR, Problem.NO_FIRST_NAME),
        (debtor(postcode=""), Place.DEBTOR, Problem.NO_ADDRESS),
        (debtor(country="AT"), Place.DEBTOR, Problem.ABROAD),
        (debtor(legal_form=LegalForm.OHG), Place.DEBTOR, Problem.NO_REPRESENTATIVE),
        ({"court": None}, Place.COURT, Problem.NO_COURT),
        ({"court": COURTS.courts_of("BE")[0]}, Place.COURT, Problem.COURT_UNCONFIRMED),
        (claim(catalogue_number=None), Place.CLAIM, Problem.NO_DESCRIPTION),
        (claim(invoice_number=""), Place.CLAIM, Problem.NO_INVOICE),
        (claim(invoiced_on=None), Place.CLAIM, Problem.NO_INVOICE_DAY),
        (claim(last=date(2026, 3, 31)), Place.CLAIM, Problem.NO_PERIOD),
        (claim(first=None), Place.CLAIM, Problem.NO_PERIOD),
        (claim(contract_on=None), Place.CLAIM, Problem.NO_CONTRACT),
        (claim(cents=49999), Place.INTEREST, Problem.MORE_THAN_PRINCIPAL),
        ({"running": replace(SHEET.running, from_on=None)}, Place.INTEREST, Problem.NO_FIRST_DAY),
        ({"running": replace(SHEET.running, points=901)}, Place.INTEREST, Problem.WRONG_POINTS),
        ({"running": replace(SHEET.running, cents=0)}, Place.INTEREST, Problem.NOT_POSITIVE),
        (beside((AncillaryKind.REMINDER_COSTS, 0)), Place.ANCILLARY, Problem.NOT_POSITIVE),
        (beside((AncillaryKind.LUMP_SUM, 4000), (AncillaryKind.LUMP_SUM, 4000)), Place.ANCILLARY, Problem.TWICE),
        (beside((AncillaryKind.OTHER, 500)), Place.ANCILLARY, Problem.NO_TEXT),
        ({"counter_performance": None}, Place.DECLARATIONS, Problem.NOT_DECLARED),
        ({"counter_performance": CounterPerformance.PENDING}, Place.DECLARATIONS, Problem.NOT_PERFORMED),
        ({"trial_on_objection": None}, Place.DECLARATIONS, Problem.TRIAL_UNDECIDED),
        ({"litigation": None}, Place.LITIGATION, Problem.NO_LITIGATION_COURT),
        ({"litigation": LitigationCourt(kind=CourtKind.LOCAL, town=" ")}, Place.LITIGATION, Problem.NO_LITIGATION_COURT),
        ({"litigation": LitigationCourt(kind=CourtKind.REGIONAL, town="Potsdam")}, Place.LITIGATION, Problem.WRONG_LITIGATION_COURT),
    ],
)
def test_what_is_missing_is_named_and_nothing_else(changes, place, problem):
    assert found(replace(SHEET, **changes)) == [(place, problem)]


def test_of_a_consumer_neither_nine_points_nor_a_lump_sum_are_claimed():
    assert found(replace(SHEET, is_consumer=True)) == [
        (Place.INTEREST, Problem.WRONG_POINTS),
        (Place.ANCILLARY, Problem.NOT_FROM_CONSUMERS),
    ]
    right = replace(SHEET, is_consumer=True, running=replace(SHEET.running, points=500), ancillary=())
    assert found(right) == []


def test_nothing_at_all_is_told_at_once():
    empty = Party(name="", legal_form=None, street="", postcode="", town="")
    nothing = PaymentOrderSheet(
        applicant=empty,
        debtor=empty,
        is_consumer=True,
        court=None,
        claim=MainClaim(cents=0, invoice_number="", invoiced_on=None, first=None, last=None, catalogue_number=None),
    )
    assert len(found(nothing)) == 17


def test_advice_does_not_stop_the_application():
    told = gaps(replace(SHEET, court=COURTS.courts_of("BE")[0], **applicant(iban="")), TODAY, NUMBERS)
    assert [(gap.problem, gap.stops) for gap in told] == [(Problem.NO_ACCOUNT, False), (Problem.COURT_UNCONFIRMED, False)]
    assert Gap(place=Place.CLAIM, problem=Problem.NO_INVOICE).stops


def test_words_stand_in_for_a_number_of_the_catalogue():
    assert found(replace(SHEET, **claim(catalogue_number=None, description="Telefonsekretariat im April 2026"))) == []


def test_a_firm_needs_no_first_name_and_a_sole_trader_no_representative():
    trader = replace(DEBTOR, first_name="", legal_form=LegalForm.SOLE_TRADER)
    assert found(replace(SHEET, debtor=trader)) == []
