"""Customers from a CSV and to a CSV, for the console: `vorzimmer import-customers` and `export-customers`."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from vorzimmer.customers.actions import Existing, Fate, NotImported, check_import, import_customers, plan
from vorzimmer.customers.columns import Column
from vorzimmer.customers.exports import csv_of
from vorzimmer.customers.imports import Checked, Problem, Unreadable
from vorzimmer.customers.models import Customer
from vorzimmer.server.faults import Trouble

Say = Callable[[str], None]


def import_file(path: Path, at: datetime, *, dry_run: bool, existing: str, say: Say) -> None:
    """Import the customers of a file, all or none; says every bad cell, one a line. Raises Trouble."""
    checked = _checked(path)
    _refuse(path, checked.problems, say)
    try:
        counted = _would(checked, Existing(existing)) if dry_run else import_customers(checked, at, existing=Existing(existing))
    except NotImported as refused:
        _refuse(path, list(refused.problems), say)
        raise
    numbers = {fate.value: counted[fate] for fate in Fate}
    text = _("%(new)d new, %(changed)d changed, %(same)d as they were, %(skipped)d left out.") % numbers
    say(_("It would be: %(numbers)s") % {"numbers": text} if dry_run else _("Imported: %(numbers)s") % {"numbers": text})


def export_file(path: Path, *, say: Say) -> None:
    """Write all customers to a file. Raises Trouble."""
    customers = Customer.objects.order_by("number")
    try:
        path.write_bytes(csv_of(customers, list(Column)))
    except OSError as error:
        raise Trouble(_("%(file)s cannot be written: %(error)s.") % {"file": path, "error": error.strerror}) from error
    say(_("Customers written: %(count)d.") % {"count": customers.count()})


def _checked(path: Path) -> Checked:
    try:
        return check_import(path.read_bytes())
    except OSError as error:
        raise Trouble(_("%(file)s cannot be read: %(error)s.") % {"file": path, "error": error.strerror}) from error
    except Unreadable as unreadable:
        raise Trouble(str(unreadable)) from None


def _would(checked: Checked, existing: Existing) -> Counter[Fate]:
    return Counter(line.fate for line in plan(checked, existing))


def _refuse(path: Path, problems: list[Problem], say: Say) -> None:
    """Name every problem as compilers do, `file:line: column: what`, and give up if there is one."""
    for problem in problems:
        said = ": ".join(part for part in (problem.heading, problem.value, problem.text) if part)
        say(f"{path}:{problem.line}: {said}")
    if problems:
        raise Trouble(_("Nothing was imported; to be mended: %(count)d.") % {"count": len(problems)})
