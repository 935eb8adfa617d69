"""Signs webhooks as the vendors do, with keys of our own."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa


@cache
def key_pair(name="vendor"):
    """One key pair per name."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(name="vendor"):
    return key_pair(name).public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def sipgate_signature(body, name="vendor"):
    return base64.b64encode(key_pair(name).sign(body, padding.PKCS1v15(), hashes.SHA256())).decode()


def placetel_signature(body, secret):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
