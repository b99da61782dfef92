"""What the vault lends for a change of hosts: a certificate for the executor's account there, and what hosts are told in secret.

Each secret has a key of its own beside it, by which its digest is made; the digest stands in the log, and the key nowhere else.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Final, NamedTuple

from vault import codes
from vault.control import said_so
from vault.leases import MOVED
from vault.needs import READ
from vault.port import Need, Performer, Server
from vault.ssh import in_memory, need, received
from vault.things import HOSTS_ACCOUNT, HOSTS_LONGEST, HOSTS_SIGNER
from zhengyun.errors import N_, ZhengyunError
from zhengyun.keyed import fresh, keyed

SECRETS: Final = "hosts/"
"""Where they are kept, each under its name."""
DATA: Final = f"secret/data/{SECRETS}"
METADATA: Final = f"secret/metadata/{SECRETS}"
VALUE: Final = "value"
KEY: Final = "key"


class Files(NamedTuple):
    """A key and its certificate, by the paths under which OpenSSH reads them from this process's memory."""

    key: str
    certificate: str


def certificate(digest: str) -> Need:
    """A certificate for the executor's account on hosts, which names the plan that it is for."""
    return need(HOSTS_SIGNER, (HOSTS_ACCOUNT,), HOSTS_LONGEST, digest)


def secret(name: str) -> Need:
    """What hosts are told in secret under a name."""
    return Need(READ, DATA + name)


def needs(digest: str, names: Sequence[str]) -> tuple[Need, ...]:
    """All that a plan of hosts takes, given its digest and the names of the secrets that it lays."""
    return (certificate(digest), *(secret(name) for name in sorted(set(names))))


@contextmanager
def running(hand: Performer, digest: str) -> Iterator[Files]:
    """The key and the certificate of a change, for as long as this lasts; no file of any folder holds them.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 070).
    """
    wanted = certificate(digest)
    made = received(wanted, hand.perform(wanted))
    with ExitStack() as stack:
        paths = [stack.enter_context(in_memory(name, made[name])) for name in ("private_key", "certificate")]
        yield Files(*paths)


class Lent:
    """Secrets as the vault has lent them, each had once; `digests` are those that the log has on record."""

    def __init__(self, hand: Performer, digests: Callable[[], Mapping[str, str]]) -> None:
        self._hand, self._digests = hand, digests
        self._known: Mapping[str, str] | None = None
        self._values: dict[str, str] = {}

    def digest(self, name: str) -> str:
        """The keyed digest of a secret. Raises: ZhengyunError (ZY-VAULT-099)."""
        if self._known is None:
            self._known = self._digests()
        if name not in self._known:
            raise ZhengyunError(codes.NOT_KEPT, name=name, path=DATA + name)
        return self._known[name]

    def value(self, name: str) -> str:
        """The secret. Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 057, 099, 100)."""
        expected = self.digest(name)
        if name not in self._values:
            self._values[name] = self._had(name, expected)
        return self._values[name]

    def _had(self, name: str, expected: str) -> str:
        words = self._hand.perform(secret(name)).data.get("data")
        found = words if isinstance(words, Mapping) else {}
        value, key = found.get(VALUE), found.get(KEY)
        if not isinstance(value, str) or not isinstance(key, str) or not value:
            raise ZhengyunError(codes.NO_SECRET, path=DATA + name, problem=N_("there is no value"))
        if _digest(key, name, value) != expected:
            raise ZhengyunError(codes.OTHER_SECRET, path=DATA + name)
        return value


def keep(server: Server, token: str, name: str, value: str, *, replace: bool = False) -> str:
    """Keep what hosts are told in secret under a name, and return its keyed digest; what is kept there is replaced where that is said.

    Raises: ZhengyunError (ZY-VAULT-101: something is kept there; ZY-VAULT-001 to 008).
    """
    key = fresh()
    version = _version(server, token, name) if replace else 0
    body: dict[str, Any] = {"data": {VALUE: value, KEY: key}, "options": {"cas": version}}
    try:
        server.ask("POST", DATA + name, body, token=token)
    except ZhengyunError as error:
        if said_so(error, MOVED):
            raise ZhengyunError(codes.HOSTS_KEPT_ALREADY, path=DATA + name, name=name) from error
        raise
    return keyed(key, name, value)


def _version(server: Server, token: str, name: str) -> int:
    """The version that is kept now; 0 where nothing is."""
    try:
        return int(server.ask("GET", METADATA + name, token=token).data.get("current_version", 0))
    except ZhengyunError as error:
        if error.values.get("status") == 404:
            return 0
        raise


def _digest(key: str, name: str, value: str) -> str:
    try:
        return keyed(key, name, value)
    except ValueError:
        return ""
