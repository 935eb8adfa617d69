"""What is kept about those who sign in."""

from vorzimmer.domain.catalogue import combine, fields, store
from vorzimmer.domain.held_data import (
    SECRECY_UNDERTAKING,
    SIGN_IN_FAILURES,
    TECHNICAL,
    USER_LOGIN,
    USER_NAME,
    USER_PASSWORD,
    USER_ROLE,
    USER_SETTING,
)

CATALOGUE = combine(
    fields("accounts.User", ("id",), TECHNICAL),
    fields("accounts.User", ("email",), USER_LOGIN),
    fields("accounts.User", ("password",), USER_PASSWORD),
    fields("accounts.User", ("name",), USER_NAME),
    fields("accounts.User", ("role", "is_active", "left_on"), USER_ROLE),
    fields("accounts.User", ("language", "extension"), USER_SETTING),
    fields("accounts.User", ("secrecy_signed_on",), SECRECY_UNDERTAKING),
    store("accounts:sign-in failures", SIGN_IN_FAILURES),
)
