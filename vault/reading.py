"""What stands in a vault's configuration, as things at the site `vault`; whoever may `look` can read all of it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from vault import codes
from vault.entrance import ROLE, STANDING
from vault.port import Server
from vault.things import address
from vault.writing import MARK
from zhengyun.errors import ZhengyunError
from zhengyun.estate.vault import (
    ALIAS,
    ENTITY,
    ENTRANCE,
    GROUP,
    KEY,
    MOUNT,
    NAMESPACE,
    POLICY,
    SIGNING,
    SITE,
    TENANT,
    TOKENS,
)
from zhengyun.resource import Attributes, Existing, Value, World

# The vault's own, which nobody can take away.
BUILT_IN: Final = frozenset({"token", "identity", "cubbyhole"})
ROOT: Final = "root"
PEOPLE: Final = "people/"
# It says so where there is nothing.
NOTHING: Final = frozenset({"InvalidPath", "404", 404})
NO_KEY: Final = "no default issuer"
# What a role says by itself, and what ours says in attributes of their own; anything else is told as strange.
USUAL_KEY: Final = {"role_type": "jwt", "user_claim": "sub", "token_type": "service", "token_no_default_policy": True,
                    "clock_skew_leeway": -1, "expiration_leeway": -1, "not_before_leeway": -1, "bound_claims_type": "string", "callback_mode": "client"}  # fmt: skip
TOLD_KEY: Final = frozenset({"bound_audiences", "bound_subject", "token_policies", "token_ttl", "token_max_ttl"})  # fmt: skip
USUAL_CONFIG: Final = {"default_role": ROLE, "status": "valid", "namespace_in_state": True}
TOLD_CONFIG: Final = frozenset({"jwt_validation_pubkeys", "jwt_supported_algs"})
USUAL_SIGNING: Final = {"key_type": "ca", "algorithm_signer": "default", "allow_user_certificates": True, "allow_user_key_ids": True, "issuer_ref": "default",
                        "not_before_duration": 30}  # fmt: skip
TOLD_SIGNING: Final = frozenset({"allow_host_certificates", "allowed_users", "default_user", "allowed_extensions",
                                 "default_extensions", "ttl", "max_ttl"})  # fmt: skip
USUAL_TOKENS: Final = {"token_no_default_policy": True, "token_type": "service"}
TOLD_TOKENS: Final = frozenset({"name", "orphan", "allowed_policies", "token_explicit_max_ttl", "token_num_uses"})

Data = Mapping[str, Any]


class Reading:
    """One reading of a vault's configuration."""

    def __init__(self, server: Server, token: str) -> None:
        self._server, self._token = server, token

    def world(self) -> World:
        """All of it, in so many calls as there are things.

        Raises: ZhengyunError (ZY-VAULT-001 to 008).
        """
        methods = self._get("sys/auth")
        paths = {str(one["accessor"]): path.rstrip("/") for path, one in methods.items()}
        entities = [self._get(f"identity/entity/id/{one}") for one in self._keys("identity/entity/id")]
        things = (
            *self._policies(),
            *self._entrances(methods),
            *_entities(entities),
            *_aliases(entities, paths),
            *self._groups({str(one["id"]): str(one["name"]) for one in entities}),
            *self._mounts(),
            *self._tokens(),
            *(_thing(NAMESPACE, name.rstrip("/"), name, {}) for name in self._keys("sys/namespaces")),
        )
        return World(SITE, {one.address: one for one in things})

    def _policies(self) -> Iterator[Existing]:
        for name in self._keys("sys/policies/acl"):
            if name != ROOT:
                text = str(self._get(f"sys/policies/acl/{name}").get("policy", ""))
                yield _thing(POLICY, name, name, {"text": text})

    def _entrances(self, methods: Data) -> Iterator[Existing]:
        for path, one in methods.items():
            name = path.rstrip("/")
            if name in BUILT_IN:
                continue
            yield _thing(ENTRANCE, name, str(one["accessor"]), {"type": one["type"], "clear": _clear(one)})
            if name.startswith(PEOPLE):
                yield from self._key(name)

    def _key(self, name: str) -> Iterator[Existing]:
        """What an entrance believes; nothing where it believes nobody yet."""
        config, roles = self._get(f"auth/{name}/config"), list(self._keys(f"auth/{name}/role"))
        if not config and not roles:
            return
        role, standing = (self._get(f"auth/{name}/role/{one}") if one in roles else {} for one in (ROLE, STANDING))
        keys, algorithms = config.get("jwt_validation_pubkeys") or [], config.get("jwt_supported_algs") or []
        policies: list[Value] = [*sorted(role.get("token_policies") or [])]
        told: Attributes = {
            "entrance": f"{TENANT}/{name}",
            "key": "\n".join(str(one).strip() for one in keys),
            "algorithm": " ".join(map(str, algorithms)),
            "subject": str(role.get("bound_subject", "")),
            "audience": " ".join(role.get("bound_audiences") or []),
            "policies": policies,
            "seconds": int(role.get("token_ttl", 0)),
            "longest": int(role.get("token_max_ttl", 0)),
            "roles": [*sorted(roles)],
            "standing": _lasting(standing),
            "strange": [
                *_strange(config, USUAL_CONFIG, TOLD_CONFIG),
                *_strange(role, USUAL_KEY, TOLD_KEY),
                *(f"{STANDING} {one}" for one in _strange(standing, USUAL_KEY, TOLD_KEY)),
                *_others(standing, role),
            ],
        }
        yield _thing(KEY, name, name, told)

    def _groups(self, names: Mapping[str, str]) -> Iterator[Existing]:
        for one in (self._get(f"identity/group/id/{key}") for key in self._keys("identity/group/id")):
            members = {names.get(who, who): who for who in one.get("member_entity_ids") or []}
            told: Attributes = {
                "type": str(one.get("type", "")),
                "members": dict(sorted(members.items())),
                "groups": sorted(one.get("member_group_ids") or []),
                "policies": sorted(one.get("policies") or []),
            }
            yield _thing(GROUP, str(one["name"]), str(one["id"]), told)

    def _mounts(self) -> Iterator[Existing]:
        for path, one in self._get("sys/mounts").items():
            name, kind = path.rstrip("/"), str(one["type"])
            if name in BUILT_IN:
                continue
            version = str((one.get("options") or {}).get("version", ""))
            more: Attributes = {}
            if kind == "kv":
                more = {"cas": bool(self._maybe(f"{name}/config").get("cas_required"))}
            if kind == "ssh":
                more = {"signs": bool(self._maybe(f"{name}/config/ca").get("public_key"))}
                yield from self._signing(name)
            yield _thing(
                MOUNT, name, str(one["accessor"]), {"type": kind, "version": version, "clear": _clear(one), **more}
            )

    def _signing(self, mount: str) -> Iterator[Existing]:
        for name in self._keys(f"{mount}/roles", strange=True):
            role = self._maybe(f"{mount}/roles/{name}")
            allowed = str(role.get("allowed_extensions", ""))
            extensions: list[Value] = [*sorted({*allowed.split(","), *(role.get("default_extensions") or {})} - {""})]
            users = {str(role.get("allowed_users", "")), str(role.get("default_user", ""))}
            told: Attributes = {
                "mount": f"{TENANT}/{mount}",
                "users": " ".join(sorted(users)),
                "hosts": bool(role.get("allow_host_certificates")),
                "extensions": extensions,
                "seconds": int(role.get("ttl", 0)),
                "longest": int(role.get("max_ttl", 0)),
                "strange": _strange(role, USUAL_SIGNING, TOLD_SIGNING),
            }
            yield _thing(SIGNING, f"{mount}/{name}", name, told)

    def _tokens(self) -> Iterator[Existing]:
        for name in self._keys("auth/token/roles"):
            role = self._get(f"auth/token/roles/{name}")
            told: Attributes = {
                "policies": sorted(role.get("allowed_policies") or []),
                "uses": int(role.get("token_num_uses", 0)),
                "longest": int(role.get("token_explicit_max_ttl", 0)),
                "orphan": bool(role.get("orphan")),
                "strange": _strange(role, USUAL_TOKENS, TOLD_TOKENS),
            }
            yield _thing(TOKENS, name, name, told)

    def _get(self, path: str) -> Data:
        return self._ask("GET", path)

    def _keys(self, path: str, *, strange: bool = False) -> list[str]:
        return list(map(str, (self._maybe(path, "LIST") if strange else self._ask("LIST", path)).get("keys") or ()))

    def _maybe(self, path: str, method: str = "GET") -> Data:
        """The same of a mount that may not be ours, where `look` sees nothing more than that it is there."""
        try:
            return self._ask(method, path)
        except ZhengyunError as error:
            if error.code is codes.REFUSED:
                return {}
            raise

    def _ask(self, method: str, path: str) -> Data:
        """What is there; nothing where nothing is."""
        try:
            return self._server.ask(method, path, token=self._token).data
        except ZhengyunError as error:
            nothing = error.values.get("status") in NOTHING or NO_KEY in str(error.values.get("problem"))
            if error.code is codes.ANSWERED and nothing:
                return {}
            raise


def _entities(entities: list[Data]) -> Iterator[Existing]:
    for one in entities:
        told: Attributes = {
            "policies": sorted(one.get("policies") or []),
            "disabled": bool(one.get("disabled")),
            "declared": (one.get("metadata") or {}) == MARK,
        }
        yield _thing(ENTITY, str(one["name"]), str(one["id"]), told)


def _aliases(entities: list[Data], paths: Mapping[str, str]) -> Iterator[Existing]:
    """As whom whoever comes in by which entrance counts; of an entrance that is gone its identifier tells."""
    for entity in entities:
        for one in entity.get("aliases") or ():
            accessor = str(one["mount_accessor"])
            entrance = paths.get(accessor, accessor)
            told: Attributes = {
                "entrance": f"{TENANT}/{entrance}",
                "entity": f"{TENANT}/{entity['name']}",
                "accessor": accessor,
                "whom": str(entity["id"]),
                "declared": (entity.get("metadata") or {}) == MARK,
            }
            yield _thing(ALIAS, f"{entrance}/{one['name']}", str(one["id"]), told)


def _lasting(role: Data) -> dict[str, Value]:
    """With what whoever comes in so comes in, and for how long; nothing where nobody can."""
    if not role:
        return {}
    policies: list[Value] = [*sorted(role.get("token_policies") or [])]
    return {
        "policies": policies,
        "seconds": int(role.get("token_ttl", 0)),
        "longest": int(role.get("token_max_ttl", 0)),
    }


def _others(standing: Data, role: Data) -> list[Value]:
    """In what the second way to come in believes somebody else than the first."""
    names = ("bound_subject", "bound_audiences")
    return [
        f"{STANDING} {name} {standing.get(name)}" for name in names if standing and standing.get(name) != role.get(name)
    ]


def _clear(mount: Data) -> list[Value]:
    """What of requests and answers there stands in the audit log as it is; all else stands there as a digest."""
    config = mount.get("config") or {}
    ways = (("request", "audit_non_hmac_request_keys"), ("response", "audit_non_hmac_response_keys"))
    return [f"{way} {key}" for way, name in ways for key in sorted(config.get(name) or ())]


def _strange(said: Data, usual: Data, told: frozenset[str]) -> list[Value]:
    """What is said besides: whatever is neither empty nor as it always is."""
    others = [(name, value) for name, value in sorted(said.items()) if name not in told and (value or name in usual)]
    return [f"{name} {value}" for name, value in others if usual.get(name) != value]


def _thing(kind: str, name: str, identifier: str, told: Attributes) -> Existing:
    return Existing(address(kind, name), identifier, told)
