"""A software firm whose callers speak English: support, sales, deliveries."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Channel, Trade
from vorzimmer.demo.casting import Firm, Member, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

MARQUARDT, RAMAN = "Leo Marquardt", "Priya Raman"

FIRM = Firm(
    number="1008",
    name="Havelcode GmbH",
    short_name="Havelcode",
    pronunciation="HAH-fel-code",
    city="Potsdam",
    trade=Trade.SOFTWARE,
    language="en",
    team=TeamName.OFFICES,
    calls=2.5,
    weekend=0.2,
    months=8,
    dial_ins=(
        DialInEntry(number="030 23125 108", label="Reception"),
        DialInEntry(number="030 23125 208", label="Support line"),
        DialInEntry(number="030 23125 708", label="Own number (forwarded)"),
    ),
    greetings=(
        GreetingEntry(
            text="Havelcode, {time}, this is {operator} speaking. How can I help?", weekdays="01234", start=time(9), end=time(18)
        ),
        GreetingEntry(text="Havelcode, {time}. The office is closed, but our engineer on call gets urgent messages at once."),
    ),
    people=(
        Member(MARQUARDT, "Managing director", number="0171 39200 12", availability=Availability.IN_MEETING, back_in=60, may_transfer=True),
        Member(RAMAN, "Head of support", number="0171 39200 13", may_transfer=True),
        Member("Tom Eriksen", "Sales", availability=Availability.OUT_OF_OFFICE, back_in=240),
    ),
    rules=(
        Rule(InstructionKind.DO, "System down for everybody: put through to Priya Raman at any hour.", person=RAMAN),
        Rule(InstructionKind.DO, "Support: name of the company and what stands on the screen, word by word."),
        Rule(
            InstructionKind.DO,
            "Version 4 goes live this week: new orders get a call back from Tom within a day.",
            set_by=MARQUARDT,
            set_ago=48,
            for_hours=96,
        ),
        Rule(InstructionKind.NEVER, "Do not name other customers or the hosting company."),
        Rule(InstructionKind.ASK, "Which version do you use?", answers=("4.0", "3.9", "the cloud version", "does not know")),
        Rule(
            InstructionKind.ASK, "How many people are affected?", answers=("only the caller", "the whole office", "about ten", "one branch")
        ),
    ),
    ways=(
        Way("office@havelcode.example", language="en"),
        Way("oncall@havelcode.example", least_urgency=Urgency.EMERGENCY, detail=Channel.Detail.HINT, language="en", person=RAMAN),
    ),
    callers=(
        CallerEntry(
            number="030 23125 809",
            name="Maeve Connolly",
            company="Northgate Freight",
            hint="Largest customer. Always polite, always urgent.",
        ),
        CallerEntry(
            number="0171 39200 38", name="Leo Marquardt", company="Havelcode", hint="The managing director himself, from the road."
        ),
    ),
    users=(
        AccessEntry(email="leo@havelcode.example", name=MARQUARDT, role=Role.CUSTOMER_OWNER, language="en"),
        AccessEntry(email="priya@havelcode.example", name=RAMAN, language="en"),
    ),
    stories=(
        Story(
            "Nobody in the warehouse can sign in since {time}, trucks are waiting.",
            company="Northgate Freight",
            person=RAMAN,
            urgency=Urgency.EMERGENCY,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
        ),
        Story("The monthly report stops at 80 per cent with the message “connection closed”.", person=RAMAN, urgency=Urgency.HIGH),
        Story("Would like a demonstration for six people, preferably on {weekday}.", person="Tom Eriksen"),
        Story("Asks for an offer for twenty more seats.", person="Tom Eriksen"),
        Story("The invoice over {amount} lacks the order number and cannot be paid.", company="Brightwell Foods"),
        Story("Forgot the password and gets no e-mail. Checked the spam folder.", person=RAMAN),
        Story("Wants to move the call on {weekday} to {time}.", person=MARQUARDT),
        Story("Applies as a developer and asks whether the job is still open.", urgency=Urgency.LOW),
        Story("The new laptops arrive on {date}, somebody has to sign for them.", company="Officeline", outcome=Outcome.FOR_INFORMATION),
        Story("The import of the price list turns all umlauts into question marks.", person=RAMAN),
        Story("Just wanted to say that the update solved the problem.", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Journalist, writes about small software firms, asks for an interview.", person=MARQUARDT),
        Story(
            "Building management: the lift is out of order on {weekday}.",
            company="Hafen Offices",
            outcome=Outcome.FOR_INFORMATION,
            urgency=Urgency.LOW,
        ),
        Story(
            "Screens are very slow since this morning, {name} reported it before.",
            company="Northgate Freight",
            person=RAMAN,
            urgency=Urgency.HIGH,
        ),
    ),
)
