"""Leaks in what hosts have told of themselves: recorded on hosts of the town, and changed in one thing each."""

import copy
import json
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lab.town.estates import estate
from network import codes
from network.leaks.facts import read
from network.leaks.hunting import judge
from network.leaks.passing import Way, passes
from tests.examples import examples
from zhengyun.errors import Code, ZhengyunError
from zhengyun.estate import Estate

STATES = Path(__file__).parents[2] / "samples" / "network" / "states"
ESTATES = {name: estate(name) for name in ("internal", "external")}
HOST, ROUTER, FIREWALL, EXCHANGE, MANAGER, EDGE = "p-ih1", "p-c1", "p-fw", "p-xh", "mgmt-int", "p-ext"
ANYWHERE = "0.0.0.0"  # noqa: S104 - of what was told, no socket of ours
Facts = dict[str, Any]
Change = Callable[[Facts], None]


def recorded(host: str) -> Facts:
    return json.loads((STATES / f"{host}.json").read_text())  # type: ignore[no-any-return]


def of(host: str) -> Estate:
    return next(one for one in ESTATES.values() if host in one.hosts.hosts)


def told(host: str, facts: Facts, wanted: Estate | None = None) -> set[tuple[str, str]]:
    found = judge(wanted or of(host), {host: read(host, json.dumps(facts).encode())})
    return {(one.error.code.id, str(one.error)) for one in found}


def link(name: str, kind: str, address: str = "", *, up: bool = True, kind_of: str = "ether") -> Change:
    addresses = [{"address": address, "scope": "global", "dynamic": False}] if address else []

    def change(facts: Facts) -> None:
        facts["links"].append(
            {"name": name, "kind": kind, "type": kind_of, "mac": "02:00:00:00:00:07", "master": "", "up": up}
            | {"promiscuous": False, "xdp": False, "addresses": addresses}
        )

    return change


def route(
    to: str, via: str, dev: str = "lan-p1", table: str = "main", protocol: str = "static", kind: str = "unicast"
) -> Change:
    words = {"to": to, "via": [via], "dev": [dev], "table": table, "protocol": protocol, "type": kind}
    return lambda facts: facts["routes"].append(words)


def rule(**words: str) -> Change:
    return lambda facts: facts["rules"].append({"family": "4", "priority": "5", "src": "all", **words})


def neighbour(
    address: str, mac: str = "02:00:00:00:00:99", dev: str = "lan-p1", state: str = "REACHABLE", **words: bool
) -> Change:
    one = {"address": address, "mac": mac, "dev": dev, "state": [state], "router": False, "proxy": False, **words}
    return lambda facts: facts["neighbours"].append(one)


def sock(
    program: str, protocol: str, port: int, address: str = ANYWHERE, state: str = "listening", **words: object
) -> Change:
    one = {
        "program": program,
        "protocol": protocol,
        "port": port,
        "address": address,
        "state": state,
        "remote": ANYWHERE,
    }
    return lambda facts: facts["sockets"].append({**one, "remote_port": 0, "pid": 900, "group": 900, **words})


def put(dev: str, family: str = "ipv4", **values: str) -> Change:
    return lambda facts: facts["settings"]["interfaces"][f"{family}/{dev}"].update(values)


def nft(*expr: dict[str, Any], table: str = "t", chain: str = "c") -> Change:
    one = {"rule": {"family": "inet", "table": table, "chain": chain, "comment": None, "expr": list(expr)}}
    return lambda facts: facts["nft"].append(one)


def program(name: str) -> Change:
    return lambda facts: facts["programs"].append(name)


def space(*links: str, programs: tuple[str, ...] = ("sleep",)) -> Change:
    one = {"id": "net:[7]", "programs": list(programs), "links": list(links)}
    return lambda facts: facts["namespaces"].append(one)


def both(*changes: Change) -> Change:
    def change(facts: Facts) -> None:
        for one in changes:
            one(facts)

    return change


def flags(name: str, **words: object) -> Change:
    def change(facts: Facts) -> None:
        next(one for one in facts["links"] if one["name"] == name).update(words)

    return change


def nothing(facts: Facts) -> None:
    """As it was recorded."""


LEAKS: tuple[tuple[str, str, Change, Code], ...] = (
    ("a default route of IPv6", HOST, route("::/0", "fe80::99"), codes.LEAK_DEFAULT),
    ("a quarter of IPv6", HOST, route("2000::/3", "2001:db8:180a::99"), codes.LEAK_DEFAULT),
    ("a default route over a cable", HOST, route("0.0.0.0/0", "", dev="lan-p1"), codes.LEAK_DEFAULT),
    ("one of two ways out", HOST, lambda facts: facts["routes"].append(
        {"to": "0.0.0.0/0", "via": ["198.18.10.1", "198.18.10.77"], "dev": ["lan-p1"] * 2, "table": "main", "protocol": "static", "type": "unicast"}),
     codes.LEAK_DEFAULT),
    ("a default route that a neighbour has told of, where there is no egress", ROUTER, route("0.0.0.0/0", "198.18.64.2", protocol="ospf"), codes.LEAK_DEFAULT),
    ("a router with a way that nobody declared", ROUTER, route("192.0.2.0/24", "198.18.64.2"), codes.LEAK_ROUTE),
    ("a host that has learned a way", HOST, route("192.0.2.0/24", "198.18.10.1", protocol="ospf"), codes.LEAK_ROUTE),
    ("a rule for marked packets", HOST, rule(table="main", fwmark="0x1"), codes.LEAK_RULE),
    ("a rule that leaves no trace in the main table", HOST, rule(table="100"), codes.LEAK_RULE),
    *((f"{kind}", HOST, link("t7", kind), codes.LEAK_TUNNEL) for kind in
      ("gre", "gretap", "ip6gre", "ipip", "sit", "ip6tnl", "vti", "xfrm", "geneve", "wireguard", "l2tp", "bareudp", "erspan", "gtp")),
    ("a tunnel of the kernel's own that is up", HOST, link("tunl0", "ipip", kind_of="ipip"), codes.LEAK_TUNNEL),
    ("a modem's link", HOST, link("net7", "", kind_of="ppp"), codes.LEAK_MODEM),
    ("a wireless interface, though down", HOST, link("wlp2s0", "", up=False), codes.LEAK_MODEM),
    ("a VLAN that nobody declared", HOST, link("lan-p1.7", "vlan"), codes.LEAK_INTERFACE),
    ("an address of the video network", HOST, link("spare", "dummy", "203.0.113.70/26"), codes.LEAK_TWO_PLANES),
    ("an address of the other network's IPv6", HOST, link("spare", "dummy", "2001:db8:190a::66/64"), codes.LEAK_TWO_PLANES),
    ("XDP", HOST, flags("lan-p1", xdp=True), codes.LEAK_COPIES),
    ("packets are copied", HOST, nft({"dup": {"dev": "lo"}}), codes.LEAK_COPIES),
    ("packets are led past the rules", HOST, nft({"fwd": {"dev": "lo"}}), codes.LEAK_COPIES),
    ("a transparent proxy", HOST, nft({"tproxy": {"port": 3128}}), codes.LEAK_NAT),
    ("rules of the older kind", HOST, lambda facts: facts["iptables"].append("-A POSTROUTING -o eth0 -j MASQUERADE"), codes.LEAK_NAT),
    ("SSH's server makes connections", HOST, sock("sshd", "tcp", 41000, state="established", remote="198.18.11.12", remote_port=9000), codes.LEAK_SSH),
    ("SSH's server listens for a client", HOST, sock("sshd", "tcp", 9001, address="127.0.0.1"), codes.LEAK_SSH),
    ("SSH listens for who is here", HOST, sock("ssh", "tcp", 9001, address="127.0.0.1"), codes.LEAK_SSH),
    ("a proxy by its name", HOST, sock("tinyproxy", "tcp", 8899), codes.LEAK_PROXY),
    ("a forwarder by its name", HOST, sock("socat", "tcp", 8899), codes.LEAK_RELAY),
    ("names over TLS", HOST, sock("unbound", "tcp", 853), codes.LEAK_DNS),
    ("DHCP of IPv6", HOST, sock("dnsmasq", "udp", 547, address="::", state="open"), codes.LEAK_DHCP),
    ("the kernel's own port", HOST, sock("", "udp", 4789, state="open"), codes.LEAK_LISTENER),
    ("a service on an address mapped from IPv4", HOST, sock("x", "tcp", 81, address="::ffff:198.18.10.11"), codes.LEAK_LISTENER),
    ("time where no role gives it", EXCHANGE, sock("ntpd", "udp", 123, state="open"), codes.LEAK_LISTENER),
    ("BGP on a host", HOST, sock("bgpd", "tcp", 179), codes.LEAK_LISTENER),
    ("a routing daemon on a host", HOST, sock("ospfd", "raw", 89, state="open"), codes.LEAK_SNIFFER),
    ("proxied neighbours of IPv6", ROUTER, put("core-12", "ipv6", proxy_ndp="1"), codes.LEAK_ANSWERS),
    ("multicast of IPv6", ROUTER, put("core-12", "ipv6", mc_forwarding="1"), codes.LEAK_MULTICAST),
    ("a network behind a program of containers", HOST, space("lo", "eth0", programs=("containerd-shim",)), codes.LEAK_NAMESPACE),
    ("an unknown neighbour", HOST, neighbour("198.18.10.77"), codes.LEAK_NEIGHBOUR),
    ("an unknown neighbour of IPv6", HOST, neighbour("2001:db8:180a::77", state="STALE"), codes.LEAK_NEIGHBOUR),
    ("an unknown neighbour of a management segment", HOST, neighbour("198.18.1.77", dev="mgmt-p"), codes.LEAK_NEIGHBOUR),
    ("a way that was advertised", HOST, route("2001:db8:ffff::/64", "fe80::7", protocol="ra"), codes.LEAK_ADVERTISED),
    ("an address that was advertised", HOST, lambda facts: facts["links"][-1]["addresses"].append(
        {"address": "2001:db8:180a::1:2/64", "scope": "global", "dynamic": True}), codes.LEAK_ADVERTISED),
)  # fmt: skip


LEGAL: tuple[tuple[str, str, Change], ...] = (
    *((f"{host} as it was recorded", host, nothing) for host in (HOST, ROUTER, FIREWALL, EXCHANGE, MANAGER, EDGE)),
    ("a spare interface that is down", HOST, link("eth7", "", up=False)),
    ("an interface in which nobody is", HOST, link("dummy0", "dummy")),
    ("a VRF", ROUTER, link("vrf-blue", "vrf")),
    ("tunnels of the kernel's own, down", HOST, both(link("tunl0", "ipip", up=False, kind_of="ipip"), link("sit0", "sit", up=False, kind_of="sit"))),
    ("a generic tunnel of the kernel's own, down", HOST, link("gre0", "gre", up=False, kind_of="gre")),
    ("an address of the link", HOST, link("dummy0", "dummy", "169.254.3.4/16")),
    ("an address of the link, of IPv6", HOST, link("dummy0", "dummy", "fe80::7/64")),
    ("an address of the loopback at a dummy", HOST, link("dummy0", "dummy", "127.0.0.9/8")),
    ("nowhere for what nobody declared", ROUTER, route("198.51.100.0/24", "", protocol="static", kind="blackhole")),
    ("nowhere by default", HOST, route("::/0", "", protocol="kernel", kind="unreachable")),
    ("refused by default in another table", HOST, route("0.0.0.0/0", "", table="9", kind="prohibit")),
    ("the declared gateway in another table", HOST, route("0.0.0.0/0", "198.18.10.1", table="mgmt")),
    ("the declared gateway of IPv6", HOST, route("::/0", "2001:db8:180a::1")),
    ("a way that OSPF has found", ROUTER, route("198.18.11.0/24", "198.18.64.9", protocol="ospf")),
    ("a way of two that OSPF has found", ROUTER, lambda facts: facts["routes"].append(
        {"to": "198.18.20.0/24", "via": ["198.18.64.9", "198.18.64.14"], "dev": ["core-31", "wan-1"], "table": "main", "protocol": "ospf", "type": "unicast"})),
    ("a way that BGP has found", EDGE, route("198.19.20.0/24", "198.19.64.2", protocol="bgp")),
    ("multicast of the link", HOST, route("ff00::/8", "", protocol="kernel")),
    ("the rule of VRFs", ROUTER, rule(table="0", l3mdev="None")),
    ("a rule that refuses", HOST, rule(action="unreachable", fwmark="0x9")),
    ("IPv6's own rules", HOST, lambda facts: facts["rules"].append({"family": "6", "priority": "32766", "src": "all", "table": "main"})),
    ("a rule that accepts", HOST, nft({"accept": None})),
    ("a rule that logs", HOST, nft({"log": {"prefix": "x"}}, {"drop": None})),
    ("a set", HOST, lambda facts: facts["nft"].append({"set": {"family": "inet", "table": "t", "name": "s", "elem": ["198.18.10.1"]}})),
    ("rules of the older kind that translate nothing", HOST, lambda facts: facts["iptables"].append("-A INPUT -j ACCEPT")),
    ("SSH where it shall be", HOST, sock("sshd", "tcp", 22, address="198.18.1.21")),
    ("a session of SSH", HOST, sock("sshd", "tcp", 22, address="198.18.1.21", state="established", remote="198.18.1.10", remote_port=40000)),
    ("SSH asks a directory on the loopback", HOST, sock("sshd", "tcp", 41000, state="established", remote="127.0.0.1", remote_port=389)),
    ("a database on the loopback", MANAGER, sock("postgres", "tcp", 5432, address="127.0.0.1")),
    ("a service on the loopback of IPv6", HOST, sock("java", "tcp", 8080, address="::1")),
    ("a service on the loopback mapped from IPv4", HOST, sock("java", "tcp", 8080, address="::ffff:127.0.0.1")),
    ("what the exchange is for", EXCHANGE, sock("exchanged", "tcp", 8443)),
    ("what the exchange is for, of both families", EXCHANGE, sock("exchanged", "tcp", 8444, address="::")),
    ("an exchange that takes and gives", EXCHANGE, both(
        sock("exchanged", "tcp", 8443), sock("exchanged", "tcp", 8443, state="established", remote="198.18.10.11", remote_port=40000),
        sock("exchanged", "tcp", 40001, state="established", remote="198.18.10.11", remote_port=9000))),
    ("deliveries taken by a host", HOST, sock("python3.11 deliver.py", "tcp", 9000)),
    ("time given by a router that has the role", "p-c1", sock("chronyd", "udp", 40123, state="open")),
    ("the agent of SNMP", HOST, sock("snmpd", "udp", 161, address="198.18.1.21", state="open")),
    ("a question to a server of names", HOST, sock("getent", "udp", 51000, state="open", remote="198.18.1.10", remote_port=53)),
    ("a client of DHCP of IPv6", HOST, sock("dhclient", "udp", 546, address="fe80::1", state="open")),
    ("BGP on a router", EDGE, sock("bgpd", "tcp", 179)),
    ("OSPF on a router", ROUTER, sock("ospfd", "raw", 89, state="open")),
    ("BFD on a router", ROUTER, sock("bfdd", "udp", 3784, state="open")),
    ("ping", HOST, sock("ping", "raw", 1, state="open")),
    ("a probe of ours", HOST, sock("python3.11 zhengyun-probe", "packet", 0, address="", state="open")),
    ("LLDP", HOST, sock("lldpd", "packet", 0, address="", state="open")),
    ("programs of every day", HOST, both(program("cron"), program("python3.11 backup.py"), program("systemd-journald"))),
    ("a service without a network", HOST, space("lo")),
    ("a service whose network is down", HOST, space()),
    ("a neighbour that was declared", HOST, neighbour("198.18.10.1", state="STALE")),
    ("a neighbour of IPv6 that was declared", HOST, neighbour("2001:db8:180a::1")),
    ("a neighbour who does not answer", HOST, neighbour("198.18.10.99", mac="", state="FAILED")),
    ("a neighbour of the link, while not all have told", HOST, neighbour("fe80::99")),
    ("who is at a border answers for his address elsewhere", FIREWALL, neighbour("198.19.10.1", dev="border-p")),
    ("the other side of a border", FIREWALL, neighbour("198.18.96.2", dev="border-p")),
    ("forwarding by a router", ROUTER, put("core-12", forwarding="1")),
    ("forwarding by a firewall", FIREWALL, put("border-p", forwarding="1")),
    ("advertisements that nobody takes, for it is a router", ROUTER, both(put("core-12", "ipv6", accept_ra="1", forwarding="1"))),
    ("advertisements that nobody takes, for there is no IPv6", HOST, put("lan-p1", "ipv6", accept_ra="1", disable_ipv6="1")),
    ("a member of a bridge that takes all frames", HOST, both(link("br0", "bridge", up=False), flags("lan-p1", promiscuous=True, master="br0"))),
)  # fmt: skip


@pytest.mark.parametrize("host", [HOST, ROUTER, FIREWALL, EXCHANGE, MANAGER, EDGE])
def test_of_what_was_recorded_nothing_is_told(host: str) -> None:
    assert told(host, recorded(host)) == set()


@pytest.mark.parametrize(("name", "host", "change", "code"), LEAKS, ids=[one[0] for one in LEAKS])
def test_a_leak_is_found(name: str, host: str, change: Change, code: Code) -> None:
    del name
    facts = recorded(host)
    before = told(host, facts)
    change(facts)
    found = {one for one, _ in told(host, facts) - before}
    assert found == {code.id}


def test_at_least_fifty_legal_configurations_are_held_against_the_hunt() -> None:
    assert len({name for name, _, _ in LEGAL}) >= 50


@pytest.mark.parametrize(("name", "host", "change"), LEGAL, ids=[one[0] for one in LEGAL])
def test_what_is_legal_is_not_told_of(name: str, host: str, change: Change) -> None:
    del name
    facts = recorded(host)
    change(facts)
    assert told(host, facts) == set()


WAY = Way("ipv4", "in", "out")


class TestPassing:
    """What rules of nftables let through between two interfaces."""

    MATCH: ClassVar = {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "in"}}
    OTHER: ClassVar = {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": {"set": ["a", "b"]}}}
    SOURCE: ClassVar = {
        "match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "192.0.2.1"}
    }
    STATE: ClassVar = {"match": {"op": "in", "left": {"ct": {"key": "state"}}, "right": ["established", "related"]}}
    ACCEPT, DROP = {"accept": None}, {"drop": None}

    @staticmethod
    def rules(
        *rules: list[dict[str, Any]], policy: str = "accept", other: tuple[list[dict[str, Any]], ...] = ()
    ) -> list[dict[str, Any]]:
        chain = {"family": "inet", "table": "t", "name": "c", "hook": "forward", "policy": policy}
        more = {"family": "inet", "table": "t", "name": "d"}
        found: list[dict[str, Any]] = [{"chain": chain}, {"chain": more}]
        found += [{"rule": {"family": "inet", "table": "t", "chain": "c", "expr": one}} for one in rules]
        return found + [{"rule": {"family": "inet", "table": "t", "chain": "d", "expr": one}} for one in other]

    def passed(self, *rules: list[dict[str, Any]], **words: Any) -> bool:
        return passes(self.rules(*rules, **words), WAY)

    def test_nothing_stands_in_the_way(self) -> None:
        assert passes([], WAY)
        assert self.passed()

    def test_a_policy_keeps(self) -> None:
        assert not self.passed(policy="drop")

    def test_what_asks_for_more_does_not_keep(self) -> None:
        assert self.passed([self.MATCH, self.SOURCE, self.DROP])

    def test_what_lets_some_through_lets_through(self) -> None:
        assert self.passed([self.SOURCE, self.ACCEPT], policy="drop")

    def test_what_keeps_all_keeps(self) -> None:
        assert not self.passed([self.MATCH, self.DROP])
        assert self.passed([self.OTHER, self.DROP])

    def test_what_comes_first_counts(self) -> None:
        assert self.passed([self.SOURCE, self.ACCEPT], [self.MATCH, self.DROP])
        assert not self.passed([self.MATCH, self.DROP], [self.SOURCE, self.ACCEPT])

    def test_an_answer_is_none_that_begins(self) -> None:
        assert not self.passed([self.STATE, self.ACCEPT], [self.MATCH, self.DROP])

    def test_another_chain_is_gone_through(self) -> None:
        jump = {"jump": {"target": "d"}}
        assert not self.passed([jump], other=([self.MATCH, self.DROP],))
        assert self.passed(
            [
                jump,
            ],
            policy="drop",
            other=([self.SOURCE, self.ACCEPT],),
        )

    def test_who_returns_before_has_passed(self) -> None:
        jump, back = {"jump": {"target": "d"}}, {"return": None}
        assert self.passed([jump], other=([self.SOURCE, back], [self.MATCH, self.DROP]))

    def test_a_set_of_interfaces_is_looked_into(self) -> None:
        named = {"match": {"op": "==", "left": {"meta": {"key": "iifname"}}, "right": "@s"}}
        rules = [
            *self.rules([named, self.DROP]),
            {"set": {"family": "inet", "table": "t", "name": "s", "elem": ["in"]}},
        ]
        assert not passes(rules, WAY)


def refused(facts: Facts) -> Code | None:
    try:
        told(ROUTER, facts)
    except ZhengyunError as error:
        return error.code
    return None


class TestAddresses:
    """What is known of addresses counts."""

    KNOWN = Way("ipv4", "in", "out", (ip_network("192.0.2.0/24"),))

    @staticmethod
    def asks(right: object, protocol: str = "ip", op: str = "==") -> dict[str, Any]:
        return {"match": {"op": op, "left": {"payload": {"protocol": protocol, "field": "saddr"}}, "right": right}}

    @pytest.mark.parametrize(
        ("right", "passed"),
        [
            ("192.0.2.7", True),
            ("198.51.100.7", False),
            ({"prefix": {"addr": "192.0.0.0", "len": 16}}, True),
            ({"prefix": {"addr": "198.51.100.0", "len": 24}}, False),
            ({"set": ["198.51.100.7", {"range": ["192.0.1.0", "192.0.2.0"]}]}, True),
            ({"range": ["192.0.3.0", "192.0.3.9"]}, False),
            ("@nobody", True),
        ],
    )
    def test_a_rule_for_others_lets_nobody_through(self, right: object, passed: bool) -> None:
        rules = TestPassing.rules([self.asks(right), {"accept": None}], policy="drop")
        assert passes(rules, self.KNOWN) is passed

    def test_a_rule_of_the_other_family_is_about_nobody(self) -> None:
        rules = TestPassing.rules([self.asks("2001:db8::7", "ip6"), {"accept": None}], policy="drop")
        assert not passes(rules, WAY)

    def test_all_but_some_may_be_anybody(self) -> None:
        rules = TestPassing.rules([self.asks("192.0.2.7", op="!="), {"accept": None}], policy="drop")
        assert passes(rules, self.KNOWN)


class TestForeignBytes:
    """Whatever a host prints."""

    @given(some.binary(max_size=200))
    def test_what_is_no_state_is_refused(self, said: bytes) -> None:
        with pytest.raises(ZhengyunError) as found:
            read("p-x", said)
        assert found.value.code is codes.NO_STATE

    @pytest.mark.slow
    @examples(60)
    @given(some.data())
    def test_a_state_with_anything_in_it_is_read_or_refused(self, data: some.DataObject) -> None:
        facts = copy.deepcopy(recorded(ROUTER))
        values = some.recursive(
            some.none() | some.booleans() | some.integers(-1, 1 << 40) | some.text(max_size=9),
            lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
            max_leaves=6,
        )
        for _ in range(data.draw(some.integers(1, 3))):
            here: Any = facts
            while True:
                keys = list(here) if isinstance(here, dict) else list(range(len(here)))
                if not keys:
                    break
                key = data.draw(some.sampled_from(keys))
                if isinstance(here[key], dict | list) and here[key] and data.draw(some.booleans()):
                    here = here[key]
                    continue
                here[key] = data.draw(values)
                break
        assert refused(facts) in {None, codes.NO_STATE}

    def test_what_could_steer_a_terminal_is_not_kept(self) -> None:
        facts = recorded(HOST)
        link("x\x1b[2J\n", "veth")(facts)
        assert all("\x1b" not in text and "\n" not in text for _, text in told(HOST, facts))
