"""What leads into the other network, from what the kernel says of addresses and routes."""

import socket
from contextlib import suppress
from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli import netlink
from cli.apart import joining, refuse_where_joined
from cli.netlink import (
    ADDRESS,
    ATTRIBUTE,
    DONE,
    ERROR,
    HEADER,
    INTERRUPTED,
    LOCAL,
    NEW_ADDRESS,
    NEW_ROUTE,
    PEER,
    ROUTE,
    BadMessageError,
    Reached,
    messages,
    reached,
    whole,
)
from tests.examples import examples
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate

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


def message(kind: int, flags: int, payload: bytes) -> bytes:
    return HEADER.pack(HEADER.size + len(payload), kind, flags, 1, 0) + payload


OWN = ADDRESS.pack(socket.AF_INET, 24, 0, 0, 0) + attribute(LOCAL, socket.inet_aton("192.0.2.1"))


def answered(*parts: bytes) -> tuple[Reached, ...] | None:
    """What is made of an answer that comes in these parts, and then no more."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with here, there:
        here.settimeout(0.2)
        for part in parts:
            there.send(part)
        return whole(here)


def test_an_answer_counts_once_it_has_come_to_its_end() -> None:
    part, end = message(NEW_ADDRESS, 2, OWN), message(DONE, 2, bytes(4))
    assert answered(part, end) == answered(part + end) == (Reached(NEW_ADDRESS, ip_network("192.0.2.1"), ""),)
    with pytest.raises(TimeoutError):
        answered(part)


def test_an_answer_during_which_something_changed_does_not_count() -> None:
    assert answered(message(NEW_ADDRESS, 2 | INTERRUPTED, OWN), message(DONE, 2, bytes(4))) is None


def test_a_refusal_of_the_kernel_is_told() -> None:
    with pytest.raises(OSError, match="rtnetlink") as refused:
        answered(message(ERROR, 0, (-1).to_bytes(4, "little", signed=True)))
    assert refused.value.errno == 1


@pytest.mark.parametrize("trouble", [OSError("no answer"), BadMessageError("cut off"), AttributeError("AF_NETLINK")])
def test_where_nobody_can_tell_nothing_starts(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    def silent() -> tuple[Reached, ...]:
        raise trouble

    monkeypatch.setattr(netlink, "seen", silent)
    refuse_where_joined(Estate("town", "Town", "internal", ()))
    with pytest.raises(ZhengyunError) as refused:
        refuse_where_joined(Estate("town", "Town", "internal", (), apart=APART))
    assert (refused.value.code.id, refused.value.exit) == ("ZY-HOST-081", Exit.UNREACHABLE)
