"""Scripts of the simulator: what people may write, and what they are told when it is wrong."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.telephony.script import Faults, Phone, Script, ScriptedCall, ScriptError, Traffic, example, examples, load
from vorzimmer.telephony.switchboard import FailReason

CALL = '[[call]]\nto = "030 23125 101"\n'


def test_a_script_with_everything_is_read():
    script = load("""
title = "All of it"

[operator]
after = 3
hangs_up_after = 40

[outside]
fails = "busy"
after = 0.5

[faults]
duplicates = 0.1
disorder = 0.25
seed = 4

[[phone]]
name = "anna"
fails = "unreachable"

[[phone]]
name = "0171 39200 20"
after = 6

[[call]]
at = 2.5
from = "0171 3920012"
to = "030/23125-101"
diversions = ["030 23125 700"]
patience = 45
talk = inf

[[call]]
from = "anonymous"
to = "+49 30 23125 102"

[[traffic]]
every = 8
to = ["030 23125 101", "030 23125 102"]
from = ["0171 39200 11"]
withheld = 0.5
patience = [10, 20.5]
talk = [5, 5]
first = 60
until = 600
limit = 0
seed = 9
""")
    assert script == Script(
        title="All of it",
        operator=Phone(after=3.0, hangs_up_after=40.0),
        outside=Phone(fails=FailReason.BUSY, after=0.5),
        faults=Faults(duplicates=0.1, disorder=0.25, seed=4),
        phones={"anna": Phone(fails=FailReason.UNREACHABLE), "+491713920020": Phone(after=6.0)},
        calls=(
            ScriptedCall(
                at=2.5,
                caller="+491713920012",
                called="+493023125101",
                diversions=("+493023125700",),
                patience=45.0,
                talk=None,
            ),
            ScriptedCall(called="+493023125102"),
        ),
        traffic=(
            Traffic(
                every=8.0,
                called=("+493023125101", "+493023125102"),
                callers=("+491713920011",),
                withheld=0.5,
                patience=(10.0, 20.5),
                talk=(5.0, 5.0),
                first=60.0,
                until=600.0,
                limit=0,
                seed=9,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the script: nobody calls; add a [[call]] or a [[traffic]]"),
        (f"{CALL}[[call]]\n", '[[call]] number 2: to must be a telephone number like "030 23125 100"'),
        ('[[call]]\nto = "reception"', '[[call]] number 1: to must be a telephone number like "030 23125 100"'),
        ("[[call]]\nto = 110", "[[call]] number 1: to must be a text in quotation marks"),
        (f'{CALL}from = "Frau Berg"', '[[call]] number 1: from must be a telephone number like "030 23125 100"'),
        (f"{CALL}at = -1", "[[call]] number 1: at must be a number of seconds, 0 or more"),
        (f"{CALL}at = inf", "[[call]] number 1: at must be a number of seconds, 0 or more"),
        (f"{CALL}patience = nan", "[[call]] number 1: patience must be a number of seconds, 0 or more"),
        (f"{CALL}patience = 604801", "[[call]] number 1: patience must be a number of seconds, 0 or more"),
        (f'{CALL}talk = "long"', "[[call]] number 1: talk must be a number of seconds, 0 or more"),
        (f"{CALL}talk = true", "[[call]] number 1: talk must be a number of seconds, 0 or more"),
        (
            f'{CALL}diversions = ["x"]',
            '[[call]] number 1: diversions must be telephone numbers like ["030 23125 100", "0171 39200 12"]',
        ),
        (
            f"{CALL}patiense = 3",
            "[[call]] number 1: there is no 'patiense' here; possible are at, diversions, from, patience, talk, to",
        ),
        (
            f"calls = 1\n{CALL}",
            "the script: there is no 'calls' here; possible are call, faults, operator, outside, phone, title, traffic",
        ),
        ("call = 1", "the script: call must be a list of tables, each headed [[call]]"),
        ("[call]", "the script: call must be a list of tables, each headed [[call]]"),
        ("operator = 1", "the script: operator must be a table [operator]"),
        ("title = 1", "the script: title must be a text in quotation marks"),
        (
            f'{CALL}[operator]\nfails = "angry"',
            "[operator]: fails must be one of busy, no_answer, declined, unreachable, congestion, not_found",
        ),
        (f"{CALL}[[phone]]\n", "[[phone]] number 1: name must be the name or number of a telephone that is not described above"),
        (
            f'{CALL}[[phone]]\nname = "030 23125 840"\n[[phone]]\nname = "+493023125840"',
            "[[phone]] number 2: name must be the name or number of a telephone that is not described above",
        ),
        (f"{CALL}[faults]\ndisorder = 2", "[faults]: disorder must be a share between 0 and 1"),
        (f"{CALL}[faults]\nseed = 1.5", "[faults]: seed must be a whole number, 0 or more"),
        ("[[traffic]]\nevery = 5", '[[traffic]] number 1: to must be one telephone number at least, like ["030 23125 100"]'),
        ('[[traffic]]\nto = ["030 23125 101"]\nevery = 0', "[[traffic]] number 1: every must be more than 0 seconds"),
        (
            '[[traffic]]\nto = ["030 23125 101"]\ntalk = [9, 3]',
            "[[traffic]] number 1: talk must be two numbers of seconds, the smaller one first, like [20, 90]",
        ),
        (
            '[[traffic]]\nto = ["030 23125 101"]\ntalk = 9',
            "[[traffic]] number 1: talk must be two numbers of seconds, the smaller one first, like [20, 90]",
        ),
        ('[[traffic]]\nto = ["030 23125 101"]\nlimit = -1', "[[traffic]] number 1: limit must be a whole number, 0 or more"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(text, message):
    with pytest.raises(ScriptError) as caught:
        load(text)
    assert str(caught.value) == message


def test_broken_toml_is_told_with_its_line():
    with pytest.raises(ScriptError, match=r"^this is not TOML: .*line 2"):
        load('title = "x"\ncall = ?\n')


@given(st.text())
def test_no_text_raises_anything_but_a_script_error(text):
    with pytest.raises(ScriptError):
        load(text)


def test_traffic_is_the_same_for_the_same_seed_and_another_for_another():
    def first(seed):
        return list(
            islice(
                Traffic(every=5.0, called=("+493023125101", "+493023125102"), callers=("+491713920011",), withheld=0.5, seed=seed).calls(),
                20,
            )
        )

    assert first(1) == first(1)
    assert first(1) != first(2)


def test_traffic_keeps_its_bounds_and_its_mean():
    traffic = Traffic(
        every=10.0,
        called=("+493023125101",),
        callers=("+491713920011",),
        withheld=0.25,
        patience=(5.0, 6.0),
        talk=(7.0, 8.0),
        first=100.0,
        until=40_100.0,
    )
    calls = list(traffic.calls())
    assert 3800 < len(calls) < 4200
    assert all(100 <= call.at <= 40_100 and 5 <= call.patience <= 6 and 7 <= call.talk <= 8 for call in calls)
    assert 800 < sum(call.caller is None for call in calls) < 1200
    assert [call.at for call in calls] == sorted(call.at for call in calls)


def test_traffic_stops_at_its_limit():
    assert len(list(Traffic(every=1.0, called=("+493023125101",), limit=3).calls())) == 3


def test_written_and_random_calls_come_in_the_order_of_their_times():
    script = Script(
        calls=(ScriptedCall(at=50.0, called="+493023125102"), ScriptedCall(at=1.0, called="+493023125103")),
        traffic=(Traffic(every=5.0, called=("+493023125101",)), Traffic(every=7.0, called=("+493023125104",), seed=2)),
    )
    calls = list(islice(script.in_order(), 50))
    assert [call.at for call in calls] == sorted(call.at for call in calls)
    assert {call.called for call in calls} == {"+493023125101", "+493023125102", "+493023125103", "+493023125104"}


def test_the_examples_can_be_played_and_use_numbers_of_nobody():
    assert examples() == ("busy_morning", "first_day", "putting_through")
    for name in examples():
        script = example(name)
        calls = list(islice(script.in_order(), 500))
        assert script.title
        assert calls
        numbers = {number for call in calls for number in (call.called, call.caller, *call.diversions) if number} | set(script.phones)
        assert all(number.startswith(("+4930231251", "+4930231257", "+4930231258", "+49171392001", "+49171392002")) for number in numbers)


def test_an_unknown_example_is_told_with_those_there_are():
    with pytest.raises(ScriptError, match="there are: busy_morning, first_day, putting_through"):
        example("../sipgate")
