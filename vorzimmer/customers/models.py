"""Customers and all that an operator must know of them while somebody is on the line."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.customers import queries
from vorzimmer.domain import instructions as rules
from vorzimmer.privacy.fields import BlindIndexField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope

LANGUAGES = (("de", _("German")), ("en", _("English")))
BANDS = 12
"""Colours that tell customers apart on the screen."""


class Team(models.Model):
    """Operators who answer for the same customers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, unique=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="teams", blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def channel(self) -> str:
        """The live channel of the team's screens."""
        return f"team:{self.pk}"


class Trade(models.TextChoices):
    """What the customer does. Some trades are bound to secrecy by §203 StGB."""

    PHYSICIAN = "physician", _("physician")
    LAWYER = "lawyer", _("lawyer")
    TAX_ADVISER = "tax_adviser", _("tax adviser")
    CRAFT = "craft", _("craft")
    REAL_ESTATE = "real_estate", _("real estate")
    CONSULTING = "consulting", pgettext_lazy("trade", "consulting")
    TRADE = "trade", _("trade and shop")
    HEALTH = "health", _("health and care")
    SOFTWARE = "software", _("software")
    OTHER = "other", _("other")


class Customer(models.Model):
    """A firm or person in whose name calls are answered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("customer number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    pronunciation = models.CharField(_("how to pronounce it"), max_length=120, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    trade = models.CharField(_("trade"), max_length=20, choices=Trade.choices, default=Trade.OTHER)
    secrecy = models.BooleanField(_("bound to secrecy (§203 StGB)"), default=False)
    colour = models.PositiveSmallIntegerField(_("colour"), default=0)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="customers", verbose_name=_("team"))
    language = models.CharField(_("language on the telephone"), max_length=2, default="de", choices=LANGUAGES)
    active = models.BooleanField(_("active"), default=True)
    since = models.DateTimeField(_("customer since"))
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="customers", blank=True)

    objects = queries.CustomerQuerySet.as_manager()

    class Meta:
        ordering = ("short_name", "number")

    def __str__(self) -> str:
        return self.name

    @property
    def plain_greeting(self) -> str:
        """What is said when no greeting is valid: names only."""
        return f"{self.name}, {{time}}, {{operator}}."

    @property
    def channel(self) -> str:
        """The live channel of the customer's own screens."""
        return f"customer:{self.pk}"


class DialIn(models.Model):
    """A number that leads to the customer: the agency's own number for him, or one of his from which calls are forwarded."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="dial_ins")
    number = models.CharField(_("number"), max_length=32, unique=True, help_text=_("International, for example +49302312500."))
    label = models.CharField(_("label"), max_length=60, blank=True, help_text=_("For example: head office, emergency line."))

    objects = queries.DialInQuerySet.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class Greeting(models.Model):
    """A sentence to say, and when it is valid."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="greetings")
    text = models.CharField(
        _("greeting"),
        max_length=300,
        help_text=_("Write {operator} where the operator says the own name, {time} for good morning, day or evening."),
    )
    weekdays = models.CharField(_("weekdays"), max_length=7, default="0123456", help_text=_("0 is Monday, 6 is Sunday."))
    start = models.TimeField(_("from"), null=True, blank=True)
    end = models.TimeField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("start", "id")

    def __str__(self) -> str:
        return self.text

    def as_rule(self) -> rules.Greeting:
        """Give it the form that the rules read."""
        window = rules.Window(weekdays=frozenset(int(day) for day in self.weekdays), start=self.start, end=self.end)
        return rules.Greeting(id=str(self.pk), text=self.text, window=window)


class Availability(models.TextChoices):
    """Whether a person can be reached now."""

    AVAILABLE = "available", _("available")
    IN_MEETING = "in_meeting", _("in a meeting")
    BUSY = "busy", _("with a client")
    AWAY = "away", _("away")
    ABSENT = "absent", _("not in")


class Person(SealedModel):
    """Somebody of the customer whom callers ask for."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=80)
    function = models.CharField(_("function"), max_length=80, blank=True)
    pronunciation = models.CharField(_("how to pronounce it"), max_length=80, blank=True)
    availability = models.CharField(_("availability"), max_length=12, choices=Availability.choices, default=Availability.AVAILABLE)
    available_again_at = models.DateTimeField(_("until"), null=True, blank=True)
    transfer_number = SealedTextField(_("number for putting through"), blank=True)
    may_transfer = models.BooleanField(_("calls may be put through"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)

    def availability_at(self, at: datetime) -> str:
        """Say the availability at a moment: after `available_again_at` a person is available again by itself."""
        if self.available_again_at is not None and self.available_again_at <= at:
            return Availability.AVAILABLE
        return self.availability


class Instruction(SealedModel):
    """What operators do, never do, or ask."""

    KINDS = (
        (rules.InstructionKind.DO.value, _("do")),
        (rules.InstructionKind.NEVER.value, _("never")),
        (rules.InstructionKind.ASK.value, _("ask")),
    )

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="instructions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="instructions")
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default=rules.InstructionKind.DO.value)
    text = SealedTextField(_("instruction"))
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    set_by = models.CharField(_("ordered by"), max_length=80, blank=True)
    changed_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.changed_at)

    def as_rule(self) -> rules.Instruction:
        """Give it the form that the rules read."""
        return rules.Instruction(
            id=str(self.pk),
            kind=rules.InstructionKind(self.kind),
            text=self.text,
            changed_at=self.changed_at,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            person=self.person_id,
            set_by=self.set_by,
            position=self.position,
        )


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

    class Meta:
        ordering = ("kind", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)


class KnownCaller(SealedModel):
    """Somebody whom the customer has named to us: how he is called and what to do when he calls."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="known_callers")
    number = SealedTextField(_("number"))
    number_index = BlindIndexField(db_index=True)
    name = SealedTextField(_("name"))
    company = SealedTextField(_("company"), blank=True)
    hint = SealedTextField(_("hint for the operator"), blank=True)
    created_at = models.DateTimeField()

    objects = queries.KnownCallerQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "number_index"), name="known_caller_once"),)

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.created_at)
