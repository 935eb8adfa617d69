"""What is done with people who sign in, where it touches teams and customers. Bad input raises ValidationError, nothing changes."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.actions import create_user, deactivate, keep, reactivate, set_password
from vorzimmer.accounts.models import User
from vorzimmer.accounts.queries import login
from vorzimmer.customers.actions.entries import AccessEntry, StaffEntry
from vorzimmer.customers.models import Customer, Team
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role

# --- staff -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def employ(entry: StaffEntry, *, password: str) -> User:
    """Let somebody of the agency sign in, and answer for the teams. Who has not signed the undertaking gets no calls under §203 StGB."""
    _check_staff(entry)
    user = create_user(
        email=entry.email, name=entry.name, role=entry.role, password=password, language=entry.language, extension=entry.extension
    )
    user.secrecy_signed_on = entry.secrecy_signed_on
    user.save(update_fields=["secrecy_signed_on"])
    user.teams.set(entry.teams)
    return user


@transaction.atomic
def change_staff(user: User, entry: StaffEntry) -> User:
    """Write anew what is known of somebody of the agency. The last owner stays an owner."""
    _check_staff(entry)
    if entry.role != Role.OWNER:
        _keep_an_owner(user, field="role")
    user.email, user.name, user.role = login(entry.email), entry.name.strip(), entry.role
    user.language, user.extension = entry.language, entry.extension.strip()
    user.secrecy_signed_on = entry.secrecy_signed_on
    keep(user, "email", "name", "role", "language", "extension", "secrecy_signed_on")
    user.teams.set(entry.teams)
    return user


@transaction.atomic
def dismiss(user: User, at: datetime) -> None:
    """Let somebody of the agency sign in no more. The last owner stays."""
    _keep_an_owner(user)
    deactivate(user, at)
    user.teams.clear()


@transaction.atomic
def reinstate(user: User, *, password: str) -> None:
    """Let somebody sign in again, with a new password. Raises ValidationError for whose sign-in was erased."""
    if user.is_erased:
        raise ValidationError(_("This sign-in was erased at the end of the last day. Please enter the person anew."))
    set_password(user, password)
    reactivate(user)


# --- teams -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def found_team(*, name: str, members: Iterable[User]) -> Team:
    """Put operators together who answer for the same customers."""
    return _write_team(Team(), name, members)


@transaction.atomic
def change_team(team: Team, *, name: str, members: Iterable[User]) -> Team:
    return _write_team(team, name, members)


@transaction.atomic
def dissolve_team(team: Team) -> None:
    """Delete a team that answers for nobody and has never answered a call."""
    if team.customers.exists():
        raise ValidationError(_("This team answers for customers. Give them to another team first."))
    if team.calls.exists():
        raise ValidationError(_("Calls of this team are still kept. It can be deleted when they are."))
    team.delete()


# --- people of a customer ----------------------------------------------------------------------------------------------


@transaction.atomic
def give_access(customer: Customer, entry: AccessEntry, *, password: str) -> tuple[User, bool]:
    """Let somebody read the customer's notes. Who signs in already keeps name, role and password; True: `password` is the one to use."""
    _check_role(entry.role, CUSTOMERS)
    user = User.objects.filter(email=login(entry.email)).first()
    if user is not None and user.role in STAFF:
        raise ValidationError({"email": _("Somebody of the agency signs in with this address.")})
    if user is not None and customer.users.filter(pk=user.pk).exists():
        raise ValidationError({"email": _("Somebody already signs in with this address.")})
    known = user is not None and user.is_active
    if user is None:
        user = create_user(email=entry.email, name=entry.name, role=entry.role, password=password, language=entry.language)
    elif not known:
        reinstate(user, password=password)
    customer.users.add(user)
    return user, not known


@transaction.atomic
def withdraw_access(customer: Customer, user: User, at: datetime) -> None:
    """Let somebody read the customer's notes no more; who has no other customer signs in no more."""
    customer.users.remove(user)
    if user.role in CUSTOMERS and not user.customers.exists():
        deactivate(user, at)


# --- what the responsible people of a customer do themselves --------------------------------------------------------------


@transaction.atomic
def invite(customer: Customer, entry: AccessEntry, *, by: User, password: str) -> tuple[User, bool]:
    """Let a responsible person of the customer let somebody in; as `give_access`, but only whom no other customer knows.

    Otherwise a customer could learn who else signs in here, or take over a sign-in that is good for somebody else's messages.
    """
    _check_hers(customer, by)
    known = User.objects.filter(email=login(entry.email)).first()
    if known is not None and (known.role in STAFF or not _knows_only(known, by)):
        message = _("This address cannot be invited here. Please write to us under “Wishes and complaints”, and we let it in.")
        raise ValidationError({"email": message})
    return give_access(customer, entry, password=password)


@transaction.atomic
def send_away(customer: Customer, user: User, *, by: User, at: datetime) -> None:
    """Let a responsible person take an access away. The last responsible person of a customer stays."""
    _check_hers(customer, by)
    responsible = list(customer.users.select_for_update().active().filter(role=Role.CUSTOMER_OWNER).order_by("pk"))
    if responsible == [user]:
        raise ValidationError(_("Somebody must stay who is responsible. Let in somebody else as responsible first."))
    withdraw_access(customer, user, at)


@transaction.atomic
def renew_password(user: User, *, by: User, password: str) -> None:
    """Let a responsible person make a new first password for somebody who signs in for no other customer."""
    if not user.is_active or user.role in STAFF or not _knows_only(user, by):
        raise ValidationError(_("This person also signs in for somebody else. Please ask us for a new password."))
    set_password(user, password)


def _knows_only(user: User, by: User) -> bool:
    """Whether all customers of `user` are also customers of `by`."""
    return not user.customers.exclude(pk__in=by.customers.values("pk")).exists()


def _check_hers(customer: Customer, by: User) -> None:
    if by.role != Role.CUSTOMER_OWNER or not customer.users.filter(pk=by.pk).exists():
        raise ValidationError(_("Only responsible people of the customer let others in."))


# --- checks ------------------------------------------------------------------------------------------------------------


def _write_team(team: Team, name: str, members: Iterable[User]) -> Team:
    chosen = list(members)
    if any(member.role != Role.OPERATOR for member in chosen):
        raise ValidationError({"members": _("Only operators answer calls.")})
    team.name = name.strip()
    team.full_clean()
    team.save()
    team.members.set(chosen)
    return team


def _check_staff(entry: StaffEntry) -> None:
    _check_role(entry.role, STAFF)
    if entry.teams and entry.role != Role.OPERATOR:
        raise ValidationError({"teams": _("Only operators answer calls.")})


def _check_role(role: Role, allowed: frozenset[Role]) -> None:
    if role not in allowed:
        raise ValidationError({"role": _("Choose one of the roles.")})


def _keep_an_owner(user: User, *, field: str | None = None) -> None:
    """Refuse what would leave nobody who can let others in. All owners are locked, so that two cannot send each other away."""
    if user.role != Role.OWNER or not user.is_active:
        return
    owners = list(User.objects.select_for_update().active().filter(role=Role.OWNER).order_by("pk"))
    if owners == [user]:
        message = _("There must be one owner who can sign in.")
        raise ValidationError({field: message} if field else message)
