"""Other ways in: by somebody else's entrance, and by OpenBao's own program."""

from cli.proving.vault_tries import BOTH, INVALID, KEYS, NONE, SECURITY, SYSTEM, UNSAID, VAULT
from cli.proving.vaults import EXECUTOR, FORBIDDEN, VaultStage
from zhengyun.errors import N_


def _door(name: str, role: str, whose: str, what: str) -> None:
    def act(stage: VaultStage) -> None:
        stage.login(stage.person(whose), stage.person(role), stage.person(whose))

    def control(stage: VaultStage) -> None:
        stage.login(stage.person(whose), stage.person(whose), stage.person(whose))

    VAULT.tries(name, role, what, KEYS, FORBIDDEN, *INVALID, control=control)(act)


_door("enter-as-security", SYSTEM, SECURITY, N_("come in as a security administrator, with one's own key"))
_door("enter-as-executor", SYSTEM, EXECUTOR, N_("come in as the executor, with one's own key"))
_door("enter-as-executor-too", SECURITY, EXECUTOR, N_("come in as the executor, with one's own key"))


@VAULT.tries(
    "enter-named-otherwise",
    SYSTEM,
    N_("come in by one's own entrance under another's name"),
    KEYS,
    FORBIDDEN,
    *INVALID,
    control=lambda stage: stage.login(*[stage.person(SYSTEM)] * 3),
)
def _(stage: VaultStage) -> None:
    stage.login(stage.person(SYSTEM), stage.person(SYSTEM), stage.person(SECURITY))


def right_bao(stage: VaultStage) -> None:
    """The program works, with that pass."""
    stage.bao(SYSTEM, "token", "lookup", "-format=json")


def _bao(name: str, what: str, why: str, *words: str) -> None:
    def act(stage: VaultStage) -> None:
        stage.bao(SYSTEM, *(word.format(mark=stage.mark) for word in words))

    VAULT.tries(name, SYSTEM, what, why, FORBIDDEN, control=right_bao)(act)


_bao("bao-read", N_("read a credential by OpenBao's own program, with one's own pass"), UNSAID, "read", NONE)
_bao(
    "bao-policy", N_("write a policy by OpenBao's own program"), BOTH, "write", "sys/policies/acl/{mark}", "policy=deny"
)
_bao(
    "bao-operator",
    N_("take a snapshot by OpenBao's own program"),
    BOTH,
    "operator",
    "raft",
    "snapshot",
    "save",
    "/dev/null",
)
