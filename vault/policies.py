"""What each may do in the vault, as its policies (ACL) say it: written by us, and by nobody's hand.

Everything that is not allowed is forbidden. A path under a control group is asked for by the executor alone, and done when
the people of its factors have authorised that one request.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from zhengyun.people import Role

DEFAULT: Final = "default"
LOOK: Final = "look"
AUTHORISE: Final = "authorise"
EXECUTOR: Final = "executor"
STANDING: Final = "executor-standing"
BEFOREHAND: Final = "executor-beforehand"
SNAPSHOT: Final = "snapshot"
RESTORE: Final = "restore"

SECRETS: Final = "secret"
SSH: Final = "ssh"

SECONDS: Final = 4 * 3600
"""For how long a request of the executor waits for the words that it needs."""

AHEAD: Final = 31 * 86_400
"""For how long at most something may be opened beforehand, for a standing permit: the vault's own bound is 32 days."""

WRITES: Final = ("create", "update", "delete")
ONE: Final = (Role.SECURITY,)
TWO: Final = (Role.SECURITY, Role.SYSTEM)

# What the vault says to anybody about himself. `sys/wrapping/unwrap` is not among it: whoever holds a wrapped token needs no
# leave for it, and nobody else has any use for it.
OWN: Final = (
    "auth/token/lookup-self",
    "auth/token/revoke-self",
    "auth/token/renew-self",
    "sys/capabilities-self",
)
# Whoever writes there decides who may do what, or holds everything at once.
GUARDED: Final = (
    "auth/people/+/config",
    "auth/people/+/role/*",
    "auth/token/roles/*",
    "identity/entity-alias",
    "identity/entity-alias/*",
    "identity/entity/*",
    "identity/group/*",
    "sys/auth/*",
    "sys/mounts/*",
    "sys/namespaces/*",
    "sys/policies/acl/*",
    f"{SECRETS}/config",
    f"{SSH}/config/ca",
    f"{SSH}/roles/*",
)
# What else it takes to compare the configuration with what is declared; no secret is among it.
READ: Final = ("sys/auth", "sys/mounts", f"{SECRETS}/metadata/*")
LISTED: Final = (
    "auth/people/+/role",
    "auth/token/roles",
    "sys/namespaces",
    "sys/policies/acl",
    f"{SSH}/roles",
)
# Paths that the vault gives only to whoever may `sudo`.
ROOTED: Final = frozenset(
    {
        "auth/token/accessors",
        "auth/token/accessors/",
        "sys/auth/*",
        "sys/mounts/*",
        "sys/storage/raft/snapshot",
        "sys/storage/raft/snapshot-force",
    }
)


class Rule(NamedTuple):
    """One path, and what may be done there; what is `controlled` waits for all the roles that are `factors`."""

    path: str
    capabilities: tuple[str, ...]
    controlled: tuple[str, ...] = ()
    factors: tuple[Role, ...] = ()
    seconds: int = SECONDS

    def text(self) -> str:
        """The rule as a policy has it (HCL)."""
        sudo = ("sudo",) if self.path in ROOTED else ()
        inside = [f"capabilities = {_list((*self.capabilities, *sudo))}"]
        if self.factors:
            inside += ["control_group = {", f'  ttl = "{self.seconds}s"']
            inside += [f"  {line}" for role in self.factors for line in self._factor(role)]
            inside.append("}")
        return "\n".join([f'path "{self.path}" {{', *(f"  {line}" for line in inside), "}"])

    def _factor(self, role: Role) -> Sequence[str]:
        return (
            f'factor "{role}" {{',
            f"  controlled_capabilities = {_list(self.controlled)}",
            f'  identity {{ group_names = ["{group_of(role)}"] approvals = 1 }}',
            "}",
        )


def group_of(role: Role) -> str:
    """The vault's group of those who hold an administrative role."""
    return f"{role}-administrators"


def text_of(rules: Iterable[Rule]) -> str:
    """A policy."""
    return "\n\n".join(rule.text() for rule in rules) + "\n"


def _list(words: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _own() -> list[Rule]:
    return [Rule(path, ("read",) if path.endswith("lookup-self") else ("update",)) for path in OWN]


def _look(guarded: Iterable[Rule]) -> list[Rule]:
    """What whoever plans or carries out reads; of one path one rule alone counts, so that both have all of it."""
    asked = Rule("sys/control-group/request", ("update",))
    rest = [*(Rule(path, ("read", "list")) for path in READ), *(Rule(path, ("list",)) for path in LISTED), asked]
    return sorted([*guarded, *rest])


def _reads() -> Iterable[Rule]:
    return (Rule(path, ("read", "list")) for path in GUARDED if path not in ROOTED)


def _writes() -> Iterable[Rule]:
    return (Rule(path, ("read", "list", *WRITES), WRITES, TWO) for path in GUARDED)


def _executor() -> list[Rule]:
    """What changes need. A rotated secret is written back without anybody's word: it was read with one."""
    return [
        Rule(f"{SECRETS}/data/*", ("create", "read", "update"), ("read",), ONE),
        *(Rule(f"{SSH}/{how}/*", WRITES[:2], WRITES[:2], ONE) for how in ("sign", "issue")),
        *(Rule(f"auth/token/create/{name}", WRITES[:2], WRITES[:2], TWO) for name in (SNAPSHOT, RESTORE)),
        # After a snapshot was brought back he revokes what lives again: nobody gains by it, and it cannot wait.
        *(Rule(f"auth/token/accessors{end}", ("list",)) for end in ("", "/")),
        Rule("auth/token/revoke-accessor", ("update",)),
        *_look(_writes()),
    ]


def _standing() -> list[Rule]:
    """What is opened beforehand: secrets of sites and nothing else. What was read is replaced as in any change.

    Whoever has such a pass can end it and not make it last: it ends with its permit.
    """
    secrets = Rule(f"{SECRETS}/data/cloud/*", ("read", "update"), ("read",), ONE, AHEAD)
    own = [Rule(path, ("update",)) for path in ("sys/control-group/request", "auth/token/revoke-self")]
    return [secrets, *own, Rule("auth/token/lookup-self", ("read",))]


def _beforehand() -> list[Rule]:
    """With what the executor comes in to have such a pass made, and for nothing else; he keeps none of these."""
    paths = (f"auth/token/create/{STANDING}", "auth/token/renew-self", "auth/token/revoke-self")
    return [Rule(path, ("update",)) for path in paths]


POLICIES: Final = {
    DEFAULT: text_of(_own()),
    LOOK: text_of(_look(_reads())),
    # Whoever's word it takes can end what it was asked for. By an accessor nothing is had (docs/adr/0031).
    AUTHORISE: text_of(
        [Rule(path, ("update",)) for path in ("sys/control-group/authorize", "auth/token/revoke-accessor")]
    ),
    EXECUTOR: text_of(_executor()),
    STANDING: text_of(_standing()),
    BEFOREHAND: text_of(_beforehand()),
    SNAPSHOT: text_of([Rule("sys/storage/raft/snapshot", ("read",))]),
    RESTORE: text_of([Rule("sys/storage/raft/snapshot-force", ("create", "update"))]),
}
"""By name, every policy that there shall be."""

OF_ROLE: Final = {
    Role.SYSTEM: (DEFAULT, LOOK, AUTHORISE),
    Role.SECURITY: (DEFAULT, LOOK, AUTHORISE),
    Role.AUDIT: (DEFAULT, LOOK),
    Role.OWNER: (DEFAULT, LOOK),
    Role.HEAD: (DEFAULT, LOOK),
}
"""What whoever holds a role comes in with: who may be asked to agree to a plan of the vault must be able to make it again."""

ADMINISTRATORS: Final = (Role.SYSTEM, Role.SECURITY, Role.AUDIT)
"""Who is in a group of the vault."""

OF_EXECUTOR: Final = (DEFAULT, EXECUTOR)
OF_STANDING: Final = (BEFOREHAND,)
"""With what he comes in for a standing permit alone: what he works with then is a pass that he has made by it."""
