"""One vault for all tests of a process that ask for it: begun, open, with the root token that no real one keeps."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from lab.place import Place
from lab.vault import control
from lab.vault.place import VaultPlace, Wanted
from vault import codes
from vault.embedded import Embedded, render
from vault.server import HttpServer
from zhengyun.errors import ZhengyunError

SHARES: Final = 3
THRESHOLD: Final = 2
# In seconds.
PATIENCE: Final = 300


@dataclass(frozen=True)
class Vault:
    """A vault that is begun: its root token, and the shares of its key (any two open it)."""

    place: Place
    server: HttpServer
    root: str
    keys: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return VaultPlace.of(self.place).root

    @property
    def log(self) -> Path:
        """Its audit log."""
        return VaultPlace.of(self.place).audit

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Ask for something as root, and return its data."""
        return self.server.ask(method, path, body, token=self.root).data

    def seal(self) -> None:
        """Seal it."""
        self.ask("PUT", "sys/seal")

    def unseal(self) -> None:
        """Open it, and return when it answers as the one that writes."""
        for key in self.keys[:THRESHOLD]:
            if self.server.health().sealed:
                self.server.ask("PUT", "sys/unseal", {"key": key})
        active(self.server)

    def restart(self) -> None:
        """End its process and start it anew: it is sealed then."""
        control.down(self.place)
        control.up(self.place, text)


def text(wanted: Wanted) -> str:
    """The configuration as a small site has it."""
    place = wanted.place
    tls = (place.certificate, place.key) if wanted.tls else (None, None)
    return render(Embedded(wanted.listen, wanted.cluster, wanted.address, place.storage, place.audit, *tls))


def soon(do: Callable[[], object]) -> None:
    """Do something as soon as the server can be reached."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            do()
        except ZhengyunError as error:
            if error.code is not codes.UNREACHABLE or time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


def mounted(do: Callable[[], object]) -> None:
    """Do something at a mount of credentials that is being made ready."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            do()
        except ZhengyunError as error:
            if "Upgrading" not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


def active(server: HttpServer) -> None:
    """Return when a vault that was opened serves."""
    ends = time.monotonic() + PATIENCE
    while not server.health().active:
        assert time.monotonic() < ends, "the vault was opened and does not serve"
        time.sleep(0.05)


def share_of(folder: Path, keeper: str) -> Path:
    """Somebody's share of the one vault whose shares are in a folder."""
    (found,) = folder.glob(f"vault-{keeper}-*.share")
    return found


@contextmanager
def empty(folder: Path) -> Iterator[tuple[Place, HttpServer]]:
    """A server that runs in a folder and has not been begun; it is gone in the end."""
    place = Place(folder)
    try:
        yield place, HttpServer(control.up(place, text).address)
    finally:
        control.destroy(place)


@contextmanager
def fresh(folder: Path) -> Iterator[Vault]:
    """A vault of its own in a folder, begun and open; it is gone in the end."""
    with empty(folder) as (place, server):
        said = server.ask("PUT", "sys/init", {"secret_shares": SHARES, "secret_threshold": THRESHOLD}).data
        made = Vault(place, server, said["root_token"], tuple(said["keys_base64"]))
        made.unseal()
        yield made


@pytest.fixture(scope="session")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The vault that all share. Whoever seals it opens it again; what is put into it has names of its own."""
    with fresh(tmp_path_factory.mktemp("bao")) as made:
        yield made
