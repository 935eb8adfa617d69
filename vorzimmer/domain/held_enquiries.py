"""What is held about people who send a form: what they ask, from which address, and who looked at that (law.md S16 to S18)."""

from vorzimmer.domain.catalogue import Category, Datum, Purpose, Reader, Rule
from vorzimmer.domain.roles import Role

_OWNER: frozenset[Role | Reader] = frozenset({Role.OWNER})
_SECURITY: frozenset[Role | Reader] = frozenset({Reader.SECURITY})


def _enquiry(dpv: str, fideslang: str, *, sealed: bool = True, special_risk: str = "") -> Datum:
    return Datum(
        category=Category.INT,
        purpose=Purpose.INQUIRY,
        legal_basis="Art. 6(1)(b), (f) GDPR",
        rule=Rule.INT,
        visible_to=_OWNER,
        special_risk=special_risk,
        sealed=sealed,
        dpv=dpv,
        fideslang=fideslang,
    )


def _abuse(  # noqa: PLR0913  (each is a column of the catalogue)
    dpv: str, fideslang: str, rule: Rule, visible_to: frozenset[Role | Reader], *, sealed: bool = False, third_party: bool = False
) -> Datum:
    return Datum(
        category=Category.SECURITY,
        purpose=Purpose.ABUSE,
        legal_basis="Art. 6(1)(f) GDPR",
        rule=rule,
        visible_to=visible_to,
        third_party=third_party,
        sealed=sealed,
        dpv=dpv,
        fideslang=fideslang,
    )


ENQUIRY_NAME = _enquiry("pd:Name", "user.name")
ENQUIRY_CONTACT = _enquiry("pd:Contact", "user.contact")
ENQUIRY_WORDS = _enquiry("pd:Communication", "user.content.private", special_risk="free text: whatever somebody tells of himself")
ENQUIRY_FACT = _enquiry("pd:Interaction", "user.behavior", sealed=False)
"""Kind and state of an enquiry, its days, and who of the agency answered."""
SENDER_ADDRESS = _abuse("pd:IPAddress", "user.device.ip_address", Rule.ADDRESS, _SECURITY, sealed=True)
"""The whole address of who sent a form; read with the number of a case only."""
SENDER_FACT = _abuse("pd:Interaction", "user.behavior", Rule.ADDRESS, _OWNER)
"""Which form was sent when, and to which case of abuse it belongs."""
SHORT_ADDRESS = _abuse("pd:IPAddress", "user.device.ip_address", Rule.SHORT_ADDRESS, _SECURITY)
"""A shortened address with a day and a count, linked to nothing."""
ABUSE_CASE = _abuse("pd:Opinion", "user.content.private", Rule.SECURITY, _OWNER, sealed=True, third_party=True)
"""What happened in a case of abuse, in words."""
ABUSE_CASE_FACT = _abuse("pd:Interaction", "user.behavior", Rule.SECURITY, _OWNER)
ADDRESS_READING = _abuse("pd:Professional", "user.account", Rule.AUDIT, _OWNER | {Role.PRIVACY_OFFICER})
"""Who looked at an address, or tried to, when, and for which case; not which address."""
