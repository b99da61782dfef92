"""Secrets that are kept in the vault each with a key beside it, by which its digest is made: the digest stands in the log, and the key nowhere else."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from vault import codes
from vault.control import said_so
from vault.leases import MOVED
from vault.needs import READ
from vault.port import Need, Performer, Server
from zhengyun.errors import N_, Code, ZhengyunError
from zhengyun.keyed import fresh, keyed

DATA: Final = "secret/data/"
METADATA: Final = "secret/metadata/"
VALUE: Final = "value"
KEY: Final = "key"


class Shelf(NamedTuple):
    """A folder such as `hosts/`, and how it says that something is not there, or is there already."""

    folder: str
    missing: Code
    taken: Code

    def path(self, name: str) -> str:
        """Where something is kept."""
        return DATA + self.folder + name


HOSTS: Final = Shelf("hosts/", codes.NOT_KEPT, codes.HOSTS_KEPT_ALREADY)
"""What roles tell hosts in secret."""
DEVICES: Final = Shelf("devices/", codes.DEVICE_NOT_KEPT, codes.DEVICE_KEPT_ALREADY)
"""What devices are entered with."""


def secret(shelf: Shelf, name: str) -> Need:
    """What is kept under a name."""
    return Need(READ, shelf.path(name))


class Lent:
    """Secrets of a shelf as the vault has lent them, each had once; `digests` are those that the log has on record."""

    def __init__(self, hand: Performer, digests: Callable[[], Mapping[str, str]], shelf: Shelf = HOSTS) -> None:
        self._hand, self._digests, self._shelf = hand, digests, shelf
        self._known: Mapping[str, str] | None = None
        self._values: dict[str, str] = {}

    def digest(self, name: str) -> str:
        """The keyed digest of a secret. Raises: ZhengyunError (ZY-VAULT-099, ZY-VAULT-102)."""
        if self._known is None:
            self._known = self._digests()
        if name not in self._known:
            raise ZhengyunError(self._shelf.missing, name=name, path=self._shelf.path(name))
        return self._known[name]

    def value(self, name: str) -> str:
        """The secret. Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 057, 099, 100, 102)."""
        expected = self.digest(name)
        if name not in self._values:
            self._values[name] = self._had(name, expected)
        return self._values[name]

    def _had(self, name: str, expected: str) -> str:
        words = self._hand.perform(secret(self._shelf, name)).data.get("data")
        found = words if isinstance(words, Mapping) else {}
        value, key = found.get(VALUE), found.get(KEY)
        if not isinstance(value, str) or not isinstance(key, str) or not value:
            raise ZhengyunError(codes.NO_SECRET, path=self._shelf.path(name), problem=N_("there is no value"))
        if _digest(key, name, value) != expected:
            raise ZhengyunError(codes.OTHER_SECRET, path=self._shelf.path(name))
        return value


def keep(server: Server, token: str, shelf: Shelf, name: str, value: str, *, replace: bool = False) -> str:
    """Keep a secret on a shelf under a name, and return its keyed digest; what is kept there is replaced where that is said.

    Raises: ZhengyunError (ZY-VAULT-101, ZY-VAULT-103: something is kept there; ZY-VAULT-001 to 008).
    """
    key = fresh()
    version = _version(server, token, shelf.folder + name) if replace else 0
    body: dict[str, Any] = {"data": {VALUE: value, KEY: key}, "options": {"cas": version}}
    path = shelf.path(name)
    try:
        server.ask("POST", path, body, token=token)
    except ZhengyunError as error:
        if said_so(error, MOVED):
            raise ZhengyunError(shelf.taken, path=path, name=name) from error
        raise
    return keyed(key, name, value)


def _version(server: Server, token: str, path: str) -> int:
    """The version that is kept now; 0 where nothing is."""
    try:
        return int(server.ask("GET", METADATA + path, token=token).data.get("current_version", 0))
    except ZhengyunError as error:
        if error.values.get("status") == 404:
            return 0
        raise


def _digest(key: str, name: str, value: str) -> str:
    try:
        return keyed(key, name, value)
    except ValueError:
        return ""
