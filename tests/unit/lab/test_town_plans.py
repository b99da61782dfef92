"""What the town's nodes are joined by and told, from hosts as they are declared."""

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lab.town import base, cables, copies, services
from zhengyun.estate import Estate
from zhengyun.estate.devices import Bgp, Device, Ospf, Static
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


class TestServices:
    """What a router runs is what it is told."""

    def test_a_router_runs_what_it_speaks_and_one_that_is_told_nothing_whatever_a_backup_may_ask_for(self) -> None:
        bare = Device("r1", "R1", "east", "core", "frr", "198.18.1.11", 22, "", "net")
        inside = replace(bare, ospf=Ospf("198.18.64.1"))
        outside = replace(bare, bgp=Bgp(65001, "198.18.96.2"))
        ways = replace(bare, statics=(Static("0.0.0.0/0", "198.18.96.5"),))
        spoken = {"ospfd=yes", "ospf6d=yes", "bgpd=yes"}
        found = [spoken & set(services.speaking(one).splitlines()) for one in (inside, outside, ways, bare)]
        assert found == [{"ospfd=yes", "ospf6d=yes"}, {"bgpd=yes"}, set(), spoken]

    def test_a_host_begins_with_what_is_handed_in_and_only_routers_have_a_router_s_files(self) -> None:
        device = Device("r1", "R1", "east", "core", "frr", "198.18.1.11", 22, "", "net")
        estate = Estate("town", "Town", "internal", (), hosts=HOSTS["internal"], devices={"r1": device})
        begins = services.Begins(lambda one, name: f"rules of {name} in {one.name}", lambda _, name: f"ways of {name}")
        laid = {name: {one.path: one.text for one in services.files(estate, name, begins)} for name in ("r1", "desk")}
        assert laid["desk"]["/etc/nftables.conf"] == "rules of desk in town"
        assert laid["r1"]["/etc/frr/frr.conf"] == "ways of r1"
        assert not any("frr" in path for path in laid["desk"])


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
