"""A driving school: lessons, tests, nervous pupils."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Trade
from vorzimmer.demo.casting import Firm, Member, Reaction, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

GRUENWALD, CELIK = "Holger Grünwald", "Merve Çelik"

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
    rules=(
        Rule(InstructionKind.DO, "Absagen unter 24 Stunden: sagen, dass die Stunde berechnet werden kann, und als dringend notieren."),
        Rule(InstructionKind.DO, "Anmeldungen: Name, Alter, gewünschte Klasse, Sehtest schon gemacht?"),
        Rule(InstructionKind.DO, "Ferienkurs ist ausgebucht, Warteliste führen.", set_by=GRUENWALD, set_ago=90, for_hours=400),
        Rule(InstructionKind.NEVER, "Keine Prüfungstermine zusagen."),
        Rule(InstructionKind.ASK, "Welche Klasse?", answers=("B", "B mit Automatik", "A1", "BF17", "Auffrischung")),
    ),
    ways=(Way("buero@gruenphase.example"),),
    callers=(
        CallerEntry(number="030 23125 810", name="Herr Mahnke", company="Prüfstelle", hint="Prüfer. Termine wörtlich notieren."),
        CallerEntry(number="0171 39200 39", name="Kevin Rautenberg", hint="Dritter Anlauf, bitte aufmunternd."),
    ),
    users=(AccessEntry(email="gruenwald@gruenphase.example", name=GRUENWALD, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story("Möchte sich für Klasse B anmelden, wird im Frühjahr 18. Fragt nach den nächsten Theoriestunden."),
        Story(
            "Sagt die Fahrstunde morgen um {time} ab, muss arbeiten.", person=CELIK, urgency=Urgency.HIGH, outcome=Outcome.FOR_INFORMATION
        ),
        Story(
            "Sagt die Fahrstunde heute ab, liegt mit Fieber im Bett.",
            person=GRUENWALD,
            urgency=Urgency.HIGH,
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story(
            "Wartet seit einer Viertelstunde am Treffpunkt, {street}.",
            person=CELIK,
            urgency=Urgency.HIGH,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
        ),
        Story(
            "Praktische Prüfung am {date} um {time} ist bestätigt.", company="Prüfstelle", person=GRUENWALD, outcome=Outcome.FOR_INFORMATION
        ),
        Story("Theorie bestanden, mit null Fehlern! Will so bald wie möglich fahren.", person=CELIK),
        Story("Braucht eine Auffrischung nach zehn Jahren ohne Auto, gern bei einer Frau.", person=CELIK),
        Story("Der Sohn ist sehr nervös vor der Prüfung. Wäre eine zusätzliche Stunde möglich?", person=GRUENWALD),
        Story("Fragt, warum auf der Rechnung {amount} stehen, es waren doch nur vier Stunden.", person=GRUENWALD),
        Story("Führerschein umschreiben, ausländischer Führerschein. Welche Stunden sind nötig?", urgency=Urgency.LOW),
        Story(
            "Das Auto mit der Nummer zwei ist fertig und kann ab {time} abgeholt werden.",
            company="Werkstatt Behrends",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Sehtest und Erste-Hilfe-Schein sind da, wohin soll alles geschickt werden?", urgency=Urgency.LOW),
        Story("Ist durchgefallen und ziemlich geknickt. Bittet Herrn Grünwald um ein Gespräch.", person=GRUENWALD),
    ),
)
