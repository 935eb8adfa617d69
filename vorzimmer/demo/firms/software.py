"""A software firm whose callers speak English: support, sales, deliveries."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, KnownCaller, Land, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Shut, Story, TeamName, Watch, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role
from vorzimmer.domain.rotas import Turn

MARQUARDT, RAMAN = "Leo Marquardt", "Priya Raman"
ERIKSEN = "Tom Eriksen"
DOWN, SUPPORT, SALES = "System down", "Support", "Sales"
WATCH = "Engineers on call"

FIRM = Firm(
    number="1008",
    name="Havelcode GmbH",
    short_name="Havelcode",
    pronunciation="HAH-fel-code",
    city="Potsdam",
    land=Land.BB,
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
        Member(ERIKSEN, "Sales", availability=Availability.OUT_OF_OFFICE, back_in=240),
    ),
    reasons=(
        Reason(DOWN, urgency=Urgency.EMERGENCY, put_through=RAMAN, watch=WATCH, sms=True),
        Reason(SUPPORT),
        Reason(SALES, put_through=ERIKSEN),
        Reason("Invoice", urgency=Urgency.LOW),
    ),
    rules=(
        Rule(InstructionKind.DO, "Promise a call back within the working day.", subject="Call back"),
        Rule(
            InstructionKind.DO,
            "Put through to Priya Raman at any hour; if she is busy, call the engineers on call.",
            subject="Call back",
            reason=DOWN,
        ),
        Rule(InstructionKind.DO, "Name of the company and what stands on the screen, word by word.", subject="Support", reason=SUPPORT),
        Rule(
            InstructionKind.DO,
            "She takes support calls herself until ten o'clock.",
            subject="Support",
            person=RAMAN,
            weekdays="01234",
            start=time(8),
            end=time(10),
        ),
        Rule(
            InstructionKind.DO,
            "Version 4 goes live this week: new orders get a call back from Tom within a day.",
            subject="Orders",
            set_by=MARQUARDT,
            set_ago=48,
            for_hours=96,
        ),
        Rule(InstructionKind.NEVER, "Do not name other customers or the hosting company."),
        Rule(
            InstructionKind.ASK,
            "Which version do you use?",
            reason=SUPPORT,
            answer_kind=QuestionKind.CHOICE,
            choices=("4.0", "3.9", "cloud", "does not know"),
        ),
        Rule(
            InstructionKind.ASK,
            "How many people are affected?",
            answer_kind=QuestionKind.NUMBER,
            answers=("1", "10", "45"),
        ),
        Rule(
            InstructionKind.ASK,
            "Can anybody work at all?",
            reason=DOWN,
            answer_kind=QuestionKind.YES_NO,
            required=True,
            answers=("no", "no", "yes"),
        ),
        Rule(
            InstructionKind.ASK,
            "Which number reaches you right now?",
            reason=DOWN,
            answer_kind=QuestionKind.PHONE,
            answers=("0171 39200 38",),
        ),
    ),
    faq=(
        FaqEntryEntry(
            question="Is there a problem known at the moment?", answer="The status page is up to date: status.havelcode.example."
        ),
        FaqEntryEntry(
            question="How do I reset my password?", answer="“Forgot password” below the sign-in; the mail comes within a minute."
        ),
        FaqEntryEntry(question="Where is my data kept?", answer="In two computer centres in Germany. For more, Leo calls back."),
    ),
    hours=(OpeningHourEntry(start=time(9), end=time(18)),),
    shut=(Shut(14, 1, ClosureReason.EVENT),),
    places=(Place("Office", "Hafenplatz 5, 14480 Potsdam", "Third floor, ring at “Havelcode”. Ten minutes from Babelsberg station."),),
    away=(Away(MARQUARDT, 5, 4, deputy=RAMAN, say="is travelling"),),
    watches=(Watch(WATCH, (RAMAN, MARQUARDT), start=time(18), end=time(9), hand_over=time(18), turn=Turn.DAY, fallback=(MARQUARDT,)),),
    direct={"030 23125 809": RAMAN},
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
            treatment=KnownCaller.Treatment.PUT_THROUGH,
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
            reason=DOWN,
        ),
        Story(
            "The monthly report stops at 80 per cent with the message “connection closed”.",
            person=RAMAN,
            urgency=Urgency.HIGH,
            reason=SUPPORT,
        ),
        Story("Would like a demonstration for six people, preferably on {weekday}.", person=ERIKSEN, reason=SALES),
        Story("Asks for an offer for twenty more seats.", person=ERIKSEN, reason=SALES),
        Story("The invoice over {amount} lacks the order number and cannot be paid.", company="Brightwell Foods", reason="Invoice"),
        Story("Forgot the password and gets no e-mail. Checked the spam folder.", person=RAMAN, reason=SUPPORT),
        Story("Wants to move the call on {weekday} to {time}.", person=MARQUARDT),
        Story("Applies as a developer and asks whether the job is still open.", urgency=Urgency.LOW),
        Story("The new laptops arrive on {date}, somebody has to sign for them.", company="Officeline", outcome=Outcome.FOR_INFORMATION),
        Story("The import of the price list turns all umlauts into question marks.", person=RAMAN, reason=SUPPORT),
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
            reason=SUPPORT,
        ),
    ),
)
