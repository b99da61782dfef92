"""What OpenSSH's programs are told."""

from pathlib import Path

import pytest

from remote import codes
from remote.openssh import known_hosts, options
from remote.port import Target
from tests.unit.remote.test_pins import KEY
from zhengyun.errors import ZhengyunError


def test_each_host_stands_there_with_its_port_and_its_key_alone() -> None:
    targets = [Target("b", "198.18.1.12", 22, f"{KEY} root@b"), Target("a", "198.18.1.11", 2222, KEY)]
    assert known_hosts(targets) == f"198.18.1.12 {KEY}\n[198.18.1.11]:2222 {KEY}\n"
    assert known_hosts([]) == ""


def test_a_host_without_a_key_is_in_no_file() -> None:
    with pytest.raises(ZhengyunError) as refused:
        known_hosts([Target("a", "198.18.1.11", 22, "")])
    assert refused.value.code is codes.NOT_PINNED


def test_no_file_of_anybodys_is_read_and_no_first_sight_believed() -> None:
    words = options(Path("/run/known"), connect=9)
    assert words[:2] == ("-F", "none")
    assert {
        "UserKnownHostsFile=/run/known",
        "StrictHostKeyChecking=yes",
        "ConnectTimeout=9",
        "ServerAliveInterval=3",
    } <= set(words)
