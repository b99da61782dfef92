"""What we speak and what the role `ssh_hardening` leaves hosts to speak is told in two places, and must meet."""

import re
from pathlib import Path
from typing import Final

import pytest

from remote.algorithms import CIPHERS, KEY_EXCHANGES, MACS, NEWEST, signatures

DEFAULTS: Final = Path(__file__).resolve().parents[3] / "playbooks/roles/ssh_hardening/defaults/main.yml"


def left(name: str) -> set[str]:
    """The words of a list of the role."""
    found = re.search(rf"^ssh_hardening_{name}:\n((?:  - \S+\n)+)", DEFAULTS.read_text("utf-8"), re.MULTILINE)
    assert found, name
    return set(found[1].replace("  - ", "").split())


@pytest.mark.parametrize(
    ("name", "ours"),
    [("kex", KEY_EXCHANGES), ("ciphers", CIPHERS), ("macs", MACS), ("signatures", signatures())],
)
def test_a_host_that_is_hardened_speaks_nothing_that_we_do_not(name: str, ours: tuple[str, ...]) -> None:
    assert left(name) <= {*ours, "sk-ssh-ed25519@openssh.com"}


def test_nothing_old_is_spoken() -> None:
    words = (*NEWEST, *KEY_EXCHANGES, *CIPHERS, *MACS, *signatures())
    # RFC 9142 (SHA-1, groups of less than 2048 bits), RFC 8758 (arcfour), CBC and 3DES of SP 800-131A, DSA.
    assert not [one for one in words if re.search(r"sha1|cbc|3des|arcfour|ssh-dss|md5|umac-64|group1-|^ssh-rsa$", one)]
