"""A dental practice, bound to secrecy: pain, appointments, laboratories."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Shut, Story, TeamName, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

KERN = "Sabine Kern"
PAIN, NEW, BILL = "Schmerzen", "Neuer Patient", "Rechnung"

FIRM = Firm(
    number="1001",
    name="Zahnarztpraxis Dr. Miriam Sommer",
    short_name="Praxis Dr. Sommer",
    city="Berlin-Pankow",
    trade=Trade.PHYSICIAN,
    secrecy=True,
    team=TeamName.OFFICES,
    calls=6.0,
    weekend=0.15,
    months=34,
    dial_ins=(
        DialInEntry(number="030 23125 101", label="Praxis"),
        DialInEntry(number="030 23125 201", label="Schmerztelefon"),
        DialInEntry(number="030 23125 701", label="Eigene Nummer der Praxis"),
    ),
    greetings=(
        GreetingEntry(
            text="Zahnarztpraxis Doktor Sommer, {time}, Sie sprechen mit {operator}.", weekdays="0123", start=time(8), end=time(18)
        ),
        GreetingEntry(text="Zahnarztpraxis Doktor Sommer, {time}, Sie sprechen mit {operator}.", weekdays="4", start=time(8), end=time(13)),
        GreetingEntry(
            text="Zahnarztpraxis Doktor Sommer, {time}. Die Praxis ist heute geschlossen, ich nehme Ihr Anliegen gern auf.", weekdays="56"
        ),
        GreetingEntry(text="Zahnarztpraxis Doktor Sommer, {time}. Die Praxis ist gerade geschlossen, mein Name ist {operator}."),
    ),
    people=(
        Member("Dr. Miriam Sommer", "Zahnärztin", availability=Availability.WITH_CLIENT, back_in=50),
        Member(KERN, "Empfang", number="0171 39200 00", may_transfer=True),
        Member("Tobias Thiel", "Abrechnung", availability=Availability.ABSENT, back_in=22 * 60),
    ),
    reasons=(
        Reason(PAIN, urgency=Urgency.HIGH, put_through=KERN, sms=True),
        Reason(NEW),
        Reason("Termin verschieben"),
        Reason(BILL, urgency=Urgency.LOW),
    ),
    rules=(
        Rule(InstructionKind.DO, "Möglichst einen Termin in der laufenden Woche anbieten; Frau Kern bestätigt ihn.", subject="Termine"),
        Rule(
            InstructionKind.DO,
            "Schmerzen, Schwellung oder Unfall: sofort an Frau Kern verbinden, einen Termin gibt es am selben Tag.",
            subject="Termine",
            reason=PAIN,
        ),
        Rule(InstructionKind.DO, "Aufnehmen, erste Termine ab übernächster Woche in Aussicht stellen.", subject="Termine", reason=NEW),
        Rule(InstructionKind.DO, "An Herrn Thiel, er ruft am nächsten Werktag zurück.", subject="Rechnungen"),
        Rule(
            InstructionKind.DO,
            "Bis 12 Uhr am Empfang vorbeikommen, danach nur nach Absprache.",
            subject="Abgabe von Unterlagen",
            weekdays="4",
            start=time(8),
            end=time(13),
        ),
        Rule(
            InstructionKind.DO,
            "Der Röntgenraum wird umgebaut: Termine zur Aufnahme nicht zusagen, Frau Kern ruft zurück.",
            subject="Röntgen",
            set_by="Dr. Sommer",
            set_ago=26,
            for_hours=72,
        ),
        Rule(InstructionKind.NEVER, "Keine Auskunft zu Befunden, Behandlungen oder Rechnungen, auch nicht an Angehörige."),
        Rule(InstructionKind.NEVER, "Keine Preise nennen."),
        Rule(InstructionKind.ASK, "Waren Sie schon einmal bei uns?", answer_kind=QuestionKind.YES_NO, answers=("ja", "ja", "nein")),
        Rule(
            InstructionKind.ASK,
            "Wie sind Sie versichert?",
            answer_kind=QuestionKind.CHOICE,
            choices=("gesetzlich", "privat", "Selbstzahler"),
        ),
        Rule(
            InstructionKind.ASK,
            "Seit wann haben Sie Schmerzen?",
            reason=PAIN,
            answer_kind=QuestionKind.DATE,
            required=True,
            answers=("heute", "gestern", "vorgestern"),
        ),
        Rule(InstructionKind.ASK, "Um welche Rechnungsnummer geht es?", reason=BILL, answers=("liegt nicht vor", "steht auf dem Brief")),
    ),
    faq=(
        FaqEntryEntry(question="Wo kann ich parken?", answer="Im Hof hinter dem Haus, drei Plätze für Patienten."),
        FaqEntryEntry(question="Ist die Praxis ohne Stufen zu erreichen?", answer="Ja, der Aufzug ist links neben dem Eingang."),
        FaqEntryEntry(
            question="Werden Angstpatienten behandelt?", answer="Ja, auch mit Lachgas. Das Vorgespräch dauert eine halbe Stunde."
        ),
        FaqEntryEntry(
            question="Was mache ich mit Schmerzen am Wochenende?",
            answer="Der zahnärztliche Notdienst hilft; die Adresse steht auf der Seite der Zahnärztekammer.",
        ),
    ),
    hours=(
        OpeningHourEntry(weekdays="0123", start=time(8), end=time(18)),
        OpeningHourEntry(weekdays="4", start=time(8), end=time(13)),
    ),
    shut=(Shut(27, 9, ClosureReason.COMPANY_HOLIDAYS),),
    places=(Place("Praxis", "Lindenplatz 4, 13187 Berlin", "S-Bahn Pankow, fünf Minuten zu Fuß. Zweiter Stock, Klingel „Sommer“."),),
    away=(Away("Dr. Miriam Sommer", 6, 2, say="ist auf einer Fortbildung"), Away("Tobias Thiel", 12, 5, deputy=KERN)),
    direct={"030 23125 801": KERN},
    ways=(
        Way("praxis@zahnarzt-sommer.example", detail=Channel.Detail.HINT),
        Way("thiel@zahnarzt-sommer.example", detail=Channel.Detail.HINT, person="Tobias Thiel"),
    ),
    callers=(
        CallerEntry(
            number="030 23125 801",
            name="Frau Kühn",
            company="Dentallabor Kühn",
            hint="Darf direkt zu Frau Kern.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
        CallerEntry(number="0171 39200 30", name="Wilhelm Ostermann", hint="Hört schlecht, bitte langsam und deutlich sprechen."),
        CallerEntry(number="0171 39200 31", name="Jasmin Sommer", hint="Tochter der Ärztin. Immer notieren, nie vertrösten."),
    ),
    users=(
        AccessEntry(email="sommer@zahnarzt-sommer.example", name="Dr. Miriam Sommer", role=Role.CUSTOMER_OWNER),
        AccessEntry(email="kern@zahnarzt-sommer.example", name="Sabine Kern"),
    ),
    stories=(
        Story(
            "Seit gestern Abend starke Schmerzen unten links, hat kaum geschlafen. Möchte noch heute kommen.",
            urgency=Urgency.HIGH,
            reason=PAIN,
        ),
        Story(
            "Sohn (9) ist beim Fußball gestürzt, ein Schneidezahn ist abgebrochen. Das Stück liegt in Milch.",
            person=KERN,
            urgency=Urgency.EMERGENCY,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            measures_text="Sofort an Frau Kern verbunden.",
            reason=PAIN,
        ),
        Story("Möchte den Termin am {weekday} um {time} verschieben, am liebsten auf einen Vormittag.", reason="Termin verschieben"),
        Story(
            "Sagt den Termin am {date} ab, ist erkältet. Meldet sich wegen eines neuen Termins.",
            outcome=Outcome.WILL_CALL_AGAIN,
            reason="Termin verschieben",
        ),
        Story("Bittet um einen Termin zur professionellen Zahnreinigung, zeitlich flexibel."),
        Story("Neue Patientin, gerade hergezogen. Hätte gern einen ersten Termin zur Kontrolle.", outcome=Outcome.CALL_BACK, reason=NEW),
        Story("Eine Füllung ist herausgefallen, keine Schmerzen. Braucht einen Termin in den nächsten Tagen.", reason=PAIN),
        Story(
            "Das Provisorium hat sich gelöst. Fragt, ob es vor {weekday} wieder eingesetzt werden kann.", urgency=Urgency.HIGH, reason=PAIN
        ),
        Story("Hat eine Rückfrage zur Rechnung vom {past} über {amount} und bittet um Rückruf.", person="Tobias Thiel", reason=BILL),
        Story(
            "Die Krone für {weekday} ist fertig und geht heute mit dem Boten raus.",
            company="Dentallabor Kühn",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story(
            "Abdruck von Frau {name} ist nicht zu gebrauchen, bittet um Rückruf vor {time}.",
            company="Dentallabor Kühn",
            urgency=Urgency.HIGH,
        ),
        Story("Braucht den Heil- und Kostenplan noch einmal, der Brief ist nicht angekommen.", person=KERN),
        Story("Wollte nur den Termin am {weekday} um {time} bestätigen.", outcome=Outcome.DONE, measures=(Measure.TOLD_CALLER,)),
        Story("Nach der Behandlung von gestern ist die Wange dick geworden. Fragt, ob das normal ist.", urgency=Urgency.HIGH, reason=PAIN),
        Story(
            "Bestellte Handschuhe kommen erst am {weekday}, Teillieferung ist möglich.",
            company="Praxisbedarf Winter",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Bittet um die Röntgenbilder für den Kieferorthopäden, wird am {date} dort behandelt."),
    ),
)
