"""Usage from CSV: what is read, and that everything wrong is named by line and column."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.usage import UsageRow
from vorzimmer.domain.usage_csv import UsageFileRefused, read_usage

HEADER = "call_id,meter,quantity,unit,started_at,direction,destination_kind,status,id\n"
MORNING = datetime(2026, 10, 5, 6, 12, tzinfo=UTC)


def read(text, **more):
    return read_usage(text, "u.csv", days=lambda _: 31, **more)


def refused(text, **more):
    with pytest.raises(UsageFileRefused) as caught:
        read(text, **more)
    return str(caught.value).splitlines()


def test_a_row_with_everything():
    assert read(f"{HEADER}a,patched,61,second,2026-10-05T08:12:00+02:00,out,mobile,spam,1\n") == [
        UsageRow("a", "patched", 61, "second", MORNING, "out", "mobile", "spam")
    ]


def test_only_four_columns_are_needed_in_any_order_and_spelling():
    text = "Started at;Quantity;Meter;Call-ID\r\n2026-10-05 08:12;46;talk;a\r\n\r\n"
    assert read("\ufeff" + text) == [UsageRow("a", "talk", 46, "second", MORNING, "in", "", "")]


def test_a_moment_without_a_zone_is_one_of_berlin():
    assert read("call_id,meter,quantity,started_at\na,talk,1,2026-12-05T08:12\n")[0].started_at == datetime(2026, 12, 5, 7, 12, tzinfo=UTC)
    assert read("call_id,meter,quantity,started_at\na,talk,1,2026-10-05T06:12Z\n")[0].started_at == MORNING


@pytest.mark.parametrize(
    ("meter", "unit", "base", "quantity"),
    [
        ("talk", "minute", "second", 120),
        ("task_time", "hour", "second", 7200),
        ("option_sms", "month", "day", 62),
        ("option_sms", "day", "day", 2),
        ("bank_fee", "euro", "cent", 200),
        ("sms", "", "piece", 2),
    ],
)
def test_units_that_are_multiples_are_converted(meter, unit, base, quantity):
    (row,) = read(f"call_id,meter,quantity,unit,started_at\na,{meter},2,{unit},2026-10-05\n")
    assert (row.unit, row.quantity) == (base, quantity)


def test_every_bad_row_is_named_by_line_and_column():
    text = (
        f"{HEADER}a,talk,46,second,2026-10-05T08:12:00+02:00,,,,\n"
        "b,tlk,46,second,2026-10-05T08:12:00+02:00,,,,\n"
        "c,talk,-1,second,2026-10-05T08:12:00+02:00,,,,\n"
        "d,talk,1.5,piece,gestern,up,moon,odd,\n"
        "e,talk,1\n"
        ",talk,1,second,2026-10-05T08:12:00+02:00,,,,\n"
    )
    assert refused(text) == [
        "u.csv, line 3, column meter: there is no meter “tlk”; did you mean “talk”?",
        "u.csv, line 4, column quantity: “-1” is no quantity; a whole number from 0 on is meant.",
        "u.csv, line 5, column started_at: “gestern” is no moment; date and time are meant, as in 2026-10-05T08:12:30+02:00.",
        "u.csv, line 5, column quantity: “1.5” is no quantity; a whole number from 0 on is meant.",
        "u.csv, line 5, column unit: “talk” is not counted in “piece”; there are: second, minute, hour.",
        "u.csv, line 5, column direction: “up” is not known; there are: in, out.",
        "u.csv, line 5, column destination_kind: “moon” is not known; there are: none, inside, fixed, mobile, abroad.",
        (
            "u.csv, line 5, column status: “odd” is not known; there are: ordinary, wrong_number, advertising, silent, hung_up, spam,"
            " agency_fault."
        ),
        "u.csv, line 6, column ?: the row has 3 cells, the header 9.",
        "u.csv, line 7, column call_id: it is empty; each row names its call, or whatever it is, by an id.",
    ]


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("call_id,meter,quantity", "u.csv, line 1, column started_at: this column is missing."),
        ("call_id,meter,quantity,started_at,meter", "u.csv, line 1, column meter: this column is there twice."),
        (
            "call_id,meter,quantity,started_at,directon",
            (
                "u.csv, line 1, column directon: there is no such column; did you mean “direction”? There are: call_id, meter, quantity,"
                " started_at, unit, direction, destination_kind, status, id."
            ),
        ),
        ("", "u.csv, line 1, column call_id: this column is missing."),
    ],
)
def test_a_wrong_header_is_named(header, line):
    assert line in refused(f"{header}\na,talk,1,2026-10-05\n" if header else "")


def test_a_row_whose_id_was_there_already_is_refused_over_several_files_too():
    text = f"{HEADER}a,sms,1,,2026-10-05,,,,7\n"
    seen = {}
    assert len(read(text, seen=seen)) == 1
    assert refused(text.replace("a,", "b,") + "c,sms,1,,2026-10-05,,,,7\n", seen=seen) == [
        "u.csv, line 3, column id: “7” is there already (u.csv, 2); every row is rated once."
    ]


def test_rows_that_look_alike_are_two_facts_unless_they_have_one_id():
    assert len(read(f"{HEADER}{'a,sms,1,,2026-10-05,,,,' + chr(10)}a,sms,1,,2026-10-05,,,,\n")) == 2


def test_a_quantity_that_no_database_holds_is_refused():
    assert len(refused(f"{HEADER}a,sms,2147483648,,2026-10-05,,,,\n")) == 1
    assert len(refused(f"{HEADER}a,sms,{'9' * 5000},,2026-10-05,,,,\n")) == 1


def test_lines_are_counted_as_an_editor_counts_them():
    assert refused(f'{HEADER}"a\nb",talk,46,,2026-10-05,,,,\nc,talk,x,,2026-10-05,,,,\n') == [
        "u.csv, line 4, column quantity: “x” is no quantity; a whole number from 0 on is meant."
    ]


@given(cells=st.lists(st.text(max_size=12), min_size=9, max_size=9), wild=st.text(max_size=60))
def test_whatever_stands_in_a_file_is_read_or_refused(cells, wild):
    for text in (wild, HEADER + wild, HEADER + ",".join(cells) + "\n"):
        try:
            rows = read(text)
        except UsageFileRefused as refusal:
            found = refusal.problems
            assert all(each.line >= 1 and each.column for each in found)
        else:
            assert all(row.quantity >= 0 for row in rows)
