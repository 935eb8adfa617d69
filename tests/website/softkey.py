"""A security key made of software: it makes passkeys and signs with them, truly or as a liar would."""

import hashlib
import json
import struct
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class SoftKey:
    """One passkey for one site."""

    host: str = "localhost"
    origin: str = "http://localhost"
    verified: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: token_bytes(16))
    user: str = ""

    def make(self, options) -> str:
        """Answer the options of a registration."""
        self.user = options["user"]["id"]
        cose = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        credential = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cose
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": self._about(ATTESTED) + credential})
        told = {"clientDataJSON": self._client("webauthn.create", options), "attestationObject": websafe_encode(attestation)}
        return self._answer(told)

    def sign(self, options, **more) -> str:
        """Answer the options of a sign-in."""
        client, about = self._client("webauthn.get", options), self._about(0)
        signed = about + hashlib.sha256(websafe_decode(client)).digest()
        told = {
            "clientDataJSON": client,
            "authenticatorData": websafe_encode(about),
            "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.user,
        }
        return self._answer(told | more)

    def _about(self, flags) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags | PRESENT | (VERIFIED if self.verified else 0)]) + bytes(4)

    def _client(self, kind, options) -> str:
        return websafe_encode(json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode())

    def _answer(self, told) -> str:
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": told})
