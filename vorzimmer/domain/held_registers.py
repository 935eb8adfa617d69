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

# to whom data were given
_REGISTERS: frozenset[Role | Reader] = frozenset({Role.OWNER, Role.ACCOUNTANT, Role.PRIVACY_OFFICER})
DISCLOSURE_RECIPIENT = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 15(1)(c), 19 GDPR",
    rule=Rule.DISCLOSURE,
    visible_to=_REGISTERS,
    third_party=True,
    dpv="pd:Contact",
    fideslang="user.contact",
)
"""Name and contact of a collector, lawyer, bureau or authority."""
DISCLOSURE = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 15(1)(c), 19 GDPR",
    rule=Rule.DISCLOSURE,
    visible_to=_REGISTERS | {Role.CUSTOMER_OWNER},
    special_risk="that a claim was given to a collector or a bureau tells of unpaid bills",
    dpv="pd:Transactional",
)
"""To whom something was given, when, on what ground, and which fields; not what stood in them."""
DISCLOSURE_HAND = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 15(1)(c), 19 GDPR",
    rule=Rule.DISCLOSURE,
    visible_to=_REGISTERS,
    third_party=True,
    dpv="pd:Professional",
)
"""Who of the agency gave it away, and who found that it may be."""
DISCLOSURE_WORDS = replace(DISCLOSURE_HAND, sealed=True, special_risk="weighs the interests of somebody who has not paid")
"""What was found about a claim and its debtor, in words, before it was given away."""
DISCLOSURE_FILE = replace(
    DISCLOSURE_HAND, visible_to=frozenset({Role.OWNER, Role.ACCOUNTANT}), sealed=True, special_risk="says that somebody has not paid"
)
"""A file encrypted for its recipient, which nobody here can open; kept until he has it."""

RELEASE_HAND = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 24 GDPR",
    rule=Rule.WITH_RECORD,
    visible_to=_KEEPERS,
    dpv="pd:Professional",
)
"""Who of the agency released a rule of retention, and why alone; it goes with the user."""

TOMBSTONE = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 5(2), 17, 32 GDPR",
    rule=Rule.TOMBSTONE,
    visible_to=frozenset({Reader.SYSTEM}),
    dpv="pd:UID",
    fideslang="user.unique_id.pseudonymous",
)
"""Random ids of what was erased on request, to erase it again after a restore."""
BACKUP = Datum(
    category=Category.TECH,
    purpose=Purpose.OPERATION,
    legal_basis="Art. 32 GDPR",
    rule=Rule.BACKUP,
    visible_to=frozenset({Reader.SYSTEM}),
    third_party=True,
    special_risk="as the data that are in it",
    sealed=True,
    dpv="pd:Communication",
    fideslang="system.operations",
)
"""A copy of everything, encrypted for a key that is kept elsewhere."""
