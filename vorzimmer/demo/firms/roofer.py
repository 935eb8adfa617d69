"""A roofer: storms, offers, building sites."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Land, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reaction, Reason, Rule, Shut, Story, TeamName, Watch, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role
from vorzimmer.domain.rotas import Turn

KOWALKE, JANSEN = "Meister Kowalke", "Enno Jansen"
STORM, OFFER, SITE = "Sturmschaden", "Angebot", "Laufende Baustelle"
WATCH = "Sturmbereitschaft"

FIRM = Firm(
    number="1004",
    name="Dachdeckerei Kowalke GmbH",
    short_name="Dach Kowalke",
    pronunciation="Kowalke, Betonung auf „wal“",
    city="Bernau",
    land=Land.BB,
    trade=Trade.CRAFT,
    team=TeamName.TRADES,
    calls=3.0,
    weekend=0.25,
    months=27,
    dial_ins=(
        DialInEntry(number="030 23125 104", label="Büro"),
        DialInEntry(number="030 23125 204", label="Sturmnotdienst"),
        DialInEntry(number="030 23125 704", label="Eigene Nummer, wenn alle auf dem Dach sind"),
    ),
    greetings=(
        GreetingEntry(text="Dachdeckerei Kowalke, {time}, {operator} am Apparat.", weekdays="01234", start=time(7), end=time(17)),
        GreetingEntry(text="Dachdeckerei Kowalke, {time}, Sie erreichen den Notdienst. Was ist passiert?"),
    ),
    people=(
        Member(
            KOWALKE,
            "Inhaber",
            number="0171 39200 05",
            availability=Availability.OUT_OF_OFFICE,
            back_in=150,
            may_transfer=True,
            telephone=Reaction.SILENT,
        ),
        Member(JANSEN, "Bauleiter", number="0171 39200 06", may_transfer=True),
        Member("Birgit Kowalke", "Büro, nur vormittags"),
    ),
    reasons=(
        Reason(STORM, urgency=Urgency.EMERGENCY, put_through=JANSEN, watch=WATCH, sms=True),
        Reason(OFFER),
        Reason(SITE, urgency=Urgency.HIGH),
        Reason("Lieferung", urgency=Urgency.LOW),
    ),
    rules=(
        Rule(InstructionKind.DO, "Besichtigungen innerhalb von zwei Wochen in Aussicht stellen.", subject="Besichtigung"),
        Rule(
            InstructionKind.DO, "Es regnet herein oder Teile drohen zu fallen: an Herrn Jansen verbinden, auch abends.", subject="Notfall"
        ),
        Rule(
            InstructionKind.DO,
            "Nur die Bereitschaft anrufen, Herrn Kowalke nachts nicht wecken.",
            subject="Notfall",
            start=time(22),
            end=time(6),
        ),
        Rule(InstructionKind.DO, "Adresse, Art des Dachs und eine Zeit für die Besichtigung aufnehmen.", subject="Angebote", reason=OFFER),
        Rule(
            InstructionKind.DO,
            "Sturmtief angesagt: Schäden mit Foto an die Büroadresse schicken lassen, Besichtigungen frühestens in drei Tagen.",
            subject="Besichtigung",
            set_by=JANSEN,
            set_ago=7,
            for_hours=48,
        ),
        Rule(InstructionKind.NEVER, "Keine Preise am Telefon, auch keine ungefähren."),
        Rule(InstructionKind.NEVER, "Niemandem raten, selbst aufs Dach zu steigen."),
        Rule(
            InstructionKind.ASK, "Wo ist das Dach?", required=True, answers=("Ahornweg", "Am Mühlenteich", "Bahnhofstraße", "Birkenallee")
        ),
        Rule(
            InstructionKind.ASK,
            "Welche Art von Dach ist es?",
            reason=OFFER,
            answer_kind=QuestionKind.CHOICE,
            choices=("Ziegel", "Flachdach", "Schiefer", "Blech", "weiß es nicht"),
        ),
        Rule(
            InstructionKind.ASK,
            "Wie groß ist die Fläche in Quadratmetern?",
            reason=OFFER,
            answer_kind=QuestionKind.NUMBER,
            answers=("40", "120", "85"),
        ),
        Rule(
            InstructionKind.ASK,
            "Ist jemand in Gefahr?",
            reason=STORM,
            answer_kind=QuestionKind.YES_NO,
            required=True,
            answers=("nein", "nein", "ja"),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Wie schnell kommt jemand?", answer="Bei Gefahr am selben Tag, sonst innerhalb von zwei Wochen."),
        FaqEntryEntry(
            question="Machen Sie auch Solaranlagen?", answer="Ja, zusammen mit einem Elektrobetrieb. Bitte als Angebot aufnehmen."
        ),
        FaqEntryEntry(
            question="Rechnen Sie mit der Versicherung ab?", answer="Wir schreiben den Kostenvoranschlag, abgerechnet wird mit dem Kunden."
        ),
    ),
    hours=(OpeningHourEntry(start=time(7), end=time(17)),),
    shut=(Shut(26, 16, ClosureReason.COMPANY_HOLIDAYS),),
    places=(Place("Büro und Lager", "Zum Sägewerk 3, 16321 Bernau", "Einfahrt neben der Tankstelle, am Ende links."),),
    away=(Away("Birgit Kowalke", 5, 3),),
    watches=(Watch(WATCH, (JANSEN, KOWALKE), start=time(17), end=time(7), hand_over=time(17), turn=Turn.WEEK, fallback=(KOWALKE,)),),
    ways=(Way("buero@dach-kowalke.example"),),
    callers=(
        CallerEntry(number="030 23125 805", name="Herr Lorenz", company="Ziegel Lorenz", hint="Lieferant. Liefertermine nur notieren."),
        CallerEntry(number="0171 39200 34", name="Doris Bellmann", hint="Stammkundin, drei Mietshäuser."),
    ),
    users=(
        AccessEntry(email="kowalke@dach-kowalke.example", name="Frank Kowalke", role=Role.CUSTOMER_OWNER),
        AccessEntry(email="jansen@dach-kowalke.example", name=JANSEN),
    ),
    stories=(
        Story(
            "Im Schlafzimmer tropft Wasser durch die Decke, {street}. Eimer stehen schon drunter.",
            person=JANSEN,
            urgency=Urgency.EMERGENCY,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            reason=STORM,
        ),
        Story("Nach dem Sturm fehlen an der Wetterseite etwa zehn Ziegel, {street}.", urgency=Urgency.HIGH, reason=STORM),
        Story("Hätte gern ein Angebot für ein neues Garagendach, rund 40 Quadratmeter, {street}.", reason=OFFER),
        Story("Die Regenrinne läuft über, vermutlich Laub. Reicht, wenn in den nächsten Tagen jemand kommt.", urgency=Urgency.LOW),
        Story(
            "Baustelle {street}: Das Gerüst steht seit zwei Wochen, und niemand kommt. Wann geht es weiter?",
            person=KOWALKE,
            urgency=Urgency.HIGH,
            reason=SITE,
        ),
        Story(
            "Die Dachfenster kommen erst am {date}, der Hersteller hat Verzug.",
            company="Fensterbau Rieger",
            person=JANSEN,
            outcome=Outcome.FOR_INFORMATION,
            reason="Lieferung",
        ),
        Story("Gerüst {street}: Kann es wirklich ab {weekday} abgeholt werden?", company="Gerüstbau Timm", person=JANSEN, reason=SITE),
        Story("Hat das Angebot über {amount} bekommen und möchte den Auftrag erteilen.", person=KOWALKE),
        Story("Die Versicherung braucht Fotos und einen Kostenvoranschlag zum Sturmschaden.", company="Gebäudeversicherung Havel"),
        Story("Möchte Solarmodule aufs Dach und fragt, ob die Statik reicht.", urgency=Urgency.LOW, reason=OFFER),
        Story("Der Schornsteinfeger hat die Einfassung am Kamin bemängelt, {street}."),
        Story("Bewirbt sich um eine Ausbildung zum Sommer und fragt nach einem Praktikum.", person="Birgit Kowalke", urgency=Urgency.LOW),
        Story(
            "Dachlatten werden {weekday} um {time} geliefert, es muss jemand mit Stapler da sein.",
            company="Holzhandel Krause",
            person=JANSEN,
            reason="Lieferung",
        ),
        Story("Bedankt sich für die schnelle Hilfe am Wochenende. Alles dicht!", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Fragt nach der Rechnung für die Reparatur im Herbst, sie ist nie angekommen.", person="Birgit Kowalke"),
    ),
)
