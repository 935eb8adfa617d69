"""Files from the bank: `read_statement` turns statements of all formats into `domain.bank.BankEntry`; no model, no network."""

from vorzimmer.billing.bank_files.reading import read_statement
from vorzimmer.billing.bank_files.refusals import StatementRefused

__all__ = ["StatementRefused", "read_statement"]
