"""Looking at what is under way, as cheaply as the services can be asked.

Of everything that is in one phase, one short list tells what is still on its way: those in the state that the phase
passes through, which are few, however much else there is. Only what has left that state is looked at by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from cloud import codes
from cloud.api import Api
from cloud.kinds.task import COMPUTE, VOLUME, Listing
from zhengyun.errors import N_, ZhengyunError
from zhengyun.results import Pending

ALL: Final = ("all_tenants", "1")
# Some clouds keep a server that was deleted for a while, with its ports and volumes.
KEPT: Final = "SOFT_DELETED"


@dataclass(frozen=True, slots=True)
class Phase:
    """What is waited for: the state passed through, as a filter of the list, and the states that it ends in."""

    service: str
    collection: str
    passing: tuple[tuple[str, str], ...]
    ends: frozenset[str]
    """Empty where the thing shall be gone."""


SERVERS: Final = (COMPUTE, "servers")
VOLUMES: Final = (VOLUME, "volumes")
PHASES: Final = {
    ("server", "active"): Phase(*SERVERS, (("status", "BUILD"),), frozenset({"ACTIVE"})),
    ("server", "gone"): Phase(*SERVERS, (("task_state", "deleting"),), frozenset()),
    ("volume", "available"): Phase(*VOLUMES, (("status", "creating"),), frozenset({"available"})),
    ("volume", "gone"): Phase(*VOLUMES, (("status", "deleting"),), frozenset()),
    ("rootvolume", "gone"): Phase(*VOLUMES, (("status", "deleting"),), frozenset()),
    ("snapshot", "available"): Phase(VOLUME, "snapshots", (("status", "creating"),), frozenset({"available"})),
    ("snapshot", "gone"): Phase(VOLUME, "snapshots", (("status", "deleting"),), frozenset()),
    ("backup", "available"): Phase(VOLUME, "backups", (("status", "creating"),), frozenset({"available"})),
    ("backup", "gone"): Phase(VOLUME, "backups", (("status", "deleting"),), frozenset()),
    ("unclaimed", "server"): Phase(*SERVERS, (("task_state", "deleting"),), frozenset()),
    ("unclaimed", "volume"): Phase(*VOLUMES, (("status", "deleting"),), frozenset()),
    ("unclaimed", "snapshot"): Phase(VOLUME, "snapshots", (("status", "deleting"),), frozenset()),
    ("unclaimed", "backup"): Phase(VOLUME, "backups", (("status", "deleting"),), frozenset()),
    ("attachment", "in-use"): Phase(*VOLUMES, (("status", "attaching"), ("status", "reserved")), frozenset({"in-use"})),
    ("attachment", "detached"): Phase(*VOLUMES, (("status", "detaching"),), frozenset({"available"})),
}


def ended(api: Api, pending: Sequence[Pending]) -> list[bool | ZhengyunError]:
    """Say of each, in the same order, whether it has come about; an error where it never will."""
    passing = {key: _passing(api, PHASES[key]) for key in sorted({_key(one) for one in pending})}
    return [False if one.made in passing[_key(one)] else _look(api, one) for one in pending]


def _key(one: Pending) -> tuple[str, str]:
    return one.action.address.kind, one.phase


def _passing(api: Api, phase: Phase) -> set[str]:
    """The identifiers of everything that is in the phase's states."""
    lists = (
        api.listed(Listing(phase.service, f"/{phase.collection}", phase.collection, (ALL, state)))
        for state in phase.passing
    )
    return {str(item["id"]) for items in lists for item in items}


def _look(api: Api, one: Pending) -> bool | ZhengyunError:
    """Look at one thing by itself; what goes wrong with that is its own affair."""
    phase = PHASES[_key(one)]
    try:
        body = api.look(phase.service, f"/{phase.collection}/{one.made}")
        if body is None:
            return not phase.ends or ZhengyunError(codes.NO_SUCH_THING, thing=one.action.address)
        item = body[phase.collection.removesuffix("s")]
        if item["status"] == KEPT and not phase.ends:
            # Whoever agreed to its deletion agreed to its loss; what stood on it could not go either.
            api.post(phase.service, f"/{phase.collection}/{one.made}/action", {"forceDelete": None}, wait_for_turn=True)
            return False
    except ZhengyunError as error:
        return error
    return _verdict(one, phase, item)


def _verdict(one: Pending, phase: Phase, item: Any) -> bool | ZhengyunError:
    status = str(item["status"])
    if status in phase.ends:
        return True
    if status.lower().startswith("error") and not item.get("OS-EXT-STS:task_state"):
        told = (item.get("fault") or {}).get("message") or item.get("fail_reason")
        problem = str(told or N_("the service's log tells more"))
        wanted = ", ".join(sorted(phase.ends)) or "gone"
        return ZhengyunError(codes.NOT_READY, thing=one.action.address, status=status, wanted=wanted, problem=problem)
    return False
