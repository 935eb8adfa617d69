"""Every price list that is shipped, with a worked month: the amounts were computed by hand, and stand here with their arithmetic."""

from pathlib import Path

import pytest

import vorzimmer
from tests.domain.rated import OCTOBER, at, call, row
from vorzimmer.domain.contracts import EndsAt, Notice, NoticeUnit, Terms
from vorzimmer.domain.days import NO_HOLIDAYS
from vorzimmer.domain.money import VatSum
from vorzimmer.domain.rating import passes_limit, rate
from vorzimmer.domain.statements import ContractFacts
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import Billed, Credit, PriceRise

FOLDER = Path(vorzimmer.__file__).parent / "policy" / "tariffs"
FILES = sorted(FOLDER.glob("*.toml"))

# Four calls: 46 + 12 + 125 + 300 = 483 s of talk, 10 + 20 + 150 = 180 s of wrap-up.
FOUR = [
    *call("a", "5 09:00", talk=46, wrap_up=10),
    *call("b", "6 09:00", talk=12, wrap_up=20),
    *call("c", "7 09:00", talk=125, wrap_up=150),
    *call("d", "8 21:00", talk=300),
]
UNREAD = [row("a", "hold", 30), row("a", "queue", 12), row("a", "ring", 9), row("e1", "email"), row("n", "abandoned_call")]
DEBIT = [row("r", "returned_debit"), row("r", "bank_fee", 350)]


def talk(ref, seconds, when="12 10:00", **more):
    return row(ref, "talk", seconds, when, **more)


MONTHS = {
    # Accepted are a, c and d: 3 x 0.59 = 1.77. Their seconds: 56 + 275 + 300 = 631; 631 x 0.59 / 60 = 6.2048.
    "starbuero": (FOUR, {"accepted": 177, "handling": 620}),
    # c has 120 s of wrap-up instead of 150: 483 + 150 = 633 s; 633 x 0.89 / 60 = 9.3895.
    "fonect": (FOUR, {"fee": 3900, "handling": 939}),
    "fonect-trade": (FOUR, {"fee": 7500, "handling": 939}),
    "fonect-car-trade": (FOUR, {"fee": 18000, "handling": 939}),
    # 483 x 0.79 / 60 = 6.3595; a returned debit 8.00, the bank's own 3.50 passed on.
    "topbuero": ([*FOUR, *DEBIT], {"fee": 2900, "talk": 636, "returned_debit": 800, "bank_fee": 350}),
    "topbuero-year": ([*FOUR, *DEBIT], {"fee": 2900, "talk": 636, "returned_debit": 800, "bank_fee": 350}),
    # 663 x 0.99 / 60 = 10.9395; 95 x 0.15 / 60 = 0.2375; an hour of patching is free.
    "go-answer": ([*FOUR, row("x", "automated", 95), row("c", "patched", 3600)], {"live": 1094, "automated": 24}),
    # a 46+10 = 56 -> 60; b 12+20 = 32 -> 36; c 125+60 (of 150) + 15 + 20 = 220 -> 222; d 300: 618 s x 1.19 / 60 = 12.257.
    "voicenation": (
        [*FOUR, row("c", "consultation", 15, "7 09:00"), row("c", "dialling", 20, "7 09:00"), row("c", "patched", 900, "7 09:00")],
        {"time": 1226},
    ),
    # Minutes: a 1+1, b 1+1, c 3+1, d 5+1 = 14. 7000 s are 117+1: 132 - 125 = 7 x 2.50.
    "signpost-125": ([*FOUR, talk("e", 7000)], {"package": 35000, "talk": 1750}),
    # 14500 s are 242+1: 257 - 250 = 7 x 2.25.
    "signpost-250": ([*FOUR, talk("e", 14500)], {"package": 60000, "talk": 1575}),
    # 29460 s are 491+1: 506 - 500 = 6 x 2.05.
    "signpost-500": ([*FOUR, talk("e", 29460)], {"package": 105000, "talk": 1230}),
    # 59400 s are 990+1: 1005 - 1000 = 5 x 1.75.
    "signpost-1000": ([*FOUR, talk("e", 59400)], {"package": 185000, "talk": 875}),
    # 31 calls: 25 are in the package, 6 at its average of 25.00 / 25 = 1.00.
    "simply66": ([line for number in range(31) for line in call(f"c{number}", talk=60)], {"package": 2500, "call": 600}),
    "simply66-knowledge": ([line for number in range(31) for line in call(f"c{number}", talk=60)], {"package": 4500, "call": 1200}),
    # 483 + 4200 = 4683 s; 75 min are 4500 s; 183 x 1.99 / 60 = 6.0695.
    "patlive": ([*FOUR, talk("e", 4200)], {"package": 14900, "talk": 607}),
    # 483 x 2.19 / 60 = 17.6295.
    "patlive-basic": (FOUR, {"fee": 3900, "talk": 1763}),
    # In: 483 x 0.95 / 60 = 7.6475. Out: 2 x 1.20; 61 s and 30 s are 61 + 60 = 121 s; 121 x 1.10 / 60 = 2.2183.
    "ebuero": (
        [
            *FOUR,
            row("o1", "outbound_call", direction="out"),
            talk("o1", 61, direction="out"),
            row("o2", "outbound_call", direction="out"),
            talk("o2", 30, direction="out"),
        ],
        {"talk": 765, "outbound_call": 240, "outbound_talk": 222},
    ),
    # 483 + 17700 = 18183 s; 300 min are 18000 s; 183 x 0.99 / 60 = 3.0195.
    "fonhero": ([*FOUR, talk("e", 17700)], {"fee": 24900, "talk": 302}),
    "fonhero-year": ([*FOUR, talk("e", 17700)], {"fee": 18700, "talk": 302}),
    # 4 x 7.00; spam and a sales call are free, and so is that a person stepped into the spam; 1 x 3.00 in call a.
    "smith-ai": (
        [
            *FOUR,
            *call("s", status="spam", talk=20),
            row("s", "escalation", status="spam"),
            *call("v", status="advertising", talk=20),
            row("a", "escalation"),
            row("a", "automated", 30),
        ],
        {"call": 2800, "escalation": 300},
    ),
    # 4 calls, but 5 at least: 5 x 2.50.
    "nomissedcalls": ([*FOUR, row("k", "deposit")], {"call": 1250, "deposit": 5000}),
    # a and b are the first two, c and d cost 1.49; 8 s of talk are too short, advertising is free. 3 x 0.12. 9.00 - 2.98 - 0.36 = 5.66.
    "start": (
        [*FOUR, *call("e", "9 09:00", talk=8), *call("v", "4 09:00", status="advertising", talk=90), row("m", "sms", 3)],
        {"call": 298, "sms": 36, "minimum_turnover": 566},
    ),
    # Half minutes: a 56 -> 60; g 200 + 60 (of 90) = 260 -> 270; h 61 -> 90; i 30; k 7000 -> 7020: 7470 - 7200 = 270 s x 0.96 / 60 = 4.32.
    # Surcharge to the second: g from 19:00 on 80, h on a Sunday 61, i on 3 October 30: 171 x 0.48 / 60 = 1.368; v is free.
    # Appointments: 22 + 3 = 25: 20 x 0.90 + 5 x 0.60. 4 x 0.10.
    "praxis": (
        [
            *call("a", "5 09:00", talk=46, wrap_up=10),
            *call("g", "5 18:58", talk=200, wrap_up=90),
            *call("h", "4 10:00", talk=61),
            *call("i", "3 12:00", talk=30),
            *call("k", "6 10:00", talk=7000),
            *call("v", "5 20:00", status="advertising", talk=40),
            row("t1", "booking", 22),
            row("t2", "booking_changed", 3),
            row("t3", "booking_cancelled", 2),
            row("m", "sms", 4),
        ],
        {"fee": 7900, "talk": 432, "unsocial": 137, "appointments": 2100, "sms": 40},
    ),
    # 12 calls by day: 10 x 1.20 + 2 x 0.95 = 13.90; one at 21:00. 61 s to a mobile are 2 min x 0.19; 2000 s abroad are 30 min x 0.49.
    # 18 + 3 = 21 messages, all at 0.11. 301 s of work are 300 + 60 = 360 s x 36.00 / 3600. 24 hours for 10 of 31 days: 10.00.
    "handwerk": (
        [
            *(line for number in range(12) for line in call(f"c{number}", "5 09:00", talk=30)),
            *call("n", "5 21:00", talk=30),
            *call("v", "5 09:00", status="advertising", talk=30),
            row("c1", "patched", 61, direction="out", destination_kind="mobile"),
            row("c2", "patched", 2000, direction="out", destination_kind="abroad"),
            row("c3", "patched", 500, direction="out", destination_kind="fixed"),
            row("m1", "sms", 18),
            row("m2", "fax", 3),
            row("l", "letter", 2),
            row("o1", "order", 2),
            row("o2", "booking"),
            row("u", "outbound_call"),
            row("i", "instruction_change"),
            row("w", "task"),
            row("w", "task_time", 301),
            row("p1", "option_sms", 31),
            row("p2", "option_24h", 10),
            row("p3", "option_trade", 31),
            row("p4", "option_number", 5),
            row("k", "setup"),
            *DEBIT,
        ],
        {
            "fee": 2900,
            "call": 1390,
            "call_at_night": 240,
            "patched_mobile": 38,
            "patched_abroad": 1470,
            "messages": 231,
            "letter": 420,
            "orders": 240,
            "outbound": 150,
            "changes": 900,
            "tasks": 360,
            "option_sms": 300,
            "option_24h": 1000,
            "options": 1000,
            "setup": 4900,
            "returned_debit": 800,
            "bank_fee": 350,
        },
    ),
}


def example(name):
    return load((FOLDER / f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def amounts(name, rows, facts=None):
    from vorzimmer.customers.holidays import holidays_of  # noqa: PLC0415  (needs no database)

    statement = rate(example(name), rows, OCTOBER, facts or ContractFacts(holidays=holidays_of("BE", 2026)))
    return statement, {line.key: line.cents for line in statement.lines}


def test_every_price_list_has_a_worked_month():
    assert {path.stem for path in FILES} == set(MONTHS)


@pytest.mark.parametrize("name", MONTHS)
def test_a_worked_month(name):
    rows, expected = MONTHS[name]
    statement, cents = amounts(name, [*rows, *UNREAD])
    assert cents == expected
    assert statement.net == sum(expected.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_after_its_tariff_and_says_what_was_taken(path):
    text = path.read_text("utf-8")
    assert load(text).key == path.stem
    assert text.startswith("# ")


def test_of_who_was_never_called_only_fees_and_minimums_are_asked():
    asked = {name: {key: cents for key, cents in amounts(name, [])[1].items() if cents} for name in MONTHS}
    assert {name: lines for name, lines in asked.items() if set(lines) - {"fee", "package"}} == {
        "nomissedcalls": {"call": 1250},
        "start": {"minimum_turnover": 900},
    }
    assert asked["starbuero"] == {}


def test_a_fee_in_advance_by_days_begins_with_the_contract():
    # From 22 October on: 10 of 31 days of 29.00 = 9.3548.
    _, cents = amounts("topbuero", [], ContractFacts(begins_on=at("22 09:00").date(), holidays=NO_HOLIDAYS))
    assert cents == {"fee": 935}
    (fee,) = amounts("topbuero", [])[0].lines
    assert fee.billed is Billed.IN_ADVANCE


def test_terms_and_the_right_to_leave_when_prices_rise():
    assert example("topbuero").terms == Terms(minimum_months=1, notice=Notice(number=2, unit=NoticeUnit.WEEKS), to=EndsAt.END_OF_MONTH)
    assert example("topbuero-year").terms == Terms(
        minimum_months=12, notice=Notice(number=3, unit=NoticeUnit.MONTHS), to=EndsAt.END_OF_MONTH
    )
    rise = example("topbuero").price_rise
    assert rise == PriceRise(rate=650, months=12)
    assert not rise.is_passed(10_000, 10_650)
    assert rise.is_passed(10_000, 10_651)


def test_credit_limits_and_prepaid_credit():
    assert example("smith-ai").credit == Credit(prepaid=30_000, refill_below=5_000)
    assert example("nomissedcalls").credit == Credit(limit=10_000)
    calls = [line for number in range(41) for line in call(f"c{number}")]
    assert not passes_limit(amounts("nomissedcalls", calls[:40])[0])
    assert passes_limit(amounts("nomissedcalls", calls)[0])
    assert not passes_limit(amounts("starbuero", calls)[0])


def test_damages_and_deposits_bear_no_tax():
    statement, _ = amounts("topbuero", [*FOUR, *DEBIT])
    # 29.00 + 6.36 = 35.36; 19 % are 6.7184.
    assert statement.vat == (VatSum(rate=1900, net=3536, vat=672), VatSum(rate=None, net=1150, vat=0))
    assert statement.gross == 5358


def test_what_is_left_of_included_minutes_lives_one_month_more():
    pools = amounts("praxis", call("a", talk=100))[0].pools
    # 100 s are 120 s; 7200 - 120 = 7080 s go on, and are used first.
    assert [(pool.included, pool.used, pool.carries) for pool in pools] == [(7200, 120, (7080,))]
    later = rate(example("praxis"), call("a", talk=7200), OCTOBER, ContractFacts(carried={"minutes": (7080, 500)}))
    assert [(pool.carried, pool.used, pool.left, pool.carries) for pool in later.pools] == [(7080, 7200, 7080, (7080,))]
