"""What people send over the open pages: enquiries and wishes to be called back, from which address a form came, and cases of abuse."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers import enquiry_queries as queries
from vorzimmer.customers.models.customer import LANGUAGES, Customer
from vorzimmer.domain.enquiries import EnquiryKind, EnquiryState, last_day, remind_on
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Enquiry(SealedModel):
    """What somebody who is no customer asks. It is read through `Enquiry.objects.there(at)`: from `gone_at` on it is not there.

    The id comes with the form, so that one form that is sent twice is one enquiry.
    """

    KINDS = [(EnquiryKind.ENQUIRY.value, _("enquiry")), (EnquiryKind.CALLBACK.value, _("call back"))]
    STATES = [
        (EnquiryState.OPEN.value, _("open")),
        (EnquiryState.ANSWERED.value, _("answered")),
        (EnquiryState.CLOSED.value, _("closed")),
    ]

    kind = models.CharField(max_length=10, choices=KINDS)
    state = models.CharField(max_length=10, choices=STATES, default=EnquiryState.OPEN.value)
    name = SealedTextField(_("name"))
    company = SealedTextField(_("company"), blank=True)
    email = SealedTextField(_("e-mail address"), blank=True)
    phone = SealedTextField(_("telephone"), blank=True)
    best_time = SealedTextField(_("when to call"), blank=True)
    text = SealedTextField(_("text"), blank=True)
    answer = SealedTextField(_("answer"), blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="de")
    received_at = models.DateTimeField()
    last_contact_on = models.DateField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    closed_on = models.DateField(null=True)
    gone_at = models.DateTimeField(db_index=True)

    objects = ReadableManager.from_queryset(queries.EnquiryQuerySet)()

    class Meta:
        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="INT", at=self.received_at)

    @property
    def last_day(self) -> date:
        """The last day on which it is there."""
        return last_day(self.last_contact_on, self.closed_on)

    @property
    def remind_on(self) -> date:
        return remind_on(self.last_contact_on)


class AbuseCase(SealedModel):
    """Something that is cleared up. Its addresses stay until it is closed or nobody has looked at it for seven days (`holds_until`)."""

    reason = SealedTextField(_("what happened"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    holds_until = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("-opened_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="SECURITY", at=self.opened_at)


class SenderForm(models.TextChoices):
    """The forms whose senders' addresses are kept."""

    ENQUIRY = "enquiry", _("enquiry")
    CALLBACK = "callback", _("call back")
    SIGN_UP = "sign_up", _("sign-up")
    NOTICE = "notice", _("notice of a contract")
    WITHDRAWAL = "withdrawal", _("withdrawal")


class SenderAddress(SealedModel):
    """From where a form was sent. Nobody but `actions.read_address` reads `address`, and never without a case."""

    form = models.CharField(max_length=10, choices=SenderForm.choices)
    address = SealedTextField()
    received_at = models.DateTimeField()
    erase_at = models.DateTimeField(db_index=True)
    enquiry = models.ForeignKey(Enquiry, on_delete=models.SET_NULL, null=True, related_name="senders")
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, related_name="senders")
    case = models.ForeignKey(AbuseCase, on_delete=models.SET_NULL, null=True, related_name="senders")

    objects = ReadableManager.from_queryset(queries.SenderQuerySet)()

    class Meta:
        ordering = ("-received_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=None, category="SECURITY", at=self.received_at)


class ShortAddress(models.Model):
    """How many forms came from a shortened address on a day: linked to nothing, and only where the agency wants it."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    network = models.CharField(max_length=43)
    count = models.PositiveIntegerField(default=0)

    objects = ReadableManager()

    class Meta:
        ordering = ("day", "network")
        constraints = (models.UniqueConstraint(fields=("day", "network"), name="short_address_of_a_day"),)

    def __str__(self) -> str:
        return str(self.pk)


class AddressReading(models.Model):
    """Somebody looked at an address, or wanted to. The line names the case, never the address."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    case_ref = models.UUIDField(null=True)
    form = models.CharField(max_length=10, choices=SenderForm.choices)
    allowed = models.BooleanField()

    objects = ReadableManager()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return str(self.pk)
