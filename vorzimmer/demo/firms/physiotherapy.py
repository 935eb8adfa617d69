"""A physiotherapy practice, bound to secrecy: prescriptions, appointments, cancellations."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Shut, Story, TeamName, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

LUEBKE, MATTHES = "Friederike Lübke", "Jan Matthes"
DEMIR = "Ayşe Demir"
CANCELS, NEW, VISIT = "Absage", "Neuer Patient", "Hausbesuch"

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
        Member(DEMIR, "Lymphdrainage, Hausbesuche", pronunciation="Eischä Demir", availability=Availability.OUT_OF_OFFICE, back_in=180),
    ),
    reasons=(
        Reason(CANCELS, urgency=Urgency.HIGH),
        Reason(NEW),
        Reason(VISIT),
        Reason("Rezept oder Bericht", urgency=Urgency.LOW),
    ),
    rules=(
        Rule(InstructionKind.DO, "Terminwünsche notieren, die Praxis bestätigt per SMS.", subject="Termine"),
        Rule(
            InstructionKind.DO,
            "Für denselben Tag als dringend notieren, damit der Platz noch vergeben werden kann.",
            subject="Termine",
            reason=CANCELS,
        ),
        Rule(
            InstructionKind.DO,
            "Verordnung vorhanden? Wie viele Behandlungen? Welche Tage gehen nicht?",
            subject="Neue Patienten",
            reason=NEW,
        ),
        Rule(InstructionKind.DO, "Nur Frau Demir macht Hausbesuche, sie ruft abends zurück.", subject="Hausbesuche", person=DEMIR),
        Rule(
            InstructionKind.DO,
            "Warteliste für den Abend ist voll, nur noch Vormittage anbieten.",
            subject="Termine",
            set_by=LUEBKE,
            set_ago=70,
        ),
        Rule(InstructionKind.NEVER, "Nicht sagen, wer bei uns in Behandlung ist."),
        Rule(InstructionKind.NEVER, "Keine Übungen erklären und keinen Rat geben."),
        Rule(
            InstructionKind.ASK,
            "Welche Verordnung haben Sie?",
            reason=NEW,
            answer_kind=QuestionKind.CHOICE,
            choices=("Krankengymnastik", "Lymphdrainage", "Massage", "Selbstzahler", "noch keine"),
            required=True,
        ),
        Rule(InstructionKind.ASK, "Wie viele Behandlungen?", reason=NEW, answer_kind=QuestionKind.NUMBER, answers=("6", "10", "12")),
        Rule(InstructionKind.ASK, "Wann können Sie nicht?", answers=("nur vormittags möglich", "mittwochs nicht", "ab 16 Uhr", "flexibel")),
        Rule(
            InstructionKind.ASK,
            "Welcher Termin fällt aus?",
            reason=CANCELS,
            answer_kind=QuestionKind.DATE,
            required=True,
            answers=("heute", "morgen", "übermorgen"),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Was muss ich mitbringen?", answer="Ein großes Handtuch und die Verordnung, bequeme Kleidung."),
        FaqEntryEntry(
            question="Bis wann kann ich kostenlos absagen?", answer="Bis 24 Stunden vorher. Danach kann der Termin berechnet werden."
        ),
        FaqEntryEntry(
            question="Gibt es Rückenkurse?", answer="Dienstags um 18 Uhr, acht Abende. Die Krankenkassen zahlen meist den größten Teil."
        ),
    ),
    hours=(
        OpeningHourEntry(weekdays="0123", start=time(7, 30), end=time(19)),
        OpeningHourEntry(weekdays="4", start=time(7, 30), end=time(15)),
    ),
    shut=(Shut(10, 1, ClosureReason.TRAINING), Shut(29, 5, ClosureReason.COMPANY_HOLIDAYS)),
    places=(Place("Praxis", "Parkallee 17, 12169 Berlin", "Eingang im Hof, Rampe vorhanden. Bus hält vor dem Haus."),),
    away=(Away(MATTHES, 7, 3, deputy=LUEBKE),),
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
        Story(
            "Muss den Termin heute um {time} absagen, das Kind ist krank.",
            urgency=Urgency.HIGH,
            outcome=Outcome.FOR_INFORMATION,
            reason=CANCELS,
        ),
        Story("Möchte den Termin am {weekday} auf später am Tag verlegen."),
        Story("Hat eine Verordnung über sechs Behandlungen nach einer Knieoperation. Wann kann es losgehen?", reason=NEW),
        Story("Fragt, ob die neue Verordnung schon in der Praxis liegt.", person=LUEBKE, reason="Rezept oder Bericht"),
        Story("Braucht einen Hausbesuch für die Mutter, {street}, dritter Stock ohne Aufzug.", person=DEMIR, reason=VISIT),
        Story(
            "Seit der letzten Behandlung zieht es stark im Rücken, ist unsicher, ob die Übungen richtig sind.",
            person=MATTHES,
            urgency=Urgency.HIGH,
        ),
        Story("Wollte wissen, ob ein Termin am {date} um {time} frei ist. Nimmt auch die Warteliste."),
        Story(
            "Bittet um den Therapiebericht für Frau {name} bis {weekday}.",
            company="Orthopädie Dr. Amin",
            person=LUEBKE,
            reason="Rezept oder Bericht",
        ),
        Story("Hat gestern das Handtuch und eine Brille liegen lassen.", urgency=Urgency.LOW),
        Story("Interessiert sich für den Rückenkurs, Dienstag abends.", urgency=Urgency.LOW),
        Story("Möchte ein Geschenk machen: Gutschein über {price}, ginge das?", urgency=Urgency.LOW),
        Story(
            "Verspätet sich um zehn Minuten, steht im Stau.",
            outcome=Outcome.FOR_INFORMATION,
            urgency=Urgency.HIGH,
            person=MATTHES,
            reason=CANCELS,
        ),
        Story("Die Zuzahlung wurde doppelt abgebucht, bittet um Klärung.", person=LUEBKE),
        Story("Termin am {weekday} um {time} bestätigt.", outcome=Outcome.DONE, measures=(Measure.TOLD_CALLER,)),
        Story(
            "Die Behandlungsliege kommt am {date}, zwei Personen sollten beim Tragen helfen.",
            company="Medizintechnik Roth",
            outcome=Outcome.FOR_INFORMATION,
        ),
    ),
)
