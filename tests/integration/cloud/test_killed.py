"""An apply that is killed (SIGKILL) at 50 points, again and again, and each time resumed: all is done, once, and nothing is left.

The points are drawn anew from one seed: at the nth request that changes something, before the service has it, after it
has done it, or so that it has it only after our end; and after some time, whatever is going on then.
"""

import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from cli.training import commit
from lab.openstack.proxy import Fault
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.forking import Forking
from tests.integration.cloud.town import Town

pytestmark = [pytest.mark.lab, pytest.mark.slow]

SEED: Final = 20_26
DEPARTMENTS: Final = ("a", "b")
WRITES: Final = "POST|PUT|PATCH|DELETE"
# A token is no change, and whoever is killed while he asks for one has asked for nothing.
PATHS: Final = r"^(?!.*/auth/tokens)"
# So many requests of a life go through before one is its last, at most; and so many seconds.
FARTHEST: Final = 14
LONGEST: Final = 4.0
FOR_EVER: Final = 600.0
# How lives end, and how many do so.
MANNERS: Final = {"lost": 10, "late": 14, "done": 14, "time": 12}
ESTATE: Final = """\
estate: {name}
title: 云洲市
network: external
sites: [primary]
departments: {{{name}-a: {{title: 财政局}}, {name}-b: {{title: 卫生健康委员会}}}}
"""
SITE: Final = """\
site: primary
title: 主中心
zones:
  open: {{title: 公共服务区, level: 2, addresses: [198.51.100.0/24], exposed: true}}
externals:
  {name}-out:
    title: 出口
    addresses: 203.0.113.0/24
    gateway: 203.0.113.1
    pool: 203.0.113.10-203.0.113.250
    provider: {{type: flat, network: {name}-out}}
flavors:
  {name}-tiny: {{vcpus: 1, ram: 64 MiB, disk: 1 GiB}}
images:
  {name}-base: {{title: 基础镜像, file: first.raw, sha256: {digest}, min_disk: 1 GiB}}
"""
# Exactly what is wanted: what a life has left half made is no other's, and counts once.
TENANT: Final = """\
tenant: {tenant}
quota: {{servers: 1, vcpus: 1, ram: 64 MiB, volumes: 1, storage: 1 GiB, floating_addresses: 1}}
networks:
  front: {{zone: open, addresses: 198.51.100.{third}/28}}
routers:
  edge: {{networks: [front], gateway: {name}-out}}
groups:
  db:
    egress: declared
    rules:
      - {{from: web, protocol: tcp, ports: 5432}}
  web:
    rules:
      - {{from: 0.0.0.0/0, protocol: icmp}}
keys:
  ops: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX
systems:
  desk:
    title: 办公
    level: 2
    zone: open
    exposure: [{{from: internet, protocol: tcp, ports: 443, to: app}}]
    servers:
      app: {{flavor: {name}-tiny, image: {name}-base, networks: [front], groups: [web], key: ops, floating: {name}-out, volumes: {{data: 1 GiB}}}}
"""


def _agreed(town: Town) -> str:
    """Two departments with what most of them have, from project to floating address, asked for and agreed to."""
    estate = town.root / "estate"
    site = estate / "primary/site.yaml"
    digest = site.read_text("utf-8").partition("sha256: ")[2][:64]
    (estate / "estate.yaml").write_text(ESTATE.format(name=town.name), "utf-8")
    site.write_text(SITE.format(name=town.name, digest=digest), "utf-8")
    for number, tenant in enumerate(f"{town.name}-{one}" for one in DEPARTMENTS):
        text = TENANT.format(tenant=tenant, name=town.name, third=16 * number)
        (estate / f"primary/tenants/{tenant}.yaml").write_text(text, "utf-8")
    commit(estate, "as wanted now")
    file = str(town.root / "plan.json")
    planned = town.types("plan", "-f", file, "-q")
    assert planned.code == 4, planned.err
    request = str(town.types("change", "submit", file, "-m", "wanted", "-o", "json").json["request"])
    town.agree(request)
    return request


def _point(manner: str, chance: random.Random) -> Fault | float:
    """Where a life ends: at a request, in some manner, or after some seconds."""
    spared, seconds = chance.randrange(FARTHEST), LONGEST * chance.random()
    if manner == "time":
        return seconds
    return Fault(WRITES, PATHS, through=manner != "lost", hold=True, done=manner == "done", spared=spared)


class _Lives:
    """An apply that lives again and again until it comes to its end."""

    def __init__(self, forking: Forking, chance: random.Random) -> None:
        self.forking, self.chance = forking, chance
        self.ahead = [manner for manner, count in MANNERS.items() for _ in range(count)]
        self.killed: Counter[str] = Counter()
        chance.shuffle(self.ahead)

    def live(self, town: Town, request: str) -> None:
        """Live, be killed, and go on, until all is done."""
        while self._once(town, request):
            pass

    def _once(self, town: Town, request: str) -> bool:
        """One life; tells whether it was killed."""
        resume = () if town.state(request) == "approved" else ("--resume",)
        words = ("change", "apply", request, *resume, "--settings", str(town.settings), "--lang", "en")
        manner = self.ahead[-1] if self.ahead else "time"
        point = _point(manner, self.chance) if self.ahead else FOR_EVER
        with town.proxy.told(*([point] if isinstance(point, Fault) else [])):
            life = self.forking.starts(*words)
            code = _killed_or_ended(life, point)
        said = life.said.read_text()
        assert code in {0, -signal.SIGKILL}, said
        assert "✗" not in said, said
        if code:
            self.killed[self.ahead.pop()] += 1
        return code != 0


def _killed_or_ended(life: Any, point: Fault | float) -> int:
    """Kill it at its point, unless it ends before; returns its exit code."""
    codes: list[int] = []
    waiting = threading.Thread(target=lambda: codes.append(life.end()))
    waiting.start()
    if isinstance(point, Fault):
        while waiting.is_alive() and not point.reached.wait(0.02):
            pass
    else:
        waiting.join(point)
    life.kill()
    waiting.join(120)
    return codes[0]


@pytest.fixture
def forking(tmp_path: Any, found: Found) -> Iterator[Forking]:
    """What starts commands at once."""
    with Forking(tmp_path, tmp_path / "lab") as forking:
        yield forking


def _counts(town: Town) -> dict[str, int]:
    """What lies in the departments' projects, by other means than the product's."""
    session = town.session()
    projects = {one["id"] for one in session.get("identity", "/projects")["projects"] if _ours(town, one)}
    lists = {
        "networks": ("network", "/v2.0/networks"),
        "subnets": ("network", "/v2.0/subnets"),
        "routers": ("network", "/v2.0/routers"),
        "floatingips": ("network", "/v2.0/floatingips"),
        "servers": ("compute", "/servers/detail?all_tenants=1"),
        "volumes": ("block-storage", f"/{session.project}/volumes/detail?all_tenants=1"),
    }
    found = {name: session.get(service, path)[name] for name, (service, path) in lists.items()}
    return {"projects": len(projects)} | {
        name: sum(_project(one) in projects for one in items) for name, items in found.items()
    }


def _ours(town: Town, project: Any) -> bool:
    return any(tag.startswith(f"zhengyun:estate={town.name}_") for tag in project["tags"])


def _project(item: Any) -> str:
    return str(item.get("tenant_id") or item.get("os-vol-tenant-attr:tenant_id"))


def test_an_apply_that_is_killed_at_fifty_points_comes_to_its_end_with_nothing_left_over(
    found: Found, forking: Forking, record_property: Callable[[str, object], None]
) -> None:
    lives = _Lives(forking, random.Random(SEED))
    towns = 0
    while lives.ahead:
        towns += 1
        town = found(f"torn-{towns}")
        request = _agreed(town)
        lives.live(town, request)
        _whole(town, request)
    record_property("killed", dict(lives.killed))
    assert lives.killed == MANNERS


def _whole(town: Town, request: str) -> None:
    """All is done, once, and nobody finds anything left over."""
    receipt = town.receipt(request)
    assert receipt["complete"], receipt["unproven"]
    assert {one["status"] for one in receipt["outcomes"]} == {"done"}
    assert 25 <= len(receipt["outcomes"]) <= 40
    assert town.left() == []
    orphans = town.types("cloud", "orphans")
    assert orphans.code == 0, orphans.out
    assert town.types("audit", "verify", "--as", "auditor").code == 0
    one_each = dict.fromkeys(("networks", "subnets", "routers", "floatingips", "servers", "volumes"), len(DEPARTMENTS))
    assert _counts(town) == {"projects": len(DEPARTMENTS), **one_each}
