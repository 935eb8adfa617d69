"""The user: a login, a role, and nothing that tells when or from where somebody signed in."""

from uuid import uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts import queries
from vorzimmer.domain.roles import STAFF, Role

ROLE_NAMES = {
    Role.OWNER: _("Owner"),
    Role.OPERATOR: _("Operator"),
    Role.ACCOUNTANT: _("Accountant"),
    Role.PRIVACY_OFFICER: _("Privacy officer"),
    Role.CUSTOMER_OWNER: _("Customer, responsible"),
    Role.CUSTOMER_USER: _("Customer, staff"),
}
LANGUAGES = (("de", _("German")), ("en", _("English")))


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address, which is kept in lower case.

    `left_on` is the last day of who signs in no more: with it the sign-in is erased, and the row stays for what leads to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(
        _("e-mail address"), unique=True, error_messages={"unique": _("Somebody already signs in with this address.")}
    )
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    language = models.CharField(_("language"), max_length=2, choices=LANGUAGES, default="de")
    extension = models.CharField(
        _("extension"),
        max_length=64,
        blank=True,
        help_text=_("The operator's own telephone: a number, or the user id of the telephone system."),
    )
    secrecy_signed_on = models.DateField(
        _("bound to secrecy on"), null=True, blank=True, help_text=_("Day on which the undertaking of §203 StGB was signed.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    left_on = models.DateField(null=True, blank=True, editable=False)
    last_login = None  # when somebody worked is nobody's business: Django then keeps no such column

    objects = queries.UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ("name", "id")
        constraints = (models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case"),)

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<User {self.pk}>"

    @property
    def is_erased(self) -> bool:
        """Whether the sign-in was erased: who comes back is entered anew."""
        return self.email.endswith(queries.NOBODY)

    @property
    def is_staff_member(self) -> bool:
        """Whether the user works for the agency."""
        return self.role in STAFF

    @property
    def channel(self) -> str:
        """The live channel of the user's own screens."""
        return f"user:{self.pk}"
