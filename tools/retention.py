"""Writes docs/reference/retention.md from the policy and from what each room sweeps. `--check` fails when the page is out of date."""

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "retention.md"
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vorzimmer.settings")
os.environ.setdefault("VORZIMMER_HOME", tempfile.gettempdir())

import django  # noqa: E402  (the settings come first)
from django.utils import translation  # noqa: E402

INTRODUCTION = """# How long data are kept

Written from `policy/retention.toml` and the rooms' `retention.py` by `tools/retention.py`. A rule says from which event it counts, for how
long, what may hold the data longer, and how they go. Days are civil days of Berlin; nothing is shifted for a weekend; hours have really
passed. What is kept until a day is gone at the midnight that ends it, and erased from the files within 24 hours.

- **One rule, two faces.** The database names what is due by the latest start that is over (`domain.retention.bound`); the rule itself
  confirms each record (`decide`). Both read the same entry, and tests hold them against each other on random records.
- **A change counts for what starts afterwards.** The entry before it stays for what started before, so that a promise is never lengthened.
- **A rule erases once two people have released it** as it stands (`vorzimmer release-rule`; one who works alone twice, 24 hours apart and
  with a reason). Until then the sweep counts, reports and erases nothing; when something is late by a day, `vorzimmer doctor` fails.
- **A rule that accepts holds erases only where somebody knows them.** Rooms above say it with `privacy.clocks.hold_by`. For R-ABR that is
  the room of claims (`claims/holds.py`), for R-TAX6, R-TAX8 and R-TAX10 billing (`billing/vouchers.py`, `billing/closed_books.py`): a year
  is held until somebody has declared in the office that its taxes are finally assessed (`billing.AssessedYear`, §147(3) s. 5 AO).
- **Every batch is one transaction with its lines in the ledger**: rule, table, how many were due and went, since when the oldest was due.
  Ended in the middle, the next sweep does the rest. The ledger is chained, `vorzimmer verify-ledger` checks it, and it names nobody.
- **Keys go with what they sealed**, when their month is over, the customer brings nothing more into it, and neither a row nor bytes
  are left. The key by which a customer's numbers are found goes with the last row that is found by it.
"""
LAST = """
## What goes where the rule is about more than the table

- Of an invoice terms, XML, PDF and the customer's number go; its own number, its days, its amounts and its link in the chain stay, since
  entries of accounts lead to it. It is checked by the hash that the chain keeps, and `vorzimmer verify-documents` says how many are gone by
  rule; one that is empty before its time counts as changed. While a claim or a dispute about it is there, it stays whole.
- Of entries of the bank what they say about the payer goes, of files the content; a row that names nobody stays, as accounts lead to it.
- An entry of an account goes only with all that hangs together with it: what it settles or is settled by (also when that was undone),
  what it takes back, its document, the documents that cancel or replace that, and what else is about them. All of it goes at once, in one
  transaction, ten years after the year in which the last of it was written, when each of its years is assessed (`domain/closed_books.py`).
  While a cent of it is open, or a claim or a dispute needs the document, all of it stays, and it can be read: no balance ever changes.
  All entries about a customer's deposits hang together, and stay until they come to nothing.
- What was emptied goes after the entries, when ten years are over and nothing leads to it: collections, documents, files, entries of the
  bank, mandates. Of a document its link in the chain stays for good: hash, number and day.
- A reminder goes with its lines, once no log of a claim leads to it; its year is that of its sending, else that in which it was made.
- A customer's row is emptied, not deleted: rated months and documents lead to it for ten years. Its number stays, which they name too;
  names, addresses, trade and everything else go.
- A person of the customer, whom callers ask for, goes with the orders at the end of the contract: they are what the name is needed for.
- A trial that nobody concludes ends with its last day, and what was said in it goes then (LAWYER).
- A customer without any contract has no end: its data are kept, and nobody can say yet for how long.
- Calls of nobody (an unknown number was dialled) go when their day is over.
- A call that somebody still speaks in, and a letter that has not left, are finished first; the next sweep takes them.
- A letter about money stays until its 72 hours are over, also after the contract: the last invoice is written after the last day.
- What is erased on request leaves its random id for 60 days (`R-TMB`): a backup that is restored in that time loses it
  again before a door opens.
- What a customer had shortened (`vorzimmer limit-calls`) goes so many months after each call, with note, comments and letter; orders stay.

- Who signs in no more has a last day. When it is over, address, password, extension, second step and presence go; of customers' people
  the name too. The name of somebody of the agency stays under the notes, with the undertaking of §203 StGB, for three more years.
- A claim goes once it is closed, no objection is open and the usage of its invoice has gone; its letters stay for their six years and
  name the invoice. A claim that was handed over explains what stands in the register of disclosures: it goes with that.
- A dispute goes as its invoice, an incident and a case of abuse six months after their end (LAWYER), all after the usage that they hold.
- Somebody to whom data were given goes three years after the year in which he was deactivated, when nothing in the register names him.

## What can be read

What is past its time can be read by nobody from that exact moment on, whether the sweep has come by or not, and whether the rule is
released or not: the models' own managers hide it (`privacy/reading.py`, decision 0018). Who asks for it by its address is told that it was
erased (410). Sign-ins that are emptied, and the words of a case, go with the sweep, which the server begins within 15 minutes after
midnight.
"""


def page() -> str:
    """Write the page."""
    from vorzimmer.domain.catalogue import Rule  # noqa: PLC0415  (Django comes first)
    from vorzimmer.domain.retention import Manner, versions_of  # noqa: PLC0415
    from vorzimmer.domain.retention_policy import WITHOUT_ENTRY  # noqa: PLC0415
    from vorzimmer.privacy.clocks import clocks, left  # noqa: PLC0415
    from vorzimmer.privacy.policies import retention_rules  # noqa: PLC0415
    from vorzimmer.privacy.retention_words import HOLDS, STARTS, period_in_words  # noqa: PLC0415

    manners = {Manner.DELETE: "deleted", Manner.DETACH: "emptied", Manner.DESTROY_KEY: "key destroyed"}
    rules, tables = [], []
    for rule in (each for each in Rule if each not in WITHOUT_ENTRY):
        version = versions_of(retention_rules(), rule)[-1]
        fallback = f"; else {STARTS[version.fallback]}" if version.fallback else ""
        holds = ", ".join(str(HOLDS[hold]) for hold in HOLDS if hold in version.holds) or "–"
        period = period_in_words(version.period, version.length)
        note = f" {version.note}" if version.note else ""
        rules.append(
            f"| `{rule}` | {STARTS[version.start]}{fallback} | {period} | {holds} | {manners[version.manner]} "
            f"| {version.law}{', sentence ' + version.sentence if version.sentence else ''}.{note} |"
        )
        swept = [clock.table for clock in clocks() if clock.rule is rule]
        if swept:
            tables.append(f"| `{rule}` | {', '.join(f'`{table}`' for table in swept)} | by the sweep |")
        tables += [
            f"| `{rule}` | {'all' if each.table == '*' else f'`{each.table}`'} | {each.because} |" for each in left() if each.rule is rule
        ]
    return "\n".join(
        [
            INTRODUCTION,
            "## The rules",
            "",
            "| rule | counts from | kept | what may hold it longer | how it goes | law |",
            "|---|---|---|---|---|---|",
            *rules,
            "",
            "## Who ends what",
            "",
            "| rule | tables | how |",
            "|---|---|---|",
            *tables,
            LAST,
        ]
    )


def main() -> int:
    """Write the page, or check it."""
    django.setup()
    with translation.override("en"):
        text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") != text:
        print("docs/reference/retention.md is out of date: run tools/retention.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
