"""Wishes and complaints of customers, each with a state and an answer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models.customer import Customer
from vorzimmer.privacy.fields import SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Wish(SealedModel):
    """What a customer wishes or complains of."""

    class Kind(models.TextChoices):
        WISH = "wish", _("wish")
        COMPLAINT = "complaint", _("complaint")
        PRAISE = "praise", _("praise")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        IN_WORK = "in_work", _("in work")
        ANSWERED = "answered", _("answered")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="wishes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.WISH)
    text = SealedTextField(_("text"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answer = SealedTextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("-raised_at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.raised_at)
