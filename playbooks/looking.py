"""Looking at hosts: all roles of a scope in check mode, by an account that can change nothing."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from playbooks.answers import Looking
from playbooks.cast import inventory, told
from playbooks.codes import ENDED
from playbooks.events import Event, Results
from playbooks.grammars import Where
from playbooks.plan import Seen, seen
from playbooks.port import Identity, Secrets, Ssh
from playbooks.roletree import OURS, Tree, how
from playbooks.running import Job, run
from zhengyun.errors import ZhengyunError
from zhengyun.estate.hosts import Hosts, Rendered

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Fleet:
    """Hosts, what their roles are told, how they are reached, and by whom they are looked at."""

    hosts: Hosts
    rendered: Sequence[Rendered]
    look: Identity
    secrets: Secrets
    ssh: Ssh
    tell: Tell
    stop: threading.Event = field(default_factory=threading.Event)
    tree: Tree = OURS

    def words(self) -> Mapping[Where, Mapping[str, object]]:
        """What each role is told on each host."""
        return told(self.hosts, self.rendered)


def look(fleet: Fleet, scope: Collection[Where]) -> tuple[Seen, Results]:
    """What the roles of the scope would do now; one start of Ansible, and none where the scope is empty.

    Raises: ZhengyunError (ZY-HOST-001, ZY-HOST-002), and as the secrets.
    """
    results = Results(frozenset(scope))
    if not scope:
        return seen(results, scope, {}), results
    document = inventory(fleet.hosts, fleet.words(), scope, fleet.look, {"zy_change": "look"})
    answers = Looking(document, fleet.secrets)
    ended = run(
        Job(fleet.look, fleet.ssh, answers, check=True, tree=fleet.tree), taking(results, fleet.tell), fleet.stop.is_set
    )
    if not results.complete:
        raise ZhengyunError(ENDED, code=ended.code, said=ended.said or "-")
    for where, step in answers.blind:
        results.skipped(where, step)
    return seen(results, scope, dict(how(fleet.tree)), answers.diffs), results


def taking(results: Results, tell: Tell) -> Callable[[Event], None]:
    """Takes events, and tells what is on, as `progress` does."""

    def take(event: Event) -> None:
        for _ in results.take(event):
            pass
        progress(event, results, tell)

    return take


def progress(event: Event, results: Results, tell: Tell) -> None:
    """Tell which task of which role is on; before the first role, `: ` and the task by which hosts tell how they stand."""
    if event.get("event") == "playbook_on_task_start":
        tell(f"{results.role()}: {event['event_data'].get('task', '')}")
