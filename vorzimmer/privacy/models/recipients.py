"""Third parties to whom data may be given, if a gate or a law lets them (Art. 15(1)(c) GDPR)."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.gates import RecipientFacts
from vorzimmer.privacy.queries import RecipientQuerySet
from vorzimmer.privacy.reading import ReadableManager

RECIPIENT_KINDS = {
    RecipientKind.COLLECTOR: _("collection agency"),
    RecipientKind.LAWYER: _("lawyer"),
    RecipientKind.BUREAU: _("credit bureau"),
    RecipientKind.COURT: _("court or bailiff"),
    RecipientKind.AUTHORITY: _("authority"),
    RecipientKind.POLICE: _("police or public prosecutor"),
    RecipientKind.BANK: _("bank"),
    RecipientKind.CARRIER: _("telephone or SMS carrier"),
    RecipientKind.TAX_ADVISER: _("tax adviser"),
    RecipientKind.AUDITOR: _("auditor"),
    RecipientKind.INSURER: _("insurer"),
    RecipientKind.PROCESSOR: _("processor (Art. 28)"),
}


class Recipient(models.Model):
    """Somebody to whom data may be given. What he is never changes; who is not in use any more gets nothing.

    `bureau` is the code of the bureau of the notice that he became; it counts once somebody has confirmed it from a register
    (`confirmed_*`). `rdg_number` is his number in the register of legal services, looked up on `checked_on`. `partner_number` is ours
    at him, `age_key` the key for which files to him are encrypted ("age1…").
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=[(kind.value, name) for kind, name in RECIPIENT_KINDS.items()])
    name = models.CharField(_("name"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=10, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, default="DE")
    email = models.EmailField(_("e-mail address"), blank=True)
    rdg_number = models.CharField(_("number in the register of legal services"), max_length=60, blank=True)
    rdg_authority = models.CharField(_("registering authority"), max_length=120, blank=True)
    bureau = models.CharField(_("bureau of the privacy notice"), max_length=30, blank=True)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_source = models.CharField(max_length=200, blank=True)
    partner_number = models.CharField(_("our number there"), max_length=40, blank=True)
    agreement_from = models.DateField(_("agreement from"), null=True, blank=True)
    agreement_until = models.DateField(_("agreement until"), null=True, blank=True)
    age_key = models.CharField(_("key for encrypted files"), max_length=120, blank=True)
    checked_on = models.DateField(_("looked up on"), null=True, blank=True)
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = ReadableManager.from_queryset(RecipientQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "name"), name="recipient_once", violation_error_message=_("This recipient is entered already.")
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody confirmed that he is what became of the bureau of the notice."""
        return self.confirmed_on is not None

    @property
    def facts(self) -> RecipientFacts:
        """What the gates ask of him."""
        return RecipientFacts(
            ref=str(self.pk),
            kind=RecipientKind(self.kind),
            rdg_number=self.rdg_number,
            is_active=self.active,
            bureau=self.bureau,
            is_confirmed=self.is_confirmed,
            agreement_from=self.agreement_from,
            agreement_until=self.agreement_until,
        )
