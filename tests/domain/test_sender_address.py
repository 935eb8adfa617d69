"""Addresses of senders: the vectors of the law's table, who is believed, and what holds for every address there is."""

from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_network
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.sender_address import AbuseHold, NoAddress, erase_at, neighbourhood, networks, read, sender, shortened

BERLIN = ZoneInfo("Europe/Berlin")
LOOPBACK = networks("127.0.0.0/8 ::1")
addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6))
moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  (the strategy gives the zone)


# --- shortened ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "short"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("203.0.113.0", "203.0.113.0/24"),
        ("255.255.255.255", "255.255.255.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("::ffff:cb00:714d", "203.0.113.0/24"),
        ("64:ff9b::203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1234:5678:9abc:def0:1234:5678", "2001:db8::/32"),
        ("2003:ec:1701:2300::1", "2003:ec::/32"),
        ("2002:cb00:714d::1", "2002:cb00::/32"),  # 6to4 of 203.0.113.77
        ("2001:0:4136:e378:8000:63bf:34ff:8eb2", "2001::/32"),  # Teredo of 203.0.113.77
        ("::203.0.113.77", "::/32"),
        ("::1", "::/32"),
        ("fe80::1%eth0", "fe80::/32"),
    ],
)
def test_an_address_is_shortened(whole, short):
    assert str(shortened(read(whole))) == short


def test_of_a_6to4_address_no_whole_ipv4_address_is_left():
    assert "714d" not in str(shortened(read("2002:cb00:714d::1")))
    assert str(ip_network("2002:cb00:714d::/48").network_address) == "2002:cb00:714d::"  # what /48 would have left


@pytest.mark.parametrize("text", ["", "unknown", "203.0.113", "203.0.113.256", "_hidden", "1.2.3.4, 5.6.7.8", "203.0.113.077"])
def test_what_is_no_address_is_refused_without_repeating_it(text):
    with pytest.raises(NoAddress, match=r"^this is no IP address$"):
        read(text)


@given(addresses)
def test_a_shortened_address_holds_the_whole_one_and_256_others_at_least(address):
    network = shortened(read(str(address)))
    assert read(str(address)) in network
    assert network.num_addresses in {2**8, 2**96}


@given(st.ip_addresses(v=4), st.integers(0, 255))
def test_neighbours_of_one_ipv4_network_become_the_same(address, last):
    neighbour = IPv4Address(int(address) & 0xFFFFFF00 | last)
    assert shortened(address) == shortened(neighbour)


@given(st.ip_addresses(v=4))
def test_mapped_and_translated_ipv4_is_ipv4(address):
    assert read(f"::ffff:{address}") == read(f"64:ff9b::{address}") == address


@given(st.ip_addresses(v=6), st.integers(0, 2**80 - 1))
def test_one_line_is_one_neighbourhood_whatever_it_draws(address, rest):
    if isinstance(read(str(address)), IPv4Address):
        return
    other = IPv6Address(int(address) >> 80 << 80 | rest)
    if isinstance(read(str(other)), IPv6Address):
        assert neighbourhood(address) == neighbourhood(other)


# --- proxies -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "expected"),
    [
        ("203.0.113.77", "", "127.0.0.1", "203.0.113.77"),
        ("203.0.113.77", "198.51.100.1", "127.0.0.1", "203.0.113.77"),  # not a proxy of ours: it may say what it likes
        ("127.0.0.1", "203.0.113.77", "127.0.0.1", "203.0.113.77"),
        ("127.0.0.1", "198.51.100.1, 203.0.113.77", "127.0.0.1", "203.0.113.77"),  # the first one was invented by the sender
        ("127.0.0.1", "198.51.100.1, 203.0.113.77, 10.0.0.2", "127.0.0.1 10.0.0.0/8", "203.0.113.77"),
        ("127.0.0.1", "10.0.0.9, 203.0.113.77, 10.0.0.2", "127.0.0.1 10.0.0.0/8", "203.0.113.77"),
        ("127.0.0.1", "10.0.0.9", "127.0.0.1 10.0.0.0/8", "10.0.0.9"),
        ("::ffff:127.0.0.1", "203.0.113.77", "127.0.0.1", "203.0.113.77"),
        ("::1", "2001:db8::7", "::1", "2001:db8::7"),
        ("127.0.0.1", "203.0.113.77:4711", "127.0.0.1", "203.0.113.77"),
        ("127.0.0.1", "[2001:db8::7]:4711", "127.0.0.1", "2001:db8::7"),
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", ",,", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.77", "", "127.0.0.1"),
        ("", "203.0.113.77", "127.0.0.1", ""),
    ],
)
def test_only_listed_proxies_say_who_sent_it(peer, forwarded, trusted, expected):
    assert sender(peer, forwarded, networks(trusted)) == expected


@given(addresses, st.lists(st.one_of(addresses.map(str), st.text(max_size=20)), max_size=5))
def test_who_is_no_proxy_cannot_be_somebody_else(address, words):
    peer = read(str(address))
    if any(peer in network for network in LOOPBACK):
        return
    assert sender(str(address), ", ".join(words), LOOPBACK) == str(peer)
    assert sender("127.0.0.1", ", ".join([*words, str(address)]), LOOPBACK) == str(peer)


def test_proxies_are_read_from_a_setting():
    assert [str(each) for each in networks("127.0.0.1, 10.0.0.0/8\n::1")] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]
    assert networks(" ") == ()
    with pytest.raises(ValueError, match=r"'10\.0\.0\.1/8' is no address and no network"):
        networks("127.0.0.1 10.0.0.1/8")


# --- until when --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "hours", "gone"),
    [
        (datetime(2026, 10, 24, 12, tzinfo=BERLIN), 72, "2026-10-27 11:00"),
        (datetime(2027, 3, 27, 12, tzinfo=BERLIN), 72, "2027-03-30 13:00"),
        (datetime(2026, 11, 26, 12, tzinfo=BERLIN), 72, "2026-11-29 12:00"),
        (datetime(2026, 11, 26, 12, tzinfo=BERLIN), 1, "2026-11-26 13:00"),
        (datetime(2026, 11, 26, 12, tzinfo=BERLIN), 168, "2026-12-03 12:00"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), 72, "2027-01-04 00:30"),
    ],
)
def test_hours_are_hours_that_pass(received, hours, gone):
    assert f"{erase_at(received, hours=hours).astimezone(BERLIN):%Y-%m-%d %H:%M}" == gone


@pytest.mark.parametrize("hours", [0, -1, 169])
def test_no_address_is_kept_longer_than_seven_days_by_a_setting(hours):
    with pytest.raises(ValueError, match="1 to 168 hours"):
        erase_at(datetime(2026, 11, 26, tzinfo=UTC), hours=hours)


RECEIVED = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hold", "gone"),
    [
        (None, datetime(2026, 11, 23, 12, tzinfo=UTC)),
        (AbuseHold(seen_at=datetime(2026, 11, 21, 9, tzinfo=UTC)), datetime(2026, 11, 28, 9, tzinfo=UTC)),
        (
            AbuseHold(seen_at=datetime(2026, 11, 21, 9, tzinfo=UTC), closed_at=datetime(2026, 11, 22, tzinfo=UTC)),
            datetime(2026, 11, 23, 12, tzinfo=UTC),
        ),
        (
            AbuseHold(seen_at=datetime(2026, 11, 27, 9, tzinfo=UTC), closed_at=datetime(2026, 11, 30, tzinfo=UTC)),
            datetime(2026, 11, 30, tzinfo=UTC),
        ),
    ],
)
def test_a_case_of_abuse_holds_until_it_is_closed_or_nobody_looks_any_more(hold, gone):
    assert erase_at(RECEIVED, hold=hold) == gone


@given(moments, st.integers(1, 168), st.one_of(st.none(), moments), st.one_of(st.none(), moments))
def test_a_hold_never_shortens_and_never_holds_longer_than_a_week_after_the_last_look(received, hours, seen, closed):
    base = erase_at(received, hours=hours)
    assert base - received == timedelta(hours=hours)
    held = erase_at(received, hours=hours, hold=AbuseHold(seen_at=seen, closed_at=closed)) if seen else base
    assert held >= base
    assert held == base or held <= seen + timedelta(days=7)
