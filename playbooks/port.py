"""What this room needs of others to reach hosts: by which keys, in which way, and what they are told in secret."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple, Protocol


class Identity(NamedTuple):
    """As whom hosts are reached: an account, the path of its private key, and that of the key's certificate, empty where it has none.

    OpenSSH can read both for as long as whoever gave them says; they may lie in memory alone (`/proc/PID/fd/N`).
    """

    user: str
    key: str
    certificate: str = ""


class Ssh(NamedTuple):
    """How OpenSSH reaches hosts: the text of a file of pinned host keys, and OpenSSH's options given the path where that text lies."""

    known_hosts: str
    options: Callable[[Path], Sequence[str]]


class Secrets(Protocol):
    """What hosts are told in secret, by names such as `snmp/auth`."""

    def digest(self, name: str) -> str:
        """The keyed digest of a secret (`zhengyun.keyed`), for whoever plans; nobody's leave is needed for it.

        Raises: ZhengyunError (ZY-HOST-042: nothing is kept under the name).
        """
        ...

    def value(self, name: str) -> str:
        """The secret itself, while it is lent for a change.

        Raises: ZhengyunError (ZY-HOST-042; ZY-VAULT-* where a vault lends it).
        """
        ...


Runs = Callable[[], AbstractContextManager[Identity]]
"""As whom a change is carried out, for as long as that takes."""
