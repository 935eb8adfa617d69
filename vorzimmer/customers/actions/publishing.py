"""Publish what a customer orders. The rows are the draft; operators see the version that was published last.

What the agency enters, and what holds for today only, is published by itself (`publish_row`): the rest of a draft stays a draft.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.writing import tell
from vorzimmer.customers.models import CallType, Closure, Customer, FaqEntry, Greeting, Instruction, OpeningHour, OrdersVersion
from vorzimmer.domain.publishing import Change, Document, Entry, Section, difference, plain, with_entry

MODELS: dict[Section, Any] = {
    Section.GREETINGS: Greeting,
    Section.CALL_TYPES: CallType,
    Section.INSTRUCTIONS: Instruction,
    Section.FAQ: FaqEntry,
    Section.OPENING_HOURS: OpeningHour,
    Section.CLOSURES: Closure,
}
SECTIONS = {model: section for section, model in MODELS.items()}
UNSEEN = frozenset({"id", "customer"})


# --- reading -----------------------------------------------------------------------------------------------------------


def entry_of(row: models.Model) -> Entry:
    """Give a row the form in which it stands in a document."""
    entry: dict[str, Any] = {"id": str(row.pk)}
    for field in row._meta.concrete_fields:
        if field.name not in UNSEEN:
            entry[field.name] = plain(getattr(row, field.attname))
    return entry


def draft_of(customer: Customer) -> Document:
    """Gather the rows as a document; rows that were fetched with the customer are not fetched again."""
    return {section.value: [entry_of(row) for row in getattr(customer, section.value).all()] for section in Section}


def live_of(customer: Customer) -> Document:
    """Give what operators go by now: the published version, or the rows where nothing was ever published."""
    version = customer.orders
    return draft_of(customer) if version is None else version.document


def waiting_of(customer: Customer) -> OrdersVersion | None:
    """Give the version that waits for the agency, if there is one."""
    return OrdersVersion.objects.filter(customer=customer, state=OrdersVersion.State.WAITING).first()


def approved_document(version: OrdersVersion) -> Document:
    """Say what would be live if this version were approved: it, and what was published by itself since it was made."""
    document: Document = version.document
    for change in _published_since(version):
        entry = change.after or change.before
        assert entry is not None  # noqa: S101  a change has at least one side
        document = with_entry(document, change.section, entry["id"], change.after)
    return document


def _published_since(version: OrdersVersion) -> list[Change]:
    published = OrdersVersion.objects.filter(customer=version.customer, state=OrdersVersion.State.PUBLISHED)
    before = published.filter(number__lt=version.number).first()
    live = version.customer.orders
    return difference(before.document if before else {}, live.document) if live and live.number > version.number else []


def unpublished(customer: Customer) -> list[Change]:
    """Say what the draft has otherwise than the live version."""
    return [] if customer.orders_id is None else difference(live_of(customer), draft_of(customer))


def rows_of(customer: Customer, document: Document) -> dict[Section, list[Any]]:
    """Give a document the form of rows, to show it where rows are shown; they are not to be saved. Who is gone is nobody."""
    people = _by_key(customer.people.all())
    links: dict[str, Mapping[UUID, Any]] = {"person": people, "put_through_to": people, "rota": _by_key(customer.rotas.all())}
    found: dict[Section, list[Any]] = {}
    for section, model in MODELS.items():
        found[section] = [_row_of(model, customer, entry, links) for entry in document.get(section, ())]
        if section is Section.CALL_TYPES:
            links["call_type"] = _by_key(found[section])
    return found


def _by_key(rows: Iterable[Any]) -> dict[UUID, Any]:
    return {row.pk: row for row in rows}


def _row_of(model: Any, customer: Customer, entry: Entry, links: Mapping[str, Mapping[UUID, Any]]) -> Any:
    row = model(pk=UUID(entry["id"]), customer=customer)
    _fill(row, entry)
    for name, known in links.items():
        if name in entry:
            setattr(row, name, known.get(getattr(row, f"{name}_id")))
    return row


# --- deeds -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def publish(customer: Customer, by: User | None, at: datetime) -> OrdersVersion:
    """Publish the draft; where the agency looks at changes first, the customer's own wait. Raises ValidationError when nothing changed."""
    customer = _locked(customer)
    document = draft_of(customer)
    if customer.orders is not None and not difference(customer.orders.document, document):
        raise ValidationError(_("Nothing has changed since the last publication."))
    _withdraw_waiting(customer, at)
    waits = customer.reviews and by is not None and not by.is_staff_member
    version = _new_version(customer, document, by, at, state=OrdersVersion.State.WAITING if waits else OrdersVersion.State.PUBLISHED)
    if not waits:
        _go_live(customer, version)
    tell(customer, at)
    return version


@transaction.atomic
def publish_row(row: models.Model, by: User | None, at: datetime, *, removed: bool = False) -> None:
    """Publish one row (or that it is gone) and nothing else of the draft."""
    customer = _locked(row.customer)  # type: ignore[attr-defined]  # all rows of a document belong to a customer
    if customer.orders is None:
        document = draft_of(customer)
    else:
        document = with_entry(customer.orders.document, SECTIONS[type(row)], str(row.pk), None if removed else entry_of(row))
    _go_live(customer, _new_version(customer, document, by, at, state=OrdersVersion.State.PUBLISHED))
    tell(customer, at)
    row.customer.orders = customer.orders  # type: ignore[attr-defined]  # as above


@transaction.atomic
def publish_changed(customer: Customer, changed: Callable[[Document], Document], by: User | None, at: datetime) -> None:
    """Publish the live version with something changed in it, and nothing of the draft. Nothing happens where nothing changes."""
    customer = _locked(customer)
    if customer.orders is None:
        return
    document = changed(customer.orders.document)
    if difference(customer.orders.document, document):
        _go_live(customer, _new_version(customer, document, by, at, state=OrdersVersion.State.PUBLISHED))
        tell(customer, at)


@transaction.atomic
def approve(version: OrdersVersion, by: User, at: datetime) -> OrdersVersion:
    """Let a version that waits go live. Raises ValidationError when it does not wait any more.

    What was published by itself in the meantime (for today only, by the agency) stays: then a version of both goes live.
    """
    version = _waiting(version)
    customer = version.customer = _locked(version.customer)
    document = approved_document(version)
    version.state, version.decided_at, version.decided_by = OrdersVersion.State.PUBLISHED, at, by
    version.save(update_fields=["state", "decided_at", "decided_by"])
    if document != version.document:
        version = _new_version(customer, document, version.made_by, at, state=OrdersVersion.State.PUBLISHED)
    _go_live(customer, version)
    tell(customer, at)
    return version


@transaction.atomic
def send_back(version: OrdersVersion, by: User, at: datetime, *, remark: str) -> OrdersVersion:
    """Send a version that waits back with a remark; the draft stays for the customer to change."""
    if not remark.strip():
        raise ValidationError({"remark": _("Say what should be different, so that the customer can change it.")})
    version = _waiting(version)
    version.state, version.decided_at, version.decided_by = OrdersVersion.State.REJECTED, at, by
    version.remark = remark.strip()
    version.save(update_fields=["state", "decided_at", "decided_by", "remark"])
    tell(version.customer, at)
    return version


@transaction.atomic
def discard_draft(customer: Customer, at: datetime) -> None:
    """Throw the draft away: the rows become what the live version says."""
    customer = _locked(customer)
    if customer.orders is None:
        raise ValidationError(_("Nothing was published yet."))
    _restore_all(customer, customer.orders.document)
    tell(customer, at)


@transaction.atomic
def restore(version: OrdersVersion, at: datetime) -> int:
    """Make an old version the draft, and say how many of its entries were left out because their person is gone."""
    customer = _locked(version.customer)
    left_out = _restore_all(customer, version.document)
    tell(customer, at)
    return left_out


def _restore_all(customer: Customer, document: Document) -> int:
    """Make the rows what the document says; entries that belong to somebody who is gone cannot come back, and are counted."""
    wanted, left_out = _possible(customer, document)
    changes = difference(wanted, draft_of(customer))
    renamed = [change.after["id"] for change in changes if change.after is not None and "name" in change.fields]
    for key in renamed:  # two may have changed their names
        CallType.objects.filter(pk=key, customer=customer).update(name=key)
    for change in sorted(changes, key=lambda change: change.before is not None):  # what goes makes room for the names of what comes
        _restore(customer, change)
    return left_out


def _possible(customer: Customer, document: Document) -> tuple[Document, int]:
    """Leave out what is for a person who is gone; a call type loses only whom it is put through to, and its rota."""
    people = {str(key) for key in customer.people.values_list("pk", flat=True)}
    rotas = {str(key) for key in customer.rotas.values_list("pk", flat=True)}
    types = {entry["id"] for entry in document.get(Section.CALL_TYPES, ())}
    orders = document.get(Section.INSTRUCTIONS, ())
    kept = [entry for entry in orders if entry.get("person") in {None, *people} and entry.get("call_type") in {None, *types}]
    call_types = [
        {**entry, "put_through_to": _known(entry.get("put_through_to"), people), "rota": _known(entry.get("rota"), rotas)}
        for entry in document.get(Section.CALL_TYPES, ())
    ]
    return {**document, Section.INSTRUCTIONS.value: kept, Section.CALL_TYPES.value: call_types}, len(orders) - len(kept)


def _known(key: str | None, keys: set[str]) -> str | None:
    return key if key in keys else None


def _restore(customer: Customer, change: Change) -> None:
    model = MODELS[change.section]
    if change.before is None:
        assert change.after is not None  # noqa: S101  a change has at least one side
        model.objects.filter(pk=change.after["id"], customer=customer).delete()
        return
    key = UUID(change.before["id"])
    row = model.objects.filter(pk=key, customer=customer).first() or model(pk=key, customer=customer)
    _fill(row, change.before)
    row.save()


def _fill(row: Any, entry: Entry) -> None:
    """Take over what stands in the entry."""
    for field in row._meta.concrete_fields:
        if field.name in entry and field.name not in UNSEEN:
            column = field.target_field if field.is_relation else field
            setattr(row, field.attname, column.to_python(entry[field.name]))


def _locked(customer: Customer) -> Customer:
    """Fetch the customer so that nobody else publishes at the same moment; the version is read afterwards."""
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)


def _waiting(version: OrdersVersion) -> OrdersVersion:
    found = OrdersVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if found.state != OrdersVersion.State.WAITING:
        raise ValidationError(_("This version does not wait any more."))
    return found


def _withdraw_waiting(customer: Customer, at: datetime) -> None:
    waiting = OrdersVersion.objects.filter(customer=customer, state=OrdersVersion.State.WAITING)
    waiting.update(state=OrdersVersion.State.WITHDRAWN, decided_at=at)


def _new_version(customer: Customer, document: Document, by: User | None, at: datetime, *, state: str) -> OrdersVersion:
    last = OrdersVersion.objects.filter(customer=customer).aggregate(last=Max("number"))["last"] or 0
    version = OrdersVersion(customer=customer, number=last + 1, state=state, document=document, made_at=at, made_by=by)
    version.save(force_insert=True)
    return version


def _go_live(customer: Customer, version: OrdersVersion) -> None:
    customer.orders = version
    customer.save(update_fields=["orders"])
