"""A flower shop: orders, funerals, weddings, and a driver on the road."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reaction, Reason, Rule, Shut, Story, TeamName, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

BEHNKE, FAHRER = "Rosa Behnke", "Ole (Fahrer)"
ORDER, FUNERAL, DELIVERY = "Bestellung", "Trauerfall", "Lieferung fehlt"

FIRM = Firm(
    number="1012",
    name="Blumen Vergissmeinnicht",
    short_name="Vergissmeinnicht",
    city="Berlin-Friedenau",
    trade=Trade.TRADE,
    team=TeamName.TRADES,
    calls=2.5,
    weekend=0.9,
    months=10,
    dial_ins=(
        DialInEntry(number="030 23125 112", label="Laden"),
        DialInEntry(number="030 23125 212", label="Bestellungen"),
        DialInEntry(number="030 23125 712", label="Eigene Nummer, wenn viel zu tun ist"),
    ),
    greetings=(
        GreetingEntry(text="Blumen Vergissmeinnicht, {time}, {operator} am Apparat.", weekdays="012345", start=time(9), end=time(18)),
        GreetingEntry(text="Blumen Vergissmeinnicht, {time}. Der Laden ist geschlossen, Bestellungen nehme ich gern auf."),
    ),
    people=(
        Member(BEHNKE, "Inhaberin", number="0171 39200 20", may_transfer=True, telephone=Reaction.BUSY),
        Member(FAHRER, "Auslieferung", number="0171 39200 21", may_transfer=True),
    ),
    reasons=(
        Reason(ORDER),
        Reason(FUNERAL, urgency=Urgency.HIGH, put_through=BEHNKE),
        Reason(DELIVERY, urgency=Urgency.HIGH, put_through=FAHRER),
    ),
    rules=(
        Rule(
            InstructionKind.DO,
            "Anlass, Betrag, Tag und Uhrzeit, Adresse und Text der Karte buchstabieren lassen.",
            subject="Bestellungen",
        ),
        Rule(
            InstructionKind.DO,
            "Ruhig und ohne Eile, Schleifentext genau notieren, Frau Behnke ruft zurück.",
            subject="Bestellungen",
            reason=FUNERAL,
        ),
        Rule(InstructionKind.DO, "Letzte Lieferung um 16 Uhr, sonntags keine.", subject="Lieferung", weekdays="012345"),
        Rule(InstructionKind.DO, "Sonntags nur Notizen, Frau Behnke ruft am Montag an.", subject="Lieferung", weekdays="6"),
        Rule(
            InstructionKind.DO,
            "Rote Rosen sind zurzeit ausverkauft, rosa anbieten.",
            subject="Rosen",
            set_by=BEHNKE,
            set_ago=9,
            for_hours=60,
        ),
        Rule(InstructionKind.NEVER, "Lieferung am selben Tag nicht versprechen, wenn es nach 14 Uhr ist."),
        Rule(
            InstructionKind.ASK,
            "Was soll auf der Karte stehen?",
            reason=ORDER,
            answers=("Alles Liebe", "Zum Geburtstag", "keine Karte", "Danke!"),
        ),
        Rule(
            InstructionKind.ASK,
            "Für welchen Tag?",
            reason=ORDER,
            answer_kind=QuestionKind.DATE,
            required=True,
            answers=("morgen", "übermorgen"),
        ),
        Rule(InstructionKind.ASK, "Für wie viel Euro?", reason=ORDER, answer_kind=QuestionKind.NUMBER, answers=("35", "50", "80")),
        Rule(InstructionKind.ASK, "Wird geliefert?", reason=ORDER, answer_kind=QuestionKind.YES_NO, answers=("ja", "nein")),
        Rule(
            InstructionKind.ASK,
            "Wann ist die Beisetzung?",
            reason=FUNERAL,
            answer_kind=QuestionKind.DATE,
            required=True,
            answers=("übermorgen",),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Was kostet die Lieferung?", answer="In Friedenau nichts, im übrigen Berlin 9 Euro."),
        FaqEntryEntry(question="Haben Sie am Sonntag geöffnet?", answer="Nein, nur am Muttertag von 9 bis 12 Uhr."),
        FaqEntryEntry(question="Binden Sie Kränze?", answer="Ja, mit Schleife, zwei Tage vorher bestellen."),
    ),
    hours=(OpeningHourEntry(weekdays="01234", start=time(9), end=time(18)), OpeningHourEntry(weekdays="5", start=time(9), end=time(15))),
    shut=(Shut(37, 3, ClosureReason.OTHER),),
    places=(Place("Laden", "Rheingauer Zeile 5, 12161 Berlin", "Gegenüber der Kirche; zum Abholen kurz vor dem Laden halten."),),
    away=(Away(FAHRER, 2, 2, deputy=BEHNKE, say="liefert erst am Montag wieder"),),
    direct={"030 23125 814": BEHNKE},
    ways=(Way("laden@vergissmeinnicht.example"),),
    callers=(
        CallerEntry(
            number="030 23125 814",
            name="Frau Ehlers",
            company="Bestattungen Ehlers",
            hint="Immer gleich an Frau Behnke weitergeben.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
        CallerEntry(number="0171 39200 91", name="Pension Seerose", company="Pension Seerose", hint="Bestellt jeden Freitag drei Sträuße."),
    ),
    users=(AccessEntry(email="behnke@vergissmeinnicht.example", name=BEHNKE, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story(
            "Bestellt einen bunten Strauß für {price} zum {date}, Lieferung {street}. Karte: „Alles Gute zum Siebzigsten!“", reason=ORDER
        ),
        Story(
            "Kranz mit Schleife für die Beisetzung am {date} um {time}. Text folgt, bittet um Rückruf.",
            company="Bestattungen Ehlers",
            person=BEHNKE,
            urgency=Urgency.HIGH,
            reason=FUNERAL,
        ),
        Story(
            "Die Lieferung, {street}, ist noch nicht da, die Feier beginnt um {time}.",
            person=FAHRER,
            urgency=Urgency.HIGH,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            reason=DELIVERY,
        ),
        Story("Möchte für die Hochzeit im Mai einen Termin zur Beratung, gern an einem Samstag.", person=BEHNKE),
        Story("Drei Sträuße wie immer, {weekday} um {time}.", company="Pension Seerose", outcome=Outcome.FOR_INFORMATION, reason=ORDER),
        Story("Strauß war wunderschön, die Mutter hat sich sehr gefreut.", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Fragt, ob der Laden am Sonntag geöffnet hat.", outcome=Outcome.DONE, urgency=Urgency.LOW, measures=(Measure.TOLD_CALLER,)),
        Story(
            "Die Tulpen kommen erst {weekday}, der Kühlwagen ist ausgefallen.",
            company="Blumengroßmarkt",
            urgency=Urgency.HIGH,
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Möchte die Bestellung für {weekday} ändern: keine Lilien, wegen der Katze.", reason=ORDER),
        Story("Wünscht einen Türkranz in gedeckten Farben, Abholung am {date}.", reason=ORDER),
        Story("Braucht eine Rechnung mit ausgewiesener Mehrwertsteuer über {amount}.", urgency=Urgency.LOW, person=BEHNKE),
        Story("Grabpflege im Frühjahr: Was kostet die Bepflanzung zweimal im Jahr?", person=BEHNKE),
        Story(
            "Empfängerin ist nicht zu Hause, darf der Strauß bei Familie {name} abgegeben werden?",
            urgency=Urgency.HIGH,
            person=FAHRER,
            reason=DELIVERY,
        ),
    ),
)
