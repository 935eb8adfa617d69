"""What is kept to prove who somebody is, besides the password."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import SECOND_FACTOR, SECOND_FACTOR_SETTING, TECHNICAL

CATALOGUE = combine(
    fields("factors.SecondFactor", ("id",), TECHNICAL),
    fields("factors.SecondFactor", ("user", "kind", "added_on", "is_set_up"), SECOND_FACTOR_SETTING),
    fields("factors.SecondFactor", ("name", "secret"), SECOND_FACTOR),
)
