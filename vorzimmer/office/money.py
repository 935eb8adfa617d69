"""The doors of the pages about money."""

from vorzimmer.accounts.access import role_required
from vorzimmer.domain.roles import Role

books = role_required(Role.OWNER, Role.ACCOUNTANT)
"""The books: owner and accountant. What shows bank data of customers is for the accountant only."""
accountant = role_required(Role.ACCOUNTANT)
