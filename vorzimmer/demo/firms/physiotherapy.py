"""A physiotherapy practice, bound to secrecy: prescriptions, appointments, cancellations."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Channel, Trade
from vorzimmer.demo.casting import Firm, Member, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

LUEBKE, MATTHES = "Friederike Lübke", "Jan Matthes"

FIRM = Firm(
    number="1007",
    name="Physiotherapie am Stadtpark",
    short_name="Physio Stadtpark",
    city="Berlin-Steglitz",
    trade=Trade.HEALTH,
    secrecy=True,
    team=TeamName.OFFICES,
    calls=4.5,
    weekend=0.1,
    months=15,
    dial_ins=(
        DialInEntry(number="030 23125 107", label="Praxis"),
        DialInEntry(number="030 23125 207", label="Absagen"),
        DialInEntry(number="030 23125 707", label="Eigene Nummer, während behandelt wird"),
    ),
    greetings=(
        GreetingEntry(
            text="Physiotherapie am Stadtpark, {time}, {operator} am Apparat.", weekdays="01234", start=time(7, 30), end=time(19)
        ),
        GreetingEntry(text="Physiotherapie am Stadtpark, {time}. Die Praxis ist geschlossen, Absagen nehme ich gern für Sie auf."),
    ),
    people=(
        Member(LUEBKE, "Praxisleitung", number="0171 39200 11", availability=Availability.WITH_CLIENT, back_in=25, may_transfer=True),
        Member(MATTHES, "Sportphysiotherapie", availability=Availability.WITH_CLIENT, back_in=40),
        Member(
            "Ayşe Demir", "Lymphdrainage, Hausbesuche", pronunciation="Eischä Demir", availability=Availability.OUT_OF_OFFICE, back_in=180
        ),
    ),
    rules=(
        Rule(InstructionKind.DO, "Absagen für denselben Tag: als dringend notieren, damit der Platz noch vergeben werden kann."),
        Rule(InstructionKind.DO, "Neue Patienten: Verordnung vorhanden? Wie viele Behandlungen? Welche Tage gehen nicht?"),
        Rule(InstructionKind.DO, "Warteliste für den Abend ist voll, nur noch Vormittage anbieten.", set_by=LUEBKE, set_ago=70),
        Rule(InstructionKind.NEVER, "Nicht sagen, wer bei uns in Behandlung ist."),
        Rule(
            InstructionKind.ASK,
            "Haben Sie eine Verordnung?",
            answers=("ja, 6-mal Krankengymnastik", "ja, Lymphdrainage", "holt sie noch", "Selbstzahler"),
        ),
        Rule(InstructionKind.ASK, "Wann können Sie nicht?", answers=("nur vormittags möglich", "mittwochs nicht", "ab 16 Uhr", "flexibel")),
    ),
    ways=(Way("praxis@physio-stadtpark.example", detail=Channel.Detail.HINT),),
    callers=(
        CallerEntry(number="030 23125 808", name="Praxis Dr. Amin", company="Orthopädie Dr. Amin", hint="Fragt nach Therapieberichten."),
        CallerEntry(number="0171 39200 37", name="Edeltraud Simon", hint="Hausbesuch, kann nicht lange am Telefon stehen."),
    ),
    users=(
        AccessEntry(email="luebke@physio-stadtpark.example", name=LUEBKE, role=Role.CUSTOMER_OWNER),
        AccessEntry(email="matthes@physio-stadtpark.example", name=MATTHES),
    ),
    stories=(
        Story("Muss den Termin heute um {time} absagen, das Kind ist krank.", urgency=Urgency.HIGH, outcome=Outcome.FOR_INFORMATION),
        Story("Möchte den Termin am {weekday} auf später am Tag verlegen."),
        Story("Hat eine Verordnung über sechs Behandlungen nach einer Knieoperation. Wann kann es losgehen?"),
        Story("Fragt, ob die neue Verordnung schon in der Praxis liegt.", person=LUEBKE),
        Story("Braucht einen Hausbesuch für die Mutter, {street}, dritter Stock ohne Aufzug.", person="Ayşe Demir"),
        Story(
            "Seit der letzten Behandlung zieht es stark im Rücken, ist unsicher, ob die Übungen richtig sind.",
            person=MATTHES,
            urgency=Urgency.HIGH,
        ),
        Story("Wollte wissen, ob ein Termin am {date} um {time} frei ist. Nimmt auch die Warteliste."),
        Story("Bittet um den Therapiebericht für Frau {name} bis {weekday}.", company="Orthopädie Dr. Amin", person=LUEBKE),
        Story("Hat gestern das Handtuch und eine Brille liegen lassen.", urgency=Urgency.LOW),
        Story("Interessiert sich für den Rückenkurs, Dienstag abends.", urgency=Urgency.LOW),
        Story("Möchte ein Geschenk machen: Gutschein über {price}, ginge das?", urgency=Urgency.LOW),
        Story("Verspätet sich um zehn Minuten, steht im Stau.", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.HIGH, person=MATTHES),
        Story("Die Zuzahlung wurde doppelt abgebucht, bittet um Klärung.", person=LUEBKE),
        Story("Termin am {weekday} um {time} bestätigt.", outcome=Outcome.DONE, measures=(Measure.TOLD_CALLER,)),
        Story(
            "Die Behandlungsliege kommt am {date}, zwei Personen sollten beim Tragen helfen.",
            company="Medizintechnik Roth",
            outcome=Outcome.FOR_INFORMATION,
        ),
    ),
)
