"""What a vault has before its root token dies: where credentials lie, and how the people of the role file come in."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from vault.entrance import ALGORITHMS, ROLE, configuration, mount
from vault.port import Server
from zhengyun.errors import ZhengyunError
from zhengyun.signing import PublicKey

CREDENTIALS: Final = "secret"
SSH: Final = "ssh"
# In seconds: until a new mount of credentials answers.
PATIENCE: Final = 60.0
LOOK: Final = 0.1
BUSY: Final = "Upgrading"


def lay(
    server: Server,
    token: str,
    entrances: Mapping[str, PublicKey],
    groups: Mapping[str, Sequence[str]],
    policies: Mapping[str, Sequence[str]],
) -> tuple[str, ...]:
    """Lay mounts, entrances and groups with the root token; returns what was laid.

    `entrances` are people's keys by their names, `groups` their members, `policies` what each entity has beside its groups.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    return tuple(_lay(server, token, entrances, groups, policies))


def _lay(
    server: Server,
    token: str,
    entrances: Mapping[str, PublicKey],
    groups: Mapping[str, Sequence[str]],
    policies: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    def post(path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        return server.ask("POST", path, body, token=token).data

    # Which accessor somebody authorised can be read in the audit log; without this it stands there as a digest.
    post("sys/mounts/sys/tune", {"audit_non_hmac_request_keys": ["accessor"]})
    yield "sys/"
    post(f"sys/mounts/{CREDENTIALS}", {"type": "kv", "options": {"version": "2"}})
    _soon(lambda: post(f"{CREDENTIALS}/config", {"cas_required": True}))
    yield f"{CREDENTIALS}/"
    post(f"sys/mounts/{SSH}", {"type": "ssh"})
    post(f"{SSH}/config/ca", {"generate_signing_key": True, "key_type": "ed25519"})
    yield f"{SSH}/"
    entities = {}
    for name, public in entrances.items():
        if public.algorithm not in ALGORITHMS:
            continue
        config, role = configuration(name, public)
        post(f"sys/auth/{mount(name)}", {"type": "jwt"})
        post(f"auth/{mount(name)}/config", config)
        post(f"auth/{mount(name)}/role/{ROLE}", role)
        accessor = _accessor(server, token, name)
        entity = post("identity/entity", {"name": name, "policies": list(policies.get(name, ()))})["id"]
        post("identity/entity-alias", {"name": name, "canonical_id": entity, "mount_accessor": accessor})
        entities[name] = entity
        yield f"auth/{mount(name)}/"
    for name, members in groups.items():
        found = [entities[one] for one in members if one in entities]
        post("identity/group", {"name": name, "member_entity_ids": found})
        yield f"identity/group/name/{name}"


def _soon(do: Callable[[], object]) -> None:
    """Do something at a mount that is being made ready."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            do()
        except ZhengyunError as error:
            if BUSY not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(LOOK)
        else:
            return


def _accessor(server: Server, token: str, name: str) -> str:
    found = server.ask("GET", f"sys/auth/{mount(name)}", token=token).data
    return str(found["accessor"])
