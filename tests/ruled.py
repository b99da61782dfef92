"""A vault that is configured by a role file, and whose people come in with their own keys: nobody there has a root token's rights."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from tests.cast import NOW, person, role_file, signer
from tests.vaults import Vault, fresh
from vault.driver import METHODS, Rooted, VaultDriver
from vault.entrance import enter, pem
from vault.founding import first
from vault.planning import plan
from vault.port import Answer, Need, Wrapped
from vault.wanted import Wanted, wanted
from zhengyun.errors import ZhengyunError
from zhengyun.people import Person, Role
from zhengyun.plan import Plan, Scope
from zhengyun.rolefile import RoleFile

EXECUTOR: Final = "executor"


def executor() -> Person:
    """The executor as the role file has him: a key, and no post."""
    return replace(person(EXECUTOR, Role.SYSTEM), title="the executor", posts=())


def roles_of(*people: Person, version: int = 1) -> RoleFile:
    """A role file of the cast and the executor, or of these people and him."""
    whole = people or tuple(map(person, ("wang", "zhou", "li", "sun", "chen")))
    return role_file(*whole, executor(), version=version)


@dataclass
class Ruled:
    """A vault, and the role file that it is configured by."""

    vault: Vault
    roles: RoleFile

    def token(self, name: str) -> str:
        """What somebody asks with, who has come in with his own key."""
        return enter(self.vault.server, name, signer(name), datetime.now(UTC)).token

    def ask(self, name: str, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
        """Ask for something as somebody."""
        return self.vault.server.ask(method, path, body, token=self.token(name))

    def wrapped(self, name: str, method: str, path: str, body: dict[str, Any] | None = None) -> Wrapped:
        """Ask for something that waits."""
        found = self.ask(name, method, path, body).wrapped
        assert found, f"{method} {path} waits for nobody"
        return found

    def authorise(self, name: str, wrapped: Wrapped) -> bool:
        """Agree as somebody; whether all have who must."""
        return bool(
            self.ask(name, "POST", "sys/control-group/authorize", {"accessor": wrapped.accessor}).data["approved"]
        )

    def unwrap(self, wrapped: Wrapped) -> Answer:
        """Have what was agreed to."""
        return self.vault.server.ask("POST", "sys/wrapping/unwrap", {}, token=wrapped.token)

    def wanted(self, roles: RoleFile | None = None) -> Wanted:
        """What follows from the role file, or from another."""
        return wanted(roles or self.roles, NOW, pem)

    def plan(self, roles: RoleFile | None = None, *, allow_destroy: bool = False) -> Plan:
        """The plan, by somebody who may look and no more."""
        world = VaultDriver(self.vault.server, lambda: nullcontext(self.token("chen")), Agreed(self, ())).observe()
        return plan("county", "", world, self.wanted(roles), Scope(("vault",), allow_destroy=allow_destroy))

    def carry_out(self, made: Plan, agreeing: Sequence[str] = ("li", "zhou")) -> None:
        """Do what a plan says as the executor, with these people's words."""
        driver = VaultDriver(self.vault.server, lambda: nullcontext(self.token(EXECUTOR)), Agreed(self, agreeing))
        for action in made.actions:
            driver.begin(action, {})

    def settle(self) -> None:
        """Bring all back to what the role file says, as root."""
        driver = VaultDriver(
            self.vault.server, lambda: nullcontext(self.vault.root), Rooted(self.vault.server, self.vault.root)
        )
        scope = Scope(("vault",), allow_destroy=True)
        while (found := plan("county", "", driver.observe(), self.wanted(), scope)).actions:
            for action in found.actions:
                driver.begin(action, {})


@dataclass
class Agreed:
    """Opens each request as the executor, has these people authorise it, and has it."""

    ruled: Ruled
    people: Sequence[str]

    def perform(self, need: Need) -> Answer:
        """Do it."""
        token = self.ruled.token(EXECUTOR)
        method = METHODS[need.operation]
        wrapped = self.ruled.vault.server.ask(method, need.path, need.body or None, token=token).wrapped
        assert wrapped, f"{need} waits for nobody"
        for name in self.people:
            self.ruled.authorise(name, wrapped)
        answer = self.ruled.vault.server.ask("POST", "sys/wrapping/unwrap", {"token": wrapped.token}, token=token)
        self.ruled.vault.server.ask("POST", "auth/token/revoke-self", {}, token=wrapped.token)
        return answer


def refused(error: ZhengyunError) -> bool:
    """Whether the vault itself has said no."""
    return error.code.id == "ZY-VAULT-003"


@pytest.fixture(scope="session")
def ruled_vault(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ruled]:
    """The vault of all tests of a process that need one configured."""
    with fresh(tmp_path_factory.mktemp("ruled")) as made:
        found = Ruled(made, roles_of())
        first(made.server, made.root, found.wanted())
        yield found


@pytest.fixture
def ruled(ruled_vault: Ruled) -> Iterator[Ruled]:
    """A vault that is configured as the role file says; so it is again when the test is over."""
    yield ruled_vault
    ruled_vault.settle()
