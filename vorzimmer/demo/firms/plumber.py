"""A plumber's emergency service: day and night, and every minute counts."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Channel, Trade
from vorzimmer.demo.casting import Firm, Member, Reaction, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

SCHRAMM, ADEYEMI = "Uwe Schramm", "David Adeyemi"

FIRM = Firm(
    number="1005",
    name="Schramm Sanitär und Heizung, Notdienst",
    short_name="Schramm Notdienst",
    city="Berlin-Neukölln",
    trade=Trade.CRAFT,
    team=TeamName.TRADES,
    calls=5.0,
    weekend=0.8,
    months=48,
    dial_ins=(
        DialInEntry(number="030 23125 105", label="Büro"),
        DialInEntry(number="030 23125 205", label="Notdienst rund um die Uhr"),
        DialInEntry(number="030 23125 705", label="Eigene Nummer (Rufumleitung)"),
    ),
    greetings=(
        GreetingEntry(
            text="Schramm Sanitär und Heizung, {time}, Sie sprechen mit {operator}.", weekdays="01234", start=time(7), end=time(17)
        ),
        GreetingEntry(text="Notdienst Schramm, {time}. Ist schon das Wasser abgestellt?", start=time(17), end=time(7)),
        GreetingEntry(text="Notdienst Schramm, {time}. Was ist passiert, und wo?"),
    ),
    people=(
        Member(SCHRAMM, "Inhaber", number="0171 39200 07", may_transfer=True, telephone=Reaction.BUSY),
        Member(ADEYEMI, "Bereitschaft", number="0171 39200 08", pronunciation="Ade-je-mi", may_transfer=True),
        Member("Petra Vogt", "Büro, Termine und Rechnungen"),
    ),
    rules=(
        Rule(
            InstructionKind.DO, "Wasser läuft, Gasgeruch oder Heizung aus bei Frost: Adresse aufnehmen, sofort an Herrn Adeyemi verbinden."
        ),
        Rule(InstructionKind.DO, "Bei Gasgeruch zuerst sagen: Fenster auf, kein Licht, Haus verlassen, 112 anrufen."),
        Rule(InstructionKind.DO, "Diese Woche hat Herr Adeyemi Bereitschaft.", set_by=SCHRAMM, set_ago=50, for_hours=120, person=ADEYEMI),
        Rule(InstructionKind.NEVER, "Keine Ankunftszeit versprechen, nur: „Der Monteur ruft Sie gleich zurück.“"),
        Rule(
            InstructionKind.ASK,
            "Adresse und Stockwerk?",
            answers=("Hinterhaus, 3. Stock", "Erdgeschoss", "4. Stock ohne Aufzug", "Vorderhaus, 1. Stock"),
        ),
        Rule(InstructionKind.ASK, "Mieter oder Eigentümer?", answers=("Mieter", "Mieterin", "Eigentümer", "Hausverwaltung")),
    ),
    ways=(
        Way("buero@schramm-notdienst.example"),
        Way("0171 39200 08", kind=Channel.Kind.SMS, detail=Channel.Detail.HINT, least_urgency=Urgency.EMERGENCY),
    ),
    callers=(
        CallerEntry(
            number="030 23125 806",
            name="Herr Wolters",
            company="Hausverwaltung Petersen",
            hint="Hausmeister, hat Schlüssel zu allen Kellern.",
        ),
        CallerEntry(number="0171 39200 35", name="Gerda Pohl", hint="Wohnt allein, ist leicht zu beunruhigen. Zeit nehmen."),
    ),
    users=(
        AccessEntry(email="schramm@schramm-notdienst.example", name=SCHRAMM, role=Role.CUSTOMER_OWNER),
        AccessEntry(email="vogt@schramm-notdienst.example", name="Petra Vogt"),
    ),
    stories=(
        Story(
            "Rohrbruch in der Küche, {street}. Der Haupthahn klemmt, das Wasser läuft ins Treppenhaus.",
            person=ADEYEMI,
            urgency=Urgency.EMERGENCY,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
        ),
        Story(
            "Heizung komplett ausgefallen, {street}. Ein Säugling im Haushalt, 15 Grad in der Wohnung.",
            person=ADEYEMI,
            urgency=Urgency.EMERGENCY,
        ),
        Story("Toilette verstopft, es ist die einzige in der Wohnung. {street}.", urgency=Urgency.HIGH),
        Story(
            "Riecht im Keller nach Gas, {street}.",
            person=ADEYEMI,
            urgency=Urgency.EMERGENCY,
            measures=(Measure.TOLD_CALLER, Measure.SMS),
            measures_text="Fenster auf, kein Licht, raus, 112. Bereitschaft per SMS verständigt.",
        ),
        Story("Kein warmes Wasser seit heute früh, die Therme zeigt einen Fehler. {street}.", urgency=Urgency.HIGH),
        Story("Wasserhahn im Bad tropft, hat Zeit bis nächste Woche.", urgency=Urgency.LOW),
        Story("Möchte die Wartung der Gastherme vereinbaren, am besten {weekday}s nachmittags.", person="Petra Vogt"),
        Story("Der Monteur war für {time} angekündigt und ist noch nicht da.", person="Petra Vogt", urgency=Urgency.HIGH),
        Story("Unter der Spüle steht Wasser, Eckventil abgedreht. Nicht mehr eilig, aber bald.", urgency=Urgency.NORMAL),
        Story("Rechnung über {amount} ist doppelt angekommen. Welche gilt?", person="Petra Vogt"),
        Story("Angebot für ein neues Bad, ebenerdige Dusche. Besichtigung ab {date} möglich.", person=SCHRAMM),
        Story(
            "Das Ersatzteil für die Therme ist da und kann abgeholt werden.",
            company="Großhandel Aquatherm",
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story(
            "Mieterin {name} meldet Wasserfleck an der Decke, {street}. Auftrag ist erteilt.",
            company="Hausverwaltung Petersen",
            urgency=Urgency.HIGH,
        ),
        Story("Alles läuft wieder, vielen Dank an den freundlichen Monteur.", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Wasserzähler soll bis {date} getauscht werden, bittet um zwei Termine zur Auswahl.", person="Petra Vogt"),
        Story("Abfluss in der Dusche läuft nur noch langsam ab.", urgency=Urgency.LOW),
    ),
)
