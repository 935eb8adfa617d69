"""The register of processors (Art. 28 GDPR), their audits, and what stands at the other end of each connection."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.processors import ConnectorKind, Item, ProcessorFacts, Standing, Transfer
from vorzimmer.privacy.queries import ProcessorQuerySet
from vorzimmer.privacy.reading import ReadableManager

CONNECTORS = {
    ConnectorKind.MAIL: _("e-mail server"),
    ConnectorKind.SMS: _("SMS gateway"),
    ConnectorKind.TELEPHONY: _("telephone system"),
    ConnectorKind.BACKUP: _("place of the backups"),
}
ITEMS = {
    Item.INSTRUCTIONS: _("(a) works only on documented instructions"),
    Item.CONFIDENTIALITY: _("(b) binds its people to confidentiality"),
    Item.SECURITY: _("(c) takes the measures of Art. 32"),
    Item.SUB_PROCESSORS: _("(d) engages others only as Art. 28(2) and (4) allow"),
    Item.RIGHTS: _("(e) helps to answer the requests of data subjects"),
    Item.ASSISTANCE: _("(f) helps with Art. 32 to 36: security, breaches, assessments"),
    Item.RETURN_OR_DELETION: _("(g) deletes or returns everything at the end"),
    Item.AUDITS: _("(h) proves that it keeps this, and lets itself be audited"),
}
TRANSFERS = {
    Transfer.NONE: _("none: it stays in the EEA"),
    Transfer.ADEQUACY: _("adequacy decision (Art. 45)"),
    Transfer.CLAUSES: _("standard contractual clauses (Art. 46(2)(c))"),
    Transfer.RULES: _("binding corporate rules (Art. 47)"),
}
STANDINGS = {
    Standing.PROCESSOR: _("processor (Art. 28)"),
    Standing.OWN: _("operated by ourselves"),
    Standing.CARRIER: _("provider of telecommunications, answers for itself"),
}


class Processor(models.Model):
    """Somebody who processes data on behalf of the agency. `domain.processors.may_process` says whether he may, as the row stands.

    `categories` are codes of the catalogue, `items` letters of Art. 28(3); `sees_secrets`: he gets to know what is told to customers who
    are bound to secrecy. `ended_on` is the day on which he was put out of use.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=120, unique=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    email = models.EmailField(_("e-mail address"), blank=True)
    service = models.CharField(_("what it does"), max_length=200)
    categories = models.JSONField(default=list, blank=True)
    sees_secrets = models.BooleanField(default=True)
    is_bound_to_secrecy = models.BooleanField(default=False)
    agreement = models.CharField(_("agreement"), max_length=200, blank=True)
    agreement_from = models.DateField(_("agreement from"), null=True, blank=True)
    agreement_until = models.DateField(_("agreement until"), null=True, blank=True)
    items = models.JSONField(default=list, blank=True)
    sub_processors = models.TextField(_("sub-processors"), blank=True)
    transfer = models.CharField(max_length=10, blank=True, choices=[(tool.value, name) for tool, name in TRANSFERS.items()])
    selection = models.TextField(_("why it was chosen"), blank=True)
    selected_on = models.DateField(_("chosen on"), null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ReadableManager.from_queryset(ProcessorQuerySet)()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def active(self) -> bool:
        return self.ended_on is None

    @property
    def facts(self) -> ProcessorFacts:
        """What the rule asks of it; `audited_on` comes with `objects.with_audits()`."""
        return ProcessorFacts(
            is_active=self.active,
            country=self.country,
            agreement=self.agreement,
            agreement_from=self.agreement_from,
            agreement_until=self.agreement_until,
            items=frozenset(Item(letter) for letter in self.items),
            sees_secrets=self.sees_secrets,
            is_bound_to_secrecy=self.is_bound_to_secrecy,
            transfer=Transfer(self.transfer),
            selected_on=self.selected_on,
            audited_on=getattr(self, "audited_on", None),
        )


class ProcessorAudit(models.Model):
    """An audit of a processor: what was looked at, what came of it, and the SHA-256 of the file that proves it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    processor = models.ForeignKey(Processor, on_delete=models.CASCADE, related_name="audits")
    on = models.DateField()
    passed = models.BooleanField()
    finding = models.TextField()
    evidence = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-on", "-at")

    def __str__(self) -> str:
        return f"{self.on}"


class Connection(models.Model):
    """Who stands at the other end of the connections of one kind to one host, as somebody declared it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, name) for kind, name in CONNECTORS.items()])
    host = models.CharField(max_length=253)
    standing = models.CharField(max_length=10, choices=[(standing.value, name) for standing, name in STANDINGS.items()])
    processor = models.ForeignKey(Processor, on_delete=models.PROTECT, null=True, blank=True, related_name="connections")
    reason = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("kind", "host")
        constraints = (models.UniqueConstraint(fields=("kind", "host"), name="connection_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.host}"
