"""What is kept of a request of a data subject: the request, what happened to it, who has to be told, the copy, and what it blocks."""

from datetime import date
from typing import Any, NoReturn
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain import restrictions
from vorzimmer.domain.requests import CLOSED, Event, Identity, PersonKind, RequestKind, State, Urgency, Way, due_on, urgency
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.fields import SealedBinaryField, SealedJSONField, SealedTextField
from vorzimmer.privacy.models.recipients import Recipient
from vorzimmer.privacy.models.sealed import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager
from vorzimmer.privacy.request_queries import BlockQuerySet, DataRequestQuerySet, RequestEventQuerySet, RequestFileQuerySet

REQUEST_KINDS = {
    RequestKind.ACCESS: _("access (Art. 15)"),
    RequestKind.RECTIFICATION: _("rectification (Art. 16)"),
    RequestKind.ERASURE: _("erasure (Art. 17)"),
    RequestKind.RESTRICTION: _("restriction (Art. 18)"),
    RequestKind.PORTABILITY: _("data portability (Art. 20)"),
    RequestKind.OBJECTION: _("objection (Art. 21)"),
}
PERSON_KINDS = {
    PersonKind.CUSTOMER: _("customer"),
    PersonKind.PERSON: _("somebody of a customer"),
    PersonKind.PROSPECT: _("prospect"),
    PersonKind.STAFF: _("staff of the agency"),
    PersonKind.CALLER: _("caller of a customer"),
}
REQUEST_STATES = {
    State.RECEIVED: _("received"),
    State.IDENTITY_ASKED: _("identity asked"),
    State.IDENTIFIED: _("identified"),
    State.IN_WORK: _("in work"),
    State.HANDED_OVER: _("with the customer"),
    State.ANSWERED: _("answered"),
    State.REFUSED: _("refused"),
    State.WITHDRAWN: _("withdrawn"),
}
WAYS = {
    Way.LETTER: _("letter"),
    Way.EMAIL: _("e-mail"),
    Way.PHONE: _("telephone"),
    Way.PORTAL: _("portal"),
    Way.IN_PERSON: _("in person"),
}
IDENTITIES = {
    Identity.SIGNED_IN: _("signed in at the portal"),
    Identity.CALLED_BACK: _("called back by the number in the file"),
    Identity.ANSWERED_AT_ADDRESS: _("answered from the address in the file"),
    Identity.KNOWS_FACTS: _("knows what only this person knows"),
    Identity.DOCUMENT_SEEN: _("document seen, no copy kept"),
}


class DataRequest(SealedModel):
    """A request. The log (`RequestEvent`) says what happened; `state` is what it folds to.

    `subject_table` and `subject_ref` name the record that was found ("customers.Customer"), `customer_ref` the customer to whom that
    belongs. `requester` holds name and contact as they were told; `identity_note` is what made sure who asks, and goes with the answer.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(_("what is asked for"), max_length=16, choices=[(kind.value, name) for kind, name in REQUEST_KINDS.items()])
    person_kind = models.CharField(_("who asks"), max_length=10, choices=[(kind.value, name) for kind, name in PERSON_KINDS.items()])
    way = models.CharField(_("how it came"), max_length=10, choices=[(way.value, name) for way, name in WAYS.items()])
    state = models.CharField(max_length=16, choices=[(state.value, name) for state, name in REQUEST_STATES.items()])
    language = models.CharField(_("language"), max_length=2, default="de")
    requester = SealedJSONField(null=True)
    text = SealedTextField(_("what was said"), blank=True)
    identity = models.CharField(max_length=20, choices=[(each.value, name) for each, name in IDENTITIES.items()], blank=True)
    identity_note = SealedTextField(blank=True, null=True)
    identified_on = models.DateField(null=True)
    subject_table = models.CharField(max_length=60, blank=True)
    subject_ref = models.UUIDField(null=True)
    customer_ref = models.UUIDField(null=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    received_on = models.DateField(_("received on"))
    received_at = models.DateTimeField()
    due_on = models.DateField(db_index=True)
    extended_because = models.CharField(max_length=10, blank=True)
    handed_at = models.DateTimeField(null=True)
    found = models.PositiveIntegerField(null=True)
    ordered = models.BooleanField(default=False)
    answer = SealedTextField(blank=True, null=True)
    refused_because = models.CharField(max_length=20, blank=True)
    closed_on = models.DateField(null=True, db_index=True)

    objects = ReadableManager.from_queryset(DataRequestQuerySet)()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.number}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="DSR", at=self.received_at)

    @property
    def is_open(self) -> bool:
        return State(self.state) not in CLOSED

    @property
    def name(self) -> str:
        """Who asks, as he said it."""
        return str((self.requester or {}).get("name", ""))

    @property
    def email(self) -> str:
        return str((self.requester or {}).get("email", ""))

    @property
    def is_late_for(self) -> date:
        """The last day of the first month, in which an extension has to be told."""
        return due_on(self.received_on)

    def urgency_on(self, day: date) -> Urgency:
        """Say how much it presses."""
        return urgency(self.received_on, day, is_extended=bool(self.extended_because))

    def has(self, event: Event) -> bool:
        """Whether something happened to it."""
        return self.log.filter(event=event).exists()


class RequestEvent(models.Model):
    """Something that happened to a request: written once. `detail` is a code or a number, never words."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="log")
    event = models.CharField(max_length=16)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    detail = models.CharField(max_length=60, blank=True)

    objects = RequestEventQuerySet.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.event

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once."""
        if not self._state.adding:
            raise NeverChanged("what happened to a request is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NeverChanged("what happened to a request stays as long as the request")


class RequestDuty(models.Model):
    """A recipient of the data who has to be told what was corrected, erased or restricted (Art. 19), and the proof that he was."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="duties")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    recipient_name = models.CharField(max_length=120)
    done_on = models.DateField(null=True)
    proof = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("recipient_name", "id")
        constraints = (models.UniqueConstraint(fields=("request", "recipient"), name="request_duty_once"),)

    def __str__(self) -> str:
        return self.recipient_name


class RequestFile(SealedModel):
    """The copy for who asked: one ZIP, sealed, for 24 hours (R-EXP), and fetched once."""

    request = models.OneToOneField(DataRequest, on_delete=models.CASCADE, related_name="file")
    data = SealedBinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    erase_at = models.DateTimeField(db_index=True)

    objects = RequestFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.sha256[:8]

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="DSR", at=self.made_at)


class Block(models.Model):
    """Data about a person are restricted, or a purpose was objected to: `domain.restrictions` says what may still be done.

    `consents`: the person wants the service to go on meanwhile (Art. 18(2)).
    """

    KINDS = [(restrictions.Block.RESTRICTION.value, _("restriction")), (restrictions.Block.OBJECTION.value, _("objection"))]

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.CASCADE, related_name="blocks")
    kind = models.CharField(max_length=12, choices=KINDS)
    subject_table = models.CharField(max_length=60)
    subject_ref = models.UUIDField(db_index=True)
    customer_ref = models.UUIDField(null=True, db_index=True)
    consents = models.BooleanField(default=False)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ("since",)
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "subject_table", "subject_ref"), condition=models.Q(lifted_at=None), name="one_block_of_a_kind"
            ),
        )

    def __str__(self) -> str:
        return self.kind
