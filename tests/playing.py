"""Our roles on hosts of the town, run as the product runs them, with a test in the place of who answers for the plan."""

import json
import subprocess
import sys
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from inventory.loader import load
from inventory.source import Folder
from lab.town.standing import Town
from playbooks.answers import Looking
from playbooks.cast import inventory, told
from playbooks.events import Results
from playbooks.grammars import Where
from playbooks.identities import LOOK, RUN, in_file
from playbooks.port import Ssh
from playbooks.running import Event, Job, run
from playbooks.training import FolderSecrets
from remote.openssh import known_hosts, options
from remote.port import target
from zhengyun.estate.hosts import Rendered

ROOT: Final = Path(__file__).resolve().parents[1]
SECONDS: Final = 600


@dataclass(frozen=True)
class Asked:
    """What is played: each role on its hosts, and what it is told besides what the estate says, everywhere (`role`) or on one host
    (`host/role`); what may not be laid, each a host and a path."""

    scope: tuple[tuple[str, str], ...]
    check: bool = False
    told: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    change: str = "c-1"
    variables: Mapping[str, str] = field(default_factory=dict)
    network: str = "internal"


@dataclass(frozen=True)
class Played:
    """What came of it. Files and steps are those that changed, or would; `troubles` the words of each role that failed."""

    complete: bool
    files: Mapping[tuple[str, str], Mapping[str, Any]]
    steps: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
    troubles: Mapping[tuple[str, str], tuple[str, ...]]
    changed: int
    diffs: Mapping[str, str]
    printed: str

    def changes(self) -> Mapping[tuple[str, str], tuple[object, object]]:
        """What was changed on each host by each role, in words that can be held against another run's."""
        return {where: (self.files.get(where), self.steps.get(where)) for where in {*self.files, *self.steps}}


def play(town: Town, *scope: tuple[str, str], **more: Any) -> Played:
    """Run roles on hosts of the town, from the management host of their network."""
    asked = Asked(scope, **more)
    node = town.management(asked.network)
    words = [sys.executable, "-m", "tests.playing", str(town.place.network(asked.network))]
    variables = {"PYTHONPATH": str(ROOT)}
    done = node.run(*words, stdin=json.dumps(asdict(asked)), variables=variables, folder=str(ROOT), seconds=SECONDS)
    assert done.returncode == 0, done.stderr
    return read(json.loads(done.stdout.splitlines()[-1]))


def playing(town: Town, *scope: tuple[str, str], **more: Any) -> "subprocess.Popen[str]":
    """Begin a run of roles that is not waited for; it leads a group of processes of its own, and is known by it."""
    asked = Asked(scope, **more)
    node = town.management(asked.network)
    words = [sys.executable, "-m", "tests.playing", str(town.place.network(asked.network))]
    begun = subprocess.Popen(
        node.words(*words, folder=str(ROOT)),
        env=node.environment({"PYTHONPATH": str(ROOT)}),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert begun.stdin
    begun.stdin.write(json.dumps(asdict(asked)))
    begun.stdin.close()
    return begun


def read(found: Mapping[str, Any]) -> Played:
    """What the program in the management host has told."""
    by = {name: {(host, role): what for host, role, what in found[name]} for name in ("files", "steps", "troubles")}
    steps = {where: tuple(map(tuple, each)) for where, each in by["steps"].items()}
    troubles = {where: tuple(each) for where, each in by["troubles"].items()}
    more = {name: found[name] for name in ("complete", "changed", "diffs", "printed")}
    return Played(files=by["files"], steps=steps, troubles=troubles, **more)


class Answers(Looking):
    """Whatever is asked for is there, but leave for some files."""

    def __init__(self, document: Mapping[str, object], secrets: FolderSecrets, asked: Asked) -> None:
        super().__init__(document, secrets)
        self._asked = asked

    def __call__(self, ask: Mapping[str, Any]) -> Mapping[str, object]:
        """Every role may begin."""
        return {"ok": True} if ask.get("ask") == "turn" else super().__call__(ask)

    def secret(self, host: str, name: str) -> Mapping[str, object]:
        """A secret, to whoever carries a change out."""
        value = {} if self._asked.check else {"value": self._secrets.value(name)}
        return {**super().secret(host, name), **value}

    def may(self, ask: Mapping[str, Any]) -> Mapping[str, object]:
        """Whether a file may be laid."""
        return {
            "ok": f"{ask.get('host')}{ask.get('path')}" not in self._asked.refused,
            "why": "the test does not want it",
        }


def answer(root: Path, asked: Asked) -> Mapping[str, object]:
    """Play what is asked, on this host, and tell what came of it."""
    hosts = load(Folder(root / "estate")).hosts
    scope = frozenset(Where(*one) for one in asked.scope)
    rendered = [
        Rendered(one.host, one.role, asked.told.get(f"{one.host}/{one.role}", asked.told.get(one.role, {})))
        for one in scope
    ]
    name, key = (LOOK, "look") if asked.check else (RUN, "run")
    identity = in_file(name, root / "ssh" / key)
    document = inventory(hosts, told(hosts, rendered), scope, identity, {"zy_change": asked.change})
    answers = Answers(document, FolderSecrets(root / "host-secrets"), asked)
    ssh = Ssh(known_hosts(target(one) for one in hosts.hosts.values() if one.key), options)
    results, changed = Results(scope), [0]

    def take(event: Event) -> None:
        changed[0] += event.get("event") == "runner_on_ok" and bool(event["event_data"].get("res", {}).get("changed"))
        for _ in results.take(event):
            pass

    ended = run(Job(identity, ssh, answers, asked.check, variables=asked.variables), take, lambda: False)
    return {"complete": results.complete, "changed": changed[0], "printed": ended.said, **_told(results, scope),
            "diffs": {f"{one.host}{one.path}": one.text for one in answers.diffs}}  # fmt: skip


def _told(results: Results, scope: Collection[Where]) -> Mapping[str, object]:
    each = [(where, results.told[where]) for where in sorted(scope) if where in results.told]
    files = [
        (*where, {one.path: (one.before, one.after) for one in found.files if one.before != one.after})
        for where, found in each
    ]
    return {
        "files": [one for one in files if one[-1]],
        "steps": [(*where, [tuple(one) for one in found.steps]) for where, found in each if found.steps],
        "troubles": [(*where, found.trouble[:3]) for where, found in each if found.trouble],
    }


def main() -> None:
    """What the management host is given to do."""
    told_words = json.load(sys.stdin)
    asked = Asked(
        **{**told_words, "scope": tuple(map(tuple, told_words["scope"])), "refused": tuple(told_words["refused"])}
    )
    sys.stdout.write(json.dumps(answer(Path(sys.argv[1]), asked)) + "\n")


if __name__ == "__main__":
    main()
