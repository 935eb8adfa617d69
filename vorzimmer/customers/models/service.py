"""The log of the service ladder: what a customer in default was told, and when everything was given back to him."""

from django.conf import settings
from django.db import models

from vorzimmer.customers.models.customer import Customer
from vorzimmer.domain.service_ladder import LineReason, Told
from vorzimmer.domain.service_rules import Step
from vorzimmer.privacy.reading import ReadableManager


class ServiceStep(models.Model):
    """A line that is never changed: on `told_on` was said that `step` holds from `from_on`; `full` gives everything back.

    `cents` were undisputed and in default then. `by` is nobody when the house gave it back by itself.
    """

    STEPS = [(step.value, step.value) for step in Step]
    REASONS = [(reason.value, reason.value) for reason in LineReason]

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="service_steps")
    step = models.CharField(max_length=16, choices=STEPS)
    told_on = models.DateField()
    from_on = models.DateField()
    reason = models.CharField(max_length=10, choices=REASONS)
    cents = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.step} {self.customer_id}"

    @property
    def told(self) -> Told:
        """The line as the rules read it."""
        return Told(step=Step(self.step), told_on=self.told_on, from_on=self.from_on)

    @property
    def key(self) -> str:
        """Names the letter that tells of it."""
        return f"service:{self.pk}"
