"""Who issues the invoices, and how each customer gets and pays his."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Customer
from vorzimmer.privacy.reading import ReadableManager


class Issuer(models.Model):
    """The agency as its invoices name it: one row. What is blank is asked for before the first invoice."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the firm"), max_length=70, blank=True)
    street = models.CharField(_("street and number"), max_length=70, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=70, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    contact = models.CharField(_("who answers questions"), max_length=70, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.CharField(_("website"), max_length=100, blank=True)
    register = models.CharField(_("register court and number, managing directors"), max_length=200, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=20, blank=True)
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    is_small_business = models.BooleanField(_("small business (§19 UStG)"), default=False)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    bank = models.CharField(_("bank"), max_length=70, blank=True)
    creditor_id = models.CharField(_("creditor id"), max_length=35, blank=True)
    number_prefix = models.CharField(_("invoice numbers begin with"), max_length=10, default="RE")
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=14)
    notice_days = models.PositiveSmallIntegerField(_("days from invoice to direct debit"), default=14)
    datev_adviser = models.PositiveIntegerField(_("DATEV: number of the adviser"), null=True, blank=True)
    datev_client = models.PositiveIntegerField(_("DATEV: number of the client"), null=True, blank=True)
    chart = models.CharField(_("chart of accounts"), max_length=5, default="SKR03", choices=(("SKR03", "SKR03"), ("SKR04", "SKR04")))

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="one_issuer"),)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Self:
        """The one row; unsaved and blank when nothing was entered yet."""
        return cls.objects.first() or cls()


class BillingProfile(models.Model):
    """How a customer is billed. Without a row all is as usual: by direct debit if there is a mandate, else by transfer."""

    class Form(models.TextChoices):
        ZUGFERD = "zugferd", _("PDF with the data in it (ZUGFeRD)")
        XRECHNUNG = "xrechnung", _("XRechnung (XML)")
        UBL = "ubl", _("XRechnung (XML, UBL)")

    class Pays(models.TextChoices):
        USUAL = "", _("by direct debit if there is a mandate")
        TRANSFER = "transfer", _("always by transfer")

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="billing")
    held = models.BooleanField(_("no invoices for now"), default=False)
    held_reason = models.CharField(_("why"), max_length=200, blank=True)
    form = models.CharField(_("form of the invoice"), max_length=10, choices=Form.choices, default=Form.ZUGFERD)
    email = models.EmailField(_("invoices go to"), blank=True)
    reference = models.CharField(_("buyer reference (Leitweg-ID)"), max_length=46, blank=True)
    pays = models.CharField(_("pays"), max_length=10, choices=Pays.choices, default=Pays.USUAL, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    alert_cents = models.PositiveIntegerField(_("tell me when the month costs more than"), null=True, blank=True)
    alerted_for = models.DateField(null=True, editable=False)
    itemised_from = models.DateField(_("itemised list of calls from"), null=True, blank=True)
    itemised_until = models.DateField(_("itemised list of calls until"), null=True, blank=True)

    objects = ReadableManager()

    def __str__(self) -> str:
        return str(self.customer_id)
