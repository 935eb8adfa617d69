"""A dental practice, bound to secrecy: pain, appointments, laboratories."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Availability, Channel, Trade
from vorzimmer.demo.casting import Firm, Member, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

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
        Member("Sabine Kern", "Empfang", number="0171 39200 00", may_transfer=True),
        Member("Tobias Thiel", "Abrechnung", availability=Availability.ABSENT, back_in=22 * 60),
    ),
    rules=(
        Rule(InstructionKind.DO, "Schmerzen, Schwellung oder Unfall: sofort an Frau Kern verbinden."),
        Rule(InstructionKind.DO, "Neue Patienten aufnehmen, erste Termine ab übernächster Woche in Aussicht stellen."),
        Rule(
            InstructionKind.DO,
            "Der Röntgenraum wird umgebaut: Termine zur Aufnahme nicht zusagen, Frau Kern ruft zurück.",
            set_by="Dr. Sommer",
            set_ago=26,
            for_hours=72,
        ),
        Rule(InstructionKind.NEVER, "Keine Auskunft zu Befunden, Behandlungen oder Rechnungen, auch nicht an Angehörige."),
        Rule(InstructionKind.NEVER, "Keine Preise nennen."),
        Rule(
            InstructionKind.ASK,
            "Waren Sie schon einmal bei uns?",
            answers=("ja", "ja, zuletzt im Frühjahr", "nein, neuer Patient", "seit Jahren"),
        ),
        Rule(InstructionKind.ASK, "Wo sind Sie versichert?", answers=("AOK Nordost", "Techniker", "Barmer", "privat", "DAK")),
    ),
    ways=(
        Way("praxis@zahnarzt-sommer.example", detail=Channel.Detail.HINT),
        Way("thiel@zahnarzt-sommer.example", detail=Channel.Detail.HINT, person="Tobias Thiel"),
    ),
    callers=(
        CallerEntry(number="030 23125 801", name="Frau Kühn", company="Dentallabor Kühn", hint="Darf direkt zu Frau Kern."),
        CallerEntry(number="0171 39200 30", name="Wilhelm Ostermann", hint="Hört schlecht, bitte langsam und deutlich sprechen."),
        CallerEntry(number="0171 39200 31", name="Jasmin Sommer", hint="Tochter der Ärztin. Immer notieren, nie vertrösten."),
    ),
    users=(
        AccessEntry(email="sommer@zahnarzt-sommer.example", name="Dr. Miriam Sommer", role=Role.CUSTOMER_OWNER),
        AccessEntry(email="kern@zahnarzt-sommer.example", name="Sabine Kern"),
    ),
    stories=(
        Story("Seit gestern Abend starke Schmerzen unten links, hat kaum geschlafen. Möchte noch heute kommen.", urgency=Urgency.HIGH),
        Story(
            "Sohn (9) ist beim Fußball gestürzt, ein Schneidezahn ist abgebrochen. Das Stück liegt in Milch.",
            person="Sabine Kern",
            urgency=Urgency.EMERGENCY,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            measures_text="Sofort an Frau Kern verbunden.",
        ),
        Story("Möchte den Termin am {weekday} um {time} verschieben, am liebsten auf einen Vormittag."),
        Story("Sagt den Termin am {date} ab, ist erkältet. Meldet sich wegen eines neuen Termins.", outcome=Outcome.WILL_CALL_AGAIN),
        Story("Bittet um einen Termin zur professionellen Zahnreinigung, zeitlich flexibel."),
        Story("Neue Patientin, gerade hergezogen. Hätte gern einen ersten Termin zur Kontrolle.", outcome=Outcome.CALL_BACK),
        Story("Eine Füllung ist herausgefallen, keine Schmerzen. Braucht einen Termin in den nächsten Tagen."),
        Story("Das Provisorium hat sich gelöst. Fragt, ob es vor {weekday} wieder eingesetzt werden kann.", urgency=Urgency.HIGH),
        Story("Hat eine Rückfrage zur Rechnung vom {past} über {amount} und bittet um Rückruf.", person="Tobias Thiel"),
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
        Story("Braucht den Heil- und Kostenplan noch einmal, der Brief ist nicht angekommen.", person="Sabine Kern"),
        Story("Wollte nur den Termin am {weekday} um {time} bestätigen.", outcome=Outcome.DONE, measures=(Measure.TOLD_CALLER,)),
        Story("Nach der Behandlung von gestern ist die Wange dick geworden. Fragt, ob das normal ist.", urgency=Urgency.HIGH),
        Story(
            "Bestellte Handschuhe kommen erst am {weekday}, Teillieferung ist möglich.",
            company="Praxisbedarf Winter",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Bittet um die Röntgenbilder für den Kieferorthopäden, wird am {date} dort behandelt."),
    ),
)
