"""What the town's nodes are joined by and told, from hosts as they are declared."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.town import base, cables, copies, routing, zones
from lab.town.neighbours import Networks
from zhengyun.estate.hosts import Host, Hosts, Interface, Segment


def host(name: str, kind: str = "host", site: str = "east", gateway: str = "", **interfaces: str) -> Host:
    """A host with interfaces called as their segments, each with an address, or with one of each family."""
    legs = {one.replace("_", "-"): at.split() for one, at in interfaces.items()}
    joined = tuple(Interface(one, one, *at) for one, at in legs.items())
    first = joined[0].address.partition("/")[0]
    return Host(name, name, site, "core", kind, first, 22, "", joined, gateway)  # type: ignore[arg-type]


SEGMENTS = {
    "mgmt-a": Segment("mgmt-a", "198.18.1.0/24", management=True),
    "lan-a": Segment("lan-a", "198.18.10.0/24"),
    "ring": Segment("ring", "198.18.64.0/30"),
    "fw-a": Segment("fw-a", "198.18.64.4/30"),
    "edge": Segment("edge", "198.18.96.0/30", border=True),
    "swap": Segment("swap", "198.18.96.8/30"),
}
OUTSIDE = {
    "mgmt-b": Segment("mgmt-b", "198.19.1.0/24", management=True),
    "lan-b": Segment("lan-b", "198.19.10.0/24"),
    "long": Segment("long", "198.19.64.0/30"),
    "edge": Segment("edge", "198.18.96.0/30", border=True),
}
INSIDE_HOSTS = (
    host("boss", "management", mgmt_a="198.18.1.10/24"),
    host("r1", "router", mgmt_a="198.18.1.11/24", ring="198.18.64.1/30 2001:db8:40::1/64", fw_a="198.18.64.5/30 2001:db8:40:4::5/64"),
    host("r2", "router", "west", mgmt_a="198.18.1.12/24", ring="198.18.64.2/30", lan_a="198.18.10.1/24"),
    host("wall", "firewall", mgmt_a="198.18.1.13/24 2001:db8:1::13/64", fw_a="198.18.64.6/30 2001:db8:40:4::6/64", edge="198.18.96.1/30", swap="198.18.96.9/30 2001:db8:60:8::9/64"),
    host("booth", "exchange", gateway="198.18.96.9", mgmt_a="198.18.1.14/24", swap="198.18.96.10/30 2001:db8:60:8::10/64"),
    host("desk", gateway="198.18.10.1", mgmt_a="198.18.1.21/24", lan_a="198.18.10.11/24"),
)  # fmt: skip
OUTSIDE_HOSTS = (
    host(
        "x1",
        "router",
        mgmt_b="198.19.1.11/24",
        edge="198.18.96.2/30",
        long="198.19.64.1/30 2001:db8:90::1/64",
        lan_b="198.19.10.1/24 2001:db8:91::1/64",
    ),
    host("x2", "router", "west", mgmt_b="198.19.1.12/24", long="198.19.64.2/30 2001:db8:90::2/64"),
)
HOSTS = {
    "internal": Hosts({one.name: one for one in INSIDE_HOSTS}, SEGMENTS),
    "external": Hosts({one.name: one for one in OUTSIDE_HOSTS}, OUTSIDE),
}
RANGES = {"internal": ("198.18.0.0/16", "2001:db8::/44"), "external": ("198.19.0.0/16", "2001:db8:90::/44")}
NETWORKS = Networks(HOSTS, RANGES)
EVERYBODY = {one.name: one for one in (*INSIDE_HOSTS, *OUTSIDE_HOSTS)}


class TestCables:
    """Every interface has a port of its own, in the namespace of its network or of the border."""

    def test_no_namespace_but_the_border_holds_two_networks(self) -> None:
        ends = cables.plan(HOSTS, list(EVERYBODY))
        assert cables.namespaces(ends) == ("border", "external", "internal")
        for end in ends:
            network = "internal" if end.node in HOSTS["internal"].hosts else "external"
            assert end.namespace == ("border" if end.segment == "edge" else network)
        assert len({(one.namespace, one.port) for one in ends}) == len(ends) == 21
        assert all(len(one.port) <= 15 for one in ends)

    def test_hosts_are_isolated_where_they_are_administered_and_the_management_host_is_not(self) -> None:
        ends = cables.plan(HOSTS, list(EVERYBODY))
        alone = {(one.node, one.segment) for one in ends if one.isolated}
        assert ("boss", "mgmt-a") not in alone
        assert {("desk", "mgmt-a"), ("wall", "mgmt-a"), ("x1", "mgmt-b")} <= alone
        assert not {segment for _, segment in alone} - {"mgmt-a", "mgmt-b"}
        lines = list(cables.bridges(ends, "internal"))
        assert sum("isolated on" in one for one in lines) == 5

    @given(st.sets(st.sampled_from(sorted(EVERYBODY)), min_size=1))
    def test_a_subset_is_joined_as_in_the_whole(self, names: set[str]) -> None:
        ends = cables.plan(HOSTS, sorted(names))
        assert {one.node for one in ends} == names
        whole = {(one.node, one.segment, one.address) for one in cables.plan(HOSTS, sorted(EVERYBODY))}
        assert {(one.node, one.segment, one.address) for one in ends} <= whole
        pids = {name: number for number, name in enumerate([*names, *cables.namespaces(ends)], 10)}
        made = list(cables.links(ends, pids))
        # Both ends of a pair are made where they belong: neither is ever in the namespace of who makes them.
        assert all(line.count(" netns ") == 2 for line in made)
        assert len(made) == len(ends)

    def test_a_gateway_is_a_route_where_its_segment_is_there(self) -> None:
        ends, desk = cables.plan(HOSTS, ["desk"]), EVERYBODY["desk"]
        assert "route add 0.0.0.0/0 via 198.18.10.1" in list(cables.addresses(ends, desk))
        for gateway in ("203.0.113.1", ""):
            assert not [one for one in cables.addresses(ends, replace(desk, gateway=gateway)) if "route" in one]

    def test_a_host_has_what_it_declares_in_both_families(self) -> None:
        ways = {"203.0.113.0/24": "198.18.64.5", "2001:db8:90::/44": "2001:db8:40:4::5", "192.0.2.0/24": "192.0.2.1"}
        lines = list(cables.addresses(cables.plan(HOSTS, ["wall"]), replace(EVERYBODY["wall"], routes=ways)))
        assert {"addr add 198.18.64.6/30 dev fw-a", "addr add 2001:db8:40:4::6/64 dev fw-a"} < set(lines)
        assert [one for one in lines if "route" in one] == [
            "route add 203.0.113.0/24 via 198.18.64.5",
            "route add 2001:db8:90::/44 via 2001:db8:40:4::5",
        ]


class TestRouting:
    """Routers are told of their neighbours; nobody is told of the segment of management."""

    def test_inside_speaks_ospf_on_cables_between_routers_alone(self) -> None:
        text = routing.configuration(EVERYBODY["r1"], NETWORKS)
        ring, wall = text.index("interface ring"), text.index("interface fw-a")
        assert "point-to-point" in text[ring:wall]
        assert "passive" in text[wall:]
        assert "router ospf" in text
        assert "router bgp" not in text
        assert text.count("ospf6 network point-to-point") == text.count("ip ospf network point-to-point") == 1
        assert {"ospfd=yes", "ospf6d=yes"} < set(routing.daemons(EVERYBODY["r1"], NETWORKS).splitlines())

    def test_one_that_is_joined_to_nothing_speaks_to_nobody_and_can_be_told_anything(self) -> None:
        spare = host("spare", "router", mgmt_a="198.18.1.19/24")
        inside = Hosts({**HOSTS["internal"].hosts, "spare": spare}, SEGMENTS)
        networks = Networks({**HOSTS, "internal": inside}, RANGES)
        assert "router" not in routing.configuration(spare, networks)
        assert {"ospfd=yes", "ospf6d=yes", "bgpd=yes"} < set(routing.daemons(spare, networks).splitlines())

    def test_who_stands_at_the_firewall_knows_the_exchange_and_the_other_network_through_it(self) -> None:
        assert list(routing.statics(EVERYBODY["r1"], NETWORKS)) == [
            "ip route 198.18.96.8/30 198.18.64.6",
            "ipv6 route 2001:db8:60:8::/64 2001:db8:40:4::6",
            "ip route 198.19.0.0/16 198.18.64.6",
            "ipv6 route 2001:db8:90::/44 2001:db8:40:4::6",
        ]
        assert not list(routing.statics(EVERYBODY["r2"], NETWORKS))

    def test_nobody_is_sent_to_a_firewall_for_a_network_that_it_does_not_lead_to(self) -> None:
        third = Networks(HOSTS, {**RANGES, "video": ("203.0.113.0/24",)})
        assert "203.0.113" not in "".join(routing.statics(EVERYBODY["r1"], third))

    def test_the_first_site_is_nearer(self) -> None:
        near, far = (routing.configuration(EVERYBODY[one], NETWORKS) for one in ("r1", "r2"))
        assert "metric 10\n" in near
        assert "metric 100\n" in far

    def test_outside_speaks_bgp_with_the_other_router_and_tells_of_its_own(self) -> None:
        text = routing.configuration(EVERYBODY["x1"], NETWORKS)
        assert "router bgp 65001" in text
        assert "neighbor 198.19.64.2 remote-as 65002" in text
        told = set(re.findall(r"^  network (\S+)$", text, re.MULTILINE))
        assert told == {"198.19.10.0/24", "198.18.96.8/30", "2001:db8:91::/64", "2001:db8:60:8::/64"}
        families = text.split(" address-family ")
        assert [one.split()[0] for one in families[1:]] == ["ipv4", "ipv6"]
        assert "neighbor 198.19.64.2 activate" in families[1]
        assert "neighbor 2001:db8:90::2 activate" in families[2]
        assert "2001:db8" not in families[1]

    @pytest.mark.parametrize("name", ["r1", "r2", "x1", "x2"])
    def test_the_segment_of_management_is_in_no_routing(self, name: str) -> None:
        text = routing.configuration(EVERYBODY[name], NETWORKS)
        assert "mgmt" not in text
        assert not re.search(r"198\.1[89]\.1\.", text)


class TestZones:
    """The rules that a town begins with."""

    def test_a_firewall_drops_what_is_not_for_the_exchange(self) -> None:
        text = zones.rules(EVERYBODY["wall"], NETWORKS)
        assert text.count("policy drop") == 2
        assert "elements = { 198.18.96.10 }" in text
        assert "elements = { 2001:db8:60:8::10 }" in text
        assert all(text.count(f"{one} saddr @internal") == 1 for one in ("ip", "ip6"))
        assert '"edge"' not in text, "neither time nor anything else is asked for at the border"
        assert zones.rules(EVERYBODY["desk"], NETWORKS).count("policy drop") == 0

    def test_nobody_forwards_to_where_hosts_are_administered(self) -> None:
        for one in EVERYBODY.values():
            text = zones.rules(one, NETWORKS)
            segment = one.interfaces[0].name
            assert f'oifname {{ "{segment}" }} counter drop' in text
            assert f'iifname != {{ "lo", "{segment}" }} ip daddr {{ {one.address} }} counter drop' in text


class TestFiles:
    """What lies on a node, and how its key comes into the estate."""

    def test_sshd_listens_where_a_host_is_administered_and_lets_nobody_in_by_password(self) -> None:
        laid = {one.path: one for one in base.files(EVERYBODY["desk"], INSIDE_HOSTS, "root:*:0:0::/root:/bin/sh\n", "root:*:0:\n", "ssh-ed25519 AAAA\n")}  # fmt: skip
        assert "ListenAddress 198.18.1.21:22\n" in laid["/etc/ssh/sshd_config"].text
        assert "PasswordAuthentication no" in laid["/etc/ssh/sshd_config"].text
        assert laid["/etc/sudoers.d/zhengyun-hosts"].mode == 0o440
        assert "zy-run:*:" in laid["/etc/shadow"].text
        assert "198.18.1.10 boss\n" in laid["/etc/hosts"].text
        assert "x1" not in laid["/etc/hosts"].text
        numbers = re.findall(r"^[^:]+:x:(\d+):", laid["/etc/passwd"].text, re.MULTILINE)
        assert len(numbers) == len(set(numbers))

    def test_a_key_is_written_below_its_host_and_nowhere_else(self) -> None:
        text = "segments:\n  desk:\n    addresses: x\nhosts:\n  desk:\n    title: 一\n  booth:\n    title: 二\n"
        assert copies.pinned(text, {"desk": "ssh-ed25519 AAAA"}) == (
            "segments:\n  desk:\n    addresses: x\nhosts:\n  desk:\n    key: ssh-ed25519 AAAA\n    title: 一\n  booth:\n    title: 二\n"
        )
        assert copies.pinned(text, {}) == text
