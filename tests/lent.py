"""A vault with the cast's people, an executor, and secrets that are lent under control groups."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.cast import signer
from tests.laying import lay
from tests.vaults import Vault, fresh
from vault import control
from vault.entrance import enter, leave
from vault.keeping import Folder
from vault.leases import Leases
from vault.matching import Opening
from vault.needs import CLOUDS, cloud
from vault.opening import OPENED, Executor
from vault.port import Need
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import SystemClock

EXECUTOR: Final = "executor"
SECURITY: Final = ("li", "sun")
SYSTEM: Final = ("wang", "zhou")
AUDIT: Final = ("chen",)
PASSWORD: Final = "first-light-17"
POLICY: Final = Need(
    "update", "sys/policies/acl/strongroom", {"policy": 'path "strongroom/x" { capabilities = ["read"] }'}
)
LOOK: Final = """
path "sys/control-group/request" { capabilities = ["update"] }
path "auth/token/revoke-self" { capabilities = ["update"] }
"""
AUTHORISE: Final = 'path "sys/control-group/authorize" { capabilities = ["update"] }'


def factor(name: str, capabilities: str) -> str:
    """One factor of a control group."""
    return (
        f'factor "{name}" {{ controlled_capabilities = {capabilities} '
        f'identity {{ group_names = ["{name}-administrators"] approvals = 1 }} }}'
    )


def executors(seconds: int) -> str:
    """What the executor may: a secret takes one factor, the vault's own policies take two."""
    writes = '["create", "update"]'
    return f"""
path "secret/data/*" {{ capabilities = ["read", "update"]
  control_group = {{ ttl = "{seconds}s" {factor("security", '["read"]')} }} }}
path "sys/policies/acl/*" {{ capabilities = {writes}
  control_group = {{ ttl = "{seconds}s" {factor("security", writes)} {factor("system", writes)} }} }}
path "kv-open/*" {{ capabilities = ["read"] }}
{LOOK}"""


@dataclass
class Strongroom:
    """The vault, and what the log tells of it."""

    vault: Vault
    clock: SystemClock = field(default_factory=SystemClock)
    notes: list[Note] = field(default_factory=list)

    def executor(self, folder: Path, tell: Callable[[Note], object] | None = None) -> Executor:
        """The executor with a folder of his own."""
        told = tell or self.notes.append
        return Executor(self.vault.server, EXECUTOR, lambda: signer(EXECUTOR), Folder(folder), told, self.clock)

    def openings(self) -> list[Opening]:
        """What the log says that was opened."""
        return [Opening.read(note.body) for note in self.notes if note.kind == OPENED]

    def leases(self, folder: Path, *needs: Need) -> Leases:
        """What the vault lends."""

        def warned(error: ZhengyunError, until: str) -> None:
            self.notes.append(Note("warned", until, {"code": error.code.id}))

        return Leases(self.executor(folder), needs, warned)

    @contextmanager
    def inside(self, person: str) -> Iterator[str]:
        """Somebody's pass, for a while."""
        token = enter(self.vault.server, person, signer(person), self.clock.now()).token
        yield token
        leave(self.vault.server, token)

    def authorise(self, person: str, accessors: Sequence[str]) -> list[bool]:
        """Somebody agrees to some accessors; whether each was the last word."""
        with self.inside(person) as token:
            return [control.authorise(self.vault.server, token, one) for one in accessors]

    def put(self, site: str, **words: str) -> None:
        """Keep a site's secret anew."""
        version = 0
        with suppress(ZhengyunError):
            version = self.vault.ask("GET", CLOUDS + site)["metadata"]["version"]
        data = {"username": "caretaker", "password": PASSWORD, **words}
        self.vault.ask("POST", CLOUDS + site, {"data": data, "options": {"cas": version}})

    def kept(self, site: str) -> dict[str, str]:
        """What is kept of a site."""
        found: dict[str, str] = self.vault.ask("GET", CLOUDS + site)["data"]
        return found

    def opened(self, folder: Path, request: str, *sites: str) -> list[str]:
        """The accessors of what has been opened for a request."""
        waiting = self.executor(folder).open(request, [cloud(site) for site in sites], self.openings())
        return [one.accessor for one in waiting]


@contextmanager
def strongroom(folder: Path, seconds: int = 600) -> Iterator[Strongroom]:
    """A vault of its own in a folder; what is opened there waits for so many seconds."""
    with fresh(folder) as vault:
        people = (EXECUTOR, *SECURITY, *SYSTEM, *AUDIT)
        groups = {"security-administrators": SECURITY, "system-administrators": SYSTEM, "audit-administrators": AUDIT}
        officers = {name: ["look", "authorise"] for name in (*SECURITY, *SYSTEM)}
        policies = {**officers, **{name: ["look"] for name in AUDIT}, EXECUTOR: ["executor"]}
        lay(vault.server, vault.root, {name: signer(name).public for name in people}, groups, policies)
        for name, text in (("look", LOOK), ("authorise", AUTHORISE), ("executor", executors(seconds))):
            vault.ask("PUT", f"sys/policies/acl/{name}", {"policy": text})
        made = Strongroom(vault)
        for site in ("aspen", "birch"):
            made.put(site)
        yield made
