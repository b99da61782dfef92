"""An instance in network namespaces of its own: it starts where it stands in one network, and nowhere else."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.cli.test_estate_export import laid

SPACE = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]


def _can() -> bool:
    """Whether this machine lets us have a network namespace with a link in it."""
    if not shutil.which("unshare") or not shutil.which("ip"):
        return False
    return not subprocess.run(
        [*SPACE, "ip", "link", "add", "type", "veth"], capture_output=True, check=False
    ).returncode


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not _can(), reason="needs `ip`, and leave to make a network namespace: run it as root"),
]
# A link as it is in a machine room, on which each change is tried and taken back.
LINK = "ip link add eth0 type veth peer name far; ip address add 192.0.2.10/24 dev eth0; ip link set eth0 up; ip link set far up"
CASES = {
    "route add default via 192.0.2.1": "",
    "route add unreachable 198.51.100.0/24": "",
    "route add 203.0.113.0/24 via 192.0.2.1": "",
    "address add 198.51.100.9/24 dev eth0": "address 198.51.100.9 on eth0",
    "address add 198.51.100.9/32 dev lo": "address 198.51.100.9 on lo",
    "route add 198.51.100.0/25 via 192.0.2.1": "route 198.51.100.0/25 on eth0",
    "route add 198.0.0.0/8 via 192.0.2.1": "route 198.0.0.0/8 on eth0",
    "route add 198.51.100.0/24 via 192.0.2.1 table 77": "route 198.51.100.0/24 on eth0",
    "route add local 198.51.100.0/24 dev lo": "route 198.51.100.0/24 on lo",
}
LOOK = """\
import json, subprocess, sys
from cli.apart import refuse_where_joined
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
told = {}
for change in ["", *sys.argv[1:], ""]:
    words = change.split()
    subprocess.run(["ip", *words] if words else ["true"], check=True)
    try:
        refuse_where_joined(Estate("harbour", "Harbour", "internal", (), apart=("198.51.100.0/24",)))
        told[change] = ""
    except ZhengyunError as error:
        told[change] = f"{error.code.id} {error}"
    subprocess.run(["ip", *("del" if one == "add" else one for one in words)] if words else ["true"], check=True)
print(json.dumps(told))
"""


def within(commands: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run commands of a shell in a namespace that ends with them."""
    environment = {**os.environ, "ZHENGYUN_LANG": "en", "LANGUAGE": "", "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run(
        [*SPACE, "sh", "-ec", f"ip link set lo up; {LINK}; {commands}"],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_an_address_or_a_route_of_the_other_network_is_seen(tmp_path: Path) -> None:
    (tmp_path / "look.py").write_text(LOOK)
    changes = " ".join(f"'{change}'" for change in CASES)
    done = within(f'exec "{sys.executable}" look.py {changes}', tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("") == ""
    assert found.keys() == CASES.keys()
    for change, told in CASES.items():
        assert ("ZY-HOST-080" in found[change], told in found[change]) == (bool(told), True), (change, found[change])


def test_what_plans_or_looks_does_not_start_and_what_reads_files_does(tmp_path: Path) -> None:
    estate = laid(tmp_path / "harbour")
    settings = tmp_path / "zhengyun.toml"
    names = {"estate": estate, "records": tmp_path / "records.db", "keys": tmp_path / "keys"}
    settings.write_text("".join(f'{name} = "{path}"\n' for name, path in names.items()))
    (tmp_path / "run.py").write_text(
        "from cli.main import run\n"
        "for command in ('check', 'plan', 'drift', 'status'):\n"
        f"    print('ended', command, run([command, '--settings', {str(settings)!r}]), flush=True)\n"
    )
    done = within(f'ip address add 198.51.100.9/32 dev lo; exec "{sys.executable}" run.py', tmp_path)
    assert "no error found" in done.stdout, done.stderr
    ended = [line.removeprefix("ended ") for line in done.stdout.splitlines() if line.startswith("ended ")]
    assert ended == ["check 0", "plan 3", "drift 3", "status 3"]
    assert done.stderr.count("ZY-HOST-080") == 3
    assert "address 198.51.100.9 on lo" in done.stderr
