"""Slows down whoever sends form after form. It lives in memory only, and knows lines as keyed hashes that end with the process."""

import hashlib
import math
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from vorzimmer.domain.sender_address import NoAddress, neighbourhood, read


@dataclass(slots=True)
class _Bucket:
    """How many forms are free at a moment; a fraction is one that is not full yet."""

    free: float
    at: datetime


class FloodGate:
    """Lets `burst` forms pass at once from one line, and then one each `pause`. Others are not touched by it.

    It forgets a line as soon as that has waited enough; of more than `most` lines at once it forgets the longest untouched.
    """

    def __init__(self, *, burst: int = 10, pause: timedelta = timedelta(seconds=20), most: int = 30_000) -> None:
        self._burst = burst
        self._pause = pause
        self._most = most
        self._secret = secrets.token_bytes(32)
        self._guard = threading.Lock()
        self._buckets: dict[bytes, _Bucket] = {}

    def wait(self, address: str, at: datetime) -> int:
        """Count a form from this address; say how many seconds it must wait: 0 when it may pass, and only then it was counted."""
        key = self._key(address)
        with self._guard:
            bucket = self._buckets.pop(key, None) or _Bucket(float(self._burst), at)
            free = min(float(self._burst), bucket.free + max(at - bucket.at, timedelta(0)) / self._pause)
            passes = free >= 1
            self._buckets[key] = _Bucket(free - 1 if passes else free, at)
            self._forget(at)
        return 0 if passes else math.ceil((1 - free) * self._pause.total_seconds())

    def __len__(self) -> int:
        return len(self._buckets)

    def _forget(self, at: datetime) -> None:
        """Forget the lines that are full again, as far as they were touched longest ago, and what is too much."""
        whole = self._pause * self._burst
        while self._buckets:
            oldest = next(iter(self._buckets))
            if len(self._buckets) <= self._most and at - self._buckets[oldest].at < whole:
                return
            del self._buckets[oldest]

    def _key(self, address: str) -> bytes:
        try:
            line = str(neighbourhood(read(address)))
        except NoAddress:
            line = ""
        return hashlib.blake2b(line.encode(), key=self._secret, digest_size=16).digest()
