"""A tax adviser, bound to secrecy: payrolls, deadlines, the tax office."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, KnownCaller, Land, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reason, Rule, Shut, Story, TeamName, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

HOLLENBECK, DIETZ = "Martin Hollenbeck", "Carola Dietz"
OFFICE, WAGES, NEW = "Finanzamt", "Lohn und Gehalt", "Neuer Mandant"

FIRM = Firm(
    number="1003",
    name="Steuerberatung Hollenbeck",
    short_name="Stb. Hollenbeck",
    city="Potsdam",
    land=Land.BB,
    trade=Trade.TAX_ADVISER,
    secrecy=True,
    team=TeamName.OFFICES,
    calls=3.0,
    weekend=0.0,
    months=19,
    dial_ins=(
        DialInEntry(number="030 23125 103", label="Zentrale"),
        DialInEntry(number="030 23125 203", label="Lohnbüro"),
        DialInEntry(number="030 23125 703", label="Eigene Nummer (Rufumleitung)"),
    ),
    greetings=(
        GreetingEntry(
            text="Steuerberatung Hollenbeck, {time}, Sie sprechen mit {operator}.", weekdays="01234", start=time(8), end=time(17)
        ),
        GreetingEntry(text="Steuerberatung Hollenbeck, {time}. Das Büro ist nicht mehr besetzt, ich notiere Ihren Wunsch gern."),
    ),
    people=(
        Member(HOLLENBECK, "Steuerberater", number="0171 39200 03", may_transfer=True, availability=Availability.IN_MEETING, back_in=35),
        Member(DIETZ, "Lohn und Gehalt", number="0171 39200 04", may_transfer=True),
        Member("Nils Kappel", "Buchhaltung"),
    ),
    reasons=(
        Reason(OFFICE, urgency=Urgency.HIGH),
        Reason(WAGES, put_through=DIETZ),
        Reason(NEW),
        Reason("Belege und Buchhaltung", urgency=Urgency.LOW),
    ),
    rules=(
        Rule(InstructionKind.DO, "Rückruf bis zum nächsten Werktag zusagen.", subject="Rückruf"),
        Rule(InstructionKind.DO, "Fragen zur Lohnabrechnung an Frau Dietz verbinden, wenn sie frei ist.", subject="Lohn", reason=WAGES),
        Rule(
            InstructionKind.DO,
            "Steuernummer, Name der Bearbeiterin und Durchwahl aufnehmen; Herr Hollenbeck ruft am selben Tag zurück.",
            subject="Rückruf",
            reason=OFFICE,
        ),
        Rule(
            InstructionKind.DO,
            "Neue Mandate nehmen wir wieder ab Februar an; Name und Rechtsform notieren.",
            subject="Neue Mandate",
            reason=NEW,
        ),
        Rule(
            InstructionKind.DO,
            "Lohnlauf: nur bei Eilfällen stören, sonst Rückruf danach zusagen.",
            subject="Lohn",
            person=DIETZ,
            set_by=DIETZ,
            set_ago=20,
            for_hours=40,
        ),
        Rule(InstructionKind.NEVER, "Keine Auskunft darüber, für wen wir tätig sind."),
        Rule(InstructionKind.NEVER, "Keine Fristen zusagen und keine Beträge nennen."),
        Rule(
            InstructionKind.ASK,
            "Unter welcher Mandantennummer führen wir Sie?",
            answers=("weiß ich nicht auswendig", "neu", "steht auf dem Brief"),
        ),
        Rule(InstructionKind.ASK, "Bis wann brauchen Sie eine Antwort?", answer_kind=QuestionKind.DATE, answers=("morgen", "übermorgen")),
        Rule(
            InstructionKind.ASK,
            "Welche Rechtsform hat Ihr Betrieb?",
            reason=NEW,
            answer_kind=QuestionKind.CHOICE,
            choices=("Einzelunternehmen", "GbR", "GmbH", "Verein", "privat"),
        ),
        Rule(
            InstructionKind.ASK,
            "Wie viele Beschäftigte haben Sie?",
            reason=NEW,
            answer_kind=QuestionKind.NUMBER,
            answers=("3", "12", "1"),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Wohin mit den Belegen?", answer="Hochladen im Mandantenportal oder bis zum Zehnten in den Briefkasten."),
        FaqEntryEntry(question="Nehmen Sie neue Mandanten?", answer="Wieder ab Februar. Bitte Name, Rechtsform und Nummer notieren."),
        FaqEntryEntry(question="Wann kommt meine Lohnabrechnung?", answer="Spätestens am Fünfundzwanzigsten des Monats."),
    ),
    hours=(
        OpeningHourEntry(weekdays="0123", start=time(8), end=time(17)),
        OpeningHourEntry(weekdays="4", start=time(8), end=time(14)),
    ),
    shut=(Shut(28, 8, ClosureReason.COMPANY_HOLIDAYS),),
    places=(Place("Büro", "Uferstraße 12, 14467 Potsdam", "Tram Platz der Einheit; Besucherplätze vor dem Haus."),),
    away=(Away("Nils Kappel", 3, 4, deputy=DIETZ),),
    direct={"030 23125 804": HOLLENBECK},
    ways=(
        Way("kanzlei@stb-hollenbeck.example", detail=Channel.Detail.HINT),
        Way("lohn@stb-hollenbeck.example", detail=Channel.Detail.HINT, person=DIETZ),
    ),
    callers=(
        CallerEntry(
            number="030 23125 804",
            name="Frau Menzel",
            company="Finanzamt",
            hint="Veranlagung, immer als dringend notieren.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
        CallerEntry(number="0171 39200 33", name="Bülent Arslan", company="Bäckerei Arslan", hint="Vor zehn Uhr meist in der Backstube."),
    ),
    users=(AccessEntry(email="hollenbeck@stb-hollenbeck.example", name=HOLLENBECK, role=Role.CUSTOMER_OWNER),),
    stories=(
        Story(
            "Hat einen Brief vom Finanzamt bekommen, es sollen {amount} nachgezahlt werden. Bittet um Rückruf.",
            person=HOLLENBECK,
            reason=OFFICE,
        ),
        Story(
            "Rückfrage zur Einkommensteuererklärung, die Frist endet am {date}.",
            company="Finanzamt",
            urgency=Urgency.HIGH,
            person=HOLLENBECK,
            reason=OFFICE,
        ),
        Story("Zum Ersten fängt eine neue Mitarbeiterin an. Was wird für die Anmeldung gebraucht?", person=DIETZ, reason=WAGES),
        Story(
            "Auf der Abrechnung von Herrn {name} fehlen die Überstunden, die Löhne sollen morgen raus.",
            person=DIETZ,
            urgency=Urgency.HIGH,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
            reason=WAGES,
        ),
        Story(
            "Die Belege für den letzten Monat liegen bereit und kommen am {weekday} vorbei.",
            outcome=Outcome.FOR_INFORMATION,
            reason="Belege und Buchhaltung",
        ),
        Story("Bittet um einen Termin zur Gründung eines kleinen Gewerbes, nebenberuflich.", reason=NEW),
        Story("Braucht für die Bank eine aktuelle Auswertung bis {weekday}, {time}.", person="Nils Kappel", urgency=Urgency.HIGH),
        Story(
            "Das Hochladen der Belege klappt nicht, die Seite meldet einen Fehler.", person="Nils Kappel", reason="Belege und Buchhaltung"
        ),
        Story(
            "Frau {name} ist seit Montag krankgeschrieben, die Bescheinigung kommt elektronisch.",
            person=DIETZ,
            outcome=Outcome.FOR_INFORMATION,
            reason=WAGES,
        ),
        Story(
            "Betriebsprüfung angekündigt für den {date}. Möchte das bald besprechen.",
            person=HOLLENBECK,
            urgency=Urgency.HIGH,
            reason=OFFICE,
        ),
        Story("Fragt, ob ein Dienstrad über die Firma möglich ist.", urgency=Urgency.LOW),
        Story("Wollte den Termin am {weekday} um {time} bestätigen.", outcome=Outcome.DONE, measures=(Measure.TOLD_CALLER,)),
        Story(
            "Die Krankenkasse wartet auf den Beitragsnachweis.",
            company="Krankenkasse Spree",
            person=DIETZ,
            urgency=Urgency.HIGH,
            reason=WAGES,
        ),
        Story("Hat die Rechnung über {amount} bezahlt und bittet, die Mahnung zu streichen.", person="Nils Kappel", urgency=Urgency.LOW),
    ),
)
