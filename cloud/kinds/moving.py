"""How a server comes to another host: while it is off, while it runs, or away from a host that is dead."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from cloud.kinds.task import COMPUTE, Task
from cloud.view import Item
from zhengyun.resource import HOW

# Which host a server runs on, which no file declares, as Nova tells it to those who may know.
HOST: Final = "OS-EXT-SRV-ATTR:host"
# The same in our words.
HOSTED: Final = "host"
COLD: Final = "cold"
LIVE: Final = "live"
EVACUATE: Final = "evacuate"

# Nova's scheduler is asked all the same whether the host will do: by none of these is it overruled (since 2.68).
STEPS: Final[Mapping[str, Callable[[str], tuple[str, Any]]]] = {
    COLD: lambda host: ("migrate", {"host": host}),
    LIVE: lambda host: ("os-migrateLive", {"host": host, "block_migration": "auto"}),
    EVACUATE: lambda host: ("evacuate", {"host": host}),
}
MOVES: Final = frozenset(step("")[0] for step in STEPS.values())

# How a migration ends that came to nothing.
IN_VAIN: Final = frozenset({"error", "failed", "cancelled"})


def elsewhere(task: Task, server: Item) -> bool:
    """Whether a server is on another host than it shall be."""
    return bool(server.get(HOST) != task.changed()[HOSTED])


def step(task: Task) -> tuple[str, Any]:
    """The action that brings it there, and its argument."""
    host = str(task.changed()[HOSTED])
    return STEPS[str(task.action.attributes[HOW])](host)


def revives(task: Task) -> bool:
    """Whether a server in error is just what this is for: an evacuation that failed may be asked for again."""
    return task.action.attributes.get(HOW) == EVACUATE and not task.asked


def failed(task: Task) -> bool:
    """Whether the newest migration of a server came to nothing.

    Nova says of a server that it runs, and only then on which other host: that it is not there yet tells nothing.
    """
    query = (("instance_uuid", task.action.target), ("limit", "1"))
    migrations = task.api.get(COMPUTE, "/os-migrations", query)["migrations"]
    return any(one["status"] in IN_VAIN for one in migrations[:1])
