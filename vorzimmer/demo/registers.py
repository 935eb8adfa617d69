"""The registers of privacy of the invented agency: processors, consents, assessments, accesses, and a breach that is dealt with."""

from datetime import datetime, timedelta

from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Note
from vorzimmer.customers.models import Customer
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.breaches import BreachEvent, Risk
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.processors import ConnectorKind, Item, Standing
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.breaches import BreachEntry, assess_risk, close_breach, note_breach, record_told
from vorzimmer.privacy.consents import give_consent, withdraw_consent
from vorzimmer.privacy.journal import Journal
from vorzimmer.privacy.policies import assessments
from vorzimmer.privacy.processors import AuditEntry, ProcessorEntry, declare_connection, enter_processor, record_audit
from vorzimmer.privacy.weighing import review_assessment

DAY = timedelta(days=1)
OPEN_ASSESSMENT = "inquiry"
"""The one that nobody has confirmed yet, so that the overview has something to show."""
ITEMS = tuple(item.value for item in Item)


def keep_registers(at: datetime) -> None:
    """Fill the registers as a careful agency would have by now."""
    dana = User.objects.get(role=Role.PRIVACY_OFFICER)
    _processors(at, dana)
    _weigh(at, dana)
    _consent(at, dana)
    _breach(at - 40 * DAY, dana)
    _accesses(at)


def _processors(at: datetime, dana: User) -> None:
    chosen = berlin_date(at - 700 * DAY)
    whole = ProcessorEntry(
        name="Hausener Rechenzentrum GmbH",
        service="Ablage der verschlüsselten Sicherungen",
        street="Am Speicher 4",
        postcode="30159",
        city="Hannover",
        email="datenschutz@hausener.example",
        categories=(Category.BST.value, Category.BEA.value, Category.ABR.value),
        is_bound_to_secrecy=True,
        agreement="Vertrag zur Auftragsverarbeitung, Ordner 7",
        agreement_from=chosen,
        items=ITEMS,
        selection="Zertifikat nach ISO 27001, Standort Hannover, Rundgang mit Protokoll.",
        selected_on=chosen,
    )
    store = enter_processor(whole, at=at - 700 * DAY)
    declare_connection(
        ConnectorKind.BACKUP, "sicherung.hausener.example", standing=Standing.PROCESSOR, processor=store, at=at - 700 * DAY, by=dana
    )
    audit = AuditEntry(
        on=berlin_date(at - 350 * DAY),
        passed=True,
        finding="Zertifikat gültig, Stichprobe der Löschprotokolle ohne Befund.",
        evidence="Bericht",
    )
    record_audit(store, audit, at=at - 350 * DAY, by=dana)
    shredder = ProcessorEntry(
        name="Aktenwolf e. K.",
        service="Vernichtung von Papier",
        city="Springe",
        categories=(Category.TAX.value,),
        sees_secrets=False,
        agreement="Vertrag, Ordner 7",
        agreement_from=berlin_date(at - 30 * DAY),
        items=ITEMS[:-1],
        selection="Schutzklasse 3 nach DIN 66399",
        selected_on=berlin_date(at - 30 * DAY),
    )
    enter_processor(shredder, at=at - 30 * DAY)


def _weigh(at: datetime, dana: User) -> None:
    for each in assessments():
        if each.key != OPEN_ASSESSMENT:
            review_assessment(each.key, holds=True, remark="", at=at - 60 * DAY, by=dana)


def _consent(at: datetime, dana: User) -> None:
    first, second = Customer.objects.order_by("number")[:2]
    for customer, purpose in ((first, ConsentPurpose.NEWS_EMAIL), (second, ConsentPurpose.NEWS_PHONE)):
        give_consent(customer.pk, purpose, language="de", way=Way.PAPER, at=at - 20 * DAY, by=dana, evidence="Brief, Kundenakte")
    withdraw_consent(second.pk, ConsentPurpose.NEWS_PHONE, way=Way.PHONE, at=at - DAY, by=dana, evidence="Anruf")


def _breach(at: datetime, dana: User) -> None:
    entry = BreachEntry(
        title="Brief an falsche Anschrift",
        facts_text="Eine Rechnung wurde in den Umschlag einer anderen Kundin gesteckt und kam ungeöffnet zurück.",
        aware_at=at - timedelta(hours=3),
        own_data=True,
        callers_data=False,
        categories=(Category.ABR.value,),
        people=1,
        effects="Keine: Der Umschlag war ungeöffnet.",
        measures="Kuvertieren nur noch mit Fensterumschlag.",
    )
    breach = note_breach(entry, at=at, by=dana)
    assess_risk(breach, risk=Risk.NONE, reason="Der Brief kam ungeöffnet zurück.", at=at, by=dana)
    told_at = at + timedelta(hours=1)
    record_told(breach, BreachEvent.PERSONS_TOLD, happened_at=told_at, proof="Brief vom selben Tag", text="Freiwillig", at=told_at, by=dana)
    close_breach(breach, at=at + DAY, by=dana)


def _accesses(at: datetime) -> None:
    """Let the journal know of the last messages: who took the call has read it."""
    journal = Journal()
    for note in Note.objects.select_related("operator").order_by("-saved_at")[:30]:
        journal.note(note.operator, note.customer_id, table="calls.Note", record=note.pk, place=Place.CALL, at=min(note.saved_at, at))
    journal.flush()
