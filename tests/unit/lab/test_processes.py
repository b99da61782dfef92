"""Which processes have to be started anew, and which services keep a site from being ready."""

from pathlib import Path

import pytest

from lab import codes
from lab.openstack import control, kept, processes, ready
from lab.openstack.configuration import render
from lab.openstack.configuration.blueprint import SHIPPED, Blueprint
from lab.openstack.installed import Installed
from lab.openstack.kept import Kept, Size
from lab.openstack.services import BEFORE, FRONT, PROCESSES, SERVICES, process_of
from lab.openstack.supervisor import Record
from lab.place import Place, SitePlace
from zhengyun.errors import ZhengyunError

SHIPPED_TEXT = (
    "keystone = authtoken keystonecontext x\nkeystone = authtoken context x\n[path_keywords]\n[service_endpoints]\n"
)
INSTALLED = Installed(Path("/cloud/bin/python"), "nova==1", "additions")


def _digests(known: Kept, installed: Installed = INSTALLED) -> dict[str, str]:
    blueprint = Blueprint(SitePlace(Path("/lab/primary")), known, dict.fromkeys(SHIPPED, SHIPPED_TEXT), Path("/etc"))
    return processes.digests(render(blueprint), known, installed)


def _changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {process for process in before if before[process] != after[process]}


def test_only_what_a_change_concerns_is_started_anew() -> None:
    known = kept.new(Size()).with_ports({name: 20000 + number for number, name in enumerate(SERVICES)})
    first = _digests(known)
    assert set(first) == set(PROCESSES)
    assert _digests(known) == first
    assert _changed(first, _digests(known.with_size(Size(hosts=4)))) == {"nova"}
    assert _changed(first, _digests(known.with_ports({**known.ports, "cinder": 30000}))) == set(PROCESSES)
    other = Installed(INSTALLED.python, INSTALLED.releases, "other additions")
    assert _changed(first, _digests(known, other)) == set(PROCESSES)
    fronts = {before: 20100 + number for number, before in enumerate(BEFORE.values())}
    assert set(_digests(known.with_ports({**known.ports, **fronts}).with_tls(True))) == {*PROCESSES, FRONT}


def test_every_service_answers_in_one_process() -> None:
    assert [process_of(service) for service in SERVICES].count("glance") == 2
    assert {process_of(service) for service in SERVICES} == set(PROCESSES)


def test_a_process_that_has_ended_is_named(tmp_path: Path) -> None:
    place = SitePlace(tmp_path / "primary")
    place.make()
    (place.log / "nova.log").write_text("Traceback\nno such option\n")
    with pytest.raises(ZhengyunError) as raised:
        processes.check_alive(place, {"nova": Record(1, 1, "another boot", "")})
    assert raised.value.code is codes.DIED
    assert str(raised.value).endswith("Traceback\nno such option")
    assert processes.running(place) == {}


def test_a_host_that_is_forced_down_does_not_keep_a_site_from_being_ready() -> None:
    daemon = {"binary": "nova-compute", "host": "compute-1", "state": "down"}
    assert ready._down({"services": [daemon, {**daemon, "state": "up"}]}) == ["nova-compute on compute-1"]
    assert ready._down({"services": [{**daemon, "forced_down": True}]}) == []
    assert ready._down({"networks": []}) == []
    assert ready._down("not an object") == []


@pytest.mark.parametrize("ask", [control.up, control.reset, control.down, control.destroy, control.status])
def test_a_site_that_does_not_exist_is_refused_before_anything_is_done(tmp_path: Path, ask: object) -> None:
    with pytest.raises(ZhengyunError) as raised:
        ask(Place(tmp_path / "lab"), ("primary", "mars"))  # type: ignore[operator]
    assert raised.value.code is codes.NO_SUCH_SITE
    assert "primary, dr" in str(raised.value)
    assert not (tmp_path / "lab").exists()
