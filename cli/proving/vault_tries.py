"""What is tried at the vault: to read, to write and to agree, past the change that it would be for."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cli.proving.trials import Catalogue
from cli.proving.vaults import EXECUTOR, FORBIDDEN, SaidNoError, VaultStage, nothing_there
from vault import codes
from zhengyun.errors import N_, ZhengyunError

PART: Final = "vault"
VAULT: Final = Catalogue[VaultStage](PART)
UNSAID: Final = N_("no approval, no credential")
BOTH: Final = N_("who may do what in the vault changes only by the words of two roles")
CHANGE: Final = N_("who agrees does not carry out, and who carries out does not agree")
KEYS: Final = N_("everybody comes in by his own entrance, with the key that the role file names")
SYSTEM, SECURITY, AUDIT, OPERATOR = "system", "security", "audit", "operator"
Body = Mapping[str, Any] | None
# The vault says no to what stands for nothing with the status of a bad request.
INVALID: Final = ("400", "InvalidRequest")
NONE: Final = "secret/data/cloud/proving"
DENIES: Final = 'path "proving" { capabilities = ["deny"] }'


def _declare(
    name: str,
    what: str,
    why: str,
    roles: tuple[str, ...],
    call: tuple[str, str],
    body: Body = None,
    reads: bool = False,
) -> None:
    """Declare a call for some roles; that the executor may ask for the very same, and waits then, is its control."""
    method, path = call

    def asked(stage: VaultStage, role: str) -> Any:
        return stage.say(role, method, path.format(mark=stage.mark, person=stage.person(role)), body)

    def control(stage: VaultStage) -> None:
        if not asked(stage, EXECUTOR).wrapped:
            raise SaidNoError("at once", "the executor waits for nobody")

    for role in roles:

        def act(stage: VaultStage, role: str = role) -> None:
            if reads:
                with nothing_there():
                    asked(stage, role)
            else:
                asked(stage, role)

        VAULT.tries(f"{name}-{role}", role, what, why, FORBIDDEN, control=control)(act)


ALL: Final = (SYSTEM, SECURITY, AUDIT)
_declare("read-cloud", N_("read the credentials of a cloud"), UNSAID, ALL, ("GET", NONE), reads=True)
_declare(
    "read-device",
    N_("read the credentials of a device"),
    UNSAID,
    ALL,
    ("GET", "secret/data/device/proving"),
    reads=True,
)
_declare(
    "sign-ssh", N_("have a key certified for SSH"), UNSAID, ALL, ("POST", "ssh/sign/executor"), {"public_key": "-"}
)
_declare("write-policy", N_("write a policy"), BOTH, ALL, ("POST", "sys/policies/acl/{mark}"), {"policy": DENIES})
_declare(
    "write-entity",
    N_("make an entity"),
    BOTH,
    (SYSTEM, SECURITY),
    ("POST", "identity/entity/name/{mark}"),
    {"policies": []},
)
_declare(
    "write-group",
    N_("make a group"),
    BOTH,
    (SYSTEM, SECURITY),
    ("POST", "identity/group/name/{mark}"),
    {"policies": []},
)
_declare(
    "join-group",
    N_("put oneself into the group that agrees"),
    BOTH,
    (SYSTEM, AUDIT),
    ("POST", "identity/group/name/security-administrators"),
    {"metadata": {}},
)
_declare(
    "write-alias",
    N_("have another entrance count as somebody"),
    BOTH,
    (SYSTEM, SECURITY),
    ("POST", "identity/entity-alias"),
    {"name": "-"},
)
_declare(
    "entrance", N_("make an entrance"), BOTH, (SYSTEM, SECURITY), ("POST", "sys/auth/{mark}"), {"type": "userpass"}
)
_declare(
    "own-key",
    N_("have one's entrance believe another key"),
    BOTH,
    (SYSTEM, SECURITY),
    ("POST", "auth/people/{person}/config"),
    {},
)
_declare(
    "mount",
    N_("make a place for secrets of one's own"),
    BOTH,
    (SYSTEM, SECURITY),
    ("POST", "sys/mounts/{mark}"),
    {"type": "kv"},
)
_declare("namespace", N_("make a namespace"), BOTH, (SYSTEM, SECURITY), ("POST", "sys/namespaces/{mark}"), {})
_declare("token-role", N_("make a kind of tokens"), BOTH, (SYSTEM, SECURITY), ("POST", "auth/token/roles/{mark}"), {})
_declare(
    "snapshot-token",
    N_("make a token for a snapshot"),
    BOTH,
    (SYSTEM, SECURITY),
    ("POST", "auth/token/create/snapshot"),
    {},
)


def alive(stage: VaultStage, role: str) -> None:
    """The pass is good: nobody at all may do what was tried, so that no more can be shown."""
    stage.say(role, "GET", "auth/token/lookup-self")


def _never(name: str, what: str, why: str, roles: tuple[str, ...], call: tuple[str, str], body: Body = None) -> None:
    """Declare a call that nobody may make: its control is that the same pass opens something."""
    method, path = call
    for role in roles:

        def act(stage: VaultStage, role: str = role) -> None:
            stage.say(role, method, path.format(mark=stage.mark), body)

        def control(stage: VaultStage, role: str = role) -> None:
            alive(stage, role)

        VAULT.tries(f"{name}-{role}", role, what, why, FORBIDDEN, control=control)(act)


_never(
    "root-token",
    N_("make a token that may do everything"),
    BOTH,
    (SYSTEM, SECURITY, EXECUTOR),
    ("POST", "auth/token/create"),
    {"policies": ["root"], "ttl": "1s"},
)
_never("accessors", N_("list everybody's passes"), CHANGE, ALL, ("LIST", "auth/token/accessors"))


def _snapshots(role: str) -> tuple[Callable[[VaultStage], None], Callable[[VaultStage], None]]:
    def act(stage: VaultStage) -> None:
        stage.server.download("sys/storage/raft/snapshot", token=stage.token(role))

    return act, lambda stage: alive(stage, role)


for _role in (*ALL, EXECUTOR):
    _act, _control = _snapshots(_role)
    _what = N_("take a snapshot without a token made for it")
    VAULT.tries(f"raw-snapshot-{_role}", _role, _what, BOTH, FORBIDDEN, control=_control)(_act)

_never(
    "audit-device",
    N_("add an audit device"),
    BOTH,
    (*ALL, EXECUTOR),
    ("POST", "sys/audit/{mark}"),
    {"type": "file", "options": {"file_path": "discard"}},
)
_never("host-information", N_("look into the vault's host"), CHANGE, ALL, ("GET", "sys/host-info"))


def right_write(stage: VaultStage) -> None:
    """The executor may write back what a change has rotated: the vault asks him which version it is, and does nothing."""
    try:
        _write(stage, EXECUTOR)
    except ZhengyunError as error:
        if error.code is not codes.ANSWERED or "check-and-set" not in str(error.values["problem"]):
            raise


def _write(stage: VaultStage, role: str) -> None:
    # A version that there never was: nothing is written, whoever asks.
    stage.say(role, "POST", NONE, {"data": {}, "options": {"cas": 1_000_000}})


def _writes(role: str) -> Callable[[VaultStage], None]:
    return lambda stage: _write(stage, role)


for _role in ALL:
    VAULT.tries(
        f"write-secret-{_role}",
        _role,
        N_("put another credential in the place of a cloud's"),
        UNSAID,
        FORBIDDEN,
        control=right_write,
    )(_writes(_role))
