"""The data that several rooms hold about people, each declared once: category, purpose, legal basis, rule, readers."""

from typing import Any

from vorzimmer.domain.catalogue import Capacity, Category, Datum, Purpose, Reader, Rule
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role

_SYSTEM = frozenset({Reader.SYSTEM})
_OFFICE = frozenset({Role.OWNER, Role.ACCOUNTANT})
_CUSTOMER_FILE = frozenset({Role.OWNER, Role.ACCOUNTANT, Role.OPERATOR})
_ANSWERING = CUSTOMERS | {Role.OPERATOR}
_ORDERING = _ANSWERING | {Role.OWNER}
"""Who may know what a customer orders: also the owner, who enters it for a new customer."""
_EVERYBODY = frozenset(Role)
_PROCESSOR_BASIS = "Art. 28 GDPR; the customer's own basis is Art. 6(1)(b), (f) or 9(2)(h)"


def _master(dpv: str, fideslang: str, visible_to: frozenset[Role | Reader], *, special_risk: str = "", sealed: bool = False) -> Datum:
    return Datum(
        category=Category.BST,
        purpose=Purpose.CONTRACT,
        legal_basis="Art. 6(1)(b) GDPR",
        rule=Rule.BST,
        visible_to=visible_to,
        special_risk=special_risk,
        sealed=sealed,
        dpv=dpv,
        fideslang=fideslang,
    )


def _on_behalf(  # noqa: PLR0913  (each is a column of the catalogue)
    dpv: str,
    fideslang: str,
    *,
    visible_to: frozenset[Role | Reader] = _ANSWERING,
    third_party: bool = True,
    special_risk: str = "",
    sealed: bool = True,
    rule: Rule = Rule.BEA,
) -> Datum:
    return Datum(
        category=Category.BEA,
        purpose=Purpose.SERVICE,
        legal_basis=_PROCESSOR_BASIS,
        rule=rule,
        visible_to=visible_to,
        third_party=third_party,
        special_risk=special_risk,
        sealed=sealed,
        capacity=Capacity.PROCESSOR,
        dpv=dpv,
        fideslang=fideslang,
    )


def _usage(
    dpv: str, fideslang: str, *, special_risk: str = "", visible_to: frozenset[Role | Reader] = _OFFICE | {Role.CUSTOMER_OWNER}
) -> Datum:
    return Datum(
        category=Category.ABR,
        purpose=Purpose.BILLING,
        legal_basis="Art. 6(1)(b) GDPR",
        rule=Rule.ABR,
        visible_to=visible_to,
        special_risk=special_risk,
        dpv=dpv,
        fideslang=fideslang,
    )


def _account(  # noqa: PLR0913  (each is a column of the catalogue)
    dpv: str,
    fideslang: str,
    *,
    visible_to: frozenset[Role | Reader] = _SYSTEM,
    legal_basis: str = "Art. 6(1)(b) GDPR; §26 BDSG for staff",
    rule: Rule = Rule.ACCOUNT,
    special_risk: str = "",
    sealed: bool = False,
) -> Datum:
    return Datum(
        category=Category.ACCOUNT,
        purpose=Purpose.OPERATION,
        legal_basis=legal_basis,
        rule=rule,
        visible_to=visible_to,
        special_risk=special_risk,
        sealed=sealed,
        dpv=dpv,
        fideslang=fideslang,
    )


TECHNICAL = Datum(
    category=Category.NONE,
    purpose=Purpose.OPERATION,
    legal_basis="none is needed: it says nothing about a person (Art. 4(1) GDPR)",
    rule=Rule.NO_PERSON,
    visible_to=_EVERYBODY | {Reader.SYSTEM},
)
"""Ids, links between records, states and settings that are about nobody by themselves."""

# the customer's file
CUSTOMER_ID = _master("pd:UID", "user.unique_id.pseudonymous", STAFF | CUSTOMERS)
CUSTOMER_NAME = _master("pd:Name", "user.name", _CUSTOMER_FILE | CUSTOMERS)
CUSTOMER_CONTACT = _master("pd:Name", "user.name", _CUSTOMER_FILE | CUSTOMERS)
CUSTOMER_ADDRESS = _master("pd:PhysicalAddress", "user.contact.address", _OFFICE | {Role.CUSTOMER_OWNER})
CUSTOMER_TOWN = _master("pd:Location", "user.contact.address.city", _CUSTOMER_FILE | CUSTOMERS)
CUSTOMER_EMAIL = _master("pd:EmailAddress", "user.contact.email", _CUSTOMER_FILE | CUSTOMERS)
CUSTOMER_PHONE = _master("pd:TelephoneNumber", "user.contact.phone_number", _CUSTOMER_FILE | CUSTOMERS)
CUSTOMER_PROFESSION = _master(
    "pd:Professional", "user.contact.organization", _CUSTOMER_FILE | CUSTOMERS, special_risk="reveals a duty of secrecy (§203 StGB)"
)
CUSTOMER_TAX_ID = _master("pd:OfficialID", "user.government_id", _OFFICE | {Role.CUSTOMER_OWNER})
CUSTOMER_KIND = _master("pd:Professional", "user", _OFFICE | {Role.CUSTOMER_OWNER})
"""Whether a consumer or a business, and in which Land."""
CONTRACT_FACT = _master("pd:Transactional", "user.account", _OFFICE | {Role.CUSTOMER_OWNER})
"""State, days and terms of a contract: codes and civil dates."""
CONTRACT_TARIFF = _master("pd:Purchase", "user.account.settings", _OFFICE | {Role.CUSTOMER_OWNER})
SERVICE_STEP = _master("pd:Purchase", "user.account.settings", _CUSTOMER_FILE | CUSTOMERS)
"""Which part of the service is withheld, from which day: a code and a day, no reason and no amount."""
SERVICE_LINE = _master("pd:Transactional", "user.account", _OFFICE | {Role.CUSTOMER_OWNER})
"""What was told about the service on arrears: a step, days, an amount, a reason as a code."""
CONTRACT_OPTION = _master("pd:Purchase", "user.account.settings", _CUSTOMER_FILE | {Role.CUSTOMER_OWNER})
MANDATE = Datum(
    category=Category.MND,
    purpose=Purpose.PAYMENT,
    legal_basis="Art. 6(1)(b) GDPR",
    rule=Rule.MANDATE,
    visible_to=frozenset({Role.ACCOUNTANT, Role.CUSTOMER_OWNER}),
    dpv="pd:Transactional",
    fideslang="user.financial",
)
"""Reference, day of signature and text of a direct-debit mandate."""
AGREEMENT = Datum(
    category=Category.REGISTER,
    purpose=Purpose.ACCOUNTABILITY,
    legal_basis="Art. 6(1)(b), (c), 28 GDPR",
    rule=Rule.AVV,
    visible_to=frozenset({Role.OWNER, Role.PRIVACY_OFFICER, Role.CUSTOMER_OWNER}),
    dpv="pd:Communication",
    fideslang="user.account",
)
"""Which document was accepted, when and by whom."""
BANK_ACCOUNT = _master("pd:BankAccount", "user.financial.bank_account", frozenset({Role.ACCOUNTANT, Role.CUSTOMER_OWNER}), sealed=True)
DIAL_IN_NUMBER = _master("pd:TelephoneNumber", "user.contact.phone_number", _CUSTOMER_FILE | CUSTOMERS)
MEMBERSHIP = _master("pd:UID", "user.account", STAFF | CUSTOMERS)
"""Which users belong to which customer, which operators to which team."""

# what the customer orders
GREETING = _on_behalf("pd:Preference", "user.account.settings", visible_to=_ORDERING, third_party=False, sealed=False)
"""The sentence to say and when; it names the customer, no caller."""
INSTRUCTION = _on_behalf("pd:Preference", "user.content.private", visible_to=_ORDERING, special_risk="may name staff of the customer")
INSTRUCTION_TIME = _on_behalf("pd:Preference", "user.account.settings", visible_to=_ORDERING, third_party=False, sealed=False)
"""From when until when an order holds, its kind and its place in the order."""
PRESENCE = _on_behalf(
    "pd:Interaction",
    "user.account.settings",
    visible_to=_ORDERING,
    third_party=False,
    sealed=False,
    special_risk="a long absence may tell of illness",
)
"""Whether a person of the customer can be reached: a code and a time, no reason."""
RECIPIENT = _on_behalf("pd:Contact", "user.contact", visible_to=_ORDERING)
"""Address or number to which notes are sent or calls put through."""
WISH = _on_behalf(
    "pd:Opinion", "user.content.private", visible_to=CUSTOMERS | {Role.OWNER, Role.OPERATOR}, special_risk="may name staff or callers"
)
WISH_STATE = _on_behalf(
    "pd:Interaction",
    "user.content.private",
    visible_to=CUSTOMERS | {Role.OWNER, Role.OPERATOR},
    third_party=False,
    sealed=False,
)
ABSENCE_TEXT = _on_behalf(
    "pd:Interaction", "user.content.private", visible_to=_ORDERING, special_risk="may tell of illness; nobody is asked for a reason"
)
CALL_LIMIT = _on_behalf("pd:Preference", "user.account.settings", visible_to=_ORDERING, third_party=False, sealed=False)
"""After how many months the customer wants his calls to be erased."""
KNOWN_CALLER = _on_behalf("pd:Contact", "user.contact", special_risk="belongs to the customer's clients or patients")

# what callers say
_CALLER_RISK = "that somebody calls a clinic or a defence lawyer is itself worth protecting (Art. 9, 10 GDPR)"
CALL_TIME = _on_behalf("pd:CallLog", "user.behavior", sealed=False, special_risk=_CALLER_RISK)
CALL_FACTS = _on_behalf("pd:CallLog", "user.behavior", sealed=False)
"""Direction, line, state, outcome, urgency: codes from a list and links, no text."""
CALLER_NUMBER = _on_behalf("pd:TelephoneNumber", "user.contact.phone_number", special_risk=_CALLER_RISK)
CALLER_NAME = _on_behalf("pd:Name", "user.name", special_risk=_CALLER_RISK)
CALLBACK_CONTACT = _on_behalf("pd:Contact", "user.contact", special_risk=_CALLER_RISK)
CONCERN = _on_behalf(
    "pd:Communication", "user.content.private", special_risk="high: health, crime, secrets of clients (Art. 9, 10 GDPR, §203 StGB)"
)
MEASURES = _on_behalf("pd:Communication", "user.content.private", special_risk="may repeat the concern")
COMMENT = _on_behalf("pd:Communication", "user.content.private", special_risk="may repeat the concern")
"""What the customer's people write under a note."""
ANSWERS = _on_behalf("pd:Communication", "user.content.private", special_risk="high: answers to the questions of a practice or an office")
DRAFT = _on_behalf(
    "pd:Communication",
    "user.content.private",
    visible_to=frozenset({Role.OPERATOR}),
    special_risk="as the note that it becomes",
    rule=Rule.DRAFT,
)
OPERATOR_MARK = _on_behalf("pd:Professional", "user.account", third_party=False, sealed=False)
"""Which operator answered or wrote."""
OUTBOX_BODY = _on_behalf(
    "pd:Communication", "user.content.private", visible_to=_SYSTEM, special_risk="as the note that is sent", rule=Rule.OUTBOX
)
OUTBOX_ADDRESS = _on_behalf("pd:Contact", "user.contact", visible_to=_SYSTEM, rule=Rule.OUTBOX)
OUTBOX_STATE = _on_behalf(
    "pd:CommunicationsMetadata", "system.operations", visible_to=STAFF | CUSTOMERS, third_party=False, sealed=False, rule=Rule.OUTBOX
)
"""When and how often it was tried, and how the other side answered, as a code."""

# what is billed
USAGE_ID = _usage("pd:UID", "user.unique_id.pseudonymous")
USAGE_TIME = _usage("pd:CallLog", "user.behavior", special_risk="low: when somebody called, not who")
USAGE_KIND = _usage("pd:CommunicationsMetadata", "user.behavior")
USAGE_MEASURE = _usage("pd:Transactional", "user.behavior")
USAGE_HAND = _usage("pd:Professional", "user.account", visible_to=_OFFICE | {Role.OPERATOR})
"""What somebody of the agency recorded or corrected by hand, as codes and quantities, and who it was."""


def _document(dpv: str, fideslang: str, *, rule: Rule = Rule.TAX8, visible_to: frozenset[Role | Reader] = _OFFICE, **risks: Any) -> Datum:
    return Datum(
        category=Category.TAX,
        purpose=Purpose.TAX,
        legal_basis="Art. 6(1)(c) GDPR: §147 AO, §257 HGB, §14b UStG",
        rule=rule,
        visible_to=visible_to,
        dpv=dpv,
        fideslang=fideslang,
        **risks,
    )


_ACCOUNTANT: frozenset[Role | Reader] = frozenset({Role.ACCOUNTANT})
INVOICE = _document("pd:Transactional", "user.payment", visible_to=_OFFICE | {Role.CUSTOMER_OWNER}, sealed=True)
"""An invoice or credit note: terms, XML and PDF, aggregates only."""
INVOICE_FACT = _document("pd:Transactional", "user.payment", visible_to=_OFFICE | {Role.CUSTOMER_OWNER})
"""Number, days and amounts of a document."""
INVOICE_NUMBER = _document("pd:Transactional", "user.payment", visible_to=_CUSTOMER_FILE | {Role.CUSTOMER_OWNER})
"""Number and month of a document: an operator records on the telephone to which one somebody objects."""
RATED_MONTH = _document("pd:Transactional", "user.payment")
"""Sums of a rated month and the SHA-256 of the usage behind them: no call."""
ACCOUNT_ENTRY = _document("pd:Transactional", "user.payment", rule=Rule.TAX10, visible_to=_OFFICE | {Role.CUSTOMER_OWNER})
"""What is owed and what was paid."""
BANK_FILE = _document("pd:Transactional", "user.payment", visible_to=_ACCOUNTANT, third_party=True, sealed=True)
"""A file from the bank, or for it, as it is."""
BANK_ENTRY = _document("pd:Transactional", "user.payment", visible_to=_ACCOUNTANT, third_party=True)
"""Day, amount and kind of an entry of the agency's account."""
BANK_PAYER = _document("pd:BankAccount", "user.financial.bank_account", visible_to=_ACCOUNTANT, third_party=True, sealed=True)
"""Who paid, from which account, and what for."""
RETURN_CODE = _document(
    "pd:Transactional", "user.payment", visible_to=_ACCOUNTANT, special_risk="a return for want of cover or because of a death"
)
MANDATE_ACCOUNT = Datum(
    category=Category.MND,
    purpose=Purpose.PAYMENT,
    legal_basis="Art. 6(1)(b) GDPR",
    rule=Rule.MANDATE,
    visible_to=frozenset({Role.ACCOUNTANT, Role.CUSTOMER_OWNER}),
    sealed=True,
    dpv="pd:BankAccount",
    fideslang="user.financial.bank_account",
)
"""Account and holder of a mandate by which was collected."""


def _claim(dpv: str, fideslang: str, visible_to: frozenset[Role | Reader], *, rule: Rule = Rule.ABR, sealed: bool = False) -> Datum:
    return Datum(
        category=Category.TAX if rule is Rule.TAX6 else Category.ABR,
        purpose=Purpose.CLAIM,
        legal_basis="Art. 6(1)(b), (f) GDPR",
        rule=rule,
        visible_to=visible_to,
        special_risk="says that somebody has not paid",
        sealed=sealed,
        dpv=dpv,
        fideslang=fideslang,
    )


CLAIM_FACT = _claim("pd:CreditRecord", "user.payment", _OFFICE | {Role.CUSTOMER_OWNER})
"""Stages, days and amounts of a claim; as long as the billing data that it holds (R-ABR with its holds)."""
REMINDER = _claim("pd:CreditRecord", "user.payment", _OFFICE | {Role.CUSTOMER_OWNER}, rule=Rule.TAX6, sealed=True)
"""A reminder as it was written: a commercial letter."""
REMINDER_FACT = _claim("pd:CreditRecord", "user.payment", _OFFICE | {Role.CUSTOMER_OWNER}, rule=Rule.TAX6)
CASE_FACT = _claim("pd:CreditRecord", "user.payment", _CUSTOMER_FILE | {Role.CUSTOMER_OWNER})
"""Days, amount and outcome of a dispute, an incident or a case of abuse; operators record disputes."""
CASE_WORDS = _on_behalf(
    "pd:Opinion",
    "user.content.private",
    visible_to=frozenset({Role.OWNER, Role.ACCOUNTANT, Role.OPERATOR, Role.CUSTOMER_OWNER}),
    special_risk="may name staff or callers",
)
"""What was objected to in words: handling data (law.md S25)."""
BILLING_SETTING = _master("pd:Purchase", "user.account.settings", _OFFICE | {Role.CUSTOMER_OWNER})
"""How a customer gets and pays his invoices."""
BILLING_EMAIL = _master("pd:EmailAddress", "user.contact.email", _OFFICE | {Role.CUSTOMER_OWNER})

# who signs in
USER_LOGIN = _account("pd:EmailAddress", "user.contact.email", visible_to=frozenset({Role.OWNER, Role.CUSTOMER_OWNER}))
USER_PASSWORD = _account("pd:Authenticating", "user.authorization.password")
SECOND_FACTOR = _account("pd:Authenticating", "user.authorization", legal_basis="Art. 6(1)(b), 32 GDPR", sealed=True)
"""Key of an authenticator app, passkey, fingerprints of recovery codes, and what the user calls them."""
SECOND_FACTOR_SETTING = _account(
    "pd:Authenticating", "user.authorization", legal_basis="Art. 6(1)(b), 32 GDPR", visible_to=frozenset({Role.OWNER})
)
"""Which kind of second step somebody has, and since which day; not when it was used."""
USER_NAME = _account("pd:Name", "user.name", visible_to=STAFF | CUSTOMERS, rule=Rule.STAFF)
"""Of the agency's people it stays with the undertaking; that of others goes with the sign-in."""
USER_ROLE = _account(
    "pd:Professional",
    "user.authorization",
    visible_to=frozenset({Role.OWNER, Role.PRIVACY_OFFICER, Role.CUSTOMER_OWNER}),
    rule=Rule.STAFF,
)
SECRECY_UNDERTAKING = _account(
    "pd:Professional",
    "user.authorization",
    visible_to=frozenset({Role.OWNER, Role.PRIVACY_OFFICER}),
    legal_basis="§203(4) StGB; Art. 6(1)(c) GDPR",
    rule=Rule.STAFF,
)
USER_SETTING = _account("pd:Preference", "user.account.settings", visible_to=frozenset({Role.OWNER}))
STAFF_PRESENCE = _account(
    "pd:Professional",
    "user.behavior",
    visible_to=frozenset({Role.OWNER, Role.OPERATOR}),
    legal_basis="§26 BDSG; Art. 6(1)(f) GDPR",
    special_risk="could be used to watch staff: only the present state is kept",
)
SESSION = _account("pd:Authenticating", "user.authorization", legal_basis="Art. 6(1)(b) GDPR; §25(2) no. 2 TDDDG", rule=Rule.SESSION)
SIGN_IN_FAILURES = _account("pd:Authenticating", "user.authorization", legal_basis="Art. 6(1)(f) GDPR", rule=Rule.SIGN_IN)

# what the machinery and the law need
LIVE_EVENT = Datum(
    category=Category.TECH,
    purpose=Purpose.OPERATION,
    legal_basis="Art. 6(1)(b), 32 GDPR",
    rule=Rule.LIVE,
    visible_to=_SYSTEM,
    dpv="pd:UID",
    fideslang="user.unique_id.pseudonymous",
)
"""Which record changed a moment ago: ids only, kept for hours."""
