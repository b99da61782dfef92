"""Where attempts at the vault are made: its server, and whoever's key opens here, each come in with his own pass.

Nothing is opened that holds anything: what is asked for under a control group lies at paths that nobody has written.
"""

import os
import secrets
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from cli.proving.trials import MissingError
from governance.proving import Heard
from vault import codes
from vault.entrance import ROLE, enter, leave, mount, signed_token
from vault.port import Answer, Server, Wrapped
from zhengyun.errors import N_, ZhengyunError
from zhengyun.office import holds
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import RawSigner

EXECUTOR: Final = "executor"
NO_KEY: Final = N_("the key of nobody who stands for {role} can be opened here")
NO_BAO: Final = N_("the program bao is not on this machine")
FORBIDDEN: Final = "403"
WAITS: Final = "waits"
LACKING: Final = "approved: false"
SECONDS: Final = 30


class SaidNoError(Exception):
    """A refusal that is no error of the vault's interface."""

    def __init__(self, kind: str, words: str) -> None:
        super().__init__(words)
        self.kind, self.words = kind, words


@dataclass
class VaultStage:
    """A vault, its role file, and the keys that open here. `opened` is what was asked for and is to be made worthless."""

    server: Server
    roles: RoleFile
    signers: Mapping[str, RawSigner]
    executor: str
    now: Callable[[], datetime]
    program: str = ""
    roots: Path | None = None
    mark: str = field(default_factory=lambda: f"proving-{secrets.token_hex(3)}")
    passes: dict[str, str] = field(default_factory=dict, repr=False)
    opened: list[str] = field(default_factory=list, repr=False)
    made: list[tuple[str, str]] = field(default_factory=list)

    def person(self, role: str) -> str:
        """Who stands for a role here.

        Raises: MissingError.
        """
        if role == EXECUTOR:
            found = [self.executor]
        else:
            found = [one.name for one in self.roles.people if holds(self.roles, one.name, Role(role), self.now())]
        known = [name for name in found if name in self.signers]
        if not known:
            raise MissingError(NO_KEY, role=role)
        return known[0]

    def token(self, role: str) -> str:
        """What he asks with. Raises: MissingError, ZhengyunError (ZY-VAULT-*)."""
        name = self.person(role)
        if name not in self.passes:
            self.passes[name] = enter(self.server, name, self.signers[name], self.now()).token
        return self.passes[name]

    def say(self, role: str, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Ask for something as who stands for a role; what waits for others' words is made worthless afterwards.

        Raises: MissingError, ZhengyunError (ZY-VAULT-*).
        """
        answer = self.server.ask(method, path, body, token=self.token(role))
        if answer.wrapped:
            self.opened.append(answer.wrapped.token)
        elif answer.auth:
            self.opened.append(str(answer.auth["client_token"]))
        elif method == "POST" and path.endswith(self.mark):
            # What nobody should have been able to make is taken away by who has made it.
            self.made.append((role, path))
        return answer

    def wrapped(self, path: str, body: Mapping[str, Any] | None = None) -> Wrapped:
        """What the executor has asked for, and waits.

        Raises: SaidNoError where it did not wait.
        """
        answer = self.say(EXECUTOR, "POST" if body else "GET", path, body)
        if not answer.wrapped:
            raise SaidNoError("at once", str(sorted(answer.data)))
        return answer.wrapped

    def authorise(self, role: str, wrapped: Wrapped) -> None:
        """Agree to it as who stands for a role.

        Raises: SaidNoError where it counts for nothing yet.
        """
        said = self.say(role, "POST", "sys/control-group/authorize", {"accessor": wrapped.accessor}).data
        if not said.get("approved"):
            raise SaidNoError(LACKING, LACKING)

    def unwrap(self, token: str) -> None:
        """Have what stands behind a token; that nothing lies there is said to who may look."""
        with nothing_there():
            self.server.ask("POST", "sys/wrapping/unwrap", {}, token=token)

    def login(self, door: str, signer: str, subject: str) -> None:
        """Come in by somebody's entrance with somebody's key."""
        shown = {"role": ROLE, "jwt": signed_token(subject, self.signers[signer], self.now())}
        said = self.server.ask("POST", f"auth/{mount(door)}/login", shown)
        self.opened.append(str(said.auth["client_token"]))

    def bao(self, role: str, *words: str) -> None:
        """Use OpenBao's own program with the pass of who stands for a role.

        Raises: MissingError, SaidNoError.
        """
        if not self.program:
            raise MissingError(NO_BAO)
        told = {"VAULT_ADDR": self.server.address, "VAULT_TOKEN": self.token(role), "HOME": "/nonexistent"}
        roots = {"VAULT_CACERT": str(self.roots)} if self.roots else {}
        done = subprocess.run(
            (self.program, *words),
            env={"PATH": os.defpath, **told, **roots},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            said = " ".join(done.stderr.split())
            raise SaidNoError(FORBIDDEN if "permission denied" in said else f"exit {done.returncode}", said)

    def end(self) -> None:
        """Take away what was made after all, and make worthless whatever was handed out."""
        for role, path in self.made:
            with suppress(ZhengyunError):
                self.server.ask("DELETE", path, token=self.token(role))
        for token in (*self.opened, *self.passes.values()):
            with suppress(ZhengyunError):
                leave(self.server, token)


@contextmanager
def nothing_there() -> Iterator[None]:
    """What the vault says of a path at which nothing lies is said only to who may read there."""
    try:
        yield
    except ZhengyunError as error:
        if error.code is not codes.ANSWERED or not _is_nothing(error):
            raise


def _is_nothing(error: ZhengyunError) -> bool:
    return str(error.values["status"]) in {"404", "InvalidPath"}


@contextmanager
def stage_at(stage: VaultStage) -> Iterator[VaultStage]:
    """A vault; afterwards every pass and every wrapped token is worthless."""
    try:
        yield stage
    finally:
        stage.end()


def heard(call: Callable[[], object]) -> Heard:
    """What the vault answers, in its own words."""
    try:
        call()
    except SaidNoError as error:
        return Heard(error.kind, error.words)
    except ZhengyunError as error:
        if error.code is codes.REFUSED:
            return Heard(FORBIDDEN, f"403 {_flat(error.values['problem'])}")
        if error.code is codes.ANSWERED:
            return Heard(str(error.values["status"]), f"{error.values['status']} {_flat(error.values['problem'])}")
        return Heard(error.code.id, str(error))
    return Heard()


def _flat(problem: object) -> str:
    return " ".join(str(problem).split())
