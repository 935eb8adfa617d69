"""The reference names every account of the export, and the explanation lists what may settle what."""

from pathlib import Path

import vorzimmer
from vorzimmer.billing.datev import charts
from vorzimmer.domain.accounts import TABLE, EntryKind

DOCS = Path(vorzimmer.__file__).parent.parent / "docs"
NAMES = {
    EntryKind.INVOICE: "invoice",
    EntryKind.CREDIT_NOTE: "credit note",
    EntryKind.PAYMENT: "payment",
    EntryKind.DEBIT: "direct debit",
    EntryKind.RETURN: "return",
    EntryKind.FEE: "fee",
    EntryKind.REFUND: "refund",
    EntryKind.DEPOSIT: "deposit",
    EntryKind.DEPOSIT_BACK: "deposit given back",
    EntryKind.WRITE_OFF: "written off",
}


def rows(page):
    lines = (DOCS / page).read_text("utf-8").splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def test_every_account_is_named_with_its_numbers():
    written = {row[0].strip("`"): row[2:] for row in rows("reference/datev.md") if len(row) == 4 and row[0].startswith("`")}
    assert written == {key: [str(account.numbers["SKR03"]), str(account.numbers["SKR04"])] for key, account in charts().accounts.items()}


def test_the_table_of_what_settles_what_is_that_of_the_rules():
    written = {row[0]: set(row[1].split(", ")) for row in rows("explanation/accounts.md") if row[0] in NAMES.values()}
    assert written == {NAMES[credit]: {NAMES[debit] for debit in debits} for credit, debits in TABLE.items()}
