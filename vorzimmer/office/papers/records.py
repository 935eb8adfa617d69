"""The two records of processing activities (Art. 30(1) and (2) GDPR), written from the catalogue."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import ROLE_NAMES
from vorzimmer.customers.models import Customer
from vorzimmer.domain.catalogue import Capacity, Datum, Purpose
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.office.inventory import PURPOSES
from vorzimmer.office.papers import facts as said
from vorzimmer.office.papers.facts import Wanted
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.privacy.papers import Paper, Section, bullets, facts, text
from vorzimmer.privacy.words import CATEGORIES

OWN_TITLE = _("Record of processing activities (Art. 30(1) GDPR)")
BEHALF_TITLE = _("Record of processing on behalf of others (Art. 30(2) GDPR)")


def own_paper(wanted: Wanted) -> Paper:
    """Write the record of what the agency is responsible for: one activity a purpose."""
    activities = {purpose: said.entries(capacity=Capacity.CONTROLLER, purpose=purpose) for purpose in Purpose}
    found = [(purpose, list(data.values())) for purpose, data in activities.items() if data]
    return Paper(
        title=str(OWN_TITLE),
        language=wanted.language,
        about=wanted.about,
        sections=(
            said.who(wanted, gettext("1. Controller")),
            Section(title=gettext("2. Activities")),
            *(_activity(wanted, number, purpose, data) for number, (purpose, data) in enumerate(found, start=1)),
            *said.measure_sections(wanted, gettext("3. Measures (Art. 32 GDPR)")),
        ),
    )


def _activity(wanted: Wanted, number: int, purpose: Purpose, data: list[Datum]) -> Section:
    name = str(PURPOSES[purpose])
    rows = (
        (gettext("Purpose"), name),
        (gettext("Ground"), "; ".join(sorted({gettext(datum.legal_basis) for datum in data}))),
        (gettext("People concerned"), said.subjects(data)),
        (gettext("Kinds of data"), f"{_categories(data)}: {said.kinds_of_data(data)}"),
        (gettext("Recipients"), ", ".join(_recipients(wanted, data)) or gettext("none outside the agency")),
        (gettext("Transfer to third countries"), said.transfers(wanted.day)),
        (gettext("Periods of erasure"), "; ".join(said.periods(data)) or gettext("with the record to which it belongs")),
        (gettext("Who sees it"), _readers(data)),
    )
    return Section(title=f"2.{number} {name[:1].upper()}{name[1:]}", level=3, blocks=(facts(rows),))


def _categories(data: list[Datum]) -> str:
    held = {datum.category for datum in data}
    return ", ".join(str(name) for category, name in CATEGORIES.items() if category in held)


def _recipients(wanted: Wanted, data: list[Datum]) -> list[str]:
    """Name those whom the notice names for these data, and the processors."""
    named = [promise for promise in wanted.notice.promises if any(datum.category in promise.categories for datum in data)]
    purposes = {datum.purpose for datum in data}
    kinds = {kind for promise in named if promise.purposes & purposes for kind in promise.recipients}
    kinds |= {RecipientKind.BANK} if Purpose.PAYMENT in purposes else set()
    kinds |= {RecipientKind.AUTHORITY} if Purpose.TAX in purposes else set()
    names = said.recipient_names(kinds - {RecipientKind.PROCESSOR})
    listed = said.processor_names(wanted)
    return [*names, *([gettext("processors: %(names)s") % {"names": listed}] if names or listed else [])]


def _readers(data: list[Datum]) -> str:
    seen = {reader for datum in data for reader in datum.visible_to}
    names = [str(ROLE_NAMES[role]) for role in Role if role in seen and role not in CUSTOMERS]
    return ", ".join(names) or gettext("the program only")


def behalf_paper(wanted: Wanted) -> Paper:
    """Write the record of what is processed for customers: each of them is a controller of his own."""
    data = list(said.entries(capacity=Capacity.PROCESSOR).values())
    rows = (
        (gettext("Categories of processing"), _what()),
        (gettext("People concerned"), said.subjects(data)),
        (gettext("Kinds of data"), f"{_categories(data)}: {said.kinds_of_data(data)}"),
        (gettext("Further processors"), said.processor_names(wanted)),
        (gettext("Transfer to third countries"), said.transfers(wanted.day)),
        (gettext("Periods of erasure"), "; ".join(said.periods(data))),
    )  # fmt: skip
    return Paper(
        title=str(BEHALF_TITLE),
        language=wanted.language,
        about=wanted.about,
        sections=(
            said.who(wanted, gettext("1. Processor")),
            _controllers(wanted),
            Section(title=gettext("3. What is processed"), blocks=(facts(rows),)),
            *said.measure_sections(wanted, gettext("4. Measures (Art. 32 GDPR)")),
        ),
    )


def _what() -> str:
    return gettext("taking, noting and passing on calls; carrying out instructions; keeping messages for the customer")


def _controllers(wanted: Wanted) -> Section:
    """Name the customers, by number only for whoever may not see their names."""
    rows = Customer.objects.filter(active=True).order_by("number").values_list("number", "name")
    named = may_see(wanted.role, "customers.Customer.name")
    items = [f"{number} {name}" if named else str(number) for number, name in rows]
    block = bullets(items) if items else text(gettext("There are no customers yet."))
    return Section(title=gettext("2. Controllers on whose behalf it is done"), blocks=(block,))
