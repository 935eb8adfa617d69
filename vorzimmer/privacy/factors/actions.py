"""What is done with second factors. Each deed locks the user, so that two at once cannot contradict each other.

Bad input raises ValidationError with the fields' names, and changes nothing.
"""

import base64
import secrets
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.accounts.second_step import is_demanded_of
from vorzimmer.accounts.sessions import end_sessions
from vorzimmer.domain import one_time_codes
from vorzimmer.privacy.factors.models import SecondFactor

LONGEST_NAME = 60
MOST_PASSKEYS = 10

Kind = SecondFactor.Kind

# --- setting up --------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin_app(user: User, on: date) -> SecondFactor:
    """Draw a key for an authenticator app. It counts only after `confirm_app`; a key that was never confirmed is replaced."""
    _lock(user)
    if SecondFactor.objects.of(user).filter(kind=Kind.APP).exists():
        raise ValidationError(_("An authenticator app is set up already. Remove it first to use another one."))
    SecondFactor.objects.filter(user=user, kind=Kind.APP).delete()
    secret = {"key": secrets.token_bytes(one_time_codes.KEY_LENGTH).hex(), "last": ""}
    return SecondFactor.objects.create(user=user, kind=Kind.APP, secret=secret, added_on=on, is_set_up=False)


@transaction.atomic
def confirm_app(user: User, typed: str, at: datetime) -> list[str]:
    """Let the app count, now that it has shown a right code. Returns new recovery codes if the user had none."""
    _lock(user)
    factor = SecondFactor.objects.filter(user=user, kind=Kind.APP, is_set_up=False).first()
    if factor is None:
        raise ValidationError(_("There is no app to set up. Please begin anew."))
    code = one_time_codes.accepted(app_key(factor), typed, at=at, last="")
    if not code:
        raise ValidationError({"code": _("This is not what the app shows now. Please type the six digits that it shows at present.")})
    factor.secret, factor.is_set_up = {**factor.secret, "last": code}, True
    factor.save(update_fields=["secret", "is_set_up"])
    return _codes_if_none(user, factor.added_on)


@transaction.atomic
def add_passkey(user: User, credential: bytes, *, name: str, on: date) -> list[str]:
    """Keep a passkey that the browser has made. Returns new recovery codes if the user had none."""
    _lock(user)
    if SecondFactor.objects.of(user).filter(kind=Kind.PASSKEY).count() >= MOST_PASSKEYS:
        raise ValidationError(_("You have %(most)d passkeys; that is as many as there can be. Remove one first.") % {"most": MOST_PASSKEYS})
    secret = {"credential": base64.b64encode(credential).decode("ascii")}
    SecondFactor.objects.create(user=user, kind=Kind.PASSKEY, name=_name(name), secret=secret, added_on=on)
    return _codes_if_none(user, on)


@transaction.atomic
def rename_factor(factor: SecondFactor, name: str) -> None:
    factor.name = _name(name)
    factor.save(update_fields=["name"])


@transaction.atomic
def new_codes(user: User, on: date) -> list[str]:
    """Draw recovery codes; those from before hold no more. They are kept as fingerprints: nobody can show them again."""
    _lock(user)
    if not user.factors.steps().exists():
        raise ValidationError(_("Recovery codes stand in for a second step. Set up an app or a passkey first."))
    SecondFactor.objects.filter(user=user, kind=Kind.CODES).delete()
    return _draw_codes(user, on)


# --- taking away -------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove_factor(factor: SecondFactor) -> None:
    """Take an app or a passkey away. With the last one the recovery codes go; where the agency demands one, the last one stays."""
    _lock(factor.user)
    others = SecondFactor.objects.steps().filter(user=factor.user).exclude(pk=factor.pk)
    if others.exists():
        factor.delete()
        return
    if is_demanded_of(factor.user):
        raise ValidationError(_("The agency demands a second step of you. Add another one before you remove the last."))
    SecondFactor.objects.filter(user=factor.user).delete()


@transaction.atomic
def remove_second_step(user: User, at: datetime) -> bool:
    """Take away all that the user proves with besides the password, and end all sign-ins; False when there was nothing."""
    _lock(user)
    deleted, _models = SecondFactor.objects.filter(user=user).delete()
    if deleted:
        end_sessions(user, at)
    return bool(deleted)


# --- proving -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def use_code(user: User, typed: str, at: datetime) -> SecondFactor | None:
    """Accept a code of the user's app, or a recovery code, once. None: it is neither, or was used before."""
    _lock(user)
    for factor in SecondFactor.objects.of(user).exclude(kind=Kind.PASSKEY):
        if _use_app(factor, typed, at) if factor.kind == Kind.APP else _use_paper(factor, typed):
            return factor
    return None


def _use_app(factor: SecondFactor, typed: str, at: datetime) -> bool:
    code = one_time_codes.accepted(app_key(factor), typed, at=at, last=factor.secret["last"])
    if not code:
        return False
    factor.secret = {**factor.secret, "last": code}
    factor.save(update_fields=["secret"])
    return True


def _use_paper(factor: SecondFactor, typed: str) -> bool:
    used = one_time_codes.fingerprint(typed, factor.pk.bytes)
    left = [kept for kept in factor.secret["left"] if kept != used]
    if len(left) == factor.codes_left:
        return False
    factor.secret = {"left": left}
    factor.save(update_fields=["secret"])
    return True


def app_key(factor: SecondFactor) -> bytes:
    """Give the key that an app shares with us."""
    return bytes.fromhex(factor.secret["key"])


# --- within ------------------------------------------------------------------------------------------------------------


def _lock(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)


def _codes_if_none(user: User, on: date) -> list[str]:
    if SecondFactor.objects.filter(user=user, kind=Kind.CODES).exists():
        return []
    return _draw_codes(user, on)


def _draw_codes(user: User, on: date) -> list[str]:
    codes = [_draw_code() for _number in range(one_time_codes.PAPER_CODES)]
    factor = SecondFactor(user=user, kind=Kind.CODES, added_on=on)
    factor.secret = {"left": [one_time_codes.fingerprint(code, factor.pk.bytes) for code in codes]}
    factor.save(force_insert=True)
    return codes


def _draw_code() -> str:
    return one_time_codes.paper_code([secrets.choice(one_time_codes.PAPER_LETTERS) for _letter in range(one_time_codes.PAPER_LENGTH)])


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ValidationError({"name": _("Please give it a name by which you know it again.")})
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("The name is too long; %(most)d letters are enough.") % {"most": LONGEST_NAME}})
    return name
