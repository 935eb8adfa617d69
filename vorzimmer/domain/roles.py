"""What a person who signs in is: staff of the agency, or somebody of a customer."""

from enum import StrEnum


class Role(StrEnum):
    """One role a user. It decides which screens and which personal data the user may see."""

    OWNER = "owner"
    OPERATOR = "operator"
    ACCOUNTANT = "accountant"
    PRIVACY_OFFICER = "privacy_officer"
    CUSTOMER_OWNER = "customer_owner"
    CUSTOMER_USER = "customer_user"


STAFF = frozenset({Role.OWNER, Role.OPERATOR, Role.ACCOUNTANT, Role.PRIVACY_OFFICER})
CUSTOMERS = frozenset({Role.CUSTOMER_OWNER, Role.CUSTOMER_USER})
