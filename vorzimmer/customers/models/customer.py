"""The customer, the team that answers for him, and the numbers that lead to him."""

from datetime import date
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.customers import queries
from vorzimmer.domain.service_rules import Step
from vorzimmer.privacy.reading import ReadableManager

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


SECRET_TRADES = frozenset({Trade.PHYSICIAN, Trade.LAWYER, Trade.TAX_ADVISER, Trade.HEALTH})
"""Trades whose secrets §203 StGB protects; such a customer binds the agency in text form before the first call."""


class Land(models.TextChoices):
    """The Land whose holidays count (ISO 3166-2:DE)."""

    BB = "BB", _("Brandenburg")
    BE = "BE", _("Berlin")
    BW = "BW", _("Baden-Württemberg")
    BY = "BY", _("Bavaria")
    HB = "HB", _("Bremen")
    HE = "HE", _("Hesse")
    HH = "HH", _("Hamburg")
    MV = "MV", _("Mecklenburg-Western Pomerania")
    NI = "NI", _("Lower Saxony")
    NW = "NW", _("North Rhine-Westphalia")
    RP = "RP", _("Rhineland-Palatinate")
    SH = "SH", _("Schleswig-Holstein")
    SL = "SL", _("Saarland")
    SN = "SN", _("Saxony")
    ST = "ST", _("Saxony-Anhalt")
    TH = "TH", _("Thuringia")


class Customer(models.Model):
    """A firm or person in whose name calls are answered."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("customer number"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    short_name = models.CharField(_("short name"), max_length=40)
    pronunciation = models.CharField(_("how to pronounce it"), max_length=120, blank=True)
    contact_person = models.CharField(_("contact person"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    land = models.CharField(_("Land (for holidays)"), max_length=2, choices=Land.choices, default=Land.BE)
    is_consumer = models.BooleanField(_("consumer (§13 BGB)"), default=False)
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    trade = models.CharField(_("trade"), max_length=20, choices=Trade.choices, default=Trade.OTHER)
    secrecy = models.BooleanField(_("bound to secrecy (§203 StGB)"), default=False)
    colour = models.PositiveSmallIntegerField(_("colour"), default=0)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="customers", verbose_name=_("team"))
    language = models.CharField(_("language on the telephone"), max_length=2, default="de", choices=LANGUAGES)
    active = models.BooleanField(_("active"), default=True)
    since = models.DateTimeField(_("customer since"))
    reviews = models.BooleanField(
        _("the agency looks at changes first"), default=False, help_text=_("Instructions that the customer publishes wait for you.")
    )
    users = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="customers", blank=True)
    orders = models.ForeignKey(
        "customers.OrdersVersion", on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    # What the log of the service ladder comes to, so that a ringing call asks nothing more; written by `actions.service` only.
    service = models.CharField(max_length=16, default=Step.FULL.value, editable=False)
    service_next = models.CharField(max_length=16, blank=True, editable=False)
    service_next_from = models.DateField(null=True, blank=True, editable=False)

    objects = ReadableManager.from_queryset(queries.CustomerQuerySet)()

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

    def service_on(self, day: date) -> Step:
        """Say which step of the service ladder holds on a day, not before the one on which something was told last."""
        if self.service_next_from is not None and self.service_next_from <= day:
            return Step(self.service_next)
        return Step(self.service)


class DialIn(models.Model):
    """A number that leads to the customer: the agency's own number for him, or one of his from which calls are forwarded."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="dial_ins")
    number = models.CharField(_("number"), max_length=32, unique=True, help_text=_("International, for example +49302312500."))
    label = models.CharField(_("label"), max_length=60, blank=True, help_text=_("For example: head office, emergency line."))
    extensions = models.PositiveSmallIntegerField(
        _("digits of extensions"),
        default=0,
        validators=(MaxValueValidator(queries.MOST_EXTENSION),),
        help_text=_("0: this number alone. Otherwise all numbers that begin with it and have up to so many digits more lead here, too."),
    )

    objects = ReadableManager.from_queryset(queries.DialInQuerySet)()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class PoolNumber(models.Model):
    """A number of the agency that is given to customers. It is free while it leads to nobody and its rest is over."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(_("number"), max_length=32, unique=True)
    area = models.CharField(_("area"), max_length=60, blank=True)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    added_at = models.DateTimeField()

    objects = queries.PoolNumberQuerySet.as_manager()

    class Meta:
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number


class Location(models.Model):
    """A place of the customer: where it is, how one gets there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(_("name"), max_length=80)
    address = models.CharField(_("address"), max_length=200, blank=True)
    directions = models.CharField(_("how to get there"), max_length=400, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ReadableManager()

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name
