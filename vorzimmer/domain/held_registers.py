"""What the registers of the data protection law hold: processors, consents, assessments, accesses, breaches."""

from dataclasses import replace

from vorzimmer.domain.catalogue import Category, Datum, Purpose, Reader, Rule
from vorzimmer.domain.roles import Role

_KEEPERS: frozenset[Role | Reader] = frozenset({Role.OWNER, Role.PRIVACY_OFFICER})

PROCESSOR = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 28 GDPR",
    rule=Rule.AVV,
    visible_to=_KEEPERS,
    third_party=True,
    dpv="pd:Contact",
    fideslang="user.contact",
)
"""Name and contact of a processor, what he does, and why he was chosen."""
PROCESSOR_HAND = replace(PROCESSOR, rule=Rule.WITH_RECORD, third_party=False, dpv="pd:Professional", fideslang="system.operations")
"""Who of the agency audited a processor or declared a connection, and what was found; it goes with the entry."""
CONSENT = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 7(1), 6(1)(c) GDPR; §7a UWG",
    rule=Rule.CONSENT,
    visible_to=_KEEPERS | {Role.CUSTOMER_OWNER},
    dpv="pd:UID",
)
"""Who consented to what, in which words, when and how, and when it was withdrawn."""
PHONE_CONSENT = replace(CONSENT, rule=Rule.PHONE_ADVERTISING)
"""The same: the consent to calls and its uses are proved for five years."""
ASSESSMENT = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 6(1)(f) GDPR",
    rule=Rule.REQUEST,
    visible_to=_KEEPERS,
    dpv="pd:Professional",
)
"""Who of the agency weighed the interests for a purpose, and what came of it."""
ACCESS = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 32 GDPR; §26 BDSG for staff",
    rule=Rule.AUDIT,
    visible_to=_KEEPERS | {Role.CUSTOMER_OWNER},
    special_risk="could be used to watch staff: by the hour only, once a record",
    dpv="pd:Professional",
)
"""Which role opened a sealed record of a customer, where and in which hour."""
ACCESS_HAND = replace(ACCESS, visible_to=_KEEPERS)
"""Who it was; customers are told the role."""
BREACH = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 33(5), 6(1)(c) GDPR",
    rule=Rule.REQUEST,
    visible_to=_KEEPERS,
    special_risk="tells of a weakness; written without names",
    dpv="pd:UID",
)
"""A breach, its effects, what was done, and who was told."""
BREACH_HAND = replace(BREACH, rule=Rule.WITH_RECORD, dpv="pd:Professional")
"""Who of the agency wrote a line of its file; it goes with the breach."""
