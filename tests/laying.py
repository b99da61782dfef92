"""A vault for tests that have policies of their own: where credentials lie, and how people come in."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tests.vaults import mounted
from vault.entrance import ALGORITHMS, AUDIENCE, ROLE, mount, pem
from vault.port import Server
from zhengyun.signing import PublicKey

CREDENTIALS: Final = "secret"
SSH: Final = "ssh"


def configuration(person: str, public: PublicKey) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the entrance of a person is configured with, and its one role."""
    role = {
        "role_type": "jwt",
        "bound_audiences": [AUDIENCE],
        "bound_subject": person,
        "user_claim": "sub",
        "token_type": "service",
        "token_ttl": 900,
        "token_max_ttl": 3600,
        "expiration_leeway": -1,
        "not_before_leeway": -1,
        "clock_skew_leeway": -1,
    }
    believed = {"jwt_validation_pubkeys": [pem(public)], "jwt_supported_algs": [ALGORITHMS[public.algorithm]]}
    return {**believed, "default_role": ROLE}, role


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

    # Which accessor somebody authorised can be read in the audit log.
    post("sys/mounts/sys/tune", {"audit_non_hmac_request_keys": ["accessor"]})
    yield "sys/"
    post(f"sys/mounts/{CREDENTIALS}", {"type": "kv", "options": {"version": "2"}})
    mounted(lambda: post(f"{CREDENTIALS}/config", {"cas_required": True}))
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


def _accessor(server: Server, token: str, name: str) -> str:
    found = server.ask("GET", f"sys/auth/{mount(name)}", token=token).data
    return str(found["accessor"])
