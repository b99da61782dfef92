"""What is on record of certificates: they themselves, how each stands, lists of those revoked, and the trust in force.

Serial numbers are whole numbers, written as forty hexadecimal digits; instants as in `zhengyun.instant`, empty for none.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from zhengyun.errors import N_

SERIAL_OCTETS: Final = 20
# What people copy from other tools: colons between the octets, blanks, 0x before them.
WRITTEN: Final = re.compile(r"(?:0x)?([0-9A-Fa-f]{1,40})")


class Standing(StrEnum):
    """How a certificate stands, as far as its authority says so; that it has ended its dates say."""

    GOOD = "good"
    HELD = "held"
    REVOKED = "revoked"


# In words: other things are held as well, and not in every language by the same word.
STANDINGS: Final[Mapping[Standing, str]] = {
    Standing.GOOD: N_("good"),
    Standing.HELD: N_("on hold"),
    Standing.REVOKED: N_("revoked"),
}


class Certified(NamedTuple):
    """One certificate. `application` and `number` say which row of which application it is for.

    `key` is SHA-256 of its SubjectPublicKeyInfo; `pair` is the serial number of the other one of two that were made together, 0 for none, and
    `escrow` the name of its key where that is kept here. `at` is when it was recorded.
    """

    authority: str
    serial: int
    holder: str
    profile: str
    subject: str
    not_before: str
    not_after: str
    at: str
    certificate: bytes
    key: bytes
    application: str = ""
    number: int = 0
    pair: int = 0
    escrow: str = ""
    state: Standing = Standing.GOOD
    state_at: str = ""
    reason: str = ""
    invalidity: str = ""


class StatusChange(NamedTuple):
    """From an instant on a certificate stands so. `reason` is a word such as `key-compromise`, or empty; `invalidity` an instant."""

    authority: str
    serial: int
    at: str
    state: Standing
    reason: str = ""
    invalidity: str = ""
    application: str = ""


class Entered(NamedTuple):
    """One certificate that is not good, as a list of revoked ones has it."""

    serial: int
    state: Standing
    at: str
    reason: str
    invalidity: str
    not_after: str


class Escrowed(NamedTuple):
    """A private key that is kept here: its name, whose it is, and the key as it was sealed."""

    name: str
    holder: str
    sealed: bytes
    at: str


class AuthorityCertificate(NamedTuple):
    """A certificate of an authority's own; `key` is where its key is, as the keyring knows it. The newest one signs."""

    authority: str
    serial: int
    certificate: bytes
    key: str
    at: str


class RevocationList(NamedTuple):
    """A list that was signed; `base` is the number of the one that a delta list builds on, 0 for a full one."""

    authority: str
    number: int
    base: int
    this_update: str
    next_update: str
    document: bytes


class Trusted(NamedTuple):
    """One thing of the trust in force: a `domain`, an `authority`, a `profile`, or `recovery`."""

    kind: str
    name: str
    document: Mapping[str, Any]


def written(serial: int) -> str:
    """A serial number as people and records have it."""
    return f"{serial:040x}"


def serial_of(text_: str) -> int:
    """Read a serial number in hexadecimal, as whatever tool has written it.

    Raises: ValueError.
    """
    match = WRITTEN.fullmatch(text_.replace(":", "").replace(" ", "").strip())
    if not match or not int(match[1], 16):
        raise ValueError(f"{text_!r} is no serial number")
    return int(match[1], 16)
