"""A coach who works alone: few calls, each of them a possible client."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

THORSEN = "Annika Thorsen"
FIRST, MOVE = "Erstes Gespräch", "Termin verschieben"

FIRM = Firm(
    number="1011",
    name="Annika Thorsen Coaching",
    short_name="Thorsen Coaching",
    pronunciation="Torsen, ohne th",
    city="Berlin-Mitte",
    trade=Trade.CONSULTING,
    team=TeamName.OFFICES,
    calls=1.2,
    weekend=0.1,
    months=3,
    dial_ins=(
        DialInEntry(number="030 23125 111", label="Büro"),
        DialInEntry(number="030 23125 711", label="Eigene Nummer, während der Gespräche"),
    ),
    greetings=(
        GreetingEntry(
            text="Annika Thorsen Coaching, {time}, mein Name ist {operator}, ich bin die Assistenz von Frau Thorsen.",
            weekdays="01234",
            start=time(9),
            end=time(18),
        ),
        GreetingEntry(text="Annika Thorsen Coaching, {time}. Frau Thorsen meldet sich am nächsten Werktag, was darf ich ausrichten?"),
    ),
    people=(Member(THORSEN, "Coach", number="0171 39200 19", availability=Availability.IN_MEETING, back_in=30, may_transfer=True),),
    reasons=(
        Reason(FIRST),
        Reason("Firma oder Seminar", urgency=Urgency.HIGH),
        Reason(MOVE),
    ),
    rules=(
        Rule(InstructionKind.DO, "Freundlich nach dem Anlass fragen, Rückruf am nächsten Werktag zusagen.", subject="Rückruf"),
        Rule(InstructionKind.DO, "Rückruf noch am selben Tag zusagen.", subject="Rückruf", reason=FIRST),
        Rule(
            InstructionKind.DO,
            "Frau Thorsen ist auf einer Tagung und liest Nachrichten nur mittags.",
            subject="Erreichbarkeit",
            set_by=THORSEN,
            set_ago=15,
            for_hours=36,
        ),
        Rule(InstructionKind.NEVER, "Nicht verbinden, während Frau Thorsen „im Gespräch“ ist, auch nicht auf Drängen."),
        Rule(InstructionKind.NEVER, "Über Teilnehmer wird nicht gesprochen."),
        Rule(
            InstructionKind.ASK,
            "Wie sind Sie auf Frau Thorsen gekommen?",
            reason=FIRST,
            answer_kind=QuestionKind.CHOICE,
            choices=("Empfehlung", "Internet", "Vortrag", "anders"),
        ),
        Rule(InstructionKind.ASK, "Wann sind Sie am besten zu erreichen?", answers=("abends", "ab 17 Uhr", "vormittags", "jederzeit")),
        Rule(
            InstructionKind.ASK,
            "Welcher Termin soll verschoben werden?",
            reason=MOVE,
            answer_kind=QuestionKind.DATE,
            required=True,
            answers=("morgen", "übermorgen"),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Was kostet eine Stunde?", answer="Das erste Gespräch ist frei. Preise nennt Frau Thorsen selbst."),
        FaqEntryEntry(question="Geht es auch per Video?", answer="Ja, außer beim ersten Gespräch."),
    ),
    hours=(OpeningHourEntry(start=time(9), end=time(18)),),
    places=(Place("Praxisraum", "Tucholskyhof 6, 10117 Berlin", "Gartenhaus, Klingel „Thorsen“."),),
    away=(Away(THORSEN, 16, 5, say="ist im Ausland und ruft danach zurück"),),
    direct={"030 23125 813": THORSEN},
    ways=(Way("hallo@annika-thorsen.example"),),
    callers=(
        CallerEntry(
            number="030 23125 813",
            name="Ute Kranz",
            company="Stadtwerke Seestadt",
            hint="Personalleitung, größter Auftrag.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
    ),
    users=(AccessEntry(email="annika@annika-thorsen.example", name=THORSEN, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story(
            "Überlegt, den Beruf zu wechseln, und wünscht ein erstes Gespräch. Abends am besten erreichbar.", person=THORSEN, reason=FIRST
        ),
        Story(
            "Hat ein Team von acht Leuten und ständig Streit. Möchte wissen, wie ein Workshop abläuft.",
            person=THORSEN,
            reason="Firma oder Seminar",
        ),
        Story("Muss das Gespräch am {weekday} um {time} verschieben, gern in die Woche darauf.", person=THORSEN, reason=MOVE),
        Story(
            "Das Seminar am {date} ist mit zwölf Anmeldungen voll, der Raum ist gebucht.",
            company="Stadtwerke Seestadt",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story(
            "Fragt nach einem Angebot für drei Führungskräfte, Beginn im neuen Jahr.",
            company="Autohaus Brehm",
            urgency=Urgency.HIGH,
            reason="Firma oder Seminar",
        ),
        Story("Rechnung über {amount} bitte auf die neue Firmenadresse umschreiben.", company="Autohaus Brehm", urgency=Urgency.LOW),
        Story("Bedankt sich: Die neue Stelle hat geklappt!", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Lädt zu einem Vortrag über Gelassenheit ein, Termin offen.", company="Volkshochschule", urgency=Urgency.LOW),
        Story("Wollte nur hören, ob morgen {time} noch steht.", outcome=Outcome.DONE, measures=(Measure.TOLD_CALLER,)),
        Story(
            "Nächste Woche beginnt die neue Stelle, und die Nerven liegen blank. Bittet um ein kurzes Telefonat.",
            person=THORSEN,
            urgency=Urgency.HIGH,
        ),
    ),
)
