"""What our own actions leave in the services' events: which calls an action of a kind makes, and what they name.

An action makes its thing, does things to it, and a few things beside it: a server's change touches its ports. What it
touches beside, only the kinds below say; whatever else is done with our user during a change is not the change's.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.evidence import Trace
from zhengyun.ports import Deed

# `update/os-stop /v2.1/PROJECT/servers/ID/action`: word, collection and what is below it, wherever the service stands.
CALL: Final = re.compile(r"(?P<word>[a-z]+)(?:/[\w-]+)? \S*?/v[0-9.]+/(?:[0-9a-f]{32}/)?(?P<path>\S+)")
# `created.user identity.user.created`, of Keystone alone.
EVENT: Final = re.compile(r"\S.*? identity\.(?P<path>.+)\.(?P<word>\w+)")
OURS: Final = "zhengyun:"
IDENTITY: Final = "keystone"
# Giving and taking roles changes whoever has them.
ROLES: Final = "role_assignment"
# Words that make a thing where nothing of it is named: a collection that is not known to the filter has updates only.
MAKE: Final = frozenset({"create", "update", "created"})
UNMAKE: Final = frozenset({"delete", "deleted"})


class Collection(NamedTuple):
    """Where things of a kind are made: a service and the path of its collection."""

    service: str
    path: str


class Beside(NamedTuple):
    """Something that actions of a kind do beside: a service, and the word with the path."""

    service: str
    what: re.Pattern[str]
    trace: Trace = Trace.BESIDE


def _beside(service: str, what: str, trace: Trace = Trace.BESIDE) -> Beside:
    return Beside(service, re.compile(what.replace("ID", "[^/]+")), trace)


HOMES: Final[Mapping[str, tuple[Collection, ...]]] = {
    "domain": (Collection(IDENTITY, "domain"), Collection(IDENTITY, "project")),
    "project": (
        Collection(IDENTITY, "project"),
        Collection(IDENTITY, "role_assignment"),
        Collection("nova", "os-quota-sets"),
        Collection("cinder", "os-quota-sets"),
        Collection("neutron", "quotas"),
    ),
    "quota": (
        Collection(IDENTITY, "project"),
        Collection("nova", "os-quota-sets"),
        Collection("cinder", "os-quota-sets"),
        Collection("neutron", "quotas"),
    ),
    "user": (Collection(IDENTITY, "user"), Collection(IDENTITY, "role_assignment")),
    "credential": (Collection(IDENTITY, "application_credential"),),
    "flavor": (Collection("nova", "flavors"),),
    "image": (Collection("glance", "images"),),
    "key": (Collection("nova", "os-keypairs"),),
    "qos": (Collection("neutron", "qos/policies"), Collection("neutron", "policies")),
    "subnetpool": (Collection("neutron", "subnetpools"),),
    "network": (Collection("neutron", "networks"),),
    "share": (Collection("neutron", "rbac-policies"),),
    "subnet": (Collection("neutron", "subnets"),),
    "router": (Collection("neutron", "routers"),),
    "addressgroup": (Collection("neutron", "address-groups"),),
    "group": (Collection("neutron", "security-groups"),),
    "rule": (Collection("neutron", "security-group-rules"),),
    "port": (Collection("neutron", "ports"),),
    "trunk": (Collection("neutron", "trunks"),),
    "floating": (Collection("neutron", "floatingips"),),
    "volumetype": (Collection("cinder", "types"),),
    "volume": (Collection("cinder", "volumes"),),
    "rootvolume": (Collection("cinder", "volumes"),),
    "snapshot": (Collection("cinder", "snapshots"),),
    "backup": (Collection("cinder", "backups"),),
    "servergroup": (Collection("nova", "os-server-groups"),),
    "aggregate": (Collection("nova", "os-aggregates"),),
    "server": (Collection("nova", "servers"),),
    "unclaimed": (
        Collection("nova", "servers"),
        Collection("cinder", "volumes"),
        Collection("cinder", "snapshots"),
        Collection("cinder", "backups"),
        Collection("neutron", "floatingips"),
        Collection("neutron", "ports"),
    ),
}
# A project's tags are told by their text alone: ours begin with our own word.
_TAG: Final = _beside(IDENTITY, r"(created|deleted) project tag", Trace.LOOSE)
BESIDE: Final[Mapping[str, tuple[Beside, ...]]] = {
    "assignment": (_beside(IDENTITY, r"(created|deleted) role_assignment"),),
    "credential": (_beside(IDENTITY, r"updated user"),),
    "attachment": (_beside("nova", r"(create|update|delete) servers/ID/os-volume_attachments(/ID)?"),),
    "server": (
        _beside("neutron", r"update ports/ID(/tags)?"),
        _beside("cinder", r"(create|update) volumes/ID/(metadata|action)"),
    ),
    "subnet": (_beside("neutron", r"update routers/ID(/(add|remove)_router_interface)?", Trace.NEARBY),),
    "trunk": (_beside("neutron", r"update ports/ID(/tags)?"),),
    # Neutron gives a new group rules of its own, and a new project a group: a declared one has them taken away.
    "group": (_beside("neutron", r"delete security-group-rules/ID", Trace.LOOSE),),
    "project": (_TAG, _beside("neutron", r"delete security-groups/ID", Trace.LOOSE)),
    "quota": (_TAG,),
    "share": (_TAG,),
    "addressgroup": (_TAG,),
    "subnetpool": (_TAG,),
    "snapshot": (_TAG,),
}
LOOSE_VERBS: Final[Mapping[str, Verb]] = {
    "delete security-group-rules": Verb.CREATE,
    "delete security-groups": Verb.DELETE,
}


def trace(action: Action, deed: Deed) -> Trace:
    """How a deed belongs to an action, as far as its words tell; whom and what it names is held against others' knowledge."""
    word, path = call(deed.service, deed.what)
    if not path:
        return Trace.NONE
    for home in HOMES.get(action.address.kind, ()):
        if home.service == deed.service:
            found = _at_home(action.verb, word, path, home.path, deed)
            if found is not Trace.NONE:
                return found
    for beside in BESIDE.get(action.address.kind, ()):
        if beside.service == deed.service and beside.what.fullmatch(f"{word} {path}"):
            return beside.trace if _may(action, word, path, deed) else Trace.NONE
    return Trace.NONE


@lru_cache(maxsize=1024)
def call(service: str, what: str) -> tuple[str, str]:
    """What was done and where, without what differs from site to site; nothing where that is not to be read from it."""
    match = (EVENT if service == IDENTITY else CALL).fullmatch(what)
    return (match["word"], match["path"].rstrip("/")) if match else ("", "")


def _at_home(verb: Verb, word: str, path: str, home: str, deed: Deed) -> Trace:
    # What an action has made in vain it takes away; one that only changes a thing takes none away.
    spares = word in UNMAKE and verb not in (Verb.DELETE, Verb.CREATE)
    if deed.service == IDENTITY:
        return Trace.ITSELF if path == home and not (spares and home != ROLES) else Trace.NONE
    if path == home:
        return Trace.MAKES if word in MAKE and verb in (Verb.CREATE, Verb.UPDATE) else Trace.NONE
    below = path.removeprefix(home + "/")
    return Trace.NONE if below == path or (spares and "/" not in below) else Trace.ITSELF


def _may(action: Action, word: str, path: str, deed: Deed) -> bool:
    """Whether what names nothing that is known is something that this verb does."""
    if path == "project tag":
        return deed.target.startswith(OURS)
    only = LOOSE_VERBS.get(f"{word} {path.partition('/')[0]}")
    return only is None or action.verb is only


def leaves(action: Action) -> str:
    """The service in whose events an action must be found once it is done; nothing where it may have had nothing to do."""
    if action.verb is not Verb.CREATE:
        return ""
    homes = HOMES.get(action.address.kind, ())
    if homes:
        return homes[0].service
    return {"assignment": IDENTITY, "attachment": "nova"}.get(action.address.kind, "")
