"""The register of breaches (Art. 33(5) GDPR): facts, effects, what was done, and the proofs that everybody was told."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.breaches import BreachEvent, BreachFacts, BreachState, Risk
from vorzimmer.privacy.queries import BreachQuerySet
from vorzimmer.privacy.reading import ReadableManager

BREACH_STATES = {
    BreachState.NOTICED: _("to be assessed"),
    BreachState.ASSESSED: _("assessed"),
    BreachState.CLOSED: _("closed"),
}
BREACH_EVENTS = {
    BreachEvent.NOTED: _("entered"),
    BreachEvent.ADDED: _("facts added"),
    BreachEvent.ASSESSED: _("risk assessed"),
    BreachEvent.AUTHORITY_TOLD: _("the authority was told"),
    BreachEvent.CONTROLLERS_TOLD: _("the customers concerned were told"),
    BreachEvent.PERSONS_TOLD: _("the people concerned were told"),
    BreachEvent.CLOSED: _("closed"),
}
RISKS = {
    Risk.NONE: _("unlikely to result in a risk"),
    Risk.RISK: _("a risk"),
    Risk.HIGH: _("a high risk"),
}


class Breach(models.Model):
    """A breach, described without names. `aware_at` is when the agency became aware of it: the 72 hours begin then."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(_("in short"), max_length=120)
    facts_text = models.TextField()
    effects = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    happened_at = models.DateTimeField(null=True, blank=True)
    aware_at = models.DateTimeField()
    categories = models.JSONField(default=list, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    own_data = models.BooleanField()
    callers_data = models.BooleanField()
    customers = models.TextField(blank=True)
    risk = models.CharField(max_length=5, blank=True, choices=[(risk.value, name) for risk, name in RISKS.items()])
    risk_reason = models.TextField(blank=True)
    state = models.CharField(
        max_length=10, default=BreachState.NOTICED.value, choices=[(state.value, name) for state, name in BREACH_STATES.items()]
    )
    closed_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ReadableManager.from_queryset(BreachQuerySet)()

    class Meta:
        ordering = ("-aware_at",)

    def __str__(self) -> str:
        return self.title

    @property
    def facts(self) -> BreachFacts:
        """What the rules ask of it."""
        told = {BreachEvent(step.event): step.happened_at for step in self.steps.all() if step.proof}
        return BreachFacts(
            aware_at=self.aware_at,
            own_data=self.own_data,
            callers_data=self.callers_data,
            risk=Risk(self.risk) if self.risk else None,
            told=told,
        )


class BreachStep(models.Model):
    """A line of the file of a breach. `happened_at` is when it was done, `proof` names the paper that shows it."""

    id = models.BigAutoField(primary_key=True)
    breach = models.ForeignKey(Breach, on_delete=models.CASCADE, related_name="steps")
    event = models.CharField(max_length=20, choices=[(event.value, name) for event, name in BREACH_EVENTS.items()])
    happened_at = models.DateTimeField()
    text = models.TextField(blank=True)
    proof = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.event}"
