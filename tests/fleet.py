"""Two real hosts of the town and roles of a test's own, driven from the network of their management host."""

import ctypes
import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, TypeVar

import pytest

from inventory.loader import load
from inventory.source import Folder
from lab.town.node import Node
from lab.town.standing import Town
from playbooks import folder
from playbooks.driver import HostsDriver
from playbooks.identities import LOOK, in_file, standing
from playbooks.planning import plan, scope_of
from playbooks.port import Ssh
from playbooks.roletree import OURS, Tree
from remote.openssh import known_hosts, options
from remote.port import target
from tests.unit.zhengyun.stage import MemoryJournal, apply
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Host, Hosts
from zhengyun.keyed import keyed
from zhengyun.plan import Plan
from zhengyun.results import Outcome, Receipt
from zhengyun.run import Pace

T = TypeVar("T")

NAMES: Final = ("p-c2", "p-ih1")
FOLDER: Final = "/etc/zhengyun-try"
FILES: Final = (f"{FOLDER}/first.conf", f"{FOLDER}/secret.conf", f"{FOLDER}/second.conf")
PATHS: Final = "/etc/zhengyun/paths"
SECRETS: Final = {"try/word": "correct-horse-battery"}
MORE: Final = "roles/second/files/more"
"""What stands there is laid, too."""
NEWNET: Final = 0x40000000
FRESH: Final[dict[tuple[str, ...], Plan]] = {}

PLAY: Final = """\
- name: Role {role}
  hosts: role_{role}
  become: "{{{{ not ansible_check_mode }}}}"
  gather_facts: false
  vars: {{zy_role: {role}, zy_secrets: {secrets}}}
  tasks:
    - name: The role {role}
      ansible.builtin.import_tasks: verbs.yml
"""
LOOKING: Final = """\
- name: How the hosts stand
  hosts: all
  become: "{{ not ansible_check_mode }}"
  gather_facts: false
  tasks:
    - name: Ask the look program
      zy_look:
"""
ROLES: Final = {
    "first": {
        "config": """\
- name: Lay its files
  zy_file:
    role: first
    files:
      - {path: /etc/zhengyun-try/first.conf, content: "{{ first_text }}\\n", mode: "0640", validate: "{{ first_validate | default('/bin/true') }}"}
      - {path: /etc/zhengyun-try/secret.conf, content: "word = @@try/word@@\\n", mode: "0600", secrets: [try/word]}
  register: first_laid
""",
        "apply": """\
- name: A folder
  ansible.builtin.file: {path: /etc/zhengyun-try/folder, state: directory, mode: "0755"}
- name: Something that nobody can foresee
  ansible.builtin.command: /bin/sh -c 'echo ran >> /etc/zhengyun-try/ran'
  when: first_laid is changed
- name: Something slow
  ansible.builtin.command: sleep {{ first_sleep }}
  when: not ansible_check_mode and first_sleep is defined
  changed_when: false
""",
        "verify": """\
- name: It is as it should be
  zy_calls:
    calls:
      - call: [/bin/grep, -q, -e, "{{ first_proof | default('') }}", /etc/zhengyun-try/first.conf]
""",
    },
    "second": {
        "config": """\
- name: Lay its file
  zy_file:
    role: second
    files:
      - {path: /etc/zhengyun-try/second.conf, content: "{{ second_text ~ lookup('ansible.builtin.file', 'more') }}\\n", absent: "{{ second_absent | default(false) }}"}
""",
        "apply": "[]\n",
        "verify": "[]\n",
    },
}
VERBS: Final = ("precheck", "config", "apply", "verify", "rollback")
BACK: Final = """\
- name: Lay again what was there
  zy_back: {{role: {role}, change: "{{{{ zy_change }}}}"}}
"""


def tree(root: Path) -> Tree:
    """Two roles of our own, on the same grid of verbs as those of the house."""
    shutil.copy(OURS.root / "verbs.yml", root / "verbs.yml")
    (root / "site.yml").write_text("---\n" + LOOKING + "".join(_play(role) for role in ROLES))
    for role, verbs in ROLES.items():
        tasks = root / "roles" / role / "tasks"
        tasks.mkdir(parents=True)
        for verb in VERBS:
            given = BACK.format(role=role) if verb == "rollback" else verbs.get(verb, "[]\n")
            (tasks / f"{verb}.yml").write_text(f"---\n{given}")
    (root / "roles" / "second" / "files").mkdir()
    (root / MORE).write_text("")
    return Tree(root)


def _play(role: str) -> str:
    return PLAY.format(role=role, secrets="secrets:" in ROLES[role]["config"])


class Kept:
    """Secrets as a vault would keep them; counts who has been given one."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def digest(self, name: str) -> str:
        """The keyed digest."""
        return keyed("5a" * 32, name, SECRETS[name])

    def value(self, name: str) -> str:
        """The secret."""
        self.given.append(name)
        return SECRETS[name]


@dataclass
class Fleet:
    """Hosts of the internal network with two roles of our own; what roles are told may be changed between one run and the next."""

    town: Town
    tree: Tree
    told: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    secrets: Kept = field(default_factory=Kept)
    stop: threading.Event = field(default_factory=threading.Event)
    said: list[str] = field(default_factory=list)
    away: Callable[[Host], Host] = lambda host: host

    @property
    def estate(self) -> Estate:
        """The town's estate, with our roles in the place of its own."""
        whole = load(Folder(self.town.estate("internal")))
        hosts = {name: self._with(whole.hosts.hosts[name]) for name in NAMES}
        return replace(whole, hosts=Hosts(hosts, whole.hosts.segments))

    def _with(self, host: Host) -> Host:
        words = {"first": {"text": "hello"}, "second": {"text": "world"}}
        for role, more in self.told.get(host.name, {}).items():
            words[role] = {**words[role], **more}
        return self.away(replace(host, roles=words))

    def node(self, name: str) -> Node:
        """A host, from outside."""
        return self.town.node(name)

    def driver(self, planned: Plan | None = None) -> HostsDriver:
        """Hands on the hosts."""
        hosts, keys = self.estate.hosts, self.town.ssh("internal")
        ssh = Ssh(known_hosts(target(one) for one in hosts.hosts.values()), options)
        return HostsDriver(
            hosts, (), in_file(LOOK, keys / "look"), standing(keys / "run"), self.secrets, self.said.append, planned,
            ssh=ssh, stop=self.stop, tree=self.tree,
        )  # fmt: skip

    def plan(self, *only: str, blind: tuple[str, ...] = ()) -> Plan:
        """What would be done now. Raises: Problems."""
        estate = self.estate
        scope = scope_of(estate.hosts, ("hosts",), only, blind=blind, allow_destroy=False)
        seen = self.within(lambda: self.driver().see(scope))
        return plan(estate, seen, scope, self.tree)

    def fresh(self, *only: str) -> Plan:
        """The same on hosts on which nothing has been laid: a plan is by what stands there and by what the roles lay, so one look is
        enough for all tests. Raises: Problems."""
        if only not in FRESH:
            FRESH[only] = self.plan(*only)
        return FRESH[only]

    def apply(
        self, planned: Plan, before: Sequence[Outcome] | None = None, journal: MemoryJournal | None = None
    ) -> Receipt:
        """Go through the door with it. Raises: as the door."""
        driver = self.driver(planned)
        pace = Pace(workers=8, look=0.1)
        return self.within(
            lambda: apply(planned, {"hosts": driver}, journal or MemoryJournal(), before, pace=pace, stop=self.stop)
        )

    def within(self, work: Callable[[], T]) -> T:
        """Do something in the network of the management host: whatever it starts is there, too."""
        with ThreadPoolExecutor(1, initializer=_enter, initargs=(self.town.management("internal").pid,)) as pool:
            return pool.submit(work).result()

    def text(self, host: str, path: str) -> str | None:
        """What stands in a file of a host."""
        try:
            return self.node(host).path(path).read_text()
        except FileNotFoundError:
            return None


def _enter(pid: int) -> None:
    descriptor = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY)
    try:
        if ctypes.CDLL(None, use_errno=True).setns(descriptor, NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)


@contextmanager
def telling(town: Town) -> Iterator[None]:
    """Have the hosts tell of the files that our roles lay; they are as they were at the end."""
    before = {name: town.node(name).path(PATHS).read_text() for name in NAMES}
    try:
        for name, text in before.items():
            town.node(name).path(PATHS).write_text(
                text + "".join(f"{path}{' secret' * ('secret' in path)}\n" for path in FILES)
            )
        yield
    finally:
        for name, text in before.items():
            if town.up(name):
                town.node(name).run("rm", "-rf", FOLDER)
                town.node(name).path(PATHS).write_text(text)


@contextmanager
def fleet_in(town: Town, root: Path) -> Iterator[Fleet]:
    """Two hosts on which our roles have laid nothing yet; private folders of runs lie apart from those of other tests."""
    with (
        telling(town),
        TemporaryDirectory(prefix="zy-", dir=folder.place()) as apart,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(folder, "MEMORY", Path(apart))
        yield Fleet(town, tree(root))


@pytest.fixture
def fleet(small_town: Town, tmp_path: Path) -> Iterator[Fleet]:
    """The same, for one test."""
    with fleet_in(small_town, tmp_path) as made:
        yield made
