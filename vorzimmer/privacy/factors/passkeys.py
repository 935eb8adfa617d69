"""The exchange with the browser in which a passkey is made or used (W3C WebAuthn, Level 2); python-fido2 checks the signatures.

Options go out as JSON; what comes back is an untrusted JSON text. The challenge of an exchange is kept by the caller in between.
"""

import base64
import ipaddress
import json
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fido2.server import Fido2Server
from fido2.utils import websafe_decode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from vorzimmer.accounts.models import User
from vorzimmer.privacy.factors.models import SecondFactor

Options = dict[str, Any]
State = dict[str, str]

_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, struct.error, RecursionError)
"""What python-fido2 raises at bytes that make no sense."""


class PasskeyRefused(Exception):
    """What came back from the browser proves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where the browser is: host without port, and origin ("https://example.org")."""

    host: str
    origin: str
    name: str

    @property
    def takes_passkeys(self) -> bool:
        """Whether browsers allow passkeys here: under a name, over https or on the own machine."""
        try:
            ipaddress.ip_address(self.host.strip("[]"))
        except ValueError:
            return self.origin.startswith("https://") or self.host == "localhost"
        return False

    def server(self) -> Fido2Server:
        return Fido2Server(PublicKeyCredentialRpEntity(id=self.host, name=self.name), verify_origin=lambda origin: origin == self.origin)


def registration(site: Site, user: User) -> tuple[Options, State]:
    """Begin to make a passkey. The user is named to the authenticator by the random id, and to the eye by the address."""
    options, state = site.server().register_begin(
        PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.email, display_name=user.name),
        [_credential(factor) for factor in _passkeys(user)],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _sent(options), _kept(state)


def registered(site: Site, state: State, answer: str) -> bytes:
    """Give the credential data to keep. Raises PasskeyRefused."""
    try:
        credential = site.server().register_complete(state, _mapping(answer)).credential_data
    except _MALFORMED as error:
        raise PasskeyRefused(type(error).__name__) from None
    if credential is None:
        raise PasskeyRefused("no credential")
    return bytes(credential)


def question(site: Site, user: User | None) -> tuple[Options, State]:
    """Begin to use a passkey. Nobody (`user` None): any passkey of this site that also checks finger, face or PIN."""
    verification = UserVerificationRequirement.REQUIRED if user is None else UserVerificationRequirement.PREFERRED
    credentials = None if user is None else [_credential(factor) for factor in _passkeys(user)]
    options, state = site.server().authenticate_begin(credentials, user_verification=verification)
    return _sent(options), _kept(state)


def answered(site: Site, state: State, answer: str, user: User | None) -> User:
    """Give who has proved it. `user` None: the passkey itself says whose it is. Raises PasskeyRefused."""
    try:
        response = _mapping(answer)
        found = user if user is not None else _named(response)
        site.server().authenticate_complete(state, [_credential(factor) for factor in _passkeys(found)], response)
    except _MALFORMED as error:
        raise PasskeyRefused(type(error).__name__) from None
    return found


def _named(response: Mapping[str, Any]) -> User:
    handle = UUID(bytes=websafe_decode(response["response"]["userHandle"]))
    user = User.objects.active().filter(pk=handle).first()
    if user is None:
        raise PasskeyRefused("nobody")
    return user


def _mapping(answer: str) -> Mapping[str, Any]:
    parsed = json.loads(answer)
    if not isinstance(parsed, Mapping):
        raise TypeError("an answer is an object")
    return parsed


def _passkeys(user: User) -> Iterable[SecondFactor]:
    return SecondFactor.objects.of(user).filter(kind=SecondFactor.Kind.PASSKEY)


def _credential(factor: SecondFactor) -> AttestedCredentialData:
    return AttestedCredentialData(base64.b64decode(factor.secret["credential"]))


def _sent(options: Any) -> Options:
    sent: Options = dict(options)["publicKey"]
    return sent


def _kept(state: Mapping[str, Any]) -> State:
    return {"challenge": str(state["challenge"]), "user_verification": UserVerificationRequirement(state["user_verification"]).value}
