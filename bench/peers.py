"""Beside what people use otherwise: the openstack.cloud Ansible collection, and scripts of the `openstack` command.

They get an environment of their own, for they need an older openstacksdk. Both are given one site of the demo estate, six
departments, thing by thing in the plan's order; neither marks what it makes, so that they have less to do than we.
"""

import os
import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from bench import bare
from bench.measure import Timed, call, command, table
from bench.playbook import cli, playbook
from bench.road import IMAGES, ZHENGYUN, approved, lab, settings
from lab.openstack import control
from zhengyun.action import Action

REQUIREMENTS: Final = Path(__file__).with_name("requirements-ansible.txt")
SITE: Final = "primary"
# Only these departments, to try the bench: all six where it is not set.
ONLY: Final = "ZHENGYUN_BENCH_PEERS"
# Only this peer, `playbook` or `script`: each takes minutes.
AGAINST: Final = "ZHENGYUN_BENCH_AGAINST"
CLOUD: Final = "OS_CLIENT_CONFIG_FILE"
Work = Callable[[Path, Sequence[Action]], Timed]


def peers() -> None:
    """From nothing, and again with nothing to do."""
    place = _environment()
    actions, ours = _ours()
    rows = [("zhengyun: plan, submit, approve, apply; plan", *ours)]
    for name, work in _against():
        control.reset(lab(), (SITE,))
        first = work(place, actions)
        rows.append((name, first, work(place, actions)))
        # The next one takes minutes, and may come to grief over a bug of its own.
        print("; ".join(f"{one}: {first.wall:.1f} s, {again.wall:.1f} s" for one, first, again in rows), flush=True)
    told = [
        (name, first.wall, first.wall / ours[0].wall, again.wall, again.wall / ours[1].wall)
        for name, first, again in rows
    ]
    head = ("", "from nothing s", "× ours", "nothing to do s", "× ours")
    table(f"One site, {len(actions)} things, beside others", head, told)


def _against() -> Iterator[tuple[str, Work]]:
    """The peers, or the one that is named."""
    peers: dict[str, tuple[str, Work]] = {
        "playbook": ("openstack.cloud playbook", _playbook),
        "script": ("`openstack` script", _script),
    }
    for name in os.environ.get(AGAINST, "").split() or peers:
        yield peers[name]


def _ours() -> tuple[Sequence[Action], tuple[Timed, Timed]]:
    """The whole road of a change, and a plan that finds nothing to do."""
    control.reset(lab(), (SITE,))
    environment = settings()
    file = str(lab().root / "plan.json")
    only = [word for one in ("site", *os.environ.get(ONLY, "").split()) for word in ("--only", one)]
    scope = ["--site", SITE, *(only if ONLY in os.environ else ())]
    times = [command([ZHENGYUN, "plan", *scope, "-f", file], environment=environment, codes=(4,))]
    times.append(call(lambda: _go(environment, file)))
    actions = bare.load_actions(file)
    again = command([ZHENGYUN, "plan", *scope, "-f", "/dev/null"], environment=environment)
    return actions, (Timed(sum(one.wall for one in times), sum(one.cpu for one in times)), again)


def _go(environment: dict[str, str], file: str) -> None:
    request = approved(environment, planned=file)
    command([ZHENGYUN, "change", "apply", request], environment=environment)


def _environment() -> Path:
    """The peers' environment, made anew only where other versions are wanted."""
    place, wanted = lab().root / "ansible", REQUIREMENTS.read_text("utf-8")
    made = place / "made"
    if not made.exists() or made.read_text("utf-8") != wanted:
        print("\n(installing the peers)", flush=True)
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place, with_pip=True)
        pip = [str(place / "bin" / "python"), "-m", "pip", "install", "-q", "-r", str(REQUIREMENTS)]
        subprocess.run(pip, check=True)
        made.write_text(wanted, "utf-8")
    return place


def _playbook(place: Path, actions: Sequence[Action]) -> Timed:
    file = lab().root / "playbook.yaml"
    file.write_text(playbook(actions, SITE, IMAGES), "utf-8")
    ansible = [str(place / "bin" / "ansible-playbook"), "-i", "localhost,", "-c", "local", str(file)]
    return command(ansible, environment=_told(place))


def _script(place: Path, actions: Sequence[Action]) -> Timed:
    file = lab().root / "script.sh"
    file.write_text(cli(actions, SITE, IMAGES), "utf-8")
    return command(["bash", "-eu", str(file)], environment=_told(place))


def _told(place: Path) -> Mapping[str, str]:
    path = f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}"
    interpreter = str(place / "bin" / "python")
    return {
        CLOUD: str(lab().clouds),
        "OS_CLOUD": SITE,
        "PATH": path,
        "ANSIBLE_PYTHON_INTERPRETER": interpreter,
        "ANSIBLE_LOCALHOST_WARNING": "false",
    }
