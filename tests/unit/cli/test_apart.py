"""What leads into the other network, from what the kernel says of addresses and routes."""

import socket
from contextlib import suppress
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.apart import joining
from cli.netlink import (
    ADDRESS,
    ATTRIBUTE,
    HEADER,
    LOCAL,
    NEW_ADDRESS,
    NEW_ROUTE,
    PEER,
    ROUTE,
    BadMessageError,
    Reached,
    messages,
    reached,
)
from tests.examples import examples

APART = ("198.51.100.0/24", "2001:db8:1::/48")


def address(text: str) -> Reached:
    return Reached(NEW_ADDRESS, ip_network(text), "eth0")


def route(text: str) -> Reached:
    return Reached(NEW_ROUTE, ip_network(text), "eth0")


@pytest.mark.parametrize(
    ("seen", "joins"),
    [
        (address("198.51.100.7"), True),
        (address("198.51.101.7"), False),
        (address("2001:db8:1::7"), True),
        (route("198.51.100.0/24"), True),
        (route("198.51.100.128/25"), True),
        (route("198.51.100.9/32"), True),
        (route("198.0.0.0/8"), True),
        (route("0.0.0.0/1"), False),
        (route("128.0.0.0/1"), True),
        (route("0.0.0.0/0"), False),
        (route("::/0"), False),
        (route("2001:db8::/32"), True),
        (route("2001:db8:2::/48"), False),
        (route("203.0.113.0/24"), False),
    ],
)
def test_an_address_or_a_route_joins_and_the_default_route_does_not(seen: Reached, joins: bool) -> None:
    assert list(joining([seen], APART)) == ([seen] if joins else [])


def test_an_address_is_not_told_again_as_the_route_to_itself() -> None:
    assert list(joining([address("198.51.100.7"), route("198.51.100.7")], APART)) == [address("198.51.100.7")]


def attribute(kind: int, value: bytes) -> bytes:
    whole = ATTRIBUTE.pack(ATTRIBUTE.size + len(value), kind) + value
    return whole + bytes(-len(whole) % 4)


def test_of_a_link_between_two_ends_the_own_end_is_the_address() -> None:
    own, other = (socket.inet_aton(one) for one in ("192.0.2.1", "198.51.100.1"))
    told = ADDRESS.pack(socket.AF_INET, 32, 0, 0, 0) + attribute(PEER, other) + attribute(LOCAL, own)
    assert reached(NEW_ADDRESS, told) == Reached(NEW_ADDRESS, ip_network("192.0.2.1"), "")


@pytest.mark.parametrize(("kind", "counts"), [(1, True), (2, True), (6, False), (7, False), (8, False)])
def test_a_route_that_reaches_nothing_is_none(kind: int, counts: bool) -> None:
    told = ROUTE.pack(socket.AF_INET, 24, 0, 0, 254, 3, 0, kind, 0) + attribute(1, socket.inet_aton("198.51.100.0"))
    assert (reached(NEW_ROUTE, told) is not None) == counts


@given(st.binary(max_size=200), st.sampled_from((NEW_ADDRESS, NEW_ROUTE, 16)))
@examples(400)
def test_whatever_comes_is_read_or_refused(data: bytes, kind: int) -> None:
    with suppress(BadMessageError):
        list(messages(data))
    with suppress(BadMessageError):
        reached(kind, data)


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(0, 100), st.binary(max_size=30)), max_size=5))
@examples(100)
def test_messages_are_told_apart(parts: list[tuple[int, int, bytes]]) -> None:
    data = b"".join(
        HEADER.pack(HEADER.size + len(payload), kind, flags, 1, 0) + payload + bytes(-len(payload) % 4)
        for kind, flags, payload in parts
    )
    assert list(messages(data)) == parts
