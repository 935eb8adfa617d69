"""What stands in the copy for a person, in words: what Art. 15(1) and (2) list, names of fields, values as people read them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import ROLE_NAMES
from vorzimmer.domain.catalogue import Capacity, Category, Datum, Rule
from vorzimmer.domain.requests import PersonKind, RequestKind
from vorzimmer.domain.retention import version_for, versions_of
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role
from vorzimmer.privacy.gathering import Piece
from vorzimmer.privacy.listed_processors import processors
from vorzimmer.privacy.models import DataRequest, Disclosure
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.table_words import PURPOSES, RULES
from vorzimmer.privacy.words import FIELDS


def introduction(request: DataRequest, pieces: Sequence[Piece], at: datetime) -> list[str]:
    """Say what this is, and whose."""
    day = date_format(localtime(at), "DATE_FORMAT")
    if not pieces:
        return [_("We hold no data about you (as of %(day)s).") % {"day": day}]
    found = [
        _("This is what %(agency)s holds about you, as of %(day)s.") % {"agency": settings.AGENCY_NAME, "day": day},
        _("All values stand in the file “data.json” too; documents lie in the folder “documents”."),
    ]
    if request.kind == RequestKind.PORTABILITY:
        found.append(_("It is what you gave us yourself, for your contract or by your consent (Art. 20 GDPR)."))
    if any(piece.withheld for piece in pieces):
        found.append(
            _(
                "What would reveal other people is left out: who of our staff did something is named by the role, and what your callers"
                " said is counted only. You find your messages in the portal. Passwords and keys are left out for your own safety."
            )
        )
    return found


def part_facts(data: Sequence[Datum], ends: str) -> list[dict[str, str]]:
    """Say of a category what for, on what ground, by whom it is seen, and until when (Art. 15(1)(a), (c), (d))."""
    readers = {reader for datum in data for reader in datum.visible_to}
    names = [str(ROLE_NAMES[role]) for role in Role if role in readers & STAFF] + ([_("you")] if readers & CUSTOMERS else [])
    facts = [
        (_("What for"), ", ".join(_unique(PURPOSES.get(datum.purpose, datum.purpose) for datum in data))),
        (_("Legal basis"), "; ".join(_unique(_(datum.legal_basis) for datum in data))),
        (_("Who sees it"), ", ".join(names) or _("only the program itself")),
        (_("Until when"), " ".join(_unique(RULES[datum.rule] for datum in data if datum.rule in RULES))),
    ]
    if any(datum.capacity is Capacity.PROCESSOR for datum in data):
        facts.append((_("Responsible"), _("the customer; we work on his behalf (Art. 28 GDPR)")))
    return [{"name": name, "text": text} for name, text in facts if text] + ([{"name": _("As of today"), "text": ends}] if ends else [])


def closing(request: DataRequest, given: Iterable[Disclosure], day: date) -> list[dict[str, Any]]:
    """Say the rest of what Art. 15(1) and (2) list: recipients, source, rights, authority, no automated decisions, backups."""
    recipients = [
        f"{entry.recipient_name} ({entry.get_recipient_kind_display()}), {date_format(entry.day, 'DATE_FORMAT')}: "
        f"{entry.get_purpose_display()}"
        for entry in given
    ]
    helpers = processors(day)
    kinds = [str(each) for each in helpers] or [_("Nobody processes data on our behalf at present (Art. 28 GDPR).")]
    kinds.append(_("The providers of the telephone lines, and the banks for payments and direct debits, answer for themselves."))
    abroad = ", ".join(each.name for each in helpers if each.is_abroad)
    outside = (
        _("Outside of the European Economic Area data are processed by: %(names)s.") % {"names": abroad}
        if abroad
        else _("No data go to countries outside of the European Economic Area.")
    )
    complain = _("You may complain to a supervisory authority (Art. 77 GDPR), for example where you live or work.")
    if settings.SUPERVISORY_AUTHORITY:
        complain = _("You may complain to a supervisory authority (Art. 77 GDPR), here: %(authority)s.") % {
            "authority": settings.SUPERVISORY_AUTHORITY
        }
    kept = _("Backups hold copies for some time; they serve to restore only, and are overwritten after %(days)d days at the latest.") % {
        "days": version_for(versions_of(retention_rules(), Rule.BACKUP), day).length
    }
    source = (
        _("From yourself, and from the customer for whom you work.")
        if request.person_kind == PersonKind.PERSON
        else _("From yourself; payments and returned direct debits from the bank.")
    )
    return [
        {"title": _("To whom data were given"), "lines": [*(recipients or [_("To no third party.")]), *kinds]},
        {"title": _("Where the data come from"), "lines": [source]},
        {
            "title": _("Your rights"),
            "lines": [
                _(
                    "You may demand rectification (Art. 16), erasure (Art. 17), restriction (Art. 18) and portability (Art. 20), object"
                    " (Art. 21), and withdraw a consent at any time (Art. 7(3) GDPR)."
                ),
                complain,
            ],
        },
        {
            "title": _("Further information"),
            "lines": [
                _("No decision about you is made by a machine alone, and there is no profiling (Art. 22 GDPR)."),
                outside,
                kept,
            ],
        },
    ]


def field_name(table: str, name: str) -> str:
    """Say what a field is called; blank for one that has no word, which stands in the file for machines only."""
    if name == "id":
        return ""
    field = apps.get_model(table)._meta.get_field(name)
    spoken = str(getattr(field, "verbose_name", ""))
    return spoken if spoken and spoken != name.replace("_", " ") else str(FIELDS.get(name, ""))


def value_text(table: str, name: str, value: Any) -> str:
    """Write a value as people read it; blank for none."""
    if value in (None, "", [], {}) or isinstance(value, bytes):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    choices: Mapping[Any, Any] = dict(getattr(apps.get_model(table)._meta.get_field(name), "flatchoices", ()) or ())
    if not isinstance(value, list | dict) and value in choices:
        return str(choices[value])
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    if isinstance(value, dict):
        return ""
    return _as_time(value) if isinstance(value, str) else str(value)


def _as_time(text: str) -> str:
    """Write a moment or a day as people do; other texts as they are."""
    for kind, form in ((date, "DATE_FORMAT"), (datetime, "SHORT_DATETIME_FORMAT")):
        try:
            found = kind.fromisoformat(text)
        except ValueError:
            continue
        if isinstance(found, datetime):
            return date_format(localtime(found), form) if found.tzinfo else text
        return date_format(found, form)
    return text


def _unique(words: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(str(word) for word in words))


def main_category(data: Sequence[Datum]) -> Category:
    """Say under which category a table stands: handling data if it has some, else what it holds first."""
    categories = [datum.category for datum in data]
    return Category.BEA if Category.BEA in categories else categories[0]
