"""Slows down whoever guesses passwords. It lives in memory only, and knows addresses and logins only as keyed hashes."""

import hashlib
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from vorzimmer.accounts.queries import login as canonical


@dataclass(slots=True)
class _Failures:
    count: int
    last: datetime


class SignInLimiter:
    """Counts failed sign-ins per address and login together, per login, and per address.

    The pair is the strict one; the other two are wider, so that an office behind one address does not lock itself out and a
    stranger does not easily lock out a colleague. Each count ends `pause` after its last failure. Every process counts for itself.
    """

    def __init__(
        self, *, pair: int = 5, login: int = 20, address: int = 20, pause: timedelta = timedelta(minutes=15), most: int = 30_000
    ) -> None:
        self._limits = {"pair": pair, "login": login, "address": address}
        self._pause = pause
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._guard = threading.Lock()
        self._failures: dict[bytes, _Failures] = {}

    def wait(self, *, address: str, login: str, at: datetime) -> timedelta:
        """How long nobody may try: zero when a try is allowed."""
        with self._guard:
            return max((self._left(key, limit, at) for key, limit in self._keys(address, login)), default=timedelta(0))

    def failed(self, *, address: str, login: str, at: datetime) -> None:
        """Count a wrong password or an unknown login."""
        with self._guard:
            for key, _ in self._keys(address, login):
                before = self._failures.pop(key, None)
                count = before.count + 1 if before is not None and at - before.last < self._pause else 1
                self._failures[key] = _Failures(count, at)
            while len(self._failures) > self._most:
                del self._failures[next(iter(self._failures))]  # the longest untouched is the first

    def succeeded(self, *, address: str, login: str) -> None:
        """Forget the failures of this login from this address. What comes from elsewhere still counts."""
        with self._guard:
            self._failures.pop(self._key("pair", address, canonical(login)), None)

    def _left(self, key: bytes, limit: int, at: datetime) -> timedelta:
        failures = self._failures.get(key)
        if failures is None or failures.count < limit:
            return timedelta(0)
        return max(failures.last + self._pause - at, timedelta(0))

    def _keys(self, address: str, login: str) -> Iterator[tuple[bytes, int]]:
        name = canonical(login)
        yield self._key("pair", address, name), self._limits["pair"]
        yield self._key("login", name), self._limits["login"]
        yield self._key("address", address), self._limits["address"]

    def _key(self, *parts: str) -> bytes:
        return hashlib.blake2b("\0".join(parts).encode(), key=self._secret, digest_size=16).digest()
