"""An estate agent: viewings, owners, many who ask."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

FALKENRIED, NOWAK = "Constanze Falkenried", "Adam Nowak"
SALE, VIEWING = "Verkauf", "Besichtigung"

FIRM = Firm(
    number="1006",
    name="Falkenried Immobilien",
    short_name="Falkenried",
    city="Berlin-Zehlendorf",
    trade=Trade.REAL_ESTATE,
    team=TeamName.TRADES,
    calls=3.5,
    weekend=0.4,
    months=12,
    dial_ins=(
        DialInEntry(number="030 23125 106", label="Büro"),
        DialInEntry(number="030 23125 206", label="Nummer in den Anzeigen"),
        DialInEntry(number="030 23125 706", label="Eigene Nummer (Rufumleitung)"),
    ),
    greetings=(
        GreetingEntry(text="Falkenried Immobilien, {time}, mein Name ist {operator}.", weekdays="01234", start=time(9), end=time(18)),
        GreetingEntry(
            text="Falkenried Immobilien, {time}. Heute sind alle Kollegen bei Besichtigungen, ich helfe gern weiter.", weekdays="5"
        ),
        GreetingEntry(text="Falkenried Immobilien, {time}, mein Name ist {operator}. Um welches Objekt geht es?"),
    ),
    people=(
        Member(FALKENRIED, "Inhaberin", number="0171 39200 09", availability=Availability.OUT_OF_OFFICE, back_in=95, may_transfer=True),
        Member(NOWAK, "Vermietung", number="0171 39200 10", may_transfer=True),
    ),
    reasons=(
        Reason(SALE, urgency=Urgency.HIGH, put_through=FALKENRIED, sms=True),
        Reason(VIEWING),
        Reason("Mieter"),
        Reason("Notar oder Bank", urgency=Urgency.HIGH),
    ),
    rules=(
        Rule(InstructionKind.DO, "Nummer der Anzeige, Einzugstermin und Personenzahl aufnehmen.", subject="Interessenten"),
        Rule(
            InstructionKind.DO,
            "Eigentümer, die verkaufen möchten: zu Frau Falkenried verbinden oder Rückruf in einer Stunde zusagen.",
            subject="Rückruf",
            reason=SALE,
        ),
        Rule(InstructionKind.DO, "Rückruf innerhalb von zwei Werktagen.", subject="Rückruf"),
        Rule(InstructionKind.DO, "Am Wochenende nur Frau Falkenried, und nur wegen eines Verkaufs.", subject="Verbinden", weekdays="56"),
        Rule(
            InstructionKind.DO,
            "Die Wohnung in der Lindenallee ist vergeben, freundlich absagen.",
            subject="Lindenallee",
            set_by=NOWAK,
            set_ago=30,
        ),
        Rule(InstructionKind.NEVER, "Keine Besichtigung fest zusagen und keine Adresse herausgeben."),
        Rule(
            InstructionKind.ASK,
            "Um welche Anzeige geht es?",
            answers=("2 Zimmer mit Balkon", "Reihenhaus", "Altbau, 4 Zimmer", "Ladenlokal", "Dachgeschoss"),
        ),
        Rule(
            InstructionKind.ASK, "Ab wann suchen Sie?", reason=VIEWING, answers=("ab sofort", "zum Frühjahr", "in drei Monaten", "flexibel")
        ),
        Rule(
            InstructionKind.ASK,
            "Wie viele Personen ziehen ein?",
            reason=VIEWING,
            answer_kind=QuestionKind.NUMBER,
            required=True,
            answers=("2", "4", "1"),
        ),
        Rule(
            InstructionKind.ASK,
            "Was soll verkauft werden?",
            reason=SALE,
            answer_kind=QuestionKind.CHOICE,
            choices=("Haus", "Wohnung", "Grundstück", "Gewerbe"),
            required=True,
        ),
    ),
    faq=(
        FaqEntryEntry(question="Kostet die Bewertung etwas?", answer="Nein, wenn wir danach verkaufen dürfen; sonst 280 Euro."),
        FaqEntryEntry(question="Welche Unterlagen brauchen Mieter?", answer="Selbstauskunft, drei Gehaltsnachweise, Auskunft der Schufa."),
        FaqEntryEntry(
            question="Fällt eine Provision an?", answer="Für Mieter nicht; beim Kauf teilen sich Käufer und Verkäufer die Provision."
        ),
    ),
    hours=(
        OpeningHourEntry(start=time(9), end=time(18)),
        OpeningHourEntry(weekdays="5", start=time(10), end=time(14)),
    ),
    places=(Place("Büro", "Clayallee am Markt 2, 14163 Berlin", "U-Bahn Onkel Toms Hütte, zwei Minuten."),),
    away=(Away(NOWAK, 8, 6, deputy=FALKENRIED, say="ist im Urlaub"),),
    direct={"030 23125 807": FALKENRIED},
    ways=(Way("buero@falkenried.example"), Way("nowak@falkenried.example", person=NOWAK)),
    callers=(
        CallerEntry(
            number="030 23125 807",
            name="Notar Dr. Wegener",
            company="Notariat Wegener",
            hint="Beurkundungen: sofort zu Frau Falkenried.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
        CallerEntry(number="0171 39200 36", name="Ehepaar Sander", hint="Verkaufen das Haus im Buchenweg, etwas ungeduldig."),
    ),
    users=(
        AccessEntry(email="falkenried@falkenried.example", name=FALKENRIED, role=Role.CUSTOMER_OWNER),
        AccessEntry(email="nowak@falkenried.example", name=NOWAK),
    ),
    stories=(
        Story(
            "Interessiert sich für die Wohnung mit Balkon, zwei Personen, beide berufstätig. Bittet um Besichtigung.",
            person=NOWAK,
            reason=VIEWING,
        ),
        Story(
            "Möchte das Elternhaus verkaufen, {street}, etwa 140 Quadratmeter. Wünscht eine Bewertung.",
            person=FALKENRIED,
            urgency=Urgency.HIGH,
            reason=SALE,
        ),
        Story("Fragt, ob das Reihenhaus noch zu haben ist und wann man es sehen kann.", person=NOWAK, reason=VIEWING),
        Story(
            "Sagt die Besichtigung am {weekday} um {time} ab, haben sich anders entschieden.",
            person=NOWAK,
            outcome=Outcome.FOR_INFORMATION,
            reason=VIEWING,
        ),
        Story(
            "Steht vor dem Haus, {street}, aber niemand öffnet. Termin war um {time}.", person=NOWAK, urgency=Urgency.HIGH, reason=VIEWING
        ),
        Story(
            "Der Beurkundungstermin am {date} muss verschoben werden, zwei Ersatztermine stehen bereit.",
            company="Notariat Wegener",
            person=FALKENRIED,
            urgency=Urgency.HIGH,
            reason="Notar oder Bank",
        ),
        Story(
            "Die Finanzierung steht, die Bestätigung kommt heute per E-Mail.",
            person=FALKENRIED,
            outcome=Outcome.FOR_INFORMATION,
            reason="Notar oder Bank",
        ),
        Story("Hat die Unterlagen zur Selbstauskunft geschickt. Sind sie vollständig?", person=NOWAK),
        Story(
            "Wie viele Interessenten gibt es inzwischen? Fühlt sich schlecht auf dem Laufenden gehalten.",
            person=FALKENRIED,
            urgency=Urgency.HIGH,
            reason=SALE,
        ),
        Story("Sucht ein kleines Ladenlokal für ein Café, bis {amount} Miete im Monat.", urgency=Urgency.LOW),
        Story(
            "Wohnung in der Lindenallee: freundlich abgesagt.", outcome=Outcome.DONE, urgency=Urgency.LOW, measures=(Measure.TOLD_CALLER,)
        ),
        Story("Die Fotos sind bearbeitet und liegen zum Herunterladen bereit.", company="Foto Brandner", outcome=Outcome.FOR_INFORMATION),
        Story("Möchte vor dem Kauf einen Gutachter mitbringen, gern am {weekday}.", person=FALKENRIED),
        Story("Fragt nach dem Energieausweis für das Mehrfamilienhaus.", person=FALKENRIED),
        Story("Schlüsselübergabe am {date} um {time} passt, bringt die Kaution in bar mit. Ist das recht?", person=NOWAK, reason="Mieter"),
    ),
)
