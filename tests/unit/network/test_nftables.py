"""What hosts' rules say: who may reach a host, what passes a firewall, and where an address may come from."""

import re
from datetime import date
from pathlib import Path
from typing import Final

from inventory.loader import load
from network.rendering.nftables import ruleset
from tests.unit.inventory.estates import Memory
from zhengyun.estate import Estate

DAY: Final = date(2026, 6, 1)
ESTATE: Final = """\
estate: wharf
title: 栈桥市
network: internal
sites: [quay]
departments: {}
apart: [198.51.100.0/24]
"""
SITE: Final = """\
site: quay
title: 栈桥
zones:
  management: {title: 管理区, level: 3, addresses: [192.0.2.0/27]}
  office: {title: 业务区, level: 3, addresses: [192.0.2.32/27, "2001:db8:20::/64"]}
  core: {title: 核心区, level: 3, addresses: [192.0.2.64/27, "2001:db8:40::/64"]}
  exchange: {title: 交换区, level: 3, addresses: [192.0.2.96/27, "2001:db8:60::/64"]}
externals: {}
flavors: {}
images: {}
"""
"""A router between offices and a firewall, an exchange host behind that, and the other network beyond."""
HOSTS: Final = """\
segments:
  mgmt: {addresses: 192.0.2.0/27, management: true}
  lan: {addresses: 192.0.2.32/27, addresses6: "2001:db8:20::/64"}
  fw: {addresses: 192.0.2.64/30, addresses6: "2001:db8:40::/64"}
  swap: {addresses: 192.0.2.96/30, addresses6: "2001:db8:60::/64"}
  edge: {addresses: 203.0.113.0/30, border: true}
hosts:
  tower: {title: 管理主机, kind: management, zone: management, interfaces: {mgmt: 192.0.2.1}}
  pier:
    {title: 路由器, kind: router, zone: core, interfaces: {mgmt: 192.0.2.2, lan: [192.0.2.33, "2001:db8:20::1"], fw: [192.0.2.65, "2001:db8:40::1"]}}
  wall:
    title: 防火墙
    kind: firewall
    zone: exchange
    interfaces: {mgmt: 192.0.2.3, fw: [192.0.2.66, "2001:db8:40::2"], swap: [192.0.2.97, "2001:db8:60::1"], edge: 203.0.113.1}
    routes: {192.0.2.32/27: 192.0.2.65, 198.51.100.0/24: 203.0.113.2, "2001:db8:20::/64": "2001:db8:40::1"}
  swapper: {title: 交换主机, kind: exchange, zone: exchange, interfaces: {mgmt: 192.0.2.4, swap: [192.0.2.98, "2001:db8:60::2"]}, gateway: 192.0.2.97}
  desk: {title: 主机, zone: office, interfaces: {mgmt: 192.0.2.5, lan: [192.0.2.34, "2001:db8:20::2"]}, gateway: 192.0.2.33}
"""
POLICY: Final = """\
beyond:
  external/service: {title: 外网服务区, level: 2, addresses: [198.51.100.0/24]}
exchange: [exchange]
closed: [exchange]
conduits:
  hand-in: {from: office, to: exchange, protocol: tcp, ports: [8443, 9000-9010], owner: 信息中心, reason: 报送}
  fetch: {from: external/service, to: exchange, protocol: udp, ports: [5000], owner: 信息中心, reason: 取回, expires: 2026-06-30}
  reach: {from: office, to: exchange, protocol: icmp, owner: 网络处, reason: 探测}
"""
"""What may pass there."""


def wharf() -> Estate:
    files = {"estate.yaml": ESTATE, "network.yaml": POLICY, "quay/site.yaml": SITE, "quay/hosts.yaml": HOSTS}
    return load(Memory({name: one.encode() for name, one in files.items()}, Path("wharf")))


def chain(text: str, name: str) -> list[str]:
    """The lines of one chain."""
    return text.split(f"chain {name} {{\n")[1].split("  }\n", maxsplit=1)[0].strip().splitlines()


def test_a_firewall_lets_through_what_a_conduit_permits_and_nothing_else() -> None:
    text = ruleset(wharf(), "wall", DAY)
    passing = chain(text, "passing")
    assert "policy drop" in passing[0]
    permitted = [line.strip() for line in passing if "ct state new" in line]
    assert [line.split('"')[1] for line in permitted if "within" not in line] == [
        "zy:hand-in",
        "zy:hand-in.6",
        "zy:fetch",
        "zy:reach",
        "zy:reach.6",
    ]
    matched = "ip saddr 192.0.2.32/27 ip daddr 192.0.2.96/27 tcp dport { 8443, 9000-9010 } ct state new"
    assert any(line.startswith(matched) for line in permitted)


def test_a_conduit_is_gone_the_day_after_its_last() -> None:
    last, after = (ruleset(wharf(), "wall", date(2026, *day)) for day in ((6, 30), (7, 1)))
    assert "zy:fetch" in last
    assert "zy:fetch" not in after
    plain = [
        [line for line in text.splitlines() if "fetch" not in line and "answers" not in line] for text in (last, after)
    ]
    assert plain[0] == plain[1]
    # What it had let in goes no further: its mark is no longer among those that count.
    marks = {mark for line in last.splitlines() if "zy:fetch" in line for mark in re.findall("0x[0-9a-f]{8}", line)}
    assert len(marks) == 1
    assert not marks & set(re.findall("0x[0-9a-f]{8}", after))


def test_only_who_is_permitted_reaches_a_host_and_management_only_its_host() -> None:
    arriving = chain(ruleset(wharf(), "swapper", DAY), "arriving")
    assert "policy drop" in arriving[0]
    assert any("ip saddr 192.0.2.1 ip daddr 192.0.2.4 counter accept" in line for line in arriving)
    assert any("ip6 daddr 2001:db8:60::2 tcp dport" in line for line in arriving)
    assert not any("192.0.2.98" in line and "zy:within-office" in line for line in arriving)


def test_an_address_comes_from_where_it_lies_and_from_nowhere_else() -> None:
    estate = wharf()
    wall = "\n".join(chain(ruleset(estate, "wall", DAY), "origin"))
    assert 'iifname "mgmt" ip saddr != 192.0.2.0/27 counter drop' in wall
    assert 'iifname "edge" ip saddr != { 198.51.100.0/24, 203.0.113.0/30 } counter drop' in wall
    assert 'iifname "fw" ip saddr != { 192.0.2.32/27, 192.0.2.64/30 } counter drop' in wall
    assert 'iifname "swap" ip6 saddr != { ::, fe80::/10, 2001:db8:60::/64 } counter drop' in wall
    pier = "\n".join(chain(ruleset(estate, "pier", DAY), "origin"))
    assert 'iifname "lan" ip saddr != 192.0.2.32/27 counter drop' in pier
    assert 'iifname "lan" ip saddr 192.0.2.0/27 counter drop' in "\n".join(
        chain(ruleset(estate, "desk", DAY), "origin")
    )


def test_nobody_but_routers_and_firewalls_passes_anything_on_and_nobody_management() -> None:
    estate = wharf()
    assert all(
        "accept" not in line
        for name in ("desk", "swapper", "tower")
        for line in chain(ruleset(estate, name, DAY), "passing")
    )
    pier = chain(ruleset(estate, "pier", DAY), "passing")
    assert "policy accept" in pier[0]
    assert [line.strip() for line in pier[1:]] == [
        'iifname "mgmt" counter drop comment "zy:management-in"',
        'oifname "mgmt" counter drop comment "zy:management-out"',
    ]


def test_every_rule_is_counted_and_has_a_name_of_its_own() -> None:
    for name in wharf().hosts.hosts:
        rules = [line for line in ruleset(wharf(), name, DAY).splitlines() if "comment" in line]
        names = [line.split('comment "')[1] for line in rules]
        assert len(names) == len(set(names)), name
        assert all("counter" in line or "limit" in line for line in rules)
