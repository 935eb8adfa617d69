"""What is done with users. Bad input raises ValidationError with the fields' names, and changes nothing."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from vorzimmer.accounts.clock import is_over
from vorzimmer.accounts.models import User
from vorzimmer.accounts.queries import login
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role


@transaction.atomic
def create_user(  # noqa: PLR0913  (each is a field of the user)
    *, email: str, name: str, role: Role, password: str | None = None, language: str = "de", extension: str = ""
) -> User:
    """Let somebody sign in. Without a password nobody can until one is set."""
    user = User(email=login(email), name=name.strip(), role=role, language=language, extension=extension.strip())
    if password is None:
        user.set_unusable_password()
    else:
        _set(user, password)
    keep(user)
    return user


def keep(user: User, *changed: str) -> None:
    """Check a user and keep what was changed of one that is there, or one who is new. Raises ValidationError with the fields' names.

    An address can be taken although nobody sees it any more: until the night, that of who left.
    """
    user.full_clean()
    try:
        with transaction.atomic():
            user.save(update_fields=changed) if changed else user.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"email": User._meta.get_field("email").error_messages["unique"]}) from None


def check_login(*, email: str, name: str, password: str) -> None:
    """Say what `create_user` would refuse of a login, and keep nothing. Raises ValidationError with the fields' names."""
    user = User(email=login(email), name=name.strip(), role=Role.CUSTOMER_OWNER)
    found: dict[str, list[ValidationError]] = {}
    try:
        _set(user, password)
    except ValidationError as error:
        found |= error.error_dict
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        found |= error.error_dict
    if found:
        raise ValidationError(found)


def set_password(user: User, password: str) -> None:
    """Give the user another password; all sign-ins with the old one end."""
    _set(user, password)
    user.save(update_fields=["password"])


def change_language(user: User, language: str) -> None:
    """Speak to the user in "de" or "en" from now on."""
    before = user.language
    user.language = language
    try:
        user.clean_fields(exclude={field.name for field in User._meta.get_fields()} - {"language"})
    except ValidationError:
        user.language = before
        raise
    user.save(update_fields=["language"])


def deactivate(user: User, at: datetime) -> None:
    """Let the user sign in no more; present sign-ins end with their next request. The sign-in is erased at the end of the day (R-ACC)."""
    user.is_active, user.left_on = False, berlin_date(at)
    user.save(update_fields=["is_active", "left_on"])


def reactivate(user: User) -> None:
    """Let the user sign in again."""
    user.is_active, user.left_on = True, None
    user.save(update_fields=["is_active", "left_on"])


def clear_expired_sessions(at: datetime) -> int:
    """Delete the sessions whose sign-in has ended at `at`; returns how many there were."""
    ended = [session.pk for session in Session.objects.iterator() if session.expire_date <= at or is_over(session.get_decoded(), at)]
    deleted, _ = Session.objects.filter(pk__in=ended).delete()
    return deleted


def _set(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error}) from None
    user.set_password(password)
