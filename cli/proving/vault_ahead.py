"""What was opened beforehand for a standing permit: had too early, or once it was taken back; and its pass, used for anything else."""

from collections.abc import Mapping
from typing import Any, Final

from cli.proving.vault_tries import BOTH, CHANGE, DENIES, INVALID, KEYS, NONE, SECURITY, UNSAID, VAULT
from cli.proving.vaults import EXECUTOR, FORBIDDEN, SaidNoError, VaultStage
from vault.entrance import MADE, STANDING, bounded, enter, leave, mount, signed_token
from vault.policies import AHEAD
from vault.policies import EXECUTOR as EXECUTES
from vault.policies import STANDING as LASTING
from vault.port import Wrapped
from zhengyun.errors import N_

# For so long what is opened here would last.
SECONDS: Final = 60


def came_in(stage: VaultStage) -> str:
    """The executor's pass for what is opened beforehand."""
    name = stage.person(EXECUTOR)
    came = enter(stage.server, name, stage.signers[name], stage.now(), STANDING)
    token = bounded(stage.server, came, SECONDS).token
    # In this order: with the one that was come in with the other ends, too.
    stage.opened += [token, came.token]
    return token


def opened(stage: VaultStage, token: str) -> Wrapped:
    """What was opened with it."""
    wrapped = stage.server.ask("GET", NONE, token=token).wrapped
    if not wrapped:
        raise SaidNoError("at once", NONE)
    stage.opened.append(wrapped.token)
    return wrapped


def agreed(stage: VaultStage, token: str) -> Wrapped:
    """The same, and a security administrator has agreed to it."""
    wrapped = opened(stage, token)
    stage.authorise(SECURITY, wrapped)
    return wrapped


def right(stage: VaultStage) -> None:
    """What was opened beforehand and agreed to is had."""
    stage.unwrap(agreed(stage, came_in(stage)).token)


@VAULT.tries(
    "ahead-early",
    EXECUTOR,
    N_("open what was opened beforehand, before anybody has agreed"),
    UNSAID,
    *INVALID,
    control=right,
)
def _(stage: VaultStage) -> None:
    stage.unwrap(opened(stage, came_in(stage)).token)


@VAULT.tries(
    "ahead-afterwards",
    EXECUTOR,
    N_("open what was opened beforehand and agreed to, after its permit was taken back"),
    UNSAID,
    FORBIDDEN,
    *INVALID,
    control=right,
)
def _(stage: VaultStage) -> None:
    token = came_in(stage)
    wrapped = agreed(stage, token)
    leave(stage.server, token)
    stage.unwrap(wrapped.token)


@VAULT.tries(
    "ahead-agreed-by-oneself", EXECUTOR, N_("agree to what one has opened beforehand"), CHANGE, FORBIDDEN, control=right
)
def _(stage: VaultStage) -> None:
    token = came_in(stage)
    stage.server.ask("POST", "sys/control-group/authorize", {"accessor": opened(stage, token).accessor}, token=token)


@VAULT.tries(
    "ahead-renewed",
    EXECUTOR,
    N_("make the pass for a standing permit last beyond the permit's end"),
    UNSAID,
    FORBIDDEN,
    control=right,
)
def _(stage: VaultStage) -> None:
    stage.server.ask("POST", "auth/token/renew-self", {"increment": f"{AHEAD}s"}, token=came_in(stage))


def _made(stage: VaultStage, policy: str) -> None:
    """Have a pass made of the one that the executor has come in with."""
    name = stage.person(EXECUTOR)
    token = enter(stage.server, name, stage.signers[name], stage.now(), STANDING).token
    stage.opened.append(token)
    said = stage.server.ask("POST", MADE, {"policies": [policy], "ttl": f"{SECONDS}s"}, token=token)
    stage.opened.append(str(said.auth["client_token"]))


@VAULT.tries(
    "ahead-widened",
    EXECUTOR,
    N_("have a pass with other policies made for a standing permit"),
    BOTH,
    FORBIDDEN,
    *INVALID,
    control=lambda stage: _made(stage, LASTING),
)
def _(stage: VaultStage) -> None:
    _made(stage, EXECUTES)


def _with_the_pass(
    name: str, what: str, why: str, method: str, path: str, body: Mapping[str, Any] | None = None
) -> None:
    def act(stage: VaultStage) -> None:
        stage.server.ask(method, path.format(mark=stage.mark), body, token=came_in(stage))

    VAULT.tries(name, EXECUTOR, what, why, FORBIDDEN, control=right)(act)


_with_the_pass(
    "ahead-policy", N_("write a policy with the pass for standing permits"), BOTH, "POST", "sys/policies/acl/{mark}",
    {"policy": DENIES},
)  # fmt: skip
_with_the_pass(
    "ahead-ssh", N_("have a key certified with the pass for standing permits"), UNSAID, "POST", "ssh/sign/executor",
    {"public_key": "-"},
)  # fmt: skip
_with_the_pass(
    "ahead-device", N_("ask for a device's secret with the pass for standing permits"), UNSAID, "GET", "secret/data/device/proving"
)  # fmt: skip


def _enters(stage: VaultStage, signer: str) -> None:
    name = stage.person(EXECUTOR)
    shown = {"role": STANDING, "jwt": signed_token(name, stage.signers[stage.person(signer)], stage.now())}
    said = stage.server.ask("POST", f"auth/{mount(name)}/login", shown)
    stage.opened.append(str(said.auth["client_token"]))


@VAULT.tries(
    "ahead-enter",
    SECURITY,
    N_("come in as the executor does for standing permits, with one's own key"),
    KEYS,
    FORBIDDEN,
    *INVALID,
    control=lambda stage: _enters(stage, EXECUTOR),
)
def _(stage: VaultStage) -> None:
    _enters(stage, SECURITY)
