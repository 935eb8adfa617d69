"""The data that are kept of requests of data subjects, each declared once."""

from dataclasses import replace

from vorzimmer.domain.catalogue import Category, Datum, Purpose, Rule
from vorzimmer.domain.roles import Role

DATA_REQUEST = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 6(1)(c) with Art. 12, 15-22 GDPR",
    rule=Rule.REQUEST,
    visible_to=frozenset({Role.OWNER, Role.PRIVACY_OFFICER, Role.CUSTOMER_OWNER}),
    special_risk="may tell what somebody fears to be known",
    dpv="pd:Transactional",
    fideslang="user",
)
"""What somebody asked for, when, and how it stands: codes and days."""
DATA_REQUEST_WORDS = replace(DATA_REQUEST, third_party=True, sealed=True, dpv="pd:Communication", fideslang="user.content.private")
"""Who asks and his contact, what he wrote and what he was told; a request about a customer may be one of his callers."""
DATA_REQUEST_HAND = replace(
    DATA_REQUEST, visible_to=frozenset({Role.OWNER, Role.PRIVACY_OFFICER}), third_party=True, special_risk="", dpv="pd:Professional"
)
"""Who of the agency did something with a request."""
DATA_REQUEST_FILE = Datum(
    category=Category.TECH,
    purpose=Purpose.OPERATION,
    legal_basis="Art. 6(1)(c) with Art. 15, 20 and 32 GDPR",
    rule=Rule.EXPORT,
    visible_to=frozenset({Role.OWNER, Role.PRIVACY_OFFICER, Role.CUSTOMER_OWNER}),
    special_risk="a copy of all that is held about somebody",
    sealed=True,
    dpv="pd:Communication",
    fideslang="user",
)
"""The copy of his data for who asked: for 24 hours, fetched once."""
DATA_REQUEST_FILE_FACT = replace(DATA_REQUEST_FILE, sealed=False, special_risk="", dpv="pd:Transactional")
"""When the copy was made, how large it is, until when it can be fetched."""
