"""A small estate with one device of each platform in turn, for tests of what devices are told."""

from datetime import date
from pathlib import Path
from typing import Final

from inventory.loader import load
from tests.unit.inventory.estates import Memory
from zhengyun.estate import Estate
from zhengyun.estate.devices import Platform

DAY: Final = date(2026, 6, 1)
KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX"
ESTATE: Final = """\
estate: quarry
title: 石场市
network: internal
sites: [pit]
departments: {}
apart: [198.51.100.0/24]
"""
SITE: Final = """\
site: pit
title: 石场
zones:
  management: {title: 管理区, level: 3, addresses: [192.0.2.0/27]}
  office: {title: 业务区, level: 3, addresses: [192.0.2.32/27, "2001:db8:20::/64"]}
  core: {title: 核心区, level: 3, addresses: [192.0.2.64/27, "2001:db8:40::/64"]}
  exchange: {title: 交换区, level: 3, addresses: [192.0.2.96/27, "2001:db8:60::/64"]}
externals: {}
flavors: {}
images: {}
"""
HOSTS: Final = """\
segments:
  mgmt: {addresses: 192.0.2.0/27, management: true}
  lan: {addresses: 192.0.2.32/27, addresses6: "2001:db8:20::/64"}
  up: {addresses: 192.0.2.64/30, addresses6: "2001:db8:40::/64"}
  swap: {addresses: 192.0.2.96/27, addresses6: "2001:db8:60::/64"}
hosts:
  tower: {title: 管理主机, kind: management, zone: management, interfaces: {mgmt: 192.0.2.1}}
  desk: {title: 主机, zone: office, interfaces: {mgmt: 192.0.2.5, lan: [192.0.2.34, "2001:db8:20::2"]}, gateway: 192.0.2.33}
"""
POLICY: Final = """\
exchange: [exchange]
conduits:
  hand-in: {from: office, to: exchange, protocol: tcp, ports: [8443], owner: 信息中心, reason: 报送}
  fetch: {from: exchange, to: office, protocol: udp, ports: [5000-5003], owner: 信息中心, reason: 取回, expires: 2026-06-30}
  reach: {from: office, to: exchange, protocol: icmp, owner: 网络处, reason: 探测}
"""
DEVICE: Final = """\
devices:
  crane:
    title: 核心交换机
    platform: {platform}
    zone: core
    address: 192.0.2.3
    key: {key}
    user: netops
    vlans: {{office: 10, exchange: 20}}
    ports:
      {virtual}10: {{segment: lan, title: 业务网关, address: 192.0.2.33, address6: "2001:db8:20::1"}}
      {virtual}20: {{segment: swap, address: 192.0.2.97, address6: "2001:db8:60::1"}}
      {first}: {{access: 10}}
      {second}: {{trunk: [10, 20]}}
      {third}: {{segment: up, title: 上联, address: 192.0.2.65, address6: "2001:db8:40::1"}}
      {fourth}: {{shut: true}}
    policed: [{virtual}10, {virtual}20]
    ospf:
      router: 192.0.2.65
      static_metric: 20
      ports:
        {third}: {{point_to_point: true, hello: 1, dead: 4, cost: 5}}
        {virtual}10: {{passive: true}}
    bgp:
      number: 65010
      router: 192.0.2.65
      keepalive: 3
      hold: 9
      statics: true
      networks: [192.0.2.32/27, "2001:db8:20::/64"]
      neighbours:
        192.0.2.66: {{number: 65020, takes: way-in, gives: way-out}}
        "2001:db8:40::2": {{number: 65020, takes: way-in}}
    prefix_lists:
      way-in: [{{permit: 203.0.113.0/24, most: 30}}, {{permit: "2001:db8:70::/48", most: 64}}]
      way-out: [{{permit: 192.0.2.0/24, least: 27, most: 30}}, {{deny: 0.0.0.0/0, most: 32}}]
    statics:
      - {{to: 203.0.113.0/24, via: 192.0.2.66}}
      - {{to: 198.51.100.0/24}}
      - {{to: "2001:db8:70::/48", via: "2001:db8:40::2"}}
"""
NAMES: Final[dict[Platform, tuple[str, str]]] = {
    "frr": ("vlan", "eth{}"),
    "huawei_vrp": ("Vlanif", "GigabitEthernet0/0/{}"),
    "hp_comware": ("Vlan-interface", "GigabitEthernet1/0/{}"),
    "cisco_ios": ("Vlan", "GigabitEthernet1/0/{}"),
}


def quarry(platform: Platform) -> Estate:
    """A core switch between offices and an exchange, with a way up: all that a device can be told."""
    virtual, port = NAMES[platform]
    first, second, third, fourth = (port.format(number) for number in range(1, 5))
    device = DEVICE.format(
        platform=platform, key=KEY, virtual=virtual, first=first, second=second, third=third, fourth=fourth
    )
    files = {
        "estate.yaml": ESTATE,
        "network.yaml": POLICY,
        "pit/site.yaml": SITE,
        "pit/hosts.yaml": HOSTS,
        "pit/devices.yaml": device,
    }
    return load(Memory({name: one.encode() for name, one in files.items()}, Path("quarry")))
