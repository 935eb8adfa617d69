"""A law firm, bound to secrecy: deadlines, courts, clients who wait."""

from datetime import time

from vorzimmer.customers.actions import AccessEntry, CallerEntry, DialInEntry, FaqEntryEntry, GreetingEntry, OpeningHourEntry
from vorzimmer.customers.models import Availability, Channel, KnownCaller, Trade
from vorzimmer.demo.casting import Away, Firm, Member, Place, Reaction, Reason, Rule, Shut, Story, TeamName, Way
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.instructions import InstructionKind
from vorzimmer.domain.notes import Measure, Outcome, Urgency
from vorzimmer.domain.questions import QuestionKind
from vorzimmer.domain.roles import Role

BERGMANN, YILDIZ = "Rechtsanwalt Bergmann", "Rechtsanwältin Yıldız"
NEW, COURT, RUNNING = "Neues Mandat", "Gericht oder Behörde", "Laufende Sache"

FIRM = Firm(
    number="1002",
    name="Kanzlei Bergmann & Yıldız Rechtsanwälte",
    short_name="Kanzlei Bergmann",
    pronunciation="Jildis, das zweite i wie das e in „Lampe“",
    city="Berlin-Charlottenburg",
    trade=Trade.LAWYER,
    secrecy=True,
    team=TeamName.OFFICES,
    calls=4.0,
    weekend=0.05,
    months=41,
    dial_ins=(
        DialInEntry(number="030 23125 102", label="Kanzlei"),
        DialInEntry(number="030 23125 202", label="Durchwahl Frau Yıldız"),
        DialInEntry(number="030 23125 702", label="Eigene Nummer der Kanzlei"),
    ),
    greetings=(
        GreetingEntry(
            text="Kanzlei Bergmann und Yıldız, {time}, mein Name ist {operator}.", weekdays="01234", start=time(9), end=time(17, 30)
        ),
        GreetingEntry(
            text="Kanzlei Bergmann und Yıldız, {time}. Unser Büro öffnet wieder um neun Uhr, wie kann ich helfen?", weekdays="01234"
        ),
        GreetingEntry(text="Kanzlei Bergmann und Yıldız, {time}. Am Wochenende nehme ich dringende Nachrichten auf.", weekdays="56"),
    ),
    people=(
        Member(BERGMANN, "Arbeitsrecht", number="0171 39200 01", availability=Availability.IN_MEETING, back_in=80, may_transfer=True),
        Member(
            YILDIZ, "Familien- und Erbrecht", number="0171 39200 02", pronunciation="Jildis", may_transfer=True, telephone=Reaction.BUSY
        ),
        Member("Frau Albers", "Sekretariat", availability=Availability.AVAILABLE),
    ),
    reasons=(
        Reason(NEW),
        Reason(COURT, urgency=Urgency.HIGH, sms=True),
        Reason(RUNNING),
        Reason("Verspätung oder Absage", urgency=Urgency.HIGH),
    ),
    rules=(
        Rule(InstructionKind.DO, "Rückruf am selben oder nächsten Werktag zusagen.", subject="Rückruf"),
        Rule(
            InstructionKind.DO,
            "Aktenzeichen und Durchwahl notieren; Rückruf innerhalb einer Stunde zusagen.",
            subject="Rückruf",
            reason=COURT,
        ),
        Rule(
            InstructionKind.DO,
            "Mandanten von Frau Yıldız dürfen zu ihr verbunden werden, wenn sie frei ist.",
            subject="Verbinden",
            person=YILDIZ,
        ),
        Rule(InstructionKind.DO, "Nur Gerichte verbinden, alle anderen notieren.", subject="Verbinden", person=BERGMANN),
        Rule(
            InstructionKind.DO,
            "Ist bei einer Verhandlung in Leipzig, Rückrufe erst danach zusagen.",
            subject="Rückruf",
            person=BERGMANN,
            set_by="Frau Albers",
            set_ago=4,
            for_hours=9,
        ),
        Rule(
            InstructionKind.DO,
            "Erstgespräche nur dienstags und donnerstags anbieten, sie kosten 190 Euro und Steuer.",
            subject="Termine",
            reason=NEW,
        ),
        Rule(InstructionKind.NEVER, "Niemals bestätigen, dass jemand Mandant ist."),
        Rule(InstructionKind.NEVER, "Keine Auskunft zu Fristen, Terminen oder Aussichten einer Sache."),
        Rule(
            InstructionKind.ASK,
            "Worum geht es in einem Satz?",
            answers=("Kündigung", "Scheidung", "Erbstreit", "Abfindung", "Umgang mit dem Kind"),
        ),
        Rule(
            InstructionKind.ASK,
            "Haben Sie ein Aktenzeichen?",
            reason=RUNNING,
            answers=("liegt nicht vor", "nein, noch nicht", "reicht es nach"),
        ),
        Rule(
            InstructionKind.ASK, "Wie lautet das Aktenzeichen?", reason=COURT, required=True, answers=("23 Ca 1187", "7 F 402", "11 Sa 96")
        ),
        Rule(
            InstructionKind.ASK,
            "Um welches Gebiet geht es?",
            reason=NEW,
            answer_kind=QuestionKind.CHOICE,
            choices=("Arbeit", "Familie", "Erbe", "anderes"),
            required=True,
        ),
        Rule(
            InstructionKind.ASK,
            "Haben Sie eine Rechtsschutzversicherung?",
            reason=NEW,
            answer_kind=QuestionKind.YES_NO,
            answers=("ja", "nein"),
        ),
    ),
    faq=(
        FaqEntryEntry(question="Was kostet ein erstes Gespräch?", answer="190 Euro zuzüglich Umsatzsteuer, höchstens eine Stunde."),
        FaqEntryEntry(
            question="Welche Unterlagen soll ich mitbringen?", answer="Ausweis, alle Schreiben der Gegenseite, Versicherungsschein."
        ),
        FaqEntryEntry(
            question="Kann ich Unterlagen per E-Mail schicken?", answer="Ja, an das Sekretariat; vertrauliche besser über das Portal."
        ),
        FaqEntryEntry(
            question="Gibt es Prozesskostenhilfe?", answer="Das klären die Anwälte im ersten Gespräch. Bitte den Wunsch notieren."
        ),
    ),
    hours=(OpeningHourEntry(start=time(9), end=time(17, 30)),),
    shut=(Shut(30, 6, ClosureReason.COMPANY_HOLIDAYS),),
    places=(
        Place("Kanzlei", "Savignyallee 21, 10623 Berlin", "Dritter Stock, Aufzug im Hof. S-Bahn Savignyplatz."),
        Place("Zweigstelle Potsdam", "Am Kanal 8, 14467 Potsdam", "Nur nach Absprache, donnerstags."),
    ),
    away=(Away(YILDIZ, 9, 5, deputy=BERGMANN, say="ist im Urlaub"),),
    direct={"030 23125 802": BERGMANN},
    ways=(
        Way("sekretariat@bergmann-yildiz.example", detail=Channel.Detail.HINT),
        Way("yildiz@bergmann-yildiz.example", detail=Channel.Detail.HINT, person=YILDIZ, least_urgency=Urgency.HIGH),
    ),
    callers=(
        CallerEntry(
            number="030 23125 802",
            name="Geschäftsstelle 4",
            company="Arbeitsgericht",
            hint="Immer als dringend notieren.",
            treatment=KnownCaller.Treatment.PUT_THROUGH,
        ),
        CallerEntry(
            number="0171 39200 32", name="Gesine Albers", company="Kanzlei", hint="Unser Sekretariat, mobil. Darf Anweisungen geben."
        ),
        CallerEntry(
            number="030 23125 803",
            name="Rolf Heidkamp",
            company="Heidkamp Logistik",
            hint="Geschäftsführer, spricht nur mit Herrn Bergmann.",
        ),
    ),
    users=(
        AccessEntry(email="bergmann@bergmann-yildiz.example", name="Henrik Bergmann", role=Role.CUSTOMER_OWNER),
        AccessEntry(email="yildiz@bergmann-yildiz.example", name="Selin Yıldız", role=Role.CUSTOMER_OWNER),
        AccessEntry(email="albers@bergmann-yildiz.example", name="Gesine Albers"),
    ),
    stories=(
        Story(
            "Hat heute die Kündigung bekommen und fragt, welche Frist jetzt läuft. Bittet um schnellen Rückruf.",
            urgency=Urgency.HIGH,
            person=BERGMANN,
            reason=NEW,
        ),
        Story(
            "Der Kammertermin am {date} wird auf {time} verlegt, Ladung folgt.",
            company="Arbeitsgericht",
            urgency=Urgency.HIGH,
            person=BERGMANN,
            reason=COURT,
        ),
        Story("Möchte einen ersten Termin wegen einer Trennung, zwei Kinder. Vormittags am besten erreichbar.", person=YILDIZ, reason=NEW),
        Story("Hat den Vergleichsvorschlag gelesen und ist einverstanden. Bittet um Bestätigung.", person=BERGMANN, reason=RUNNING),
        Story("Die Gegenseite hat wieder nicht gezahlt, es geht um {amount}. Wie soll es weitergehen?", reason=RUNNING),
        Story(
            "Fragt, ob der Schriftsatz schon raus ist, die Frist endet am {weekday}.", urgency=Urgency.HIGH, person=BERGMANN, reason=RUNNING
        ),
        Story("Es geht um das Testament der Mutter. Möchte wissen, welche Unterlagen mitzubringen sind.", person=YILDIZ),
        Story(
            "Sagt die Besprechung am {weekday} um {time} ab und bittet um einen neuen Termin.",
            person=YILDIZ,
            reason="Verspätung oder Absage",
        ),
        Story(
            "Ist auf dem Weg und verspätet sich um etwa zwanzig Minuten.",
            outcome=Outcome.FOR_INFORMATION,
            urgency=Urgency.HIGH,
            reason="Verspätung oder Absage",
        ),
        Story("Bittet um Abstimmung eines gemeinsamen Termins in der Sache {name}.", company="Kanzlei Rosenthal", person=YILDIZ),
        Story("Wollte Herrn Bergmann persönlich sprechen und nichts hinterlassen.", person=BERGMANN, outcome=Outcome.WILL_CALL_AGAIN),
        Story(
            "Braucht die Vollmacht im Original, per Fax genügt nicht.",
            company="Amtsgericht, Nachlass",
            person=YILDIZ,
            urgency=Urgency.HIGH,
            reason=COURT,
        ),
        Story("Hat den Fragebogen zum Zugewinn ausgefüllt und schickt ihn heute per Post.", person=YILDIZ, outcome=Outcome.FOR_INFORMATION),
        Story(
            "Der Umgang am Wochenende ist geplatzt, das Kind wurde nicht gebracht. Sehr aufgeregt.",
            person=YILDIZ,
            urgency=Urgency.HIGH,
            outcome=Outcome.PUT_THROUGH,
            measures=(Measure.PUT_THROUGH,),
        ),
        Story("Rückfrage der Rechtsschutzversicherung zur Deckung, Schaden vom {past}.", company="Rechtsschutz Nord"),
    ),
)
