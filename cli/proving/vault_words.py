"""What waits for others' words: opened too early, by others, or again; agreed to by those who must not, or too few."""

from typing import Any

from cli.proving.vault_tries import AUDIT, BOTH, CHANGE, DENIES, INVALID, NONE, SECURITY, SYSTEM, UNSAID, VAULT
from cli.proving.vaults import EXECUTOR, FORBIDDEN, LACKING, SaidNoError, VaultStage, nothing_there
from zhengyun.errors import N_


def agreed(stage: VaultStage) -> Any:
    """Something that the executor has asked for, and a security administrator has agreed to."""
    wrapped = stage.wrapped(NONE)
    stage.authorise(SECURITY, wrapped)
    return wrapped


def right_unwrap(stage: VaultStage) -> None:
    """What was agreed to is had, by the executor."""
    stage.unwrap(agreed(stage).token)


def right_word(stage: VaultStage) -> None:
    """A security administrator's word counts."""
    agreed(stage)


@VAULT.tries(
    "unwrap-early", EXECUTOR, N_("open a credential before anybody has agreed"), UNSAID, *INVALID, control=right_unwrap
)
def _(stage: VaultStage) -> None:
    stage.unwrap(stage.wrapped(NONE).token)


@VAULT.tries(
    "unwrap-as-asker",
    SYSTEM,
    N_("as the asker, open what was approved, by what the log tells of it"),
    UNSAID,
    FORBIDDEN,
    *INVALID,
    control=right_unwrap,
)
def _(stage: VaultStage) -> None:
    with nothing_there():
        stage.say(SYSTEM, "POST", "sys/wrapping/unwrap", {"token": agreed(stage).accessor})


@VAULT.tries(
    "unwrap-as-approver",
    SECURITY,
    N_("as the approver, open what one has agreed to"),
    CHANGE,
    FORBIDDEN,
    *INVALID,
    control=right_unwrap,
)
def _(stage: VaultStage) -> None:
    with nothing_there():
        stage.say(SECURITY, "POST", "sys/wrapping/unwrap", {"token": agreed(stage).accessor})


@VAULT.tries(
    "read-after-approval",
    SYSTEM,
    N_("as the asker, read the path after it was approved"),
    UNSAID,
    FORBIDDEN,
    control=right_unwrap,
)
def _(stage: VaultStage) -> None:
    agreed(stage)
    with nothing_there():
        stage.say(SYSTEM, "GET", NONE)


@VAULT.tries(
    "read-after-agreeing",
    SECURITY,
    N_("as the approver, read the path that one has agreed to"),
    CHANGE,
    FORBIDDEN,
    control=right_unwrap,
)
def _(stage: VaultStage) -> None:
    agreed(stage)
    with nothing_there():
        stage.say(SECURITY, "GET", NONE)


@VAULT.tries(
    "unwrap-after-change",
    EXECUTOR,
    N_("open a credential again after its change"),
    UNSAID,
    FORBIDDEN,
    *INVALID,
    control=right_unwrap,
)
def _(stage: VaultStage) -> None:
    from vault.entrance import leave

    wrapped = agreed(stage)
    stage.unwrap(wrapped.token)
    leave(stage.server, wrapped.token)
    stage.unwrap(wrapped.token)


@VAULT.tries(
    "authorise-own", EXECUTOR, N_("agree to what one has asked for oneself"), CHANGE, FORBIDDEN, control=right_word
)
def _(stage: VaultStage) -> None:
    stage.authorise(EXECUTOR, stage.wrapped(NONE))


@VAULT.tries(
    "authorise-as-system",
    SYSTEM,
    N_("agree, as the other role, to opening a credential"),
    CHANGE,
    FORBIDDEN,
    LACKING,
    control=right_word,
)
def _(stage: VaultStage) -> None:
    stage.authorise(SYSTEM, stage.wrapped(NONE))


@VAULT.tries(
    "authorise-as-auditor", AUDIT, N_("agree to opening a credential"), CHANGE, FORBIDDEN, LACKING, control=right_word
)
def _(stage: VaultStage) -> None:
    stage.authorise(AUDIT, stage.wrapped(NONE))


def right_two(stage: VaultStage) -> None:
    """Two roles' words suffice for a policy. It is never had, and so never written."""
    wrapped = stage.wrapped(f"sys/policies/acl/{stage.mark}", {"policy": DENIES})
    try:
        stage.authorise(SECURITY, wrapped)
    except SaidNoError as error:
        if error.kind != LACKING:
            raise
    stage.authorise(SYSTEM, wrapped)


def _one_word(name: str, role: str, what: str) -> None:
    def act(stage: VaultStage) -> None:
        stage.authorise(role, stage.wrapped(f"sys/policies/acl/{stage.mark}", {"policy": DENIES}))

    VAULT.tries(name, role, what, BOTH, LACKING, control=right_two)(act)


_one_word("policy-by-security", SECURITY, N_("agree alone to another policy"))
_one_word("policy-by-system", SYSTEM, N_("agree alone to another policy"))


@VAULT.tries(
    "agree-to-nothing",
    SECURITY,
    N_("agree to an accessor that stands for nothing"),
    UNSAID,
    *INVALID,
    control=right_word,
)
def _(stage: VaultStage) -> None:
    stage.say(SECURITY, "POST", "sys/control-group/authorize", {"accessor": stage.mark})
