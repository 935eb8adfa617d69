"""A coach who works alone: few calls, each of them a possible client."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Trade
from vorzimmer.demo.casting import Firm, Member, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

THORSEN = "Annika Thorsen"

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
    rules=(
        Rule(InstructionKind.DO, "Wer zum ersten Mal anruft: freundlich nach dem Anlass fragen, Rückruf noch am selben Tag zusagen."),
        Rule(
            InstructionKind.DO,
            "Frau Thorsen ist auf einer Tagung und liest Nachrichten nur mittags.",
            set_by=THORSEN,
            set_ago=15,
            for_hours=36,
        ),
        Rule(InstructionKind.NEVER, "Nicht verbinden, während Frau Thorsen „im Gespräch“ ist, auch nicht auf Drängen."),
        Rule(InstructionKind.NEVER, "Über Teilnehmer wird nicht gesprochen."),
        Rule(
            InstructionKind.ASK,
            "Wie sind Sie auf Frau Thorsen gekommen?",
            answers=("Empfehlung", "Internet", "Vortrag", "Kollegin", "kennt sie schon"),
        ),
    ),
    ways=(Way("hallo@annika-thorsen.example"),),
    callers=(
        CallerEntry(number="030 23125 813", name="Ute Kranz", company="Stadtwerke Seestadt", hint="Personalleitung, größter Auftrag."),
    ),
    users=(AccessEntry(email="annika@annika-thorsen.example", name=THORSEN, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story("Überlegt, den Beruf zu wechseln, und wünscht ein erstes Gespräch. Abends am besten erreichbar.", person=THORSEN),
        Story("Hat ein Team von acht Leuten und ständig Streit. Möchte wissen, wie ein Workshop abläuft.", person=THORSEN),
        Story("Muss das Gespräch am {weekday} um {time} verschieben, gern in die Woche darauf.", person=THORSEN),
        Story(
            "Das Seminar am {date} ist mit zwölf Anmeldungen voll, der Raum ist gebucht.",
            company="Stadtwerke Seestadt",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Fragt nach einem Angebot für drei Führungskräfte, Beginn im neuen Jahr.", company="Autohaus Brehm", urgency=Urgency.HIGH),
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
