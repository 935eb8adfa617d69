"""A property manager: tenants, owners, craftsmen, and the lift."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Shut, Story, TeamName, Watch, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

PETERSEN, AHRENS, WOLTERS = "Silke Petersen", "Malte Ahrens", "Hausmeister Wolters"
FAULT, LIFT, BILL = "Störung", "Aufzug steckt", "Abrechnung"
WATCH = "Hausnotdienst"

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
    reasons=(
        Reason(LIFT, urgency=Urgency.EMERGENCY, put_through=WOLTERS, watch=WATCH, sms=True),
        Reason(FAULT, urgency=Urgency.HIGH, watch=WATCH),
        Reason(BILL),
        Reason("Kündigung oder Bescheinigung"),
        Reason("Eigentümer"),
    ),
    rules=(
        Rule(InstructionKind.DO, "Immer Haus, Lage der Wohnung und Namen am Klingelschild aufnehmen.", subject="Aufnahme"),
        Rule(
            InstructionKind.DO,
            "Wasser, Strom, Aufzug mit Personen darin: sofort an Herrn Wolters verbinden, danach notieren.",
            subject="Störungen",
        ),
        Rule(
            InstructionKind.DO,
            "Person beruhigen, in der Leitung bleiben, bis Herr Wolters oder der Aufzugsdienst übernimmt.",
            subject="Störungen",
            reason=LIFT,
        ),
        Rule(
            InstructionKind.DO,
            "Nachts nur, was nicht bis acht Uhr warten kann; alles andere notieren.",
            subject="Störungen",
            start=time(22),
            end=time(6),
        ),
        Rule(InstructionKind.DO, "Herr Ahrens ruft dienstags und donnerstags zurück.", subject="Rückruf", reason=BILL),
        Rule(
            InstructionKind.DO,
            "Warmwasser wird repariert, Anrufern sagen, dass es bis morgen Abend wieder läuft.",
            subject="Ahornweg 14",
            set_by=WOLTERS,
            set_ago=5,
            for_hours=30,
        ),
        Rule(InstructionKind.NEVER, "Keine Namen oder Nummern von Nachbarn herausgeben."),
        Rule(InstructionKind.NEVER, "Keine Mietminderung bestätigen."),
        Rule(
            InstructionKind.ASK,
            "Welches Haus?",
            answer_kind=QuestionKind.CHOICE,
            choices=("Ahornweg 14", "Kastanienhof 3", "Am Kiesteich 8", "anderes"),
            required=True,
        ),
        Rule(
            InstructionKind.ASK,
            "Welches Stockwerk, welcher Name am Klingelschild?",
            answers=("2. Stock, Kaya", "Erdgeschoss, Pagel", "5. Stock, Wendt"),
        ),
        Rule(
            InstructionKind.ASK,
            "Seit wann besteht die Störung?",
            reason=FAULT,
            answer_kind=QuestionKind.DATE,
            answers=("heute", "gestern", "vorgestern"),
        ),
        Rule(
            InstructionKind.ASK,
            "Wie viele Personen sind im Aufzug?",
            reason=LIFT,
            answer_kind=QuestionKind.NUMBER,
            required=True,
            answers=("1", "2"),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Wann kommt die Betriebskostenabrechnung?", answer="Bis Ende Dezember für das Jahr davor."),
        FaqEntryEntry(
            question="Wie kündige ich?", answer="Schriftlich mit Unterschrift, drei Monate, bis zum dritten Werktag eines Monats."
        ),
        FaqEntryEntry(question="Wer schneidet die Hecke?", answer="Die Gartenfirma, im März und im September. Wünsche bitte notieren."),
        FaqEntryEntry(
            question="Schlüssel verloren?", answer="Schlüsseldienst auf eigene Kosten; Ersatz gibt es bei Herrn Wolters ab acht Uhr."
        ),
    ),
    hours=(
        OpeningHourEntry(weekdays="0123", start=time(9), end=time(16)),
        OpeningHourEntry(weekdays="4", start=time(9), end=time(13)),
    ),
    shut=(Shut(31, 4, ClosureReason.COMPANY_HOLIDAYS),),
    places=(
        Place("Verwaltung", "Breite Zeile 9, 13597 Berlin", "Sprechstunde nur nach Anmeldung."),
        Place("Werkstatt", "Kastanienhof 3, Keller", "Zugang über den Hof."),
    ),
    away=(Away(AHRENS, 6, 4, deputy=PETERSEN),),
    watches=(Watch(WATCH, (WOLTERS, PETERSEN), fallback=(PETERSEN,)),),
    direct={"030 23125 811": WOLTERS},
    ways=(
        Way("post@hv-petersen.example"),
        Way("0171 39200 17", kind=Channel.Kind.SMS, detail=Channel.Detail.HINT, least_urgency=Urgency.EMERGENCY, person=WOLTERS),
    ),
    callers=(
        CallerEntry(
            number="030 23125 811",
            name="Frau Radtke",
            company="Aufzugsdienst Lift24",
            hint="Meldet Wartungen. Termine weitergeben.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
        CallerEntry(
            number="0171 39200 90",
            name="Horst Kubitzki",
            hint="Ruft täglich an, Hausverbot seit dem Sommer. Herr Ahrens schreibt ihm.",
            treatment=KnownCaller.Treatment.BLOCKED,
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
            reason=LIFT,
        ),
        Story(
            "Kein warmes Wasser, {street}. Hinweis auf die Reparatur gegeben.",
            person=WOLTERS,
            outcome=Outcome.DONE,
            measures=(Measure.TOLD_CALLER,),
            reason=FAULT,
        ),
        Story(
            "Wasserfleck an der Badezimmerdecke, wird größer. {street}, Klingelschild {name}.",
            person=WOLTERS,
            urgency=Urgency.HIGH,
            reason=FAULT,
        ),
        Story(
            "Fragt nach der Betriebskostenabrechnung, sie soll {amount} nachzahlen und versteht die Zahlen nicht.",
            person=AHRENS,
            reason=BILL,
        ),
        Story("Die Haustür schließt nicht mehr richtig, jeder kann hinein. {street}.", person=WOLTERS, urgency=Urgency.HIGH, reason=FAULT),
        Story("Der Nachbar über ihm feiert zum dritten Mal in dieser Woche bis in die Nacht.", person=AHRENS),
        Story(
            "Möchte zum Jahresende ausziehen und fragt, wie gekündigt werden muss.", person=AHRENS, reason="Kündigung oder Bescheinigung"
        ),
        Story(
            "Bittet um die Tagesordnung der Eigentümerversammlung am {date}.",
            company="Beirat Kastanienhof",
            person=PETERSEN,
            reason="Eigentümer",
        ),
        Story("Treppenhauslicht im zweiten Stock ist seit Tagen aus. {street}.", person=WOLTERS, reason=FAULT),
        Story("Im Keller steht ein fremdes Fahrrad vor dem Verschlag.", urgency=Urgency.LOW, person=WOLTERS),
        Story(
            "Wartung des Aufzugs am {weekday} ab {time}, er steht zwei Stunden still.",
            company="Aufzugsdienst Lift24",
            outcome=Outcome.FOR_INFORMATION,
            person=WOLTERS,
        ),
        Story(
            "Braucht eine Bescheinigung über die Wohnung für das Amt, möglichst bis {weekday}.",
            person=AHRENS,
            reason="Kündigung oder Bescheinigung",
        ),
        Story(
            "Der Schornsteinfeger kommt am {date}, Aushang bitte im ganzen Haus.",
            company="Bezirksschornsteinfeger",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Die Heizung im Wohnzimmer wird nur noch lauwarm, {street}.", person=WOLTERS, urgency=Urgency.HIGH, reason=FAULT),
        Story("Beschwert sich über den Müll neben den Tonnen. Ruft nicht zum ersten Mal an.", person=WOLTERS, urgency=Urgency.LOW),
        Story(
            "Ein Angebot für die Fassade liegt vor, rund {amount}. Bittet um Entscheidung.", company="Malerbetrieb Hoppe", person=PETERSEN
        ),
    ),
)
