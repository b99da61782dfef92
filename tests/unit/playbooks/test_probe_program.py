"""The program that probes, as far as no network is needed: packets that are what they say, marks that are read again, orders that are refused."""

import json
import socket
import subprocess
import sys
import time
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

FILE: Final = Path(__file__).parents[3] / "playbooks" / "roles" / "accounts" / "files" / "zhengyun-probe"
PROGRAM: dict[str, Any] = {"__name__": "probe"}
exec(compile(FILE.read_text("utf-8").rpartition("\nmain()")[0], str(FILE), "exec"), PROGRAM)  # noqa: S102 - our own file
NUMBERS: Final = (("tcp", 4), ("udp", 4), ("icmp", 4), ("tcp", 6), ("udp", 6), ("icmp", 6))
ADDRESSES: Final = {4: ("192.0.2.7", "198.51.100.9"), 6: ("2001:db8::7", "2001:db8:1::9")}


def made(protocol: str, version: int, mark: int, port: int = 40_000, there: int = 8443) -> bytes:
    source, target = map(ip_address, ADDRESSES[version])
    packet: bytes = PROGRAM["packet_of"](PROGRAM["NUMBERS"][protocol, version], source, target, port, there, mark)
    return packet


def summed(data: bytes) -> int:
    """The ones' complement sum of RFC 1071, added up word by word."""
    total = sum(int.from_bytes(data[at : at + 2].ljust(2, b"\0"), "big") for at in range(0, len(data), 2))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total


@given(st.sampled_from(NUMBERS), st.integers(0, 2**32 - 1), st.integers(1025, 65_535), st.integers(0, 65_535))
def test_a_packet_bears_its_mark_and_right_checksums(kind: tuple[str, int], mark: int, port: int, there: int) -> None:
    protocol, version = kind
    packet = made(protocol, version, mark, port, there)
    number, carried = PROGRAM["transport"](packet)
    assert number == PROGRAM["NUMBERS"][protocol, version]
    assert PROGRAM["marker_of"](number, carried) == (mark, "probe")
    source, target = map(ip_address, ADDRESSES[version])
    pseudo = source.packed + target.packed + len(carried).to_bytes(4, "big") + number.to_bytes(4, "big")
    assert summed((b"" if kind == ("icmp", 4) else pseudo) + carried) == 0xFFFF
    if version == 4:
        assert summed(packet[:20]) == 0xFFFF
        assert (IPv4Address(packet[12:16]), int.from_bytes(packet[2:4], "big")) == (source, len(packet))
    else:
        assert (IPv6Address(packet[8:24]), int.from_bytes(packet[4:6], "big")) == (source, len(packet) - 40)


@pytest.mark.parametrize(("flags", "said"), [(0x12, "syn-ack"), (0x14, "rst"), (0x04, "rst"), (0x10, "other")])
def test_an_answer_bears_the_mark_of_what_it_answers(flags: int, said: str) -> None:
    answer = b"\x20\xfb\x9c\x40" + b"\0" * 4 + (7 + 1).to_bytes(4, "big") + b"\x50" + bytes([flags]) + b"\0" * 6
    assert PROGRAM["marker_of"](6, answer) == (7, said)


@pytest.mark.parametrize(("protocol", "version"), NUMBERS)
def test_who_says_that_it_cannot_be_delivered_is_heard(protocol: str, version: int) -> None:
    number, kind = (1, 3) if version == 4 else (58, 1)
    said = bytes([kind, 1]) + b"\0" * 6 + made(protocol, version, 77)
    assert PROGRAM["marker_of"](number, said) == (77, "unreachable")


@given(st.sampled_from((1, 6, 17, 58, 89)), st.binary(max_size=120))
def test_whatever_comes_is_one_of_ours_or_is_not(number: int, data: bytes) -> None:
    found = PROGRAM["marker_of"](number, data)
    assert found is None or found[1] in {"probe", "rst", "syn-ack", "other", "echo", "unreachable"}
    PROGRAM["transport"](data)


@pytest.mark.parametrize(
    "row",
    [
        [0, 1, "tcp", "192.0.2.7", "224.0.0.5", 80, "a", True],
        [0, 1, "tcp", "192.0.2.7", "127.0.0.1", 80, "a", True],
        [0, 1, "tcp", "192.0.2.7", "255.255.255.255", 80, "a", True],
        [0, 1, "udp", "2001:db8::7", "ff02::1", 80, "a", True],
        [0, 1, "udp", "2001:db8::7", "192.0.2.7", 80, "a", True],
        [0, 1, "tcp", "192.0.2.7", "name.example", 80, "a", True],
        [10**9, 1, "tcp", "192.0.2.7", "192.0.2.9", 80, "a", True],
        [0, 2**32, "tcp", "192.0.2.7", "192.0.2.9", 80, "a", True],
        [0, 1, "tcp", "192.0.2.7", "192.0.2.9", 65_536, "a", True],
        [0, 1, "gre", "192.0.2.7", "192.0.2.9", 80, "a", True],
        [0, 1, "tcp", "192.0.2.7"],
        [0, 1, "tcp", "192.0.2.7", "192.0.2.9", 80, "a", True, "no address"],
        [0, 1.5, "tcp", "192.0.2.7", "192.0.2.9", 80, "a", True],
        [0, True, "tcp", "192.0.2.7", "192.0.2.9", 80, "a", True],
        [0, 1, "tcp", "192.0.2.7", "192.0.2.9", 80, 7, True],
        [0, 1, "tcp", "192.0.2.7", "192.0.2.9", 80, "a" * 16, True],
    ],
)
def test_what_nobody_plans_is_not_sent(row: list[object]) -> None:
    with pytest.raises((ValueError, KeyError)):
        PROGRAM["Send"](row, 40_000)


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": "other/1"},
        {"port": 22},
        {"port": 2000.5},
        {"begin": [1]},
        {"begin": True},
        {"milliseconds": 500.5},
        {"sends": {}},
        {"strangers": True, "sends": [[0, 1, "udp", "192.0.2.7", "192.0.2.9", 80, "a", True]]},
        {
            "strangers": True,
            "sends": [[0, 1, "udp", "192.0.2.7", "192.0.2.9", 80, "a", True, "02:00:00:00:00:01"]] * 5_001,
        },
        {"milliseconds": 30_001},
        {"milliseconds": 0},
        # A day ahead, however long tests wait for their turn.
        {"begin": time.time_ns() + 86_400 * 10**9},
        {"sends": [[]] * 20_001},
    ],
)
def test_an_order_beyond_its_bounds_is_none(wrong: dict[str, object]) -> None:
    """Refused before anything is opened: nobody has to be root for that."""
    order = {"schema": "zhengyun-probe/1", "port": 40_000, "begin": 0, "milliseconds": 500, "sends": []}
    with pytest.raises(ValueError):  # noqa: PT011 - its own words
        PROGRAM["Round"]({**order, **wrong})


def test_rules_are_told_without_what_changes_by_itself(tmp_path: Path) -> None:
    rule = {"rule": {"family": "inet", "table": "a", "chain": "b", "handle": 3, "expr": [{"counter": {"packets": 4, "bytes": 9}}, {"drop": None}]}}  # fmt: skip
    (told,) = PROGRAM["rules"]([{"metainfo": {}}, rule])[:1]
    assert told["rule"]["expr"] == [{"counter": None}, {"drop": None}]
    assert PROGRAM["rules"]([{}] * 20_001) is PROGRAM["rules"](None) is None
    (tmp_path / "ip_tables_names").write_text("filter\nnat\n", "ascii")
    assert [one["legacy"]["name"] for one in PROGRAM["legacy"](str(tmp_path))] == ["filter", "nat"]


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"schema": "zhengyun-probe/1", "port": 2000.5, "begin": 0, "milliseconds": 500, "sends": []}',
        b'{"schema": "zhengyun-probe/1", "port": 40000, "begin": {}, "milliseconds": 500, "sends": []}',
        b"7",
        b"\xff",
        b"no order",
    ],
)
def test_an_odd_order_is_answered_in_one_line_and_the_next_is_heard(line: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-I", FILE], input=line + b"\n{}\n", capture_output=True, check=True, timeout=120
    )
    first, second = map(json.loads, done.stdout.splitlines())
    assert first["problem"]
    assert second["problem"]
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("row", "strangers", "left"),
    [
        (["127.0.0.1", "127.0.0.2"], False, True),
        (["192.0.2.77", "192.0.2.78"], False, False),
        (["192.0.2.77", "192.0.2.78", "02:00:00:00:00:01"], False, False),
        (["192.0.2.77", "192.0.2.78", "02:00:00:00:00:01"], True, True),
    ],
)
def test_what_bears_the_address_of_somebody_else_leaves_in_a_test_of_guards_alone(
    row: list[str], strangers: bool, left: bool
) -> None:
    sent: list[object] = []
    one = SimpleNamespace(marker=7, source=row[0], family=socket.AF_INET, target=row[1], via=row[2:], bound=False)
    one.packet = b""
    order = object.__new__(PROGRAM["Round"])
    order.strangers, order.ours, order.kept, order.failed = strangers, {}, set(), {}
    order.shout = sent.append
    order.sender = lambda *_: SimpleNamespace(sendto=lambda *told: sent.append(told))
    order.send(one)
    assert bool(sent) is left
    assert (7 in order.kept) is not left


@pytest.mark.parametrize(("known", "left"), [([], False), ([b"\x02\0\0\0\0\1"], True)])
def test_what_is_shouted_at_everybody_alone_has_not_left(known: list[bytes], left: bool) -> None:
    """No router takes on what was sent to everybody: nothing follows of its not coming."""
    one = SimpleNamespace(marker=7, family=socket.AF_INET, via=[], device="a", packet=b"")
    order = object.__new__(PROGRAM["Round"])
    order.senders = {"frames": SimpleNamespace(sendto=lambda *_: None)}
    order.known, order.vain, order.failed = {"a": [b"\xff" * 6, *known]}, set(), {}
    order.shout(one)
    assert order.failed == {}
    assert (7 not in order.vain) is left


def test_what_of_its_own_leaves_when_the_window_is_nearly_over_has_left_too_late() -> None:
    order = object.__new__(PROGRAM["Round"])
    order.out, order.late, order.inside, order.shouted, order.own, order.latest = (
        set(),
        set(),
        set(),
        set(),
        {7, 8},
        100,
    )
    for marker, at in ((7, 100), (8, 101), (9, 101)):
        order.note(marker, "probe", 4, at)
    # What a router passes on tells that it came through, whenever that was.
    assert (order.out, order.late) == ({7, 9}, {8})


def test_what_the_kernel_has_kept_is_taken_in_at_the_end_with_its_time() -> None:
    """However many they are, and however long ago the window has ended."""
    stamp = (socket.SOL_SOCKET, 35, (5).to_bytes(8, "little") + (7).to_bytes(8, "little"))
    kept = [(made("udp", 4, mark), [stamp], 0, ("a", 0x0800, 0, 0, b"")) for mark in range(1_500)]

    class Wire:
        def recvmsg(self, *_sizes: int) -> object:
            if not kept:
                raise BlockingIOError
            return kept.pop()

    order = object.__new__(PROGRAM["Round"])
    order.wire, order.raw, order.own = Wire(), {}, set()
    order.out, order.late, order.inside, order.shouted = set(), set(), set(), set()
    order.latest = 0
    order.drain()
    assert order.inside == set(range(1_500))
    assert PROGRAM["stamped"]([stamp]) == 5_000_000_007
    assert PROGRAM["stamped"]([]) > 5_000_000_007
