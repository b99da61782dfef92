"""Estates of any size, as files: departments with systems and servers, on documentation and private addresses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SERVERS_A_SYSTEM = 10
SYSTEMS_A_TENANT = 10

SITE = """\
site: primary
title: Main
zones:
  business: {title: Business, level: 3, addresses: [10.0.0.0/8]}
flavors:
  small: {vcpus: 1, ram: 512 MiB, disk: 1 GiB}
  medium: {vcpus: 2, ram: 1 GiB, disk: 1 GiB}
images:
  base: {title: Base, file: base.raw, sha256: SHA}
"""


@dataclass(frozen=True)
class Files:
    """An estate in memory."""

    contents: dict[str, bytes]
    folder: Path = Path("generated")
    commit: str = ""
    ignored: tuple[str, ...] = field(default=())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file, in order."""
        yield from sorted(self.contents.items())


def city(servers: int, sha256: str = "ab" * 32) -> Files:
    """An estate with so many servers, each written out; a hundred of them a department."""
    tenants = -(-servers // (SERVERS_A_SYSTEM * SYSTEMS_A_TENANT))
    names = [f"department-{number}" for number in range(1, tenants + 1)]
    departments = "".join(f"  {name}: {{title: {name}}}\n" for name in names)
    head = "estate: city\ntitle: City\nnetwork: external\nsites: [primary]\ndepartments:\n"
    contents = {"estate.yaml": head + departments, "primary/site.yaml": SITE.replace("SHA", sha256)}
    left = servers
    for number, name in enumerate(names):
        count = min(left, SERVERS_A_SYSTEM * SYSTEMS_A_TENANT)
        contents[f"primary/tenants/{name}.yaml"] = "".join(_tenant(number, name, count))
        left -= count
    return Files({name: text.encode() for name, text in contents.items()})


def _tenant(number: int, name: str, servers: int) -> Iterator[str]:
    second, third = divmod(number, 250)
    yield f"tenant: {name}\n"
    yield f"quota: {{servers: {servers}, vcpus: {2 * servers}, ram: {servers} GiB, volumes: {servers}, storage: {servers * 20} GiB, ports: 500}}\n"
    yield f"networks:\n  office: {{zone: business, addresses: 10.{second}.{third}.0/24}}\n"
    yield "groups:\n  web:\n    rules:\n      - {from: 10.0.0.0/8, protocol: tcp, ports: 443}\n"
    yield "  database:\n    rules:\n      - {from: web, protocol: tcp, ports: 5432}\n"
    yield "systems:\n"
    for system in range(-(-servers // SERVERS_A_SYSTEM)):
        yield f"  system-{system}:\n    title: System {system}\n    level: 3\n    zone: business\n"
        yield "    objective: {rto: 4 h, rpo: 30 min}\n    servers:\n"
        for server in range(min(SERVERS_A_SYSTEM, servers - system * SERVERS_A_SYSTEM)):
            yield f"      web-{server}:\n        flavor: small\n        image: base\n        networks: [office]\n"
            yield "        groups: [web]\n        volumes: {data: 20 GiB}\n"


def departments(count: int, sha256: str) -> Files:
    """An estate with so many departments of one server each, for a real cloud of modest size."""
    names = [f"department-{number}" for number in range(1, count + 1)]
    listed = "".join(f"  {name}: {{title: {name}}}\n" for name in names)
    head = "estate: many\ntitle: Many\nnetwork: external\nsites: [primary]\ndepartments:\n"
    contents = {"estate.yaml": head + listed, "primary/site.yaml": SITE.replace("SHA", sha256)}
    for number, name in enumerate(names):
        text = "".join(_tenant(number, name, 1)).replace("20 GiB", "1 GiB")
        contents[f"primary/tenants/{name}.yaml"] = text
    return Files({name: text.encode() for name, text in contents.items()})
