"""What `bench hosts` runs in the network of a management host: a look at hosts by us, and by ansible-playbook alone; prints JSON.

Both run the same roles in check mode over the same hosts, answered over the same socket; the difference is ansible-runner, the events
that it hands on, and what we make of them.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from bench.measure import Timed, call, middle
from playbooks import running
from playbooks.answers import Looking
from playbooks.cast import inventory
from playbooks.folder import private
from playbooks.grammars import Where
from playbooks.identities import LOOK, in_file
from playbooks.looking import Fleet, look
from playbooks.port import Ssh
from playbooks.running import Job
from playbooks.socket import served
from remote.openssh import known_hosts, options
from remote.port import target
from zhengyun.estate.hosts import Host, Hosts

ROUNDS: Final = 3
ALONE: Final = "ansible-playbook alone"


class NoSecrets:
    """Nobody's secrets: the same digest for whatever is asked."""

    def digest(self, name: str) -> str:
        """A keyed digest."""
        return "hmac-sha256:" + name.encode().hex().ljust(64, "0")[:64]

    def value(self, name: str) -> str:
        """Nothing is lent for a look."""
        raise KeyError(name)


def main() -> None:
    """Measure with the hosts that are read as JSON; the word is the file of the key."""
    told = json.load(sys.stdin)
    hosts = Hosts({one["name"]: Host(**{**one, "interfaces": ()}) for one in told["hosts"]})
    reached = Ssh(known_hosts(map(target, hosts.hosts.values())), options)
    fleet = Fleet(hosts, (), in_file(LOOK, Path(sys.argv[1])), NoSecrets(), reached, lambda _: None)
    scope = frozenset(
        Where(one.name, role) for one in hosts.hosts.values() for role in told["roles"] if role in one.roles
    )
    ways: dict[str, Callable[[], None]] = {
        ALONE: lambda: _alone(fleet, scope),
        "zhengyun: look": lambda: _ours(fleet, scope),
    }
    times: dict[str, list[Timed]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(call(way))
    print(json.dumps({name: [middle(kept).wall, middle(kept).cpu] for name, kept in times.items()}))


def _ours(fleet: Fleet, scope: frozenset[Where]) -> None:
    seen, results = look(fleet, scope)
    assert not seen.untold, seen.untold
    assert results.complete


def _alone(fleet: Fleet, scope: frozenset[Where]) -> None:
    """The same command and environment, without a runner."""
    answers = Looking(inventory(fleet.hosts, fleet.words(), scope, fleet.look, {"zy_change": "look"}), fleet.secrets)
    job = Job(fleet.look, fleet.ssh, answers, check=True)
    with private() as folder, served(folder / "s", answers):
        running._write(folder, job)
        words = [
            str(Path(sys.executable).with_name("ansible-playbook")),
            "--check",
            "--diff",
            "--forks",
            str(job.forks),
        ]
        words += ["-i", str(folder / running.SOURCE), str(job.tree.playbook)]
        environment: Mapping[str, Any] = {**running._environment(folder, job), "ANSIBLE_STDOUT_CALLBACK": "default"}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]


if __name__ == "__main__":
    main()
