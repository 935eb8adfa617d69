"""A plumber's emergency service: day and night, and every minute counts."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Channel, KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reaction, Reason, Rule, Shut, Story, TeamName, Watch, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

SCHRAMM, ADEYEMI = "Uwe Schramm", "David Adeyemi"
VOGT = "Petra Vogt"
GAS, WATER, HEATING = "Gasgeruch", "Wasser läuft", "Heizung aus"
WATCH = "Notdienst"

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
        Member(VOGT, "Büro, Termine und Rechnungen"),
    ),
    reasons=(
        Reason(GAS, urgency=Urgency.EMERGENCY, put_through=ADEYEMI, watch=WATCH, sms=True),
        Reason(WATER, urgency=Urgency.EMERGENCY, put_through=ADEYEMI, watch=WATCH, sms=True),
        Reason(HEATING, urgency=Urgency.HIGH, watch=WATCH),
        Reason("Termin oder Wartung"),
        Reason("Rechnung", urgency=Urgency.LOW),
    ),
    rules=(
        Rule(InstructionKind.DO, "Adresse aufnehmen, Termin in dieser Woche in Aussicht stellen.", subject="Ablauf"),
        Rule(
            InstructionKind.DO,
            "Zuerst sagen: Fenster auf, kein Licht, Haus verlassen, 112 anrufen. Dann Adresse und verbinden.",
            subject="Ablauf",
            reason=GAS,
        ),
        Rule(
            InstructionKind.DO,
            "Hauptwasserhahn zudrehen lassen, Adresse aufnehmen, sofort verbinden.",
            subject="Ablauf",
            reason=WATER,
        ),
        Rule(
            InstructionKind.DO,
            "Bei Frost, mit Kindern oder Kranken im Haushalt wie einen Notfall behandeln, sonst am nächsten Morgen.",
            subject="Ablauf",
            reason=HEATING,
        ),
        Rule(
            InstructionKind.DO,
            "Anfahrt nach 17 Uhr und am Wochenende kostet 89 Euro extra: vorher sagen.",
            subject="Zuschlag",
            start=time(17),
            end=time(7),
        ),
        Rule(
            InstructionKind.DO,
            "Diese Woche Herr Adeyemi, auch nachts.",
            subject="Bereitschaft",
            set_by=SCHRAMM,
            set_ago=50,
            for_hours=120,
            person=ADEYEMI,
        ),
        Rule(InstructionKind.NEVER, "Keine Ankunftszeit versprechen, nur: „Der Monteur ruft Sie gleich zurück.“"),
        Rule(
            InstructionKind.ASK,
            "Adresse und Stockwerk?",
            required=True,
            answers=("Hinterhaus, 3. Stock", "Erdgeschoss", "4. Stock ohne Aufzug"),
        ),
        Rule(
            InstructionKind.ASK,
            "Mieter oder Eigentümer?",
            answer_kind=QuestionKind.CHOICE,
            choices=("Mieter", "Eigentümer", "Hausverwaltung"),
        ),
        Rule(
            InstructionKind.ASK,
            "Ist das Wasser abgestellt?",
            reason=WATER,
            answer_kind=QuestionKind.YES_NO,
            required=True,
            answers=("ja", "nein"),
        ),
        Rule(
            InstructionKind.ASK,
            "Unter welcher Nummer sind Sie draußen zu erreichen?",
            reason=GAS,
            answer_kind=QuestionKind.PHONE,
            answers=("0171 39200 35",),
        ),
        Rule(
            InstructionKind.ASK,
            "Wie viel Grad sind es in der Wohnung?",
            reason=HEATING,
            answer_kind=QuestionKind.NUMBER,
            answers=("15", "17", "12"),
        ),
    ),
    faq=(
        FaqEntryEntry(
            question="Was kostet der Notdienst?", answer="Anfahrt 89 Euro, danach jede angefangene halbe Stunde 48 Euro, mit Steuer."
        ),
        FaqEntryEntry(question="Wo ist der Haupthahn?", answer="Meist im Keller neben der Wasseruhr; im Altbau oft unter der Spüle."),
        FaqEntryEntry(question="Wie zahle ich?", answer="Mit Karte beim Monteur oder auf Rechnung, Hausverwaltungen nur auf Rechnung."),
        FaqEntryEntry(
            question="Warten Sie auch Gasthermen?", answer="Ja, einmal im Jahr, mit Messprotokoll. Bitte Frau Vogt zurückrufen lassen."
        ),
    ),
    hours=(OpeningHourEntry(start=time(7), end=time(17)),),
    shut=(Shut(33, 4, ClosureReason.COMPANY_HOLIDAYS),),
    places=(Place("Werkstatt", "Karlsgartenstraße 40, 12049 Berlin", "Hinterhof, Tor bitte wieder schließen."),),
    away=(Away(VOGT, 4, 3, deputy=SCHRAMM),),
    watches=(Watch(WATCH, (ADEYEMI, SCHRAMM), fallback=(SCHRAMM,), escalate_after=5),),
    direct={"030 23125 806": ADEYEMI},
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
            treatment=KnownCaller.Treatment.PUT_THROUGH,
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
            reason=WATER,
        ),
        Story(
            "Heizung komplett ausgefallen, {street}. Ein Säugling im Haushalt, 15 Grad in der Wohnung.",
            person=ADEYEMI,
            urgency=Urgency.EMERGENCY,
            reason=HEATING,
        ),
        Story("Toilette verstopft, es ist die einzige in der Wohnung. {street}.", urgency=Urgency.HIGH),
        Story(
            "Riecht im Keller nach Gas, {street}.",
            person=ADEYEMI,
            urgency=Urgency.EMERGENCY,
            measures=(Measure.TOLD_CALLER, Measure.SMS),
            measures_text="Fenster auf, kein Licht, raus, 112. Bereitschaft per SMS verständigt.",
            reason=GAS,
        ),
        Story("Kein warmes Wasser seit heute früh, die Therme zeigt einen Fehler. {street}.", urgency=Urgency.HIGH, reason=HEATING),
        Story("Wasserhahn im Bad tropft, hat Zeit bis nächste Woche.", urgency=Urgency.LOW, reason="Termin oder Wartung"),
        Story("Möchte die Wartung der Gastherme vereinbaren, am besten {weekday}s nachmittags.", person=VOGT, reason="Termin oder Wartung"),
        Story(
            "Der Monteur war für {time} angekündigt und ist noch nicht da.", person=VOGT, urgency=Urgency.HIGH, reason="Termin oder Wartung"
        ),
        Story("Unter der Spüle steht Wasser, Eckventil abgedreht. Nicht mehr eilig, aber bald.", urgency=Urgency.NORMAL, reason=WATER),
        Story("Rechnung über {amount} ist doppelt angekommen. Welche gilt?", person=VOGT, reason="Rechnung"),
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
            reason=WATER,
        ),
        Story("Alles läuft wieder, vielen Dank an den freundlichen Monteur.", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Wasserzähler soll bis {date} getauscht werden, bittet um zwei Termine zur Auswahl.", person=VOGT),
        Story("Abfluss in der Dusche läuft nur noch langsam ab.", urgency=Urgency.LOW),
    ),
)
