"""A flower shop: orders, funerals, weddings, and a driver on the road."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.models import Trade
from vorzimmer.demo.casting import Firm, Member, Reaction, Rule, Story, TeamName, Way
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.roles import Role

BEHNKE, FAHRER = "Rosa Behnke", "Ole (Fahrer)"

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
    rules=(
        Rule(InstructionKind.DO, "Bestellungen: Anlass, Betrag, Tag und Uhrzeit, Adresse und Text der Karte buchstabieren lassen."),
        Rule(InstructionKind.DO, "Trauerfälle: ruhig und ohne Eile, Schleifentext genau notieren, Frau Behnke ruft zurück."),
        Rule(InstructionKind.DO, "Rote Rosen sind zurzeit ausverkauft, rosa anbieten.", set_by=BEHNKE, set_ago=9, for_hours=60),
        Rule(InstructionKind.NEVER, "Lieferung am selben Tag nicht versprechen, wenn es nach 14 Uhr ist."),
        Rule(
            InstructionKind.ASK,
            "Was soll auf der Karte stehen?",
            answers=("Alles Liebe", "Zum Geburtstag", "In stiller Trauer", "keine Karte", "Danke!"),
        ),
    ),
    ways=(Way("laden@vergissmeinnicht.example"),),
    callers=(
        CallerEntry(
            number="030 23125 814", name="Frau Ehlers", company="Bestattungen Ehlers", hint="Immer gleich an Frau Behnke weitergeben."
        ),
        CallerEntry(number="0171 39200 91", name="Pension Seerose", company="Pension Seerose", hint="Bestellt jeden Freitag drei Sträuße."),
    ),
    users=(AccessEntry(email="behnke@vergissmeinnicht.example", name=BEHNKE, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story("Bestellt einen bunten Strauß für {price} zum {date}, Lieferung {street}. Karte: „Alles Gute zum Siebzigsten!“"),
        Story(
            "Kranz mit Schleife für die Beisetzung am {date} um {time}. Text folgt, bittet um Rückruf.",
            company="Bestattungen Ehlers",
            person=BEHNKE,
            urgency=Urgency.HIGH,
        ),
        Story(
            "Die Lieferung, {street}, ist noch nicht da, die Feier beginnt um {time}.",
            person=FAHRER,
            urgency=Urgency.HIGH,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
        ),
        Story("Möchte für die Hochzeit im Mai einen Termin zur Beratung, gern an einem Samstag.", person=BEHNKE),
        Story("Drei Sträuße wie immer, {weekday} um {time}.", company="Pension Seerose", outcome=Outcome.FOR_INFORMATION),
        Story("Strauß war wunderschön, die Mutter hat sich sehr gefreut.", outcome=Outcome.FOR_INFORMATION, urgency=Urgency.LOW),
        Story("Fragt, ob der Laden am Sonntag geöffnet hat.", outcome=Outcome.DONE, urgency=Urgency.LOW, measures=(Measure.TOLD_CALLER,)),
        Story(
            "Die Tulpen kommen erst {weekday}, der Kühlwagen ist ausgefallen.",
            company="Blumengroßmarkt",
            urgency=Urgency.HIGH,
            outcome=Outcome.FOR_INFORMATION,
        ),
        Story("Möchte die Bestellung für {weekday} ändern: keine Lilien, wegen der Katze."),
        Story("Wünscht einen Türkranz in gedeckten Farben, Abholung am {date}."),
        Story("Braucht eine Rechnung mit ausgewiesener Mehrwertsteuer über {amount}.", urgency=Urgency.LOW, person=BEHNKE),
        Story("Grabpflege im Frühjahr: Was kostet die Bepflanzung zweimal im Jahr?", person=BEHNKE),
        Story("Empfängerin ist nicht zu Hause, darf der Strauß bei Familie {name} abgegeben werden?", urgency=Urgency.HIGH, person=FAHRER),
    ),
)
