"""Files of direct debits: made of what is planned, approved by a second person, discarded or sent. Each deed is whole or not at all.

Whoever moves a direct debit takes the row of the issuer first (`queue_up`): two people at once come one after the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.debiting import mandate_rules
from vorzimmer.billing.debits import Planned, plans_of
from vorzimmer.billing.models import Collection, DebitFile, Issuer, Mandate
from vorzimmer.billing.sepa_files import Creditor, FileRefused, debit_file
from vorzimmer.customers.actions import bank_bic
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Customer
from vorzimmer.domain import sepa
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.approvals import APPROVAL_SENTENCES, Approval, check_approval
from vorzimmer.domain.collecting import CollectionEvent, CollectionState, NotPossible, step
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.debit_files import FileEvent, FileNotPossible, FileState, step_file
from vorzimmer.domain.debits import Debit, DebitsRefused, Place, batches
from vorzimmer.domain.roles import Role

APPROVERS = (Role.OWNER, Role.ACCOUNTANT)
_E = CollectionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The files that were made, and how many direct debits were withdrawn because there is nothing to collect any more."""

    files: Sequence[DebitFile]
    withdrawn: int


def queue_up() -> Issuer:
    """Wait until nobody else moves direct debits; to the end of the transaction."""
    return Issuer.objects.select_for_update().first() or Issuer()


def move(collection: Collection, event: CollectionEvent) -> None:
    """Let an event happen to a direct debit, by the table; it is not saved yet. Raises ValidationError for what is not possible."""
    try:
        collection.state = step(CollectionState(collection.state), event)
    except NotPossible as refused:
        said = _("Direct debit %(id)s:") % {"id": collection.end_to_end}
        raise ValidationError(f"{said} {refused.says.said(_)}") from None


# --- making --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_file(collections: Iterable[Collection], due_on: date | None, at: datetime, *, by: User) -> Made:
    """Put planned direct debits into files for the bank: one for each due day and kind. They wait for somebody else's approval.

    None is due before the day that was announced, nor before `due_on`; a day that the bank cannot reach any more becomes the next one.
    What is paid or cancelled is withdrawn, what was paid in part is collected in part. Raises ValidationError when anything stands in
    the way of one of them: then nothing has changed.
    """
    issuer = queue_up()
    chosen = _chosen([collection.pk for collection in collections])
    plans = plans_of(chosen, at, not_before=due_on)
    blocked = [each for each in plans if each.plan.obstacle is not None and not each.plan.is_over]
    if blocked:
        raise ValidationError([_blocked(each) for each in blocked])
    over = [each.collection for each in plans if each.plan.is_over]
    for collection in over:
        move(collection, _E.WITHDRAWN)
        collection.save(update_fields=["state"])
    groups: dict[tuple[date, str], list[Planned]] = {}
    for each in plans:
        if not each.plan.is_over:
            groups.setdefault((each.plan.due_on, each.collection.mandate.kind), []).append(each)
    files = [_made(group, issuer, at, by) for _key, group in sorted(groups.items())]
    return Made(files=files, withdrawn=len(over))


def _chosen(ids: Sequence[UUID]) -> list[Collection]:
    if not ids:
        raise ValidationError(_("Choose at least one direct debit."))
    rows = Collection.objects.select_for_update(of=("self",)).filter(pk__in=ids).select_related("document", "mandate", "file")
    chosen = list(rows.order_by("pk"))
    for collection in chosen:
        if collection.file is not None:
            values = {"id": collection.end_to_end, "file": collection.file.message_id}
            raise ValidationError(_("Direct debit %(id)s is in file %(file)s already.") % values)
        move(collection, _E.CHANGED)  # only what is planned can be put in a file
    return chosen


def _blocked(row: Planned) -> str:
    return f"{row.collection.end_to_end}: {row.says}"


def _made(group: Sequence[Planned], issuer: Issuer, at: datetime, by: User) -> DebitFile:
    due_on, kind = group[0].plan.due_on, group[0].collection.mandate.kind
    rows = [each.collection for each in group]
    for each in group:
        each.collection.amount, each.collection.due_on = each.plan.amount, due_on
    _number_sequences(rows)
    prefix = f"LS-{due_on:%Y%m%d}-{kind}-"
    made = DebitFile(
        message_id=f"{prefix}{DebitFile.objects.filter(message_id__startswith=prefix).count() + 1}",
        state=FileState.MADE,
        count=len(rows),
        total=sum(row.amount for row in rows),
        due_on=due_on,
        submit_by=sepa.submit_by(due_on),
        xml="",
        created_at=at,
        created_by=by,
    )
    _written(made, rows, issuer, at)  # what the bank would not take is found before anybody approves it
    made.save(force_insert=True)
    for row in rows:
        row.file = made
        row.save(update_fields=["amount", "due_on", "sequence", "file"])
    return made


def _number_sequences(rows: Sequence[Collection]) -> None:
    """Say anew where each stands among those of its mandate. Of several first ones only one is the first, here and in other files."""
    rules = mandate_rules(row.mandate for row in rows)
    under_way = Collection.objects.filter(mandate__in=rules, sequence=sepa.SequenceType.FIRST).exclude(file=None)
    begun = set(
        under_way.filter(state__in=(CollectionState.PLANNED, CollectionState.IN_FILE))
        .exclude(pk__in=[row.pk for row in rows])
        .values_list("mandate", flat=True)
    )
    for row in rows:
        sequence = sepa.sequence_of(rules[row.mandate_id])
        is_second = sequence is sepa.SequenceType.FIRST and row.mandate_id in begun
        row.sequence = sepa.SequenceType.RECURRENT if is_second else sequence
        begun.add(row.mandate_id)


# --- approving -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def approve_file(file: DebitFile, at: datetime, *, by: User, reason: str = "", seen: int | None = None) -> DebitFile:
    """Approve a file that somebody else made, and write what the bank gets. Approved twice it stays as it is.

    Who is the only one who may approve does it 24 hours later and says why. `seen` is the sum in cents that was looked at.
    Raises ValidationError when it is another one now, when something stands in the way of a direct debit, or when it is too late.
    """
    issuer = queue_up()
    file = DebitFile.objects.select_for_update().get(pk=file.pk)
    if file.state == FileState.APPROVED:
        return file
    file.state = _next(file, FileEvent.APPROVED)
    _demand_approval(file, at, by, reason)
    if seen is not None and seen != file.total:
        raise ValidationError(_("The file has changed since you looked at it. Please look at it again."))
    if file.submit_by < berlin_date(at):
        text = _("The bank should have had this file by %(day)s. Discard it and make a new one; the due day then moves.")
        raise ValidationError(text % {"day": written_day(file.submit_by)})
    rows = _rows_of(file)
    _demand_unchanged(rows, at)
    _number_sequences(rows)
    file.xml = _written(file, rows, issuer, at)
    file.released_at, file.released_by, file.release_reason = at, by, reason.strip()[:300]
    file.save()
    for row in rows:
        move(row, _E.APPROVED)
        move(row, _E.PUT_IN_FILE)
        row.save(update_fields=["state", "sequence"])
    return file


def _demand_approval(file: DebitFile, at: datetime, by: User, reason: str) -> None:
    others = User.objects.active().filter(role__in=APPROVERS).exclude(pk=by.pk)
    answer = check_approval(
        Approval(
            planned_by=str(file.created_by_id or by.pk),  # whose maker is not known any more counts as one's own
            planned_at=file.created_at,
            approved_by=str(by.pk),
            approved_at=at,
            others_could=others.exists(),
            reason=reason,
        )
    )
    if isinstance(answer, Refused):
        raise ValidationError(_(APPROVAL_SENTENCES[answer.reason]))


def _demand_unchanged(rows: Sequence[Collection], at: datetime) -> None:
    wrong = []
    for each in plans_of(rows, at):
        if each.plan.obstacle is not None:
            wrong.append(_blocked(each))
        elif each.is_less:
            wrong.append(f"{each.collection.end_to_end}: {_('A part of it was paid meanwhile.')}")
    if wrong:
        raise ValidationError([_("Discard the file and make a new one:"), *wrong])


def _rows_of(file: DebitFile) -> list[Collection]:
    rows = Collection.objects.select_for_update(of=("self",)).filter(file=file).select_related("document", "mandate")
    return list(rows.order_by("end_to_end"))


def _written(file: DebitFile, rows: Sequence[Collection], issuer: Issuer, at: datetime) -> str:
    """Write the file, checked by the schema of the banks. Raises ValidationError with all that is wrong."""
    creditor = Creditor(name=issuer.name, iban=issuer.iban, bic=issuer.bic or None, creditor_id=issuer.creditor_id)
    customers = Customer.objects.in_bulk({row.customer_ref for row in rows})
    try:
        groups = batches([_debit(row, customers) for row in rows])
        return debit_file(message_id=file.message_id, created_at=at, creditor=creditor, groups=groups).decode()
    except DebitsRefused as refused:
        raise ValidationError([wrong.says.said(_) for wrong in refused.wrong]) from None
    except FileRefused as refused:
        raise ValidationError([says.said(_) for says in refused.says]) from None


def _debit(row: Collection, customers: Mapping[UUID, Customer]) -> Debit:
    customer, mandate = customers.get(row.customer_ref), row.mandate
    with translation.override(customer.language if customer else "de"):
        remittance = _("Invoice %(number)s") % {"number": row.document.number}
    return Debit(
        end_to_end=row.end_to_end,
        amount_cents=row.amount,
        due_on=row.due_on,
        mandate=mandate.reference,
        signed_on=mandate.signed_on,
        kind=sepa.MandateKind(mandate.kind),
        sequence=sepa.SequenceType(row.sequence),
        debtor=mandate.holder,
        iban=mandate.iban,
        bic=bank_bic(mandate.iban) if mandate.iban[:2] != "DE" else None,
        place=Place(town=customer.city, country=customer.country) if customer else None,
        remittance=remittance,
    )


# --- afterwards ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def discard_file(file: DebitFile) -> DebitFile:
    """Give a file up that the bank did not get; what stands in it is planned again and needs a new approval. Twice does no harm."""
    queue_up()
    file = DebitFile.objects.select_for_update().get(pk=file.pk)
    if file.state == FileState.DISCARDED:
        return file
    was_approved = file.state == FileState.APPROVED
    file.state = _next(file, FileEvent.DISCARDED)
    file.save(update_fields=["state"])
    for row in _rows_of(file):
        if was_approved:
            move(row, _E.FILE_DISCARDED)
        move(row, _E.CHANGED)
        row.file = None
        row.save(update_fields=["state", "file"])
    return file


@transaction.atomic
def mark_sent(file: DebitFile, at: datetime) -> DebitFile:
    """Write down that the bank has the file; from now on its direct debits count for their mandates. Twice does no harm."""
    queue_up()
    file = DebitFile.objects.select_for_update().get(pk=file.pk)
    if file.state == FileState.SENT:
        return file
    file.state, file.sent_at = _next(file, FileEvent.SENT), at
    file.save(update_fields=["state", "sent_at"])
    for row in _rows_of(file):
        move(row, _E.SENT)
        row.save(update_fields=["state"])
        used = max(row.mandate.last_used_on or row.due_on, row.due_on)
        Mandate.objects.filter(pk=row.mandate_id).update(last_used_on=used)
    return file


def take_out(collection: Collection, file_id: UUID) -> None:
    """Take a planned direct debit out of its file, which nobody has approved yet; a file of nothing is discarded. Saves both."""
    file = DebitFile.objects.select_for_update().get(pk=file_id)
    file.state = _next(file, FileEvent.CHANGED)
    file.count, file.total = file.count - 1, file.total - collection.amount
    if not file.count:
        file.state = _next(file, FileEvent.DISCARDED)
    file.save(update_fields=["state", "count", "total"])
    collection.file = None
    collection.save(update_fields=["file"])


def _next(file: DebitFile, event: FileEvent) -> FileState:
    try:
        return step_file(FileState(file.state), event)
    except FileNotPossible as refused:
        raise ValidationError(refused.says.said(_)) from None
