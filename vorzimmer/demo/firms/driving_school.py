"""A driving school: lessons, tests, nervous pupils."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reaction, Reason, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

GRUENWALD, CELIK = "Holger Grünwald", "Merve Çelik"
SIGN_UP, CANCELS, EXAM = "Anmeldung", "Absage", "Prüfung"

FIRM = Firm(
    number="1009",
    name="Fahrschule Grünphase",
    short_name="Grünphase",
    city="Berlin-Wedding",
    trade=Trade.OTHER,
    team=TeamName.TRADES,
    calls=2.5,
    weekend=0.3,
    months=6,
    dial_ins=(
        DialInEntry(number="030 23125 109", label="Anmeldung"),
        DialInEntry(number="030 23125 209", label="Fahrlehrer, während sie fahren"),
        DialInEntry(number="030 23125 709", label="Eigene Nummer (Rufumleitung)"),
    ),
    greetings=(
        GreetingEntry(text="Fahrschule Grünphase, {time}, hier ist {operator}.", weekdays="01234", start=time(10), end=time(19)),
        GreetingEntry(text="Fahrschule Grünphase, {time}. Samstags sind wir nur unterwegs, ich schreibe alles auf.", weekdays="5"),
        GreetingEntry(text="Fahrschule Grünphase, {time}. Wir fahren wieder ab zehn Uhr, ich nehme gern eine Nachricht auf."),
    ),
    people=(
        Member(
            GRUENWALD,
            "Inhaber, Fahrlehrer",
            number="0171 39200 14",
            availability=Availability.WITH_CLIENT,
            back_in=45,
            may_transfer=True,
            telephone=Reaction.SILENT,
        ),
        Member(CELIK, "Fahrlehrerin", number="0171 39200 15", pronunciation="Tschelik", may_transfer=True),
    ),
    reasons=(
        Reason(SIGN_UP),
        Reason(CANCELS, urgency=Urgency.HIGH, sms=True),
        Reason(EXAM, urgency=Urgency.HIGH),
        Reason("Wartet am Treffpunkt", urgency=Urgency.HIGH, put_through=CELIK),
    ),
    rules=(
        Rule(InstructionKind.DO, "Name, Alter, gewünschte Klasse, Sehtest schon gemacht?", subject="Anmeldungen", reason=SIGN_UP),
        Rule(InstructionKind.DO, "Fahrstunden vereinbaren die Fahrlehrer selbst, Rückruf abends zusagen.", subject="Fahrstunden"),
        Rule(
            InstructionKind.DO,
            "Unter 24 Stunden: sagen, dass die Stunde berechnet werden kann, und als dringend notieren.",
            subject="Fahrstunden",
            reason=CANCELS,
        ),
        Rule(InstructionKind.DO, "Samstags nicht verbinden, alle fahren.", subject="Verbinden", weekdays="5"),
        Rule(
            InstructionKind.DO,
            "Ferienkurs ist ausgebucht, Warteliste führen.",
            subject="Ferienkurs",
            set_by=GRUENWALD,
            set_ago=90,
            for_hours=400,
        ),
        Rule(InstructionKind.NEVER, "Keine Prüfungstermine zusagen."),
        Rule(
            InstructionKind.ASK,
            "Welche Klasse?",
            reason=SIGN_UP,
            answer_kind=QuestionKind.CHOICE,
            choices=("B", "B mit Automatik", "A1", "BF17", "Auffrischung"),
            required=True,
        ),
        Rule(
            InstructionKind.ASK,
            "Wann ist der Geburtstag?",
            reason=SIGN_UP,
            answer_kind=QuestionKind.DATE,
            answers=("3.5.2008", "17.11.2007"),
        ),
        Rule(
            InstructionKind.ASK, "Ist der Sehtest schon gemacht?", reason=SIGN_UP, answer_kind=QuestionKind.YES_NO, answers=("ja", "nein")
        ),
        Rule(
            InstructionKind.ASK,
            "Welche Stunde fällt aus?",
            reason=CANCELS,
            answer_kind=QuestionKind.DATE,
            required=True,
            answers=("heute", "morgen"),
        ),
        Rule(InstructionKind.ASK, "Bei wem fahren Sie?", answers=("Herr Grünwald", "Frau Çelik", "noch bei niemandem")),
    ),
    faq=(
        FaqEntryEntry(question="Was kostet der Führerschein Klasse B?", answer="Meist 2.800 bis 3.400 Euro, je nach Zahl der Stunden."),
        FaqEntryEntry(question="Wann ist Theorie?", answer="Dienstags und donnerstags um 18 Uhr, Einstieg jederzeit."),
        FaqEntryEntry(question="Wie lange dauert es?", answer="Drei bis fünf Monate, im Ferienkurs kürzer."),
    ),
    hours=(OpeningHourEntry(start=time(10), end=time(19)),),
    places=(
        Place("Fahrschule", "Müllerwiese 88, 13349 Berlin", "U-Bahn Seestraße, Laden neben der Bäckerei."),
        Place("Treffpunkt Nord", "Parkplatz am Schäfersee", "Einfahrt von der Residenzseite."),
    ),
    away=(Away(CELIK, 11, 7, deputy=GRUENWALD, say="ist im Urlaub"),),
    ways=(Way("buero@gruenphase.example"),),
    callers=(
        CallerEntry(number="030 23125 810", name="Herr Mahnke", company="Prüfstelle", hint="Prüfer. Termine wörtlich notieren."),
        CallerEntry(number="0171 39200 39", name="Kevin Rautenberg", hint="Dritter Anlauf, bitte aufmunternd."),
    ),
    users=(AccessEntry(email="gruenwald@gruenphase.example", name=GRUENWALD, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story("Möchte sich für Klasse B anmelden, wird im Frühjahr 18. Fragt nach den nächsten Theoriestunden.", reason=SIGN_UP),
        Story(
            "Sagt die Fahrstunde morgen um {time} ab, muss arbeiten.",
            person=CELIK,
            urgency=Urgency.HIGH,
            outcome=Outcome.FOR_INFORMATION,
            reason=CANCELS,
        ),
        Story(
            "Sagt die Fahrstunde heute ab, liegt mit Fieber im Bett.",
            person=GRUENWALD,
            urgency=Urgency.HIGH,
            outcome=Outcome.FOR_INFORMATION,
            reason=CANCELS,
        ),
        Story(
            "Wartet seit einer Viertelstunde am Treffpunkt, {street}.",
            person=CELIK,
            urgency=Urgency.HIGH,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            reason="Wartet am Treffpunkt",
        ),
        Story(
            "Praktische Prüfung am {date} um {time} ist bestätigt.",
            company="Prüfstelle",
            person=GRUENWALD,
            outcome=Outcome.FOR_INFORMATION,
            reason=EXAM,
        ),
        Story("Theorie bestanden, mit null Fehlern! Will so bald wie möglich fahren.", person=CELIK, reason=EXAM),
        Story("Braucht eine Auffrischung nach zehn Jahren ohne Auto, gern bei einer Frau.", person=CELIK, reason=SIGN_UP),
        Story("Der Sohn ist sehr nervös vor der Prüfung. Wäre eine zusätzliche Stunde möglich?", person=GRUENWALD),
        Story("Fragt, warum auf der Rechnung {amount} stehen, es waren doch nur vier Stunden.", person=GRUENWALD),
        Story("Führerschein umschreiben, ausländischer Führerschein. Welche Stunden sind nötig?", urgency=Urgency.LOW, reason=SIGN_UP),
        Story(
            "Das Auto mit der Nummer zwei ist fertig und kann ab {time} abgeholt werden.",
            company="Werkstatt Behrends",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Sehtest und Erste-Hilfe-Schein sind da, wohin soll alles geschickt werden?", urgency=Urgency.LOW),
        Story("Ist durchgefallen und ziemlich geknickt. Bittet Herrn Grünwald um ein Gespräch.", person=GRUENWALD),
    ),
)
