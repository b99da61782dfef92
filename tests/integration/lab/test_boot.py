"""Boots that do not go as they should, on a lab of their own."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lab import codes
from lab.openstack import control, kept, ports, processes
from lab.openstack.kept import Size
from lab.openstack.rest import Session, log_in
from lab.openstack.services import PROCESSES
from lab.place import Place
from lab.progress import Progress
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab

ONLY = ("primary",)
TINY = Size(hosts=1, vcpus=4, ram_mib=8192, disk_gib=50)
CHECKOUT = Path(__file__).resolve().parents[3]

# Another command, as somebody would type it: it tells its steps on its output.
COMMAND = """
import sys
from pathlib import Path
from lab.openstack import control
from lab.openstack.kept import Size
from lab.place import Place

def tell(progress):
    print(progress.text.format(**progress.values), flush=True)

control.up(Place(Path(sys.argv[1])), ("primary",), size=Size(hosts=1, vcpus=4, ram_mib=8192, disk_gib=50), tell=tell)
"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A lab that each test finds in whatever state the one before has left it."""
    place = Place(tmp_path_factory.mktemp("boots") / "town")
    yield place
    control.destroy(place)


def _command(town: Place) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, str(town.root)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _session(town: Place) -> Session:
    known = kept.load(town.site("primary").kept)
    assert known
    assert known.auth_url
    return log_in(known.auth_url, "zhengyun", known.passwords["zhengyun"])


def _pids(town: Place) -> dict[str, int]:
    return {name: record.pid for name, record in processes.running(town.site("primary")).items()}


def _living(town: Place) -> int:
    """How many processes on this machine work in this lab, recorded or not."""
    count = 0
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            count += entry.name.isdigit() and (entry / "cwd").readlink() == town.site("primary").run
    return count


@pytest.mark.parametrize("step", ["starting keystone", "starting nova", "waiting for neutron", "warming up nova"])
def test_an_interrupted_boot_is_finished_by_the_next(town: Place, step: str) -> None:
    control.destroy(town)
    with _command(town) as command:
        assert command.stdout
        for line in command.stdout:
            if line.strip() == step:
                # As a terminal does it: to the command and to all that it has in the foreground.
                os.killpg(command.pid, signal.SIGINT)
                break
        command.stdout.read()
    assert command.returncode != 0
    (status,) = control.up(town, ONLY)
    assert status.up
    assert _living(town) == len(PROCESSES)
    assert len(_session(town).get("compute", "/os-hypervisors")["hypervisors"]) == 1


def test_a_boot_that_is_killed_is_finished_by_the_next(town: Place) -> None:
    control.down(town)
    with _command(town) as command:
        assert command.stdout
        for line in command.stdout:
            if line.strip() == "starting glance":
                os.killpg(command.pid, signal.SIGKILL)
                break
    control.up(town, ONLY)
    assert _living(town) == len(PROCESSES)


def test_two_commands_take_turns(town: Place) -> None:
    control.down(town)
    with _command(town) as first, _command(town) as second:
        told = [command.communicate()[0] for command in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    assert _living(town) == len(PROCESSES)
    assert sum("starting nova" in text for text in told) == 1
    assert sum("waiting for another command" in text for text in told) == 1


def test_a_stranger_on_a_port_gets_to_keep_it(town: Place) -> None:
    control.down(town)
    before = kept.load(town.site("primary").kept)
    assert before
    stranger = ports.listen(before.ports["nova"])
    assert stranger
    with stranger:
        control.up(town, ONLY)
        after = kept.load(town.site("primary").kept)
        assert after
        assert {name for name in before.ports if before.ports[name] != after.ports[name]} == {"nova"}
        session = _session(town)
        assert session.endpoints["compute"] == f"http://127.0.0.1:{after.ports['nova']}/v2.1"
        assert session.get("compute", "/os-hypervisors")["hypervisors"]
        assert str(after.ports["keystone"]) in town.clouds.read_text()


def test_when_keystones_port_is_taken_everything_learns_the_new_one(town: Place) -> None:
    control.down(town)
    before = kept.load(town.site("primary").kept)
    assert before
    stranger = ports.listen(before.ports["keystone"])
    assert stranger
    with stranger:
        control.up(town, ONLY)
        after = kept.load(town.site("primary").kept)
        assert after
        assert after.auth_url
        assert after.auth_url != before.auth_url
        assert after.auth_url in town.clouds.read_text()
        assert _session(town).get("network", "/v2.0/networks") == {"networks": []}


def test_a_process_that_dies_is_named_with_its_last_words(town: Place) -> None:
    control.down(town)
    database = town.site("primary").state / "db" / "cinder.sqlite"
    whole = database.read_bytes()
    database.write_bytes(b"rubbish" * 1000)
    try:
        with pytest.raises(ZhengyunError) as raised:
            control.up(town, ONLY)
    finally:
        control.down(town)
        database.write_bytes(whole)
    assert raised.value.code is codes.DIED
    assert raised.value.values["process"] == "cinder"
    assert raised.value.values["log"] == town.site("primary").log / "cinder.log"
    assert "file is not a database" in str(raised.value)
    (status,) = control.up(town, ONLY)
    assert status.up


def test_a_second_lab_beside_it_has_ports_of_its_own(town: Place, tmp_path: Path) -> None:
    control.up(town, ONLY)
    other = Place(tmp_path / "second")
    try:
        control.up(other, ONLY, size=TINY)
        first, second = (kept.load(place.site("primary").kept) for place in (town, other))
        assert first
        assert second
        assert not set(first.ports.values()) & set(second.ports.values())
        assert not set(first.passwords.values()) & set(second.passwords.values())
        assert all(status.up for place in (town, other) for status in control.status(place, ONLY))
        assert _session(town).endpoints != _session(other).endpoints
    finally:
        control.destroy(other)
    assert control.status(town, ONLY)[0].up


def test_a_site_grows_but_does_not_shrink(town: Place) -> None:
    control.up(town, ONLY)
    before = _pids(town)
    control.up(town, ONLY, size=Size(hosts=2, vcpus=6, ram_mib=8192, disk_gib=50))
    after = _pids(town)
    assert {name for name in before if before[name] != after[name]} == {"nova"}
    found = _session(town).get("placement", "/allocation_candidates?resources=VCPU:1", version="placement 1.29")
    assert [each["resources"]["VCPU"]["capacity"] for each in found["provider_summaries"].values()] == [24, 24]
    with pytest.raises(ZhengyunError) as raised:
        control.up(town, ONLY, size=TINY)
    assert raised.value.code is codes.FEWER_HOSTS


def test_reset_empties_and_keeps_credentials(town: Place) -> None:
    control.up(town, ONLY)
    session, before = _session(town), town.clouds.read_text()
    session.ask("POST", "network", "/v2.0/networks", {"network": {"name": "gone soon"}})
    session.ask("POST", "identity", "/projects", {"project": {"name": "gone soon", "domain_id": "default"}})
    steps: list[Progress] = []
    (status,) = control.reset(town, ONLY, size=TINY, tell=steps.append)
    assert status.up
    assert town.clouds.read_text() == before
    session = _session(town)
    assert session.get("network", "/v2.0/networks") == {"networks": []}
    assert {project["name"] for project in session.get("identity", "/projects")["projects"]} == {"admin", "service"}
    assert len(session.get("compute", "/os-hypervisors")["hypervisors"]) == 1
    assert steps[-1].done == steps[-1].total
    assert [step.text for step in steps].count("starting {process}") == len(PROCESSES)


def test_lost_passwords_are_not_made_up(town: Place) -> None:
    control.down(town)
    file = town.site("primary").kept
    whole = file.read_text()
    try:
        for content in (None, "{", '{"size": {}, "ports": {}, "passwords": {"admin": 1}}'):
            file.unlink(missing_ok=True)
            if content is not None:
                file.write_text(content)
            with pytest.raises(ZhengyunError) as raised:
                control.up(town, ONLY)
            assert raised.value.code is codes.DAMAGED
    finally:
        file.write_text(whole)


def test_destroy_leaves_nothing(town: Place) -> None:
    control.up(town, ONLY)
    control.destroy(town)
    assert _living(town) == 0
    assert not town.site("primary").root.exists()
    assert not town.clouds.exists()
