"""What `vorzimmer claims` says: a claim to the cent with every reason, on any day; the list; the daily job by hand."""

import json
from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.cast import NOON, make_cast
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay, remind
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.server import claims as commands
from vorzimmer.server import periodic
from vorzimmer.server.faults import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TODAY = date(2026, 11, 26)
PAID_ON = date(2026, 11, 10)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


@pytest.fixture
def claim(cast):
    """499.80 € of a business, due 15 September 2026; reminded for the first time on 6 October, and 200 € paid on 10 November."""
    confirm_rates()
    document = owe(cast.zahn, number="RE-2026-00042")
    claim = claim_of(document)
    remind(claim, "friendly_sent", date(2026, 9, 22))
    remind(claim, "first_sent", date(2026, 10, 6), pay_by=date(2026, 10, 16))
    pay(cast.zahn, 20000, PAID_ON, document)
    return claim


def explained(number="RE-2026-00042", day=TODAY):
    said = []
    commands.explain(number, day, TODAY, as_json=True, say=said.append)
    return json.loads(said[0])


def text(number="RE-2026-00042", day=TODAY):
    said = []
    commands.explain(number, day, TODAY, as_json=False, say=said.append)
    return said[0]


def complaint(*asked):
    with pytest.raises(Trouble) as told:
        explained(*asked)
    return str(told.value)


def test_it_says_the_interest_to_the_cent_and_how_it_comes_about(claim):
    said = explained()
    assert (said["stage"], said["gross_cents"], said["open_cents"]) == ("first", 49980, 29980)
    assert said["default"]["since"] == "2026-10-16"
    # 499.80 € × 10.52 % × 25 ÷ 365 = 3.6013 €; 299.80 € × 10.52 % × 17 ÷ 365 = 1.4689 €
    assert [(each["first"], each["last"], each["days"], each["open_cents"], each["cents"]) for each in said["interest"]] == [
        ("2026-10-16", "2026-11-09", 25, 49980, 360),
        ("2026-11-10", "2026-11-26", 17, 29980, 147),
    ]
    assert (said["interest_cents"], said["lump_sum_cents"], said["total_cents"]) == (507, 4000, 34487)


def test_it_says_every_rule_of_default_and_why_it_applies_or_not(claim):
    grounds = {each["code"]: (each["since"], each["because"]) for each in explained()["default"]["grounds"]}
    assert set(grounds) == {"reminder", "order_served", "agreed_day", "term_after_receipt", "term_after_performance"}
    assert grounds["order_served"] == (None, "not_served")
    assert grounds["agreed_day"] == (None, "nothing_agreed")


def test_it_says_what_comes_next_and_of_every_step_why_or_why_not(claim):
    said = explained()
    assert (said["next"]["step"], said["next"]["because"]) == ("second_sent", "days_to_pay")
    options = {each["event"]: each for each in said["options"]}
    assert options["second_sent"]["possible"]
    assert (options["judgment"]["possible"], options["judgment"]["because_says"]) == (False, "not at this stage")
    assert said["limitation"]["last_day"] == "2029-12-31"


def test_on_a_day_that_is_over_it_knows_nothing_of_what_came_later(claim):
    said = explained(day=date(2026, 10, 1))
    assert (said["stage"], said["open_cents"], said["default"]["since"]) == ("friendly", 49980, None)
    assert (said["interest_cents"], said["next"]["step"]) == (0, "first_sent")
    assert explained(day=PAID_ON)["open_cents"] == 29980
    assert explained(day=date(2026, 11, 9))["open_cents"] == 49980


def test_a_pause_holds_on_its_days_only(claim):
    Pause.objects.create(claim=claim, kind="by_hand", since=date(2026, 10, 20), ended_on=date(2026, 11, 2), at=noon(TODAY))
    assert explained(day=date(2026, 10, 19))["pauses"] == []
    assert [each["in_force"] for each in explained(day=date(2026, 10, 20))["pauses"]] == [True]
    assert [each["in_force"] for each in explained()["pauses"]] == [False]


def test_for_a_day_to_come_the_interest_grows_and_nothing_else_happens(claim):
    said = explained(day=date(2026, 12, 26))
    assert (said["stage"], said["interest"][-1]["days"], said["open_cents"]) == ("first", 47, 29980)


def test_without_a_confirmed_base_rate_it_says_so_and_no_interest(cast):
    document = owe(cast.zahn, number="RE-2026-00042")
    remind(claim_of(document), "first_sent", date(2026, 10, 6))
    said = explained()
    assert (said["interest"], said["interest_cents"], said["total_cents"]) == (None, None, None)
    assert "is not confirmed" in said["interest_problem"]
    assert "bundesbank" in text()


def test_as_text_it_has_a_section_for_each_question(claim):
    said = text()
    assert said.startswith("RE-2026-00042, Praxis Dr. Zahn (K-1001), on 26 November 2026\n  first reminder sent since 6 October 2026\n")
    for line in (
        "  €299.80 open of €499.80, due 15 September 2026",
        "  with interest €5.07 and lump sum €40.00: €344.87",
        "  16 October 2026 to 9 November 2026: 25 days of 365, €499.80 at 10.52 % (base rate 1.52 %): €3.60",
        "  lump sum €40.00: once for each claim on a business in default (BGB §288(5))",
        "    not: note the judgment: not at this stage",
        "  barred after 31 December 2029",
        "  Nobody is registered to whom a claim may be given.",
    ):
        assert line in said.replace("\N{NO-BREAK SPACE}", " ").split("\n"), line


def test_what_is_no_claim_is_answered_in_words(cast, claim):
    owe(cast.berg, number="RE-2026-00077", issued_on=date(2026, 11, 20))
    assert complaint("RE-2026-00043") == "There is no invoice RE-2026-00043. There are claims about, for example: RE-2026-00042."
    assert complaint("RE-2026-00077") == (
        "RE-2026-00077 is no claim: it is due on 4 December 2026, and what is overdue and not paid becomes one."
    )
    assert complaint("RE-2026-00042", date(2026, 9, 1)) == (
        "RE-2026-00042 became a claim on 16 September 2026; before that there is nothing to explain."
    )
    Claim.objects.all().delete()
    assert complaint("RE-1") == "There is no invoice RE-1, and no claim at all."


def test_a_claim_of_a_customer_who_is_no_more_is_explained_with_his_number(cast, claim):
    Claim.objects.update(customer_ref=cast.berg.pk)
    cast.berg.__class__.objects.filter(pk=cast.berg.pk).update(name="")
    assert text().startswith("RE-2026-00042, K-1001 (K-1001), on 26 November 2026\n")


def test_the_list_says_how_each_stands_and_what_it_comes_to(claim):
    said = []
    commands.write_list(TODAY, as_json=False, say=said.append)
    assert said[0].startswith("RE-2026-00042")
    assert "Dr. Zahn: first reminder sent; send the second reminder, " in said[0]
    assert said[1] == "1 claim, €299.80 open, of that €299.80 in default, €344.87 with interest and lump sums"
    commands.write_list(TODAY, as_json=True, say=said.append)
    (row,) = json.loads(said[2])["claims"]
    assert (row["invoice"], row["open_cents"], row["total_cents"], row["to_do"]) == ("RE-2026-00042", 29980, 34487, ["letter"])


def test_the_daily_job_by_hand_opens_what_is_overdue_and_says_so_once(cast):
    owe(cast.zahn)
    said = []
    commands.run(noon(TODAY), say=said.append)
    commands.run(noon(TODAY), say=said.append)
    assert said == [
        "1 new claim, 0 lines in the logs, 0 letters, on 26 November 2026",
        "0 new claims, 0 lines in the logs, 0 letters, on 26 November 2026",
    ]


def test_a_part_of_the_daily_job_that_fails_is_named(monkeypatch):
    def broken(_at):
        raise ZeroDivisionError

    broken.__module__ = "vorzimmer.claims.actions.broken"
    job = periodic.Job(name="remind", every=periodic.LIVE_EVENTS_KEPT, run=broken)
    monkeypatch.setattr(periodic, "JOBS", (job,))
    with pytest.raises(Trouble, match="“remind” failed: ZeroDivisionError"):
        commands.run(noon(TODAY), say=lambda _text: None)
