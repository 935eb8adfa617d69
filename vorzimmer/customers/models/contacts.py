"""How the customer is told, and who is known to call."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers import queries
from vorzimmer.customers.models.customer import LANGUAGES, Customer
from vorzimmer.customers.models.people import Person
from vorzimmer.privacy.fields import BlindIndexField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Channel(SealedModel):
    """A way to tell the customer, or one person of his, of a note."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")

    class Detail(models.TextChoices):
        FULL = "full", _("the whole note")
        HINT = "hint", _("only that there is one")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="channels")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="channels")
    kind = models.CharField(_("way"), max_length=8, choices=Kind.choices, default=Kind.EMAIL)
    address = SealedTextField(_("address or number"))
    detail = models.CharField(_("content"), max_length=8, choices=Detail.choices, default=Detail.HINT)
    least_urgency = models.PositiveSmallIntegerField(_("from urgency"), default=1)
    language = models.CharField(_("language"), max_length=2, default="de", choices=LANGUAGES)
    active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("kind", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)


class KnownCaller(SealedModel):
    """Somebody whom the customer has named to us: how he is called and what to do when he calls."""

    class Treatment(models.TextChoices):
        USUAL = "usual", _("as usual")
        PUT_THROUGH = "put_through", _("always put through")
        BLOCKED = "blocked", _("never put through, take nothing")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="known_callers")
    number = SealedTextField(_("number"))
    number_index = BlindIndexField(db_index=True)
    name = SealedTextField(_("name"))
    company = SealedTextField(_("company"), blank=True)
    hint = SealedTextField(_("hint for the operator"), blank=True)
    treatment = models.CharField(_("treatment"), max_length=12, choices=Treatment.choices, default=Treatment.USUAL)
    put_through_to = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    objects = ReadableManager.from_queryset(queries.KnownCallerQuerySet)()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "number_index"), name="known_caller_once"),)

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)
