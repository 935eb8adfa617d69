"""A claim that may be given away, and who gets it: an invented collector, lawyer and bureau with keys that open their files here."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

from pypdf import PdfReader
from pyrage import decrypt, x25519

from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, remind
from tests.privacy import recipients
from vorzimmer.billing.models import Issuer
from vorzimmer.claims.actions.handing import find, hand_over, preview
from vorzimmer.claims.actions.recording import record
from vorzimmer.domain.disclosure import ConditionCode, RecipientKind
from vorzimmer.domain.dunning import Event
from vorzimmer.privacy.actions import enter_recipient

DECIDED = date(2026, 11, 2)
DAY = date(2026, 12, 4)
"""The first day on which a bureau may be told: 29 days after the first reminder arrived on 5 November."""
IDENTITY = x25519.Identity.generate()
KEY = str(IDENTITY.to_public())


def known_issuer():
    return Issuer.objects.create(
        name="Büro Vorzimmer", street="Lindenstraße 4", postcode="10969", city="Berlin", email="buero@vorzimmer.example",
        phone="030 23125000", iban="DE02120300000000202051", bic="BYLADEM1001", vat_id="DE123456789",
    )  # fmt: skip


def decided(customer, **more):
    """Owe 499.80 € since September, be reminded once, and be given up by friendly means on 2 November."""
    if not Issuer.objects.exists():
        known_issuer()
        confirm_rates()
    claim = claim_of(owe(customer, **more))
    remind(claim, "first_sent", date(2026, 9, 25))
    record(claim, Event.DEFAULT_KNOWN, DECIDED, noon(DECIDED))
    claim.refresh_from_db()
    return claim


def collector(**changes):
    return recipients.collector(replace(recipients.COLLECTOR, age_key=KEY, **changes))


def lawyer():
    entry = replace(recipients.COLLECTOR, name="Rechtsanwältin Ulm", rdg_number="", rdg_authority="", age_key=KEY)
    return enter_recipient(RecipientKind.LAWYER, entry, at=noon(DAY))


def bureau(by):
    return recipients.bureau(by, replace(recipients.BUREAU, age_key=KEY, partner_number="P-77"), at=noon(DAY))


def decide(claim, recipient, by, day=DAY, **more):
    wanted = {"speaks_for": True, "reason": "Dreimal geschrieben, niemand antwortet.", "at": noon(day), "by": by}
    return find(claim, recipient, ConditionCode.FINDING, **wanted | more)


def give(claim, recipient, by, day=DAY, *, seen=None, **more):
    seen = preview(claim, recipient, day).seen if seen is None else seen
    return hand_over(claim, recipient, seen=seen, at=noon(day) + timedelta(minutes=5), by=by, **more)


def opened(file):
    """Open a file as its recipient does: the data, and the paper as text."""
    with zipfile.ZipFile(io.BytesIO(decrypt(bytes(file), [IDENTITY]))) as archive:
        assert sorted(archive.namelist()) == ["forderung.json", "forderung.pdf"]
        paper = PdfReader(io.BytesIO(archive.read("forderung.pdf")))
        return json.loads(archive.read("forderung.json")), " ".join(page.extract_text() for page in paper.pages)


def bureau_claim(customer):
    """A claim that a bureau may be told of: reminded twice, warned, and a payment order applied for."""
    if not Issuer.objects.exists():
        known_issuer()
        confirm_rates()
    claim = claim_of(owe(customer))
    remind(claim, "first_sent", date(2026, 11, 3), received=date(2026, 11, 5), warns=True)
    remind(claim, "second_sent", date(2026, 11, 16), received=date(2026, 11, 18))
    record(claim, Event.DEFAULT_KNOWN, date(2026, 11, 25), noon(date(2026, 11, 25)))
    record(claim, Event.ORDER_APPLIED, date(2026, 11, 27), noon(date(2026, 11, 27)), reference="26-1234567-0-1")
    claim.refresh_from_db()
    return claim


def weigh(claim, recipient, first, second, day=DAY):
    for kind, by in ((ConditionCode.BALANCING, first), (ConditionCode.CONCERNS, second)):
        find(claim, recipient, kind, speaks_for=True, reason="Beides angesehen.", at=noon(day), by=by)
