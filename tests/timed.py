"""An estate whose servers of time are real chronyds on the loopback."""

from pathlib import Path
from typing import Final

from tests.chrony import PORT, Clocks

ESTATE: Final = """\
estate: timed
title: 授时试验
network: internal
sites: [hill]
departments: {}
"""
SITE: Final = """\
site: hill
title: 山上
zones: {office: {title: 办公, level: 2, addresses: [127.0.0.0/8]}}
externals: {}
flavors: {}
images: {}
"""


def estate(folder: Path, town: Clocks, servers: dict[str, str], clients: tuple[str, ...] = (), more: str = "") -> Path:
    """Write an estate: each server has its time from the references or servers that it is given; `more` is appended to time.yaml."""
    site = folder / "hill"
    site.mkdir(parents=True)
    (folder / "estate.yaml").write_text(ESTATE)
    (site / "site.yaml").write_text(SITE)
    hosts = [_host(name, town.address(name), "time_server") for name in servers]
    hosts += [_host(name, town.address(name), "time_client") for name in clients]
    segments = "segments:\n  lan: {addresses: 127.0.0.0/8, management: true}\n"
    (site / "hosts.yaml").write_text(f"{segments}hosts:\n{''.join(hosts)}")
    lines = [
        f"  {name}: {{sources: [{above}], address: {town.address(name)}, port: {PORT}}}\n"
        for name, above in servers.items()
    ]
    known = sorted({one.strip() for above in servers.values() for one in above.split(",")} - set(servers))
    sources = [f"  {name}: {{kind: local, title: 参考钟}}\n" for name in known]
    (folder / "time.yaml").write_text(f"sources:\n{''.join(sources)}servers:\n{''.join(lines)}{more}")
    return folder


def _host(name: str, address: str, role: str) -> str:
    return f"  {name}: {{title: 主机, zone: office, interfaces: {{lan: {address}}}, roles: {{{role}: {{}}}}}}\n"
