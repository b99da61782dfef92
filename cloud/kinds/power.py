"""The states that Nova knows of a server, and which action leads from each towards the one that is wanted."""

from collections.abc import Mapping
from typing import Any, Final

from cloud.kinds import moving
from cloud.kinds.task import COMPUTE, Task
from cloud.view import Item
from zhengyun.resource import Value

# Running, or on the way there by itself.
RUNNING: Final = frozenset({"ACTIVE", "REBOOT", "HARD_REBOOT", "RESIZE", "MIGRATING", "PASSWORD", "REBUILD"})
STOPPED: Final = "SHUTOFF"
UNCONFIRMED: Final = "VERIFY_RESIZE"
CONFIRM: Final = "confirmResize"
# What wakes a server that neither runs nor is simply off.
WAKE: Final[Mapping[str, str]] = {
    "PAUSED": "unpause",
    "SUSPENDED": "resume",
    "SHELVED": "unshelve",
    "SHELVED_OFFLOADED": "unshelve",
    "RESCUE": "unrescue",
}


def running(item: Item) -> Value:
    """True while it runs, False while it is off, else Nova's word for what it is in."""
    status = str(item["status"])
    return True if status in RUNNING else False if status == STOPPED else status


def busy(item: Item) -> bool:
    """Whether something is still going on with it, so that nothing else can be asked of it."""
    return item["status"] == "BUILD" or bool(item.get("OS-EXT-STS:task_state"))


def flavor_of(item: Item) -> tuple[str, int, int, int]:
    """Name and size of what a server has."""
    flavor = item["flavor"]
    return str(flavor["original_name"]), flavor["vcpus"], flavor["ram"], flavor["disk"]


def step(task: Task, server: Item) -> tuple[str, Any]:
    """The action that comes next on the way to the wanted power, size and host, and its argument; nothing where all is done.

    A server that is off is resized while it is off, and started afterwards.
    """
    changed, status = task.changed(), server["status"]
    # An update that changes nothing any more is one that a torn off run had sent off: it may lack its confirmation.
    if status == UNCONFIRMED and (not changed or {"running", "flavor", moving.HOSTED} & changed.keys()):
        return CONFIRM, None
    shall_run = changed.get("running")
    # Nova stops what runs, and nothing else: what is to be off is woken before, too.
    if shall_run is not None and status in WAKE:
        return WAKE[status], None
    if "flavor" in changed and not _has_flavor(task, server):
        return "resize", {"flavorRef": task.id("flavor", changed["flavor"])}
    if moving.HOSTED in changed and moving.elsewhere(task, server):
        return moving.step(task)
    return _switched(shall_run, status), None


def _switched(shall_run: Value, status: str) -> str:
    if shall_run and status == STOPPED:
        return "os-start"
    return "os-stop" if shall_run is False and status == "ACTIVE" else ""


def in_vain(action: str, asked: tuple[str, ...]) -> bool:
    """Whether an action has been asked for and has not led on.

    A resize is confirmed before another one and again after it, and Nova does not say while it confirms: what was asked
    for last may still come about.
    """
    if action == CONFIRM:
        return asked.count(CONFIRM) > 1 and asked[-1] != CONFIRM
    return action in asked


def _has_flavor(task: Task, server: Item) -> bool:
    """Whether the server has the size of the wanted flavor, which may be a new one of an old name."""
    path = f"/flavors/{task.id('flavor', task.changed()['flavor'])}"
    flavor = task.api.get(COMPUTE, path)["flavor"]
    return flavor_of(server) == (flavor["name"], flavor["vcpus"], flavor["ram"], flavor["disk"])


def why(task: Task) -> str:
    """What Nova tells about the last thing that was asked of a server."""
    path = f"/servers/{task.action.target}/os-instance-actions"
    actions = task.api.get(COMPUTE, path)["instanceActions"]
    if not actions:
        return ""
    last = task.api.get(COMPUTE, f"{path}/{actions[0]['request_id']}")["instanceAction"]
    events = [event for event in last.get("events", ()) if event.get("result") == "Error"]
    return next((str(event["details"]) for event in events if event.get("details")), str(last.get("message") or ""))
