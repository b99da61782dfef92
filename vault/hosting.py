"""What the vault lends for a change of hosts or of devices: a certificate for the executor's account there, and what is kept for them in secret."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from vault.kept import DEVICES, HOSTS, secret
from vault.port import Need, Performer
from vault.ssh import in_memory, need, received
from vault.things import (
    DEVICES_ACCOUNT,
    DEVICES_LONGEST,
    DEVICES_SIGNER,
    HOSTS_ACCOUNT,
    HOSTS_LONGEST,
    HOSTS_SIGNER,
)


class Files(NamedTuple):
    """A key and its certificate, by the paths under which OpenSSH reads them from this process's memory."""

    key: str
    certificate: str


def certificate(digest: str) -> Need:
    """A certificate for the executor's account on hosts, which names the plan that it is for."""
    return need(HOSTS_SIGNER, (HOSTS_ACCOUNT,), HOSTS_LONGEST, digest)


def certificate_of_devices(digest: str) -> Need:
    """The same for devices that are entered with a key."""
    return need(DEVICES_SIGNER, (DEVICES_ACCOUNT,), DEVICES_LONGEST, digest)


def needs(digest: str, names: Sequence[str]) -> tuple[Need, ...]:
    """All that a plan of hosts takes, given its digest and the names of the secrets that it lays."""
    return (certificate(digest), *(secret(HOSTS, name) for name in sorted(set(names))))


def needs_of_devices(digest: str, names: Sequence[str], *, by_key: bool) -> tuple[Need, ...]:
    """All that a plan of devices takes, given the names of what these are entered with, and whether a key is among it."""
    own = (certificate_of_devices(digest),) if by_key else ()
    return (*own, *(secret(DEVICES, name) for name in sorted(set(names))))


@contextmanager
def running(hand: Performer, wanted: Need) -> Iterator[Files]:
    """The key and the certificate of a change, for as long as this lasts; no file of any folder holds them.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 070).
    """
    made = received(wanted, hand.perform(wanted))
    with ExitStack() as stack:
        paths = [stack.enter_context(in_memory(name, made[name])) for name in ("private_key", "certificate")]
        yield Files(*paths)
