"""Contracts with their tariffs and options over time, how they are paid, and what was agreed to.

Days are Berlin civil dates; the last day of anything is the last one on which it is in force (inclusive).
"""

from datetime import date, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers import queries
from vorzimmer.customers.models.customer import Customer
from vorzimmer.domain import contracts as rules
from vorzimmer.privacy.fields import BlindIndexField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class Offer(models.Model):
    """What is on offer, in two languages. Prices are net cents a month; what usage costs stands in the tariff's rates (billing)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_de = models.CharField(_("name (German)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    summary_de = models.CharField(_("in a sentence (German)"), max_length=300, blank=True)
    summary_en = models.CharField(_("in a sentence (English)"), max_length=300, blank=True)
    monthly_cents = models.PositiveIntegerField(_("cents a month"), default=0)
    public = models.BooleanField(_("can be chosen by anybody"), default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_de if (get_language() or "de").startswith("de") else self.name_en

    @property
    def summary(self) -> str:
        """The sentence in the language of the reader."""
        return self.summary_de if (get_language() or "de").startswith("de") else self.summary_en


class Tariff(Offer):
    """A tariff and its terms."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        WEEKS = "weeks", _("weeks")
        MONTHS = "months", _("months")

    class To(models.TextChoices):
        ANY_DAY = "any_day", _("any day")
        END_OF_MONTH = "end_of_month", _("the end of a month")
        END_OF_TERM = "end_of_term", _("the end of the term")

    minimum_months = models.PositiveSmallIntegerField(_("minimum term in months"), default=1)
    notice_length = models.PositiveSmallIntegerField(_("notice"), default=2)
    notice_unit = models.CharField(_("unit of the notice"), max_length=6, choices=Unit.choices, default=Unit.WEEKS)
    notice_to = models.CharField(_("notice takes effect at"), max_length=12, choices=To.choices, default=To.END_OF_MONTH)
    renews_months = models.PositiveSmallIntegerField(_("renews by months"), default=1)

    @property
    def terms(self) -> rules.Terms:
        """What a contract with this tariff says about its end."""
        return _terms(self)


class Option(Offer):
    """A service beside the tariff: SMS notification, 24-hour extension, or whatever the agency enters."""


CONTRACT_STATES = {
    rules.ContractState.NEW: _("not concluded"),
    rules.ContractState.TRIAL: _("on trial"),
    rules.ContractState.TRIAL_OVER: _("trial is over"),
    rules.ContractState.RUNNING: _("running"),
    rules.ContractState.NOTICE_GIVEN: _("notice given"),
    rules.ContractState.ENDED: _("ended"),
    rules.ContractState.WITHDRAWN: _("withdrawn"),
}


class Contract(models.Model):
    """A contract. Its terms were copied from the tariff when it was concluded; later changes of the tariff do not touch them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contracts")
    number = models.CharField(_("contract number"), max_length=24, unique=True)
    state = models.CharField(max_length=16)
    trial_last_day = models.DateField(_("trial until"), null=True, blank=True)
    concluded_on = models.DateField(_("concluded on"), null=True, blank=True)
    notice_on = models.DateField(_("notice given on"), null=True, blank=True)
    last_day = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(max_length=20, blank=True)
    minimum_months = models.PositiveSmallIntegerField(default=1)
    notice_length = models.PositiveSmallIntegerField(default=2)
    notice_unit = models.CharField(max_length=6, choices=Tariff.Unit.choices, default=Tariff.Unit.WEEKS)
    notice_to = models.CharField(max_length=12, choices=Tariff.To.choices, default=Tariff.To.END_OF_MONTH)
    renews_months = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = queries.ContractQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "number")

    def __str__(self) -> str:
        return self.number

    @property
    def terms(self) -> rules.Terms:
        """What was agreed about the end."""
        return _terms(self)

    @property
    def facts(self) -> rules.Facts:
        """The dates, as the rules read them."""
        trial = self.trial_last_day
        return rules.Facts(
            trial_started_on=None if trial is None else trial - timedelta(days=rules.TRIAL_DAYS),
            concluded_on=self.concluded_on,
            notice_on=self.notice_on,
            last_day=self.last_day,
            withdrawn_on=self.last_day if self.end_reason == rules.ContractEvent.WITHDRAWN else None,
        )

    def standing_on(self, day: date) -> rules.Standing:
        """Say how it stands on a day, whatever `state` said when it was written last."""
        return rules.standing(self.facts, day)

    def tariff_on(self, day: date) -> Tariff:
        """Say which tariff it has on a day; before its first one, that one."""
        rows = sorted(self.tariffs.all(), key=lambda row: row.valid_from)
        begun = [row for row in rows if row.valid_from <= day]
        return (begun[-1] if begun else rows[0]).tariff

    def earliest_end(self, notice_on: date) -> date | None:
        """Say the last day in force if notice is given on this day; None before it is concluded."""
        return None if self.concluded_on is None else rules.earliest_end(self.terms, self.concluded_on, notice_on)


def _terms(row: Tariff | Contract) -> rules.Terms:
    to = rules.EndsAt(row.notice_to)
    return rules.Terms(
        minimum_months=row.minimum_months,
        notice=rules.Notice(number=row.notice_length, unit=rules.NoticeUnit(row.notice_unit)),
        to=to,
        renews_months=row.renews_months if to is rules.EndsAt.END_OF_TERM else 0,
    )


class ContractTariff(models.Model):
    """Which tariff a contract has from a day on."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="tariffs")
    tariff = models.ForeignKey(Tariff, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))

    class Meta:
        ordering = ("valid_from",)
        constraints = (models.UniqueConstraint(fields=("contract", "valid_from"), name="one_tariff_from_a_day"),)

    def __str__(self) -> str:
        return f"{self.valid_from}"


class BookedOption(models.Model):
    """An option of a contract, from a day on and until its last day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="options")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))
    last_day = models.DateField(_("last day"), null=True, blank=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("valid_from", "id")

    def __str__(self) -> str:
        return f"{self.valid_from}"


class ContractEvent(models.Model):
    """What happened to a contract: a line that is never changed. `detail` is a code (of a tariff, an option) or a last day."""

    KINDS = {
        rules.ContractEvent.TRIAL_STARTED.value: _("trial started"),
        rules.ContractEvent.TRIAL_ENDED.value: _("trial ended"),
        rules.ContractEvent.CONCLUDED.value: _("concluded"),
        rules.ContractEvent.NOTICE_GIVEN.value: _("notice given"),
        rules.ContractEvent.NOTICE_WITHDRAWN.value: _("notice taken back"),
        rules.ContractEvent.WITHDRAWN.value: _("withdrawn"),
        rules.ContractEvent.ENDED.value: _("ended"),
        rules.ContractEvent.REACTIVATED.value: _("reactivated"),
        "early": _("service wanted within the period of withdrawal"),
        "tariff": _("tariff"),
        "option_booked": _("option booked"),
        "option_cancelled": _("option cancelled"),
    }

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24)
    day = models.DateField()
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    detail = models.CharField(max_length=60, blank=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.contract_id}"

    @property
    def said(self) -> str:
        """The kind in words."""
        return str(self.KINDS.get(self.kind, self.kind))


class BankAccount(SealedModel):
    """Where direct debits are drawn from, with the SEPA mandate that allows it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="bank_accounts")
    iban = SealedTextField("IBAN")
    iban_index = BlindIndexField(null=True, db_index=True)
    holder = SealedTextField(_("account holder"))
    mandate_reference = models.CharField(_("mandate reference"), max_length=35, unique=True)
    mandate_signed_on = models.DateField(_("signed on"))
    mandate_text = models.CharField(max_length=20)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    created_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("created_at",)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def masked(self) -> str:
        """The IBAN so that its owner knows it again and nobody else learns it: "DE89 … 3000"."""
        return f"{self.iban[:4]} … {self.iban[-4:]}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BST", at=self.created_at)


class Agreement(models.Model):
    """A document that was accepted: which one, which version, word for word (SHA-256), when, by whom."""

    class Kind(models.TextChoices):
        TERMS = "terms", _("terms and conditions")
        PROCESSING = "processing", _("processing agreement (Art. 28 GDPR)")
        SECRECY = "secrecy", _("secrecy undertaking (§203 StGB)")
        MANDATE = "mandate", _("SEPA direct debit mandate")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="agreements")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    version = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager()

    class Meta:
        ordering = ("accepted_at", "kind")

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"
