"""Pinned keys: what OpenSSH writes is read, and nothing else is."""

import base64
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote import codes
from remote.algorithms import SIGNATURES
from remote.pins import pinned
from remote.port import Target, target
from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import Host

# Well formed; nobody has its private half.
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBdtMbHLPdz8LAAyRiHm9sGZNBHOnNUU7lCNCDrCYqKj"


def at(key: str) -> Target:
    return Target("a", "192.0.2.1", 22, key)


def line(kind: str, rest: bytes) -> str:
    data = struct.pack(">I", len(kind)) + kind.encode() + rest
    return f"{kind} {base64.b64encode(data).decode()}"


@given(st.sampled_from(sorted(SIGNATURES)), st.binary(max_size=600), st.text(max_size=20))
def test_a_key_is_read_as_it_was_written_whatever_its_comment(kind: str, rest: bytes, comment: str) -> None:
    written = line(kind, rest)
    assert pinned(at(f"{written} {comment}")).line == written


@given(st.text(max_size=200))
def test_whatever_else_stands_there_is_refused_in_words(text: str) -> None:
    with pytest.raises(ZhengyunError) as refused:
        pinned(at(text))
    assert refused.value.code is codes.NOT_PINNED


@pytest.mark.parametrize("kind", ["ssh-dss", "ssh-ed25519-cert-v01@openssh.com", "ssh-rsa-sha256@ssh.com", "null"])
def test_a_type_that_we_do_not_believe_is_refused_by_its_name(kind: str) -> None:
    with pytest.raises(ZhengyunError) as refused:
        pinned(at(line(kind, b"x")))
    assert kind in str(refused.value)


def test_a_key_of_another_type_than_it_says_is_refused() -> None:
    data = line("ssh-rsa", b"x").split()[1]
    with pytest.raises(ZhengyunError) as refused:
        pinned(at(f"ssh-ed25519 {data}"))
    assert refused.value.code is codes.NOT_PINNED


def test_a_host_of_the_estate_is_a_target() -> None:
    host = Host("p-c1", "", "primary", "core", "router", "198.18.1.11", 2222, KEY)
    assert target(host) == Target("p-c1", "198.18.1.11", 2222, KEY)
