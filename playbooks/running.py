"""Running Ansible: one start, in a private folder, with an environment of its own; its events as they come."""

import shlex
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from ansible_runner import Runner, RunnerConfig

from playbooks import codes
from playbooks.folder import CONNECTIONS, private
from playbooks.port import Identity, Ssh
from playbooks.roletree import OURS, PLUGINS, Tree
from playbooks.socket import VARIABLE, Answers, served
from zhengyun.errors import ZhengyunError

SOURCE: Final = "zhengyun.socket"
"""What the inventory plugin is pointed at; the hosts themselves come over the socket."""
FORKS: Final = 24
KINDS: Final = ("action", "lookup", "become", "filter", "inventory")
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# Seconds between two looks at whether to go on.
LOOK: Final = 0.2
# The same within Ansible, whether a task has ended: its own thousandth of a second is a core's work for nothing while hosts are waited for.
POLL: Final = 0.02
# So long a task may take on a host, in seconds: a host that hangs holds up neither the others nor who waits for all of them. To look
# is quick; what changes something may have to start a service on a slow host.
LOOKING: Final = 60
CHANGING: Final = 300
# One connection a host for the whole run; it ends with it. Where the run is killed, nobody ends it but OpenSSH, after this time.
SHARED: Final = ("-o", "ControlMaster=auto", "-o", "ControlPersist=10s")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Job:
    """What is run: as whom, reached in which way, answered by whom; in check mode nothing is changed."""

    identity: Identity
    ssh: Ssh
    answers: Answers
    check: bool
    tree: Tree = OURS
    forks: int = FORKS
    variables: Mapping[str, str] = field(default_factory=dict)


class Ended(NamedTuple):
    """How Ansible ended: `stopped` where we ended it; `said` is the end of what it printed."""

    code: int
    stopped: bool
    said: str


def run(job: Job, each: Callable[[Event], None], stop: Callable[[], bool]) -> Ended:
    """Run the playbook to its end, or until `stop` says so; `each` is told every event, in order.

    Nothing of the run is left on this machine: its folder lies in memory where there is such a place, and is removed.

    Raises: ZhengyunError (ZY-HOST-001) where Ansible cannot be started; whatever `each` raises.
    """
    with private() as folder, served(folder / "s", job.answers):
        _write(folder, job)
        config = _configured(folder, job)
        watch = _Watch(each, stop)
        runner = Runner(config=config, event_handler=watch.event, cancel_callback=watch.stopped)
        runner.run()
        if watch.error:
            raise watch.error
        if runner.rc == 127:
            raise ZhengyunError(codes.NO_ANSIBLE, problem=watch.said[-1] if watch.said else config.command[0])
        return Ended(int(runner.rc or 0), bool(runner.canceled), "\n".join(watch.said[-20:]))


class _Watch:
    """Hands events on, keeps what was printed last, and ends the run where it must end."""

    def __init__(self, each: Callable[[Event], None], stop: Callable[[], bool]) -> None:
        self._each, self._stop = each, stop
        self._failed = threading.Event()
        self.error: BaseException | None = None
        self.said: list[str] = []

    def event(self, event: Event) -> bool:
        """Hand an event on. No artefact of it is wanted, so that none is written."""
        if event.get("event") in ("verbose", "error", "warning", "deprecated") and event.get("stdout"):
            self.said = [*self.said[-60:], *str(event["stdout"]).splitlines()]
        try:
            self._each(event)
        except BaseException as error:  # noqa: BLE001 - it is raised again once Ansible has ended
            self.error = self.error or error
            self._failed.set()
        return False

    def stopped(self) -> bool:
        """Whether the run is to be ended now."""
        return self._failed.is_set() or self._stop()


def _write(folder: Path, job: Job) -> None:
    """Lay what Ansible and OpenSSH must find as files: nothing of it is secret."""
    for name in ("home", "tmp", CONNECTIONS, "project"):
        (folder / name).mkdir(mode=0o700)
    (folder / "known_hosts").write_text(job.ssh.known_hosts)
    (folder / SOURCE).write_text("")
    (folder / "ansible.cfg").write_text(f"[defaults]\ninternal_poll_interval = {POLL}\n")


def _configured(folder: Path, job: Job) -> RunnerConfig:
    config = RunnerConfig(
        private_data_dir=str(folder),
        project_dir=str(folder / "project"),
        playbook=str(job.tree.playbook),
        inventory=str(folder / SOURCE),
        ident="run",
        quiet=True,
        forks=job.forks,
        cmdline="--check --diff" if job.check else "--diff",
        suppress_env_files=True,
        settings={"suppress_output_file": True, "pexpect_timeout": LOOK},
        # Facts are never kept: a cache would outlive what it tells of.
        fact_cache_type="memory",
    )
    config.prepare()
    config.env["ANSIBLE_CALLBACK_PLUGINS"] += f":{PLUGINS / 'callback'}"
    kept = ("ANSIBLE_CALLBACK_PLUGINS", "ANSIBLE_STDOUT_CALLBACK", "AWX_ISOLATED_DATA_DIR", "RUNNER_OMIT_EVENTS",
            "RUNNER_ONLY_FAILED_EVENTS")  # fmt: skip
    # Nothing of our own environment goes along: the runner writes down what it has.
    config.env = {name: config.env[name] for name in kept} | _environment(folder, job)
    config.command[0] = str(Path(sys.executable).with_name("ansible-playbook"))
    return config


def _environment(folder: Path, job: Job) -> dict[str, str]:
    """The whole environment of Ansible."""
    plugins = {f"ANSIBLE_{kind.upper()}_PLUGINS": str(PLUGINS / kind) for kind in KINDS}
    return {
        **plugins,
        "ANSIBLE_CALLBACKS_ENABLED": "zy_blind" if job.check else "zy_turn",
        "PATH": f"{Path(sys.executable).parent}:{PATH}",
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "LC_ALL": "C.UTF-8",
        VARIABLE: str(folder / "s"),
        "ANSIBLE_CONFIG": str(folder / "ansible.cfg"),
        "ANSIBLE_NO_TARGET_SYSLOG": "True",
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        "ANSIBLE_LIBRARY": str(PLUGINS / "modules"),
        "ANSIBLE_MODULE_UTILS": str(PLUGINS / "module_utils"),
        "ANSIBLE_ROLES_PATH": str(job.tree.roles),
        "ANSIBLE_INVENTORY_ENABLED": "zhengyun",
        "ANSIBLE_INVENTORY_UNPARSED_FAILED": "True",
        "ANSIBLE_GATHERING": "explicit",
        "ANSIBLE_PIPELINING": "True",
        "ANSIBLE_HOST_KEY_CHECKING": "True",
        "ANSIBLE_SSH_ARGS": shlex.join((*job.ssh.options(folder / "known_hosts"), *_identified(job.identity), *SHARED)),
        "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / CONNECTIONS),
        "ANSIBLE_SSH_RETRIES": "0",
        "ANSIBLE_TIMEOUT": "15",
        "ANSIBLE_TASK_TIMEOUT": str(LOOKING if job.check else CHANGING),
        "ANSIBLE_DIFF_ALWAYS": "True",
        "ANSIBLE_DISPLAY_SKIPPED_HOSTS": "False",
        "ANSIBLE_DEPRECATION_WARNINGS": "False",
        "ANSIBLE_NOCOLOR": "True",
        "ANSIBLE_RETRY_FILES_ENABLED": "False",
        "ANSIBLE_CACHE_PLUGIN": "memory",
        "PYTHONDONTWRITEBYTECODE": "1",
        **job.variables,
    }


def _identified(identity: Identity) -> tuple[str, ...]:
    """OpenSSH's options for whom we are."""
    certificate = ("-o", f"CertificateFile={identity.certificate}") if identity.certificate else ()
    return ("-o", f"IdentityFile={identity.key}", *certificate)
