"""A property manager: tenants, owners, craftsmen, and the lift."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Channel, Trade
from vorzimmer.demo.casting import Firm, Member, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

PETERSEN, AHRENS, WOLTERS = "Silke Petersen", "Malte Ahrens", "Hausmeister Wolters"

FIRM = Firm(
    number="1010",
    name="Hausverwaltung Petersen",
    short_name="HV Petersen",
    city="Berlin-Spandau",
    trade=Trade.REAL_ESTATE,
    team=TeamName.TRADES,
    calls=5.0,
    weekend=0.35,
    months=22,
    dial_ins=(
        DialInEntry(number="030 23125 110", label="Verwaltung"),
        DialInEntry(number="030 23125 210", label="Störungen"),
        DialInEntry(number="030 23125 710", label="Eigene Nummer (Rufumleitung)"),
    ),
    greetings=(
        GreetingEntry(text="Hausverwaltung Petersen, {time}, Sie sprechen mit {operator}.", weekdays="0123", start=time(9), end=time(16)),
        GreetingEntry(text="Hausverwaltung Petersen, {time}, Sie sprechen mit {operator}.", weekdays="4", start=time(9), end=time(13)),
        GreetingEntry(text="Hausverwaltung Petersen, Störungsannahme, {time}. In welchem Haus, und was ist passiert?"),
    ),
    people=(
        Member(
            PETERSEN, "Inhaberin, Eigentümer", number="0171 39200 16", availability=Availability.IN_MEETING, back_in=70, may_transfer=True
        ),
        Member(AHRENS, "Mieter und Abrechnungen", number="0171 39200 18"),
        Member(WOLTERS, "Hausmeister", number="0171 39200 17", may_transfer=True),
    ),
    rules=(
        Rule(InstructionKind.DO, "Wasser, Strom, Aufzug mit Personen darin: sofort an Herrn Wolters verbinden, danach notieren."),
        Rule(InstructionKind.DO, "Immer Haus, Lage der Wohnung und Namen am Klingelschild aufnehmen."),
        Rule(
            InstructionKind.DO,
            "Ahornweg 14: Warmwasser wird repariert, Anrufern sagen, dass es bis morgen Abend wieder läuft.",
            set_by=WOLTERS,
            set_ago=5,
            for_hours=30,
        ),
        Rule(InstructionKind.NEVER, "Keine Namen oder Nummern von Nachbarn herausgeben."),
        Rule(InstructionKind.NEVER, "Keine Mietminderung bestätigen."),
        Rule(
            InstructionKind.ASK,
            "Welches Haus, welches Stockwerk?",
            answers=("Ahornweg 14, 2. Stock", "Kastanienhof 3, Erdgeschoss", "Am Kiesteich 8, 5. Stock"),
        ),
        Rule(
            InstructionKind.ASK,
            "Seit wann besteht die Störung?",
            answers=("seit heute früh", "seit gestern", "seit einer Woche", "immer wieder"),
        ),
    ),
    ways=(
        Way("post@hv-petersen.example"),
        Way("0171 39200 17", kind=Channel.Kind.SMS, detail=Channel.Detail.HINT, least_urgency=Urgency.EMERGENCY, person=WOLTERS),
    ),
    callers=(
        CallerEntry(
            number="030 23125 811", name="Frau Radtke", company="Aufzugsdienst Lift24", hint="Meldet Wartungen. Termine weitergeben."
        ),
        CallerEntry(
            number="0171 39200 90", name="Horst Kubitzki", hint="Ruft täglich an. Freundlich bleiben, kurz halten, immer notieren."
        ),
        CallerEntry(
            number="030 23125 812", name="Dr. Behrens", company="Beirat Kastanienhof", hint="Beirat der Eigentümer, gern zu Frau Petersen."
        ),
    ),
    users=(
        AccessEntry(email="petersen@hv-petersen.example", name=PETERSEN, role=Role.CUSTOMER_OWNER),
        AccessEntry(email="ahrens@hv-petersen.example", name=AHRENS),
    ),
    stories=(
        Story(
            "Der Aufzug steckt zwischen dem dritten und vierten Stock, eine Person ist darin. Kastanienhof 3.",
            person=WOLTERS,
            urgency=Urgency.EMERGENCY,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            measures_text="Hausmeister verbunden, Aufzugsdienst verständigt.",
        ),
        Story(
            "Kein warmes Wasser, {street}. Hinweis auf die Reparatur gegeben.",
            person=WOLTERS,
            outcome=Outcome.DONE,
            measures=(Measure.TOLD_CALLER,),
        ),
        Story("Wasserfleck an der Badezimmerdecke, wird größer. {street}, Klingelschild {name}.", person=WOLTERS, urgency=Urgency.HIGH),
        Story("Fragt nach der Betriebskostenabrechnung, sie soll {amount} nachzahlen und versteht die Zahlen nicht.", person=AHRENS),
        Story("Die Haustür schließt nicht mehr richtig, jeder kann hinein. {street}.", person=WOLTERS, urgency=Urgency.HIGH),
        Story("Der Nachbar über ihm feiert zum dritten Mal in dieser Woche bis in die Nacht.", person=AHRENS),
        Story("Möchte zum Jahresende ausziehen und fragt, wie gekündigt werden muss.", person=AHRENS),
        Story("Bittet um die Tagesordnung der Eigentümerversammlung am {date}.", company="Beirat Kastanienhof", person=PETERSEN),
        Story("Treppenhauslicht im zweiten Stock ist seit Tagen aus. {street}.", person=WOLTERS),
        Story("Im Keller steht ein fremdes Fahrrad vor dem Verschlag.", urgency=Urgency.LOW, person=WOLTERS),
        Story(
            "Wartung des Aufzugs am {weekday} ab {time}, er steht zwei Stunden still.",
            company="Aufzugsdienst Lift24",
            outcome=Outcome.FOR_INFORMATION,
            person=WOLTERS,
        ),
        Story("Braucht eine Bescheinigung über die Wohnung für das Amt, möglichst bis {weekday}.", person=AHRENS),
        Story(
            "Der Schornsteinfeger kommt am {date}, Aushang bitte im ganzen Haus.",
            company="Bezirksschornsteinfeger",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Die Heizung im Wohnzimmer wird nur noch lauwarm, {street}.", person=WOLTERS, urgency=Urgency.HIGH),
        Story("Beschwert sich über den Müll neben den Tonnen. Ruft nicht zum ersten Mal an.", person=WOLTERS, urgency=Urgency.LOW),
        Story(
            "Ein Angebot für die Fassade liegt vor, rund {amount}. Bittet um Entscheidung.", company="Malerbetrieb Hoppe", person=PETERSEN
        ),
    ),
)
