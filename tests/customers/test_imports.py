"""A CSV of customers: read whatever a spreadsheet writes, every bad cell named by line and column, written whole or not at all."""

import csv
import io
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import BERG_NUMBER, NOON, ZAHN_NUMBER, make_cast
from vorzimmer.customers.actions import Existing, Fate, NotImported, check_import, import_customers
from vorzimmer.customers.actions import importing as deeds
from vorzimmer.customers.actions.importing import known_now
from vorzimmer.customers.columns import COLUMNS, Column, columns_for, folded
from vorzimmer.customers.exports import csv_of, neutral, table, template
from vorzimmer.customers.imports import MOST_BYTES, Known, Unreadable, check, read
from vorzimmer.customers.models import Customer, DialIn, OrdersVersion, Team
from vorzimmer.live.models import LiveEvent

database = pytest.mark.django_db(databases=["default", "keyring"])
HEAD = (
    "Kundennummer;Name;Kurzname;Ansprechpartner;E-Mail;Telefon;Straße;PLZ;Ort;Land;Branche;Verbraucher;"
    "USt-IdNr.;Team;Sprache;Nummern;Begrüßung"
)
ROW = (
    "K-7;Elektro Brandt;Brandt;Jana Brandt;jana@brandt.example;030 23125070;Lindenstraße 4;30159;Hannover;Niedersachsen;craft;nein;"
    "DE123456789;Tag;de;030 23125071|+49 30 23125072;Elektro Brandt, {operator}."
)
NOTHING = Known(teams={}, ids={}, countries={}, names={}, dial_ins={})


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast()


def checked(text):
    return check_import(text.encode())


def said(text):
    """What is wrong, as (line, heading, text)."""
    return [(problem.line, problem.column, problem.text) for problem in checked(text).problems]


# --- the file ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_whatever_a_spreadsheet_writes_is_read(encoding, delimiter, end):
    text = f"Name{delimiter}Ort{end}Bäckerei Süß{delimiter}Köln{end}"
    sheet = read(text.encode(encoding))
    assert sheet.columns == [Column.NAME, Column.CITY]
    assert [list(line.cells) for line in sheet.lines] == [["Bäckerei Süß", "Köln"]]


def test_columns_stand_in_any_order_and_unknown_ones_are_named():
    sheet = read(b"Ort;Faxnummer; NAME ;;E-Mail-Adresse\nCelle;1;A;;a@b.example")
    assert sheet.columns == [Column.CITY, None, Column.NAME, None, Column.EMAIL]
    assert sheet.unknown == ["Faxnummer"]


def test_lines_are_counted_as_an_editor_counts_them():
    sheet = read(b'Name;Ort\n\n"Zwei\nZeilen";A\n;\nB;C\n')
    assert [line.number for line in sheet.lines] == [3, 6]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"Firmensitz;Ort\nA;B", "There is no column “Name”."),
        (b"Name;Firma\nA;B", "The column “Name” is there twice."),
        (b"Name;Ort\n", "Below the line with the names of the columns there is nothing."),
        (b"PK\x03\x04xlsx", "This is a workbook, not a CSV."),
        (b"Name\n\x81\x8d\xff", "This is no text."),
        (b"Name\n" + b"A\n" * 5001, "The file has 5001 customers; at most 5000 can be imported at once."),
        (b"N" * (MOST_BYTES + 1), "The file is larger than 5 MB."),
    ],
)
def test_what_is_no_table_of_customers_is_refused_as_a_whole(data, says):
    with pytest.raises(Unreadable, match=r"^" + says.replace(".", r"\.")):
        read(data)


def test_quotation_marks_that_do_not_fit_are_told_with_their_line():
    found = check(read(b'Name;Ort\nA;B\n"C" D;E\n'), NOTHING).problems
    assert (3, "The quotation marks do not fit. A mark inside of a cell is written twice.") in [(one.line, one.text) for one in found]


def test_no_heading_means_two_columns():
    seen = {}
    for language in ("en", "de"):
        with translation.override(language):
            for column, about in COLUMNS.items():
                for name in (str(about.heading), *about.also):
                    assert seen.setdefault(folded(name), column) == column, name


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        sheet = read(data)
    except Unreadable:
        return
    result = check(sheet, NOTHING)
    assert {problem.line for problem in result.problems} | {draft.line for draft in result.drafts} >= {line.number for line in sheet.lines}


# --- the cells ---------------------------------------------------------------------------------------------------------

BAD = [
    ("Name;Team\n;Tag", Column.NAME, "Every customer needs a name."),
    (f"Name;Team\n{'x' * 121};Tag", Column.NAME, "This has 121 characters; there is room for 120."),
    ("Name;Team\nA\x00B;Tag", Column.NAME, "There is a character in it that is no letter. Write the text anew."),
    ("Name;Kundennummer;Team\nA;123456789012345678901;Tag", Column.NUMBER, "This has 21 characters; there is room for 20."),
    ("Name;Kurzname;Team\nA;" + "x" * 41 + ";Tag", Column.SHORT_NAME, "This has 41 characters; there is room for 40."),
    ("Name;E-Mail;Team\nA;a.example;Tag", Column.EMAIL, "This is no e-mail address. Write it like name@example.org."),
    ("Name;Telefon;Team\nA;4711;Tag", Column.PHONE, "This is no telephone number with area code."),
    ("Name;PLZ;Team\nA;1067;Tag", Column.POSTCODE, "This is no postcode of DE. Write it like 30159 in Germany"),
    ("Name;PLZ;Country;Team\nA;30159;AT;Tag", Column.POSTCODE, "This is no postcode of AT."),
    ("Name;Country;Team\nA;Mond;Tag", Column.COUNTRY, "This is no country. Write its two letters: DE, AT, CH …"),
    ("Name;Bundesland;Team\nA;Preußen;Tag", Column.LAND, "Unknown. One of these is right: Brandenburg, Berlin,"),
    ("Name;Branche;Team\nA;Pirat;Tag", Column.TRADE, "Unknown. One of these is right: physician, lawyer,"),
    ("Name;Verbraucher;Team\nA;vielleicht;Tag", Column.IS_CONSUMER, "Write yes or no."),
    ("Name;USt-IdNr;Team\nA;DE12;Tag", Column.VAT_ID, "This is no VAT id. Write it like DE123456789"),
    ("Name;Team\nA;Früh", Column.TEAM, "Unknown. One of these is right: Nacht, Tag."),
    ("Name\nA", Column.TEAM, "Say which team answers: Nacht, Tag."),
    ("Name;Sprache;Team\nA;fr;Tag", Column.LANGUAGE, "Unknown. One of these is right: German, English."),
    ("Name;Nummern;Team\nA;030 23125071|hier;Tag", Column.DIAL_INS, "This is no telephone number with area code."),
    (f"Name;Nummern;Team\nA;{BERG_NUMBER};Tag", Column.DIAL_INS, "This number leads to another customer already."),
    ("Name;Begrüßung;Team\nA;" + "x" * 301 + ";Tag", Column.GREETING, "This has 301 characters; there is room for 300."),
    ("Name;Team\nKanzlei  BERG;Tag", Column.NUMBER, "A customer of this name is there with the number K-1002."),
    ("Name;Team\nA;Tag;C", None, "There are more cells than columns."),
]


@database
@pytest.mark.parametrize(("text", "column", "says"), BAD)
def test_a_bad_cell_is_told_with_what_would_be_right(cast, text, column, says):
    (problem,) = checked(text).problems
    assert (problem.line, problem.column) == (2, column)
    assert problem.text.startswith(says)
    with pytest.raises(NotImported):
        import_customers(checked(text), NOON)
    assert Customer.objects.count() == 2


@database
def test_every_bad_cell_is_told_in_the_order_of_the_lines(cast):
    text = "Name;PLZ;E-Mail;Team\n;1;x;Tag\nGut;30159;a@b.example;Tag\nB;2;a@b.example;Früh\n"
    assert [(line, column) for line, column, _text in said(text)] == [
        (2, Column.NAME),
        (2, Column.EMAIL),
        (2, Column.POSTCODE),
        (4, Column.POSTCODE),
        (4, Column.TEAM),
    ]


@database
@pytest.mark.parametrize(
    ("first", "second", "column"),
    [
        ("K-9;A;", "K-9;B;", Column.NUMBER),
        (";Doppelt;", ";doppelt ;", Column.NAME),
        ("K-8;A;030 23125071", "K-9;B;+493023125071", Column.DIAL_INS),
    ],
)
def test_what_stands_there_twice_is_told_with_the_first_line(cast, first, second, column):
    found = said(f"Kundennummer;Name;Nummern;Team\n{first};Tag\n{second};Tag")
    assert found == [(3, column, "This stands in line 2 already.")]


@database
def test_two_customers_of_one_name_are_told_apart_by_their_numbers(cast):
    assert said("Kundennummer;Name;Team\nK-8;Müller;Tag\nK-9;Müller;Tag") == []


# --- writing -----------------------------------------------------------------------------------------------------------


@database
def test_all_columns_are_taken_over(cast):
    counted = import_customers(checked(f"{HEAD}\n{ROW}\n"), NOON, by=cast.owner)
    assert counted == Counter({Fate.NEW: 1})
    kept = Customer.objects.get(number="K-7")
    assert (kept.name, kept.short_name, kept.contact_person, kept.email) == (
        "Elektro Brandt",
        "Brandt",
        "Jana Brandt",
        "jana@brandt.example",
    )
    assert (kept.phone, kept.street, kept.postcode, kept.city) == ("+493023125070", "Lindenstraße 4", "30159", "Hannover")
    assert (kept.country, kept.land, kept.trade, kept.is_consumer, kept.vat_id) == ("DE", "NI", "craft", False, "DE123456789")
    assert (kept.team, kept.language, kept.secrecy, kept.active, kept.since) == (cast.day, "de", False, True, NOON)
    assert {dial_in.number for dial_in in kept.dial_ins.all()} == {"+493023125071", "+493023125072"}
    assert [greeting.text for greeting in kept.greetings.all()] == ["Elektro Brandt, {operator}."]


@database
def test_a_new_customer_is_published_at_once_and_his_draft_is_his_own(cast):
    import_customers(checked(f"{HEAD}\n{ROW}\n"), NOON, by=cast.owner)
    kept = Customer.objects.get(number="K-7")
    assert (kept.orders.number, kept.orders.state, kept.orders.made_by) == (1, "published", cast.owner)
    assert [entry["text"] for entry in kept.orders.document["greetings"]] == ["Elektro Brandt, {operator}."]


@database
def test_blanks_are_filled_in(cast):
    Team.objects.filter(pk=cast.night.pk).delete()
    import_customers(checked("Name;Branche\n" + "Langer Name " * 5 + ";lawyer\nZweite;"), NOON)
    first, second = Customer.objects.filter(number__in=("1001", "1002")).order_by("number")
    assert (first.short_name, first.trade, first.secrecy) == ("Langer Name Langer Name Langer Name Lang", "lawyer", True)
    assert (second.trade, second.secrecy, second.country, second.land, second.team) == ("other", False, "DE", "BE", cast.day)
    assert first.colour != second.colour
    assert not {first.colour, second.colour} & {cast.zahn.colour, cast.berg.colour}


@database
def test_new_numbers_avoid_those_of_the_file(cast):
    import_customers(checked("Kundennummer;Name;Team\n;A;Tag\n1001;B;Tag\n;C;Tag"), NOON)
    assert dict(Customer.objects.filter(name__in="ABC").values_list("name", "number")) == {"A": "1002", "B": "1001", "C": "1003"}


@database
def test_a_second_time_nothing_is_left_to_do(cast):
    text = f"{HEAD}\n{ROW}\n"
    import_customers(checked(text), NOON)
    before = list(Customer.objects.values()), list(DialIn.objects.values()), OrdersVersion.objects.count(), LiveEvent.objects.count()
    assert import_customers(checked(text), NOON + timedelta(days=1)) == Counter({Fate.SAME: 1})
    assert (
        list(Customer.objects.values()),
        list(DialIn.objects.values()),
        OrdersVersion.objects.count(),
        LiveEvent.objects.count(),
    ) == before


@database
def test_who_is_there_is_changed_and_what_is_blank_stays(cast):
    text = "Kundennummer;Name;Ort;Team;Nummern;Begrüßung\nK-1001;;Celle;Nacht;030 23125071;Zahnarztpraxis Zahn, {operator}."
    assert import_customers(checked(text), NOON, by=cast.owner) == Counter({Fate.CHANGED: 1})
    cast.zahn.refresh_from_db()
    assert (cast.zahn.name, cast.zahn.city, cast.zahn.team, cast.zahn.secrecy) == ("Praxis Dr. Zahn", "Celle", cast.night, True)
    assert {dial_in.number for dial_in in cast.zahn.dial_ins.all()} == {ZAHN_NUMBER, "+4930231250199", "+493023125071"}
    assert [greeting.text for greeting in cast.zahn.greetings.all()] == ["Zahnarztpraxis Zahn, {operator}."]
    assert [entry["text"] for entry in cast.zahn.orders.document["greetings"]] == ["Zahnarztpraxis Zahn, {operator}."]


@database
def test_who_is_there_may_be_left_out(cast):
    text = "Kundennummer;Name;Ort;Team\nK-1001;Anders;Celle;Nacht\nK-9;Neu;Celle;Tag"
    counted = import_customers(checked(text), NOON, existing=Existing.SKIP)
    assert counted == Counter({Fate.SKIPPED: 1, Fate.NEW: 1})
    cast.zahn.refresh_from_db()
    assert (cast.zahn.name, cast.zahn.city) == ("Praxis Dr. Zahn", "Hannover")


@database
def test_a_trade_that_is_named_anew_binds_to_secrecy_and_none_looses_it(cast):
    import_customers(checked("Kundennummer;Name;Branche\nK-1002;;lawyer\nK-1001;;craft"), NOON)
    cast.berg.refresh_from_db()
    cast.zahn.refresh_from_db()
    assert (cast.berg.secrecy, cast.zahn.secrecy) == (True, True)


@database
def test_what_fails_in_the_last_line_leaves_nothing_of_the_first(cast, monkeypatch):
    text = "Kundennummer;Name;Ort;Team\nK-8;Neu;Celle;Tag\nK-1001;Anders;Celle;Tag\nK-1002;Berg;Celle;Tag"
    ready = checked(text)
    cast.berg.number = "K-5555"
    cast.berg.save()
    DialIn.objects.create(customer=cast.berg, number="+493023125071")
    real = deeds.change_customer

    def breaks(customer, *rest):
        if customer.pk == cast.berg.pk:
            raise deeds.ValidationError({"city": "No."})
        return real(customer, *rest)

    monkeypatch.setattr(deeds, "change_customer", breaks)
    with pytest.raises(NotImported) as refused:
        import_customers(ready, NOON)
    assert [(problem.line, problem.column, problem.text) for problem in refused.value.problems] == [(4, Column.CITY, "No.")]
    assert set(Customer.objects.values_list("name", "city")) == {("Praxis Dr. Zahn", "Hannover"), ("Kanzlei Berg", "Kassel")}


@database
def test_what_somebody_else_has_taken_meanwhile_is_refused_as_a_whole(cast):
    ready = checked("Name;Nummern;Team\nErster;030 23125071;Tag\nZweiter;030 23125072;Tag")
    DialIn.objects.create(customer=cast.berg, number="+493023125072")
    with pytest.raises(NotImported) as refused:
        import_customers(ready, NOON)
    assert "Look at the file once more." in refused.value.problems[0].text
    assert Customer.objects.count() == 2


@database
def test_the_teams_hear_of_it_once(cast):
    LiveEvent.objects.all().delete()
    import_customers(checked("Name;Team\nA;Tag\nB;Tag\nC;Nacht"), NOON)
    channels = Counter(LiveEvent.objects.values_list("channel", flat=True))
    assert (channels[cast.day.channel], channels[cast.night.channel], channels["staff"]) == (1, 1, 2)


# --- writing a CSV -----------------------------------------------------------------------------------------------------


@database
@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_exported_can_be_imported_and_changes_nothing(cast, language):
    import_customers(checked(f"{HEAD}\n{ROW}\n"), NOON)
    Customer.objects.filter(pk=cast.berg.pk).update(name="=SUMME(A1)", contact_person="@Berg", phone="+43123456789", is_consumer=True)
    with translation.override(language):
        data = csv_of(Customer.objects.order_by("number"), list(Column))
    assert data.startswith(b"\xef\xbb\xbf")
    result = check_import(data)
    assert result.problems == []
    assert import_customers(result, NOON) == Counter({Fate.SAME: 3})


@database
def test_no_cell_of_an_export_is_a_formula(cast):
    for number, text in enumerate(("=1+1", "+1", "-1", "@A1", "\t=1")):
        Customer.objects.create(number=f"{text}{number}"[:20], name=text, short_name=text, city=text, team=cast.day, since=NOON)
    rows = list(csv.reader(io.StringIO(csv_of(Customer.objects.all(), list(Column)).decode("utf-8-sig")), delimiter=";"))
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))] == []


@given(st.text(max_size=30))
def test_a_neutral_cell_is_no_formula_and_keeps_its_text(text):
    cell = neutral(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert cell in {text, f"'{text}"}


def test_the_template_names_all_columns_and_no_customer():
    with translation.override("de"):
        sheet = next(iter(csv.reader(io.StringIO(template().decode("utf-8-sig")), delimiter=";")))
    assert len(sheet) == len(Column)
    assert read(template() + b"x;y").columns == list(Column)


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("owner", set()),
        ("accountant", {Column.GREETING}),
        ("operator", {Column.STREET, Column.POSTCODE, Column.COUNTRY, Column.LAND, Column.IS_CONSUMER, Column.VAT_ID}),
        ("privacy_officer", set(Column) - {Column.NUMBER, Column.TEAM, Column.LANGUAGE}),
    ],
)
def test_an_export_has_the_columns_that_the_role_may_see(role, hidden):
    assert set(columns_for(role)) == set(Column) - hidden


# --- properties --------------------------------------------------------------------------------------------------------

CELLS = st.fixed_dictionaries(
    {},
    optional={
        Column.NUMBER: st.sampled_from(["", "K-1001", "K-1002", "K-3", "K-4", "x" * 30]),
        Column.NAME: st.sampled_from(["", "Brandt", "Kanzlei Berg", "=Formel", "x" * 121]) | st.text(max_size=12),
        Column.POSTCODE: st.sampled_from(["", "30159", "1067", "1010"]),
        Column.COUNTRY: st.sampled_from(["", "DE", "AT", "Mond"]),
        Column.TEAM: st.sampled_from(["", "Tag", "Nacht", "tag ", "Früh"]),
        Column.DIAL_INS: st.sampled_from(["", "030 23125071", "030 23125072|030 23125073", BERG_NUMBER, "hier"]),
        Column.TRADE: st.sampled_from(["", "craft", "lawyer", "Pirat"]),
        Column.GREETING: st.sampled_from(["", "Hallo, {operator}.", "x" * 301]),
        Column.EMAIL: st.sampled_from(["", "a@b.example", "a"]),
    },
)


@database
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(CELLS, min_size=1, max_size=4))
def test_a_file_without_problems_is_written_whole_and_any_other_not_at_all(cast, rows):
    columns = [Column.NAME, *sorted({column for row in rows for column in row} - {Column.NAME})]
    data = table([[row.get(column, "") for column in columns] for row in rows], columns)
    before = Customer.objects.count()
    with deeds.transaction.atomic():
        try:
            result = check_import(data)
            counted = import_customers(result, NOON)
        except (Unreadable, NotImported):
            assert Customer.objects.count() == before
        else:
            assert Customer.objects.count() == before + counted[Fate.NEW]
            assert sum(counted.values()) == len(result.sheet.lines)
            again = check(result.sheet, known_now())
            fresh = {draft.line for draft in again.drafts}
            assert {draft.line for draft in result.drafts if Column.NUMBER in draft.values} <= fresh
        deeds.transaction.set_rollback(True)
