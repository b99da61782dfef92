"""What a vault shall be configured with, as things at the site `vault`, with the identifiers that the vault has given.

An identifier is known once the thing is there. What takes one that is not known yet waits for the next plan, so that people agree to
exactly what is written and nothing is filled in after their word.
"""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from vault.entrance import AUDIENCE, ROLE, STANDING, mount
from vault.policies import (
    ADMINISTRATORS,
    AHEAD,
    OF_STANDING,
    POLICIES,
    RESTORE,
    SECONDS,
    SECRETS,
    SNAPSHOT,
    SSH,
    group_of,
)
from vault.policies import STANDING as LASTING
from vault.wanted import Entrant, Wanted
from zhengyun.estate.vault import (
    ALIAS,
    ENTITY,
    ENTRANCE,
    GROUP,
    KEY,
    MOUNT,
    POLICY,
    SIGNING,
    SITE,
    TENANT,
    TOKENS,
)
from zhengyun.resource import Address, Attributes, Existing, Resource, Value

Found = Mapping[Address, Existing]

JWT: Final = "jwt"
# The vault's own paths: which accessor somebody has authorised stands in its audit log in clear, and nothing else does.
SYSTEM: Final = "sys"
INTERNAL: Final = "internal"
GROUPS: Final = tuple(map(group_of, ADMINISTRATORS))
# For how many seconds whoever has come in may stay.
STAYS: Final = 600
LONGEST: Final = 1800
# For SSH: the role that the executor's certificates are signed by, and for how many seconds these are good at most.
SIGNER: Final = "executor"
ACCOUNT: Final = "zhengyun"
EXTENSION: Final = "permit-pty"
CERTIFIED: Final = 300
# The same for hosts that we administer ourselves, on which one change may take long.
HOSTS_SIGNER: Final = "hosts"
HOSTS_ACCOUNT: Final = "zy-run"
HOSTS_LONGEST: Final = 3600
# And for devices that are entered with a key.
DEVICES_SIGNER: Final = "devices"
DEVICES_ACCOUNT: Final = "zy-net"
DEVICES_LONGEST: Final = 1800
# A token for one snapshot, and the seconds within which it is taken.
ONCE: Final = 1
SOON: Final = 120


class Things(NamedTuple):
    """All that is wanted and can be said now, and who waits for the next plan."""

    resources: Mapping[Address, Resource]
    waiting: tuple[str, ...] = ()


def things(wanted: Wanted, found: Found) -> Things:
    """What shall be, by address."""
    made = [*_policies(), *_mounts(), *_tokens()]
    waiting = list[str]()
    for one in wanted.entrants:
        made += _person(one)
        known = _identified(one, found)
        made += known
        if not known:
            waiting.append(one.name)
    made += (_group(name, wanted, found) for name in GROUPS)
    return Things({one.address: one for one in made}, tuple(waiting))


def address(kind: str, name: str) -> Address:
    """Where a thing of the vault stands in a plan."""
    return Address(SITE, kind, f"{TENANT}/{name}")


def name_of(where: Address) -> str:
    """What it is called in the vault."""
    return where.path.removeprefix(f"{TENANT}/")


def _policies() -> Iterator[Resource]:
    return (Resource(address(POLICY, name), {"text": text}) for name, text in POLICIES.items())


def _mounts() -> Iterator[Resource]:
    yield Resource(address(MOUNT, SYSTEM), {"type": "system", "version": "", "clear": ["request accessor"]})
    yield Resource(address(MOUNT, SECRETS), {"type": "kv", "version": "2", "clear": [], "cas": True})
    yield Resource(address(MOUNT, SSH), {"type": "ssh", "version": "", "clear": [], "signs": True})
    yield _signing(SIGNER, ACCOUNT, CERTIFIED, EXTENSION)
    # Ansible asks for a terminal wherever it hands nothing in.
    yield _signing(HOSTS_SIGNER, HOSTS_ACCOUNT, HOSTS_LONGEST, EXTENSION)
    yield _signing(DEVICES_SIGNER, DEVICES_ACCOUNT, DEVICES_LONGEST, EXTENSION)


def _signing(role: str, account: str, longest: int, extension: str) -> Resource:
    """By what the executor's key for an account is signed."""
    told: Attributes = {
        "mount": f"{TENANT}/{SSH}",
        "users": account,
        "hosts": False,
        "extensions": [extension],
        "seconds": min(longest, CERTIFIED),
        "longest": longest,
        "strange": [],
    }
    return Resource(address(SIGNING, f"{SSH}/{role}"), told)


def _tokens() -> Iterator[Resource]:
    for name in (SNAPSHOT, RESTORE):
        yield _token(name, uses=ONCE, longest=SOON, orphan=True)
    # It counts as the executor's, because it comes from a pass of his, and with that one it ends at the latest.
    yield _token(LASTING, uses=0, longest=AHEAD, orphan=False)


def _token(name: str, *, uses: int, longest: int, orphan: bool) -> Resource:
    told: Attributes = {"policies": [name], "uses": uses, "longest": longest, "orphan": orphan, "strange": []}
    return Resource(address(TOKENS, name), told, after=(address(POLICY, name),))


def _person(one: Entrant) -> Iterator[Resource]:
    """What can be made before the vault has given any identifier."""
    yield Resource(address(ENTRANCE, mount(one.name)), {"type": JWT, "clear": []})
    yield Resource(address(ENTITY, one.name), {"policies": [], "disabled": False, "declared": True})


def _identified(one: Entrant, found: Found) -> list[Resource]:
    """As whom somebody comes in, and by which key; nothing while his entrance or his entity has no identifier."""
    entrance, entity = address(ENTRANCE, mount(one.name)), address(ENTITY, one.name)
    if entrance not in found or entity not in found or found[entrance].attributes.get("type") != JWT:
        return []
    alias = address(ALIAS, f"{mount(one.name)}/{one.name}")
    there = {"entrance": entrance.path, "entity": entity.path}
    ids = {"accessor": found[entrance].id, "whom": found[entity].id}
    return [
        Resource(alias, {**there, **ids}),
        Resource(address(KEY, mount(one.name)), _key(one, entrance), after=(alias, *_policies_of(one))),
    ]


def _policies_of(one: Entrant) -> Iterator[Address]:
    yield from (address(POLICY, name) for name in sorted({*one.policies, *(OF_STANDING if one.executor else ())}))
    if one.executor:
        yield address(TOKENS, LASTING)


def _key(one: Entrant, entrance: Address) -> Attributes:
    policies: list[Value] = [*sorted(one.policies)]
    return {
        "entrance": entrance.path,
        "key": one.key.strip(),
        "algorithm": one.algorithm,
        "subject": one.name,
        "audience": AUDIENCE,
        "policies": policies,
        # What the executor has opened waits for others, and lives by the pass that he has opened it with.
        "seconds": SECONDS if one.executor else STAYS,
        "longest": SECONDS if one.executor else LONGEST,
        "roles": [ROLE, STANDING] if one.executor else [ROLE],
        "standing": _standing() if one.executor else {},
        "strange": [],
    }


def _standing() -> dict[str, Value]:
    policies: list[Value] = [*sorted(OF_STANDING)]
    return {"policies": policies, "seconds": AHEAD, "longest": AHEAD}


def _group(name: str, wanted: Wanted, found: Found) -> Resource:
    entities = {who: address(ENTITY, who) for who in wanted.members(name)}
    members: dict[str, Value] = {who: found[one].id for who, one in entities.items() if one in found}
    told: Attributes = {"type": INTERNAL, "members": members, "groups": [], "policies": []}
    return Resource(address(GROUP, name), told)
