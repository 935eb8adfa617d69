"""The outbox: one row per message, from the moment it is owed until long after it was sent."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Channel, Customer
from vorzimmer.delivery import queries
from vorzimmer.domain.delivery import DeliveryState, MessageKind, Reason
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager

KIND_NAMES = {MessageKind.EMAIL: _("e-mail"), MessageKind.SMS: _("SMS")}
STATE_NAMES = {
    DeliveryState.WAITING: _("waiting"),
    DeliveryState.LEASED: _("being sent"),
    DeliveryState.SENT: _("sent"),
    DeliveryState.DEAD: _("not delivered"),
    DeliveryState.CANCELLED: _("cancelled"),
}
REASON_NAMES = {
    Reason.UNREACHABLE: _("server cannot be reached"),
    Reason.BUSY: _("server asks to try again later"),
    Reason.SIGN_IN_REFUSED: _("server refuses our sign-in"),
    Reason.RECIPIENT_REFUSED: _("server refuses the recipient"),
    Reason.MAILBOX_FULL: _("mailbox is full"),
    Reason.REFUSED: _("server refuses the message"),
    Reason.UNCLEAR_ANSWER: _("server gives no clear answer"),
    Reason.BAD_ADDRESS: _("not a valid address or number"),
    Reason.NOT_CONFIGURED: _("no SMS gateway is set up"),
    Reason.FORGOTTEN: _("content is already erased"),
    Reason.OWN_FAULT: _("internal error"),
    Reason.NO_AGREEMENT: _("the register of processors does not allow it"),
}


class OutboxMessage(SealedModel):
    """A message to one address.

    `customer` is nobody for letters about enquiries. `key` names what is owed once; `about` is the id of what it tells of; `encloses`
    names files that are fetched when it is sent (`delivery.enclosures`). `not_before` is the moment from which a worker may take it:
    the next attempt while it waits, the end of the lease while it is being sent, nothing once it is closed. `closed_at` is the moment
    at which it was sent, given up or cancelled.
    """

    KINDS = [(kind.value, KIND_NAMES[kind]) for kind in MessageKind]
    STATES = [(state.value, STATE_NAMES[state]) for state in DeliveryState]
    REASONS = [(reason.value, REASON_NAMES[reason]) for reason in Reason]

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="outbox")
    channel = models.ForeignKey(Channel, on_delete=models.SET_NULL, null=True, related_name="outbox")
    kind = models.CharField(max_length=8, choices=KINDS)
    address = SealedTextField(null=True)
    subject = SealedTextField(null=True)
    body = SealedTextField(null=True)
    language = models.CharField(max_length=2)
    key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=36)
    encloses = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=STATES, default=DeliveryState.WAITING.value)
    reason = models.CharField(max_length=20, choices=REASONS, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True)
    provider_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    give_up_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ReadableManager.from_queryset(queries.OutboxQuerySet)()

    class Meta:
        ordering = ("created_at", "id")
        indexes = (
            models.Index(fields=("kind", "not_before"), condition=models.Q(not_before__isnull=False), name="outbox_due"),
            models.Index(fields=("closed_at",), condition=models.Q(body__isnull=False), name="outbox_to_forget"),
            models.Index(fields=("about",), name="outbox_about"),
            models.Index(fields=("state",), name="outbox_state"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)

    @property
    def sent_at(self) -> datetime | None:
        """When the other side took it over."""
        return self.closed_at if self.state == DeliveryState.SENT else None
