"""Which requests an action on the vault's configuration takes, in their order: a function of the action alone.

People agree to these, word for word; the executor opens these, and no others.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from vault.entrance import ROLE, STANDING
from vault.port import Need
from vault.things import name_of
from zhengyun.action import Action
from zhengyun.diff import Verb
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
    TOKENS,
)
from zhengyun.resource import Attributes

UPDATE: Final = "update"
DELETE: Final = "delete"
# Entities bear it that were made by a plan.
MARK: Final = {"declared": "zhengyun"}
SSH_KEY: Final = "ed25519"

Told = Mapping[str, Any]
Write = Callable[[str, Told, Action], Iterator[Need]]


def writes(action: Action) -> tuple[Need, ...]:
    """What has to be written for an action; doing it twice comes to the same, but for what is made once."""
    name, told = name_of(action.address), dict(action.attributes)
    if action.verb is Verb.DELETE:
        return tuple(_gone(action.address.kind, name, action))
    return tuple(WRITES[action.address.kind](name, told, action))


def _gone(kind: str, name: str, action: Action) -> Iterator[Need]:
    if kind == KEY:
        yield from (Need(DELETE, f"auth/{name}/role/{role}") for role in _roles(action.attributes))
        return
    mount, _, role = name.partition("/")
    paths = {
        POLICY: f"sys/policies/acl/{name}",
        ENTRANCE: f"sys/auth/{name}",
        ENTITY: f"identity/entity/name/{name}",
        ALIAS: f"identity/entity-alias/id/{action.target}",
        GROUP: f"identity/group/name/{name}",
        MOUNT: f"sys/mounts/{name}",
        SIGNING: f"{mount}/roles/{role}",
        TOKENS: f"auth/token/roles/{name}",
        NAMESPACE: f"sys/namespaces/{name}",
    }
    yield Need(DELETE, paths[kind])


def _policy(name: str, told: Told, action: Action) -> Iterator[Need]:
    del action
    yield Need(UPDATE, f"sys/policies/acl/{name}", {"policy": told["text"]})


def _entrance(name: str, told: Told, action: Action) -> Iterator[Need]:
    if action.verb is Verb.CREATE:
        yield Need(UPDATE, f"sys/auth/{name}", {"type": told["type"], "description": "zhengyun"})
    else:
        yield Need(UPDATE, f"sys/auth/{name}/tune", _clear(told))


def _key(name: str, told: Told, action: Action) -> Iterator[Need]:
    """The key first, then the role: one that was altered by hand is made anew, for a write leaves what it does not name."""
    yield Need(
        UPDATE,
        f"auth/{name}/config",
        {"jwt_validation_pubkeys": [told["key"]], "jwt_supported_algs": [told["algorithm"]], "default_role": ROLE},
    )
    before = next((change.before for change in action.changes if change.attribute == "roles"), [])
    gone = [role for role in _roles({"roles": before}) if role not in (ROLE, STANDING)]
    # Nobody is kept out for a moment where it is about the other way in alone: of the executor nobody else could let him in again.
    gone += [] if _of_standing(action) else [ROLE]
    gone += [STANDING] if told["standing"] or STANDING in _roles({"roles": before}) else []
    if action.verb is Verb.UPDATE:
        yield from (Need(DELETE, f"auth/{name}/role/{role}") for role in gone)
    yield _role(name, ROLE, told, told)
    if told["standing"]:
        yield _role(name, STANDING, told, told["standing"])


def _of_standing(action: Action) -> bool:
    """Whether nothing else differs than with what somebody comes in beforehand."""
    for change in action.changes:
        told = [*_texts(change.before), *_texts(change.after)]
        if change.attribute == "strange" and all(one.startswith(f"{STANDING} ") for one in told):
            continue
        if change.attribute not in ("standing", "roles"):
            return False
    return True


def _role(name: str, role: str, told: Told, lasts: Told) -> Need:
    """As whom somebody comes in by his key, with which policies, and for how long."""
    return Need(
        UPDATE,
        f"auth/{name}/role/{role}",
        {
            "role_type": "jwt",
            "bound_audiences": [told["audience"]],
            "bound_subject": told["subject"],
            "user_claim": "sub",
            "token_policies": lasts["policies"],
            "token_no_default_policy": True,
            "token_ttl": lasts["seconds"],
            "token_max_ttl": lasts["longest"],
            "token_type": "service",
            # As long as what he shows says, and not a second more.
            "clock_skew_leeway": -1,
            "expiration_leeway": -1,
            "not_before_leeway": -1,
        },
    )


def _entity(name: str, told: Told, action: Action) -> Iterator[Need]:
    del action
    body = {"policies": told["policies"], "disabled": told["disabled"], "metadata": MARK}
    yield Need(UPDATE, f"identity/entity/name/{name}", body)


def _alias(name: str, told: Told, action: Action) -> Iterator[Need]:
    del action
    body = {"name": name.rpartition("/")[2], "mount_accessor": told["accessor"], "canonical_id": told["whom"]}
    yield Need(UPDATE, "identity/entity-alias", body)


def _group(name: str, told: Told, action: Action) -> Iterator[Need]:
    del action
    members = [identifier for _, identifier in sorted(told["members"].items())]
    body = {"type": told["type"], "member_entity_ids": members, "member_group_ids": [], "policies": told["policies"]}
    yield Need(UPDATE, f"identity/group/name/{name}", body)


def _mount(name: str, told: Told, action: Action) -> Iterator[Need]:
    if action.verb is Verb.CREATE:
        options = {"options": {"version": told["version"]}} if told["version"] else {}
        yield Need(UPDATE, f"sys/mounts/{name}", {"type": told["type"], "description": "zhengyun", **options})
    else:
        yield Need(UPDATE, f"sys/mounts/{name}/tune", _clear(told))
    if "cas" in told:
        yield Need(UPDATE, f"{name}/config", {"cas_required": told["cas"]})
    if "signs" in told:
        yield Need(UPDATE, f"{name}/config/ca", {"generate_signing_key": True, "key_type": SSH_KEY})


def _signing(name: str, told: Told, action: Action) -> Iterator[Need]:
    mount, _, role = name.partition("/")
    if action.verb is Verb.UPDATE:
        yield Need(DELETE, f"{mount}/roles/{role}")
    yield Need(
        UPDATE,
        f"{mount}/roles/{role}",
        {
            "key_type": "ca",
            "allow_user_certificates": True,
            "allow_host_certificates": told["hosts"],
            "allowed_users": told["users"],
            "default_user": told["users"],
            "allowed_extensions": ",".join(told["extensions"]),
            "default_extensions": dict.fromkeys(told["extensions"], ""),
            # A certificate names the change that it is for.
            "allow_user_key_ids": True,
            "ttl": told["seconds"],
            "max_ttl": told["longest"],
        },
    )


def _tokens(name: str, told: Told, action: Action) -> Iterator[Need]:
    if action.verb is Verb.UPDATE:
        yield Need(DELETE, f"auth/token/roles/{name}")
    yield Need(
        UPDATE,
        f"auth/token/roles/{name}",
        {
            "allowed_policies": told["policies"],
            "orphan": told["orphan"],
            "renewable": False,
            "token_explicit_max_ttl": told["longest"],
            "token_num_uses": told["uses"],
            "token_no_default_policy": True,
            "token_type": "service",
        },
    )


WRITES: Final[Mapping[str, Write]] = {
    POLICY: _policy,
    ENTRANCE: _entrance,
    KEY: _key,
    ENTITY: _entity,
    ALIAS: _alias,
    GROUP: _group,
    MOUNT: _mount,
    SIGNING: _signing,
    TOKENS: _tokens,
}


def _clear(told: Told) -> Mapping[str, Any]:
    """What stands in the audit log as it is."""
    found = [one.split(" ", 1) for one in told["clear"]]
    return {f"audit_non_hmac_{way}_keys": [key for of, key in found if of == way] for way in ("request", "response")}


def _roles(told: Attributes) -> list[str]:
    return _texts(told.get("roles"))


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
