"""Addresses of who sends a form: from whom they are believed, how they are shortened, and when they go (law.md S17, S18).

The whole address serves one purpose, to clear up abuse; it goes after hours that really pass, unless a case of abuse holds it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from vorzimmer.domain.days import elapsed

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

DEFAULT_HOURS, LEAST_HOURS, MOST_HOURS = 72, 1, 168
"""Hours that a whole address is kept (D-12: three days; never more than seven, the upper anchor of BGH III ZR 391/13)."""
REVIEW_EVERY = timedelta(days=7)
"""A case of abuse that nobody has looked at for so long holds nothing any more."""
KEPT_OF_4, KEPT_OF_6 = 24, 32
"""Bits of a shortened address: IPv4 without its last octet. Of IPv6 only /32, because /48 to /56 is one customer's line and a 6to4
address holds a whole IPv4 address in its first 48 bits (D-13)."""
LINE_OF_6 = 48
"""Bits of IPv6 that belong to one line at least (RFC 6177): whoever floods has all of them."""
TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 written as IPv6 by a translator (RFC 6052)."""


class NoAddress(ValueError):
    """The text is no IP address."""


def read(text: str) -> Address:
    """Read an address. IPv4 that is written as IPv6 (::ffff:192.0.2.1, 64:ff9b::192.0.2.1) is IPv4; a zone (%eth0) is left out.

    Raises NoAddress.
    """
    try:
        found = ip_address(text.strip().partition("%")[0])
    except ValueError:
        raise NoAddress("this is no IP address") from None
    if isinstance(found, IPv4Address):
        return found
    if found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return IPv4Address(int(found) & 0xFFFF_FFFF) if found in TRANSLATED else found


def shortened(address: Address) -> Network:
    """Shorten so that it leads to nobody: IPv4 to /24, IPv6 to /32, which leaves of 6to4 half of an IPv4 address and of Teredo nothing."""
    return _cut(address, KEPT_OF_4, KEPT_OF_6)


def neighbourhood(address: Address) -> Network:
    """Say together with whom an address is slowed down when it floods: the /24, or the /48 that one line may have.

    It is finer than what may be kept, so that one line does not slow down a whole provider; it stays in memory, as a keyed hash.
    """
    return _cut(address, KEPT_OF_4, LINE_OF_6)


def _cut(address: Address, of_4: int, of_6: int) -> Network:
    return ip_network((address, of_4 if isinstance(address, IPv4Address) else of_6), strict=False)


# --- proxies -----------------------------------------------------------------------------------------------------------


def networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks that are separated by spaces or commas ("127.0.0.1 10.0.0.0/8"). Raises ValueError."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(ip_network(word, strict=True))
        except ValueError:
            raise ValueError(f"{word!r} is no address and no network like 10.0.0.0/8") from None
    return tuple(found)


def sender(peer: str, forwarded: str, trusted: Iterable[Network]) -> str:
    """Say who sent a request that came from `peer` with this X-Forwarded-For; blank when that is no address at all.

    Only listed proxies are believed, from the last one back: what stands before the first address that is not listed, the sender
    may have written himself. Without a readable word of a proxy it is the proxy.
    """
    believed = tuple(trusted)
    try:
        current = read(peer)
    except NoAddress:
        return ""
    for word in reversed(forwarded.split(",")):
        if not any(current in network for network in believed):
            break
        try:
            current = read(_without_port(word.strip()))
        except NoAddress:
            break
    return str(current)


def _without_port(word: str) -> str:
    """Take a port off, as some proxies write it: 192.0.2.1:4711, [2001:db8::1]:4711."""
    if word.startswith("["):
        return word[1:].partition("]")[0]
    return word.partition(":")[0] if word.count(":") == 1 else word


# --- until when --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AbuseHold:
    """A case of abuse that an address belongs to; `seen_at` is when somebody last looked whether it is still needed."""

    seen_at: datetime
    closed_at: datetime | None = None

    @property
    def until(self) -> datetime:
        """Say when it holds no more: when it is closed, or nobody has looked for `REVIEW_EVERY`."""
        lapses = elapsed(self.seen_at, REVIEW_EVERY)
        return lapses if self.closed_at is None else min(lapses, self.closed_at)


def erase_at(received_at: datetime, *, hours: int = DEFAULT_HOURS, hold: AbuseHold | None = None) -> datetime:
    """Say from which moment on (UTC) the whole address is gone: hours as they pass (D-06), or the end of the hold if that is later.

    Raises ValueError for hours out of 1 to 168.
    """
    if not LEAST_HOURS <= hours <= MOST_HOURS:
        raise ValueError(f"an address is kept {LEAST_HOURS} to {MOST_HOURS} hours, not {hours}")
    base = elapsed(received_at, timedelta(hours=hours))
    return base if hold is None else max(base, hold.until)
