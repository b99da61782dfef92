"""What a tenant's networks may be: each rule broken once, found once, at its place, and by its name."""

import pytest

from inventory.loader import load
from tests.unit.inventory.estates import FILES, Memory, whole
from tests.unit.inventory.test_schema import errors_of
from zhengyun.estate import Estate, Tenant

NAMES = {
    "site": "primary/site.yaml",
    "finance": "primary/tenants/finance.yaml",
    "health": "primary/tenants/health.yaml",
}
# What the small estate has beside its own: IPv6, an address group, QoS policies, a subnet pool, ports, a trunk.
EDITS = (
    ("finance", "{servers: 4, vcpus: 8,", "{servers: 9, vcpus: 9,"),
    ("site", "[198.51.100.0/24]", "[198.51.100.0/24, '2001:db8:10::/48']"),
    (
        "finance",
        "  office: {zone: business, addresses: 198.51.100.0/28}\n",
        "  office: {zone: business, addresses: 198.51.100.0/28}\n"
        "  six: {zone: business, addresses: [{addresses: '2001:db8:10::/64', ipv6: slaac}, '2001:db8:10:1::/64']}\n",
    ),
    (
        "site",
        "flavors:\n",
        "subnet_pools:\n  offices: {prefixes: [198.51.100.0/25], min_length: 26, max_length: 28}\n"
        "qos:\n  gold: {egress: 1 Gbit/s, dscp: 46}\n"
        "flavors:\n",
    ),
    (
        "finance",
        "routers:\n",
        "  back: {zone: business, qos: slow, addresses: {addresses: 198.51.100.64/28, pool: offices}}\n"
        "  lane: {zone: business, qos: gold, addresses: 198.51.100.192/28}\n"
        "qos:\n  slow: {egress: 10 Mbit/s, ingress: 512 kbit/s, burst: 2 Mbit}\n"
        "routers:\n",
    ),
    (
        "finance",
        "keys:\n",
        "ports:\n"
        "  vip: {network: office, address: 198.51.100.9, groups: [app], pairs: [198.51.100.14, 198.51.100.128/26], qos: gold}\n"
        "  open: {network: back, security: false}\n"
        "  parent: {network: office}\n"
        "  inner: {network: back}\n"
        "  outer: {network: front}\n"
        "trunks:\n  lines: {port: parent, subports: {inner: 101}}\n"
        "keys:\n",
    ),
    (
        "finance",
        "      db:\n        flavor: medium\n",
        "      gate: {flavor: small, image: base, networks: [{port: vip}, {port: parent}]}\n"
        "      db:\n        flavor: medium\n",
    ),
    (
        "finance",
        "groups:\n  app:\n    rules:\n",
        "address_groups:\n  banks: [192.0.2.128/28, 192.0.2.200, '2001:db8:77::/48']\n"
        "groups:\n  app:\n    rules:\n      - {from: banks, protocol: tcp, ports: 8443}\n",
    ),
)


def rich(*edits: tuple[str, str, str]) -> Memory:
    """The small estate with all that this room knows of networks, and these places put wrong."""
    files = {name: FILES.get(name, "") for name in (*FILES, *NAMES.values()) if name in FILES}
    for file, right, wrong in (*EDITS, *edits):
        text = files[NAMES[file]]
        assert text.count(right) == 1, right
        files[NAMES[file]] = text.replace(right, wrong)
    return Memory({**whole().contents, **{name: text.encode() for name, text in files.items()}})


def lent(*edits: tuple[str, str, str]) -> Memory:
    """The rich estate with another tenant, with whom the first shares a network and who stands in it."""
    health = HEALTH
    for file, right, wrong in edits:
        if file == "health":
            assert health.count(right) == 1, right
            health = health.replace(right, wrong)
    shared = ("finance", "back: {zone: business,", "back: {zone: business, shared_with: [health],")
    whole_estate = rich(shared, *(edit for edit in edits if edit[0] != "health"))
    return Memory({**whole_estate.contents, NAMES["health"]: health.encode()})


HEALTH = """\
tenant: health
quota: {servers: 1, vcpus: 1, ram: 1 GiB}
systems:
  clinic:
    title: Clinic
    level: 2
    zone: business
    servers:
      app: {flavor: small, image: base, networks: [finance/back]}
"""


def finance(estate: Estate) -> Tenant:
    """The tenant that has it all."""
    return next(tenant for tenant in estate.site("primary").tenants if tenant.name == "finance")


BROKEN = [
    # file, what is right, what is written, code, what the message names
    ("finance", "addresses: 198.51.100.0/28}", "addresses: {addresses: 198.51.100.0/28, ipv6: slaac}}", "ZY-EST-120", "IPv4"),
    ("finance", "'2001:db8:10::/64'", "'2001:db8:10::/80'", "ZY-EST-120", "it is no /64"),
    ("finance", "ipv6: slaac", "ipv6: dhcp", "ZY-EST-012", "dhcp"),
    ("finance", "[{network: office, address: 198.51.100.10}]", "[office, {network: six, address: '2001:db8:10::a'}]", "ZY-EST-121", "2001:db8:10::a"),
    ("finance", "  banks: [", "  app: [192.0.2.1]\n  banks: [", "ZY-EST-021", "app"),
    ("finance", "  banks: [", "  any: [192.0.2.1]\n  banks: [", "ZY-EST-012", "any"),
    ("finance", "{from: banks,", "{from: bank,", "ZY-EST-020", "banks"),
    ("finance", "192.0.2.200,", "192.0.2.300,", "ZY-EST-012", "192.0.2.300"),
    ("finance", "[192.0.2.128/28, 192.0.2.200, '2001:db8:77::/48']", "[]", "ZY-EST-012", "not empty"),
    ("finance", "pool: offices", "pool: offces", "ZY-EST-020", "offces"),
    ("finance", "198.51.100.64/28, pool", "198.51.100.128/28, pool", "ZY-EST-122", "it lies outside"),
    ("finance", "198.51.100.64/28, pool", "198.51.100.64/29, pool", "ZY-EST-122", "smaller"),
    ("finance", "198.51.100.64/28, pool", "198.51.100.32/25, pool", "ZY-EST-012", "198.51.100.32/25"),
    ("site", "min_length: 26", "min_length: 29", "ZY-EST-012", "29"),
    ("site", "min_length: 26, max_length: 28", "min_length: 20, max_length: 20", "ZY-EST-122", "smaller"),
    ("site", "{prefixes: [198.51.100.0/25]", "{prefixes: [198.51.100.0/25, 203.0.113.128/25]", "ZY-EST-123", "203.0.113.128/25"),
    ("site", "{prefixes: [198.51.100.0/25]", "{prefixes: [198.51.100.0/25, '2001:db8:10::/48']", "ZY-EST-012", "2001:db8:10::/48"),
    ("finance", "{addresses: 198.51.100.64/28, pool: offices}", "[{addresses: 198.51.100.64/28, pool: offices}, 198.51.100.96/28]", "ZY-EST-124", "offices"),
    ("finance", "business, qos: gold", "business, qos: god", "ZY-EST-020", "god"),
    ("finance", "qos:\n  slow:", "qos:\n  gold: {dscp: 0}\n  slow:", "ZY-EST-021", "gold"),
    ("finance", "egress: 10 Mbit/s", "egress: 10 Mbps", "ZY-EST-012", "10 Mbps"),
    ("finance", "egress: 10 Mbit/s", "egress: 0 Mbit/s", "ZY-EST-012", "0 Mbit/s"),
    ("finance", "egress: 10 Mbit/s", "egress: 9999 Gbit/s", "ZY-EST-012", "9999 Gbit/s"),
    ("site", "dscp: 46", "dscp: 47", "ZY-EST-012", "47"),
    ("site", "{egress: 1 Gbit/s, dscp: 46}", "{}", "ZY-EST-012", "at least one"),
    ("site", "{egress: 1 Gbit/s, dscp: 46}", "{dscp: 46, burst: 1 Mbit}", "ZY-EST-012", "no burst"),
    ("finance", "ipv6: slaac", "ipv6: slaac, dhcp: false", "ZY-EST-120", "DHCP"),
    ("finance", "{port: vip}, ", "{port: vp}, ", "ZY-EST-020", "vp"),
    ("finance", "{network: back, security", "{network: bck, security", "ZY-EST-020", "bck"),
    ("finance", "groups: [app], pairs", "groups: [ap], pairs", "ZY-EST-020", "ap"),
    ("finance", "198.51.100.128/26], qos: gold", "198.51.100.128/26], qos: gol", "ZY-EST-020", "gol"),
    ("finance", "port: parent, subports", "port: prent, subports", "ZY-EST-020", "prent"),
    ("finance", "{inner: 101}", "{iner: 101}", "ZY-EST-020", "iner"),
    ("finance", "{inner: 101}", "{inner: 4095}", "ZY-EST-012", "4095"),
    ("finance", "{inner: 101}", "{inner: 101, open: 101}", "ZY-EST-012", "no two of a trunk"),
    ("finance", "{inner: 101}", "{inner: 101, vip: 102}", "ZY-EST-021", "vip"),
    ("finance", "port: parent, subports", "port: inner, subports", "ZY-EST-021", "inner"),
    ("finance", "{inner: 101}}", "{inner: 101}}\n  more: {port: parent}", "ZY-EST-021", "parent"),
    ("finance", "{inner: 101}", "{inner: 101, outer: 102}", "ZY-EST-032", "front"),
    ("finance", "[{port: vip}, ", "[{port: vip}, {port: outer}, ", "ZY-EST-032", "front"),
    ("finance", "[{port: vip}, ", "[{port: vip}, {port: vip}, ", "ZY-EST-021", "vip"),
    ("finance", "gate: {flavor: small, image: base, networks: [{port: vip}, {port: parent}]}", "gate: {count: 2, flavor: small, image: base, networks: [{port: vip}]}", "ZY-EST-012", "vip"),
    ("finance", "gate: {flavor", "gate: {groups: [app], flavor", "ZY-EST-125", "gate"),
    ("finance", "{port: parent}]", "{port: parent, network: office}]", "ZY-EST-012", "exactly one"),
    ("finance", "{port: parent}]", "{port: parent, address: 198.51.100.8}]", "ZY-EST-012", "its own"),
    ("finance", "{network: back, security: false", "{network: back, groups: [app], security: false", "ZY-EST-012", "neither"),
    ("finance", "address: 198.51.100.9", "address: 198.51.100.10", "ZY-EST-021", "198.51.100.10"),
    ("finance", "address: 198.51.100.9", "address: 198.51.100.1", "ZY-EST-042", "198.51.100.1"),
    ("finance", "address: 198.51.100.9", "address: 198.51.100.99", "ZY-EST-042", "198.51.100.99"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "right", "wrong", "code", "named"), BROKEN)
def test_a_broken_rule_is_found_at_its_place(file: str, right: str, wrong: str, code: str, named: str) -> None:
    found = errors_of(rich((file, right, wrong)))
    assert [error.code.id for error in found] == [code]
    assert named in str(found[0])
    assert found[0].place
    assert found[0].place.line >= 1


def test_the_rich_estate_breaks_no_rule() -> None:
    six = next(network for network in finance(load(rich())).networks if network.name == "six")
    assert [subnet.ipv6 for subnet in six.subnets] == ["slaac", ""]


def test_an_address_may_be_declared_beside_a_range_in_which_servers_make_their_own() -> None:
    right = "[{network: office, address: 198.51.100.10}]"
    assert load(rich(("finance", right, "[office, {network: six, address: '2001:db8:10:1::a'}]")))
    stateful = ("finance", "ipv6: slaac", "ipv6: stateful")
    assert load(rich(stateful, ("finance", right, "[office, {network: six, address: '2001:db8:10::a'}]")))


def test_a_rule_for_an_address_group_is_written_out_for_each_family_of_its_members() -> None:
    tenant = finance(load(rich()))
    assert [(one.name, one.addresses) for one in tenant.address_groups] == [
        ("banks", ("192.0.2.128/28", "192.0.2.200/32", "2001:db8:77::/48"))
    ]
    rules = next(group for group in tenant.groups if group.name == "app").rules
    assert [rule.family for rule in rules if rule.peer_addresses == "banks"] == [4, 6]
    only_four = finance(load(rich(("finance", ", '2001:db8:77::/48'", ""))))
    rules = next(group for group in only_four.groups if group.name == "app").rules
    assert [rule.family for rule in rules if rule.peer_addresses == "banks"] == [4]


def test_a_network_has_a_policy_of_the_site_or_of_its_tenant() -> None:
    estate = load(rich())
    policies = {network.name: network.qos for network in finance(estate).networks if network.qos}
    assert policies == {"back": "finance/slow", "lane": "site/gold"}
    (slow,) = finance(estate).qos
    assert (slow.egress_kbps, slow.ingress_kbps, slow.burst_kbit, slow.dscp) == (10_000, 512, 2_000, None)
    (gold,) = estate.site("primary").qos
    assert (gold.egress_kbps, gold.ingress_kbps, gold.burst_kbit, gold.dscp) == (1_000_000, None, 0, 46)


def test_a_pools_prefixes_are_kept_merged_as_neutron_keeps_them() -> None:
    right = "{prefixes: [198.51.100.0/25], min_length: 26, max_length: 28}"
    estate = load(rich(("site", right, "{prefixes: [198.51.100.0/26, 198.51.100.64/26]}")))
    (pool,) = estate.site("primary").subnet_pools
    assert (pool.prefixes, pool.min_length, pool.max_length, pool.default_length) == (("198.51.100.0/25",), 8, 32, 8)


def test_a_server_takes_declared_ports_beside_its_own_legs() -> None:
    tenant = finance(load(rich(("finance", "[{port: vip}, ", "[office, {port: vip}, "))))
    gate = next(one for system in tenant.systems for one in system.servers if one.name == "gate")
    assert (dict(gate.networks), gate.ports) == ({"office": ""}, ("parent", "vip"))
    vip = next(port for port in tenant.ports if port.name == "vip")
    assert (vip.address, vip.pairs, vip.qos) == ("198.51.100.9", ("198.51.100.128/26", "198.51.100.14"), "site/gold")
    assert [(one.port, dict(one.subports)) for one in tenant.trunks] == [("parent", {"inner": 101})]


def test_ports_count_against_the_quota() -> None:
    (error,) = errors_of(rich(("finance", "floating_addresses: 2}", "floating_addresses: 2, ports: 9}")))
    assert (error.code.id, str(error.values["needed"])) == ("ZY-EST-050", "10")


def _routed(*routes: str, networks: str = "[front]") -> Memory:
    """The router of the small estate with some static routes."""
    right, written = "networks: [front], gateway: internet", f"networks: {networks}, gateway: internet, routes: [%s]"
    return rich(("finance", right, written % ", ".join(routes)))


ROUTES = [
    # the routes, code, what the message names
    ("{to: 203.0.113.64/26}", "ZY-EST-011", "via"),
    ("{to: 203.0.113.65/26, via: 192.0.2.9}", "ZY-EST-012", "203.0.113.65/26"),
    ("{to: 203.0.113.64/26, via: office}", "ZY-EST-012", "office"),
    ("{to: 203.0.113.64/26, via: 198.51.100.9}", "ZY-EST-042", "198.51.100.9"),
    ("{to: 203.0.113.64/26, via: 192.0.2.1}", "ZY-EST-042", "the gateway's"),
    ("{to: 203.0.113.64/26, via: 192.0.2.15}", "ZY-EST-042", "broadcast"),
    ("{to: '2001:db8:99::/64', via: 192.0.2.9}", "ZY-EST-012", "the family of"),
    ("{to: 192.0.2.0/29, via: 192.0.2.9}", "ZY-EST-012", "no range that it joins"),
    ("{to: 203.0.113.64/26, via: 192.0.2.9}, {via: 192.0.2.9, to: 203.0.113.64/26}", "ZY-EST-021", "203.0.113.64/26 via"),
    ("{to: 198.51.100.128/25, via: 192.0.2.9}", "ZY-EST-127", "zone business"),
    ("{to: 198.51.0.0/16, via: 192.0.2.9}", "ZY-EST-127", "zone business"),
]  # fmt: skip


@pytest.mark.parametrize(("routes", "code", "named"), ROUTES)
def test_a_route_that_no_router_can_have_is_refused_at_its_place(routes: str, code: str, named: str) -> None:
    memory = _routed(routes)
    found = errors_of(memory)
    assert [error.code.id for error in found] == [code]
    assert named in str(found[0])
    assert found[0].place
    assert "routes:" in memory.contents[NAMES["finance"]].decode().splitlines()[found[0].place.line - 1]


def test_static_routes_lead_anywhere_but_into_another_zone() -> None:
    """By several next hops, by default, and within the zones in which the router stands."""
    hops = ("{to: 203.0.113.64/26, via: 192.0.2.9}", "{to: 203.0.113.64/26, via: 192.0.2.10}")
    (router,) = finance(load(_routed(*hops, "{to: 0.0.0.0/0, via: 192.0.2.9}"))).routers
    assert [(one.to, one.via) for one in router.routes] == [
        ("0.0.0.0/0", "192.0.2.9"), ("203.0.113.64/26", "192.0.2.10"), ("203.0.113.64/26", "192.0.2.9"),
    ]  # fmt: skip
    both = "{to: 198.51.100.128/25, via: 192.0.2.9}"
    assert load(_routed(both, networks="[front, office]"))


def test_a_route_rests_on_what_is_known_only() -> None:
    """A network that is misspelt is told; what leads through it is not told again."""
    found = errors_of(_routed("{to: 203.0.113.64/26, via: 192.0.2.9}", networks="[frnt]"))
    assert "ZY-EST-042" not in {error.code.id for error in found}


LENT = [
    # file, what is right, what is written, code, what the message names
    ("health", "finance/back", "finance/bck", "ZY-EST-126", "finance/back"),
    ("health", "finance/back", "finance/office", "ZY-EST-126", "finance/office"),
    ("health", "finance/back", "Finance/back", "ZY-EST-012", "Finance/back"),
    ("health", "[finance/back]", "[{network: finance/back, address: 198.51.100.70}]", "ZY-EST-012", "198.51.100.70"),
    ("health", "zone: business", "zone: service", "ZY-EST-032", "finance/back"),
    ("finance", "shared_with: [health]", "shared_with: [helth]", "ZY-EST-020", "helth"),
    ("finance", "shared_with: [health]", "shared_with: [finance, health]", "ZY-EST-020", "finance"),
]


@pytest.mark.parametrize(("file", "right", "wrong", "code", "named"), LENT)
def test_a_network_is_lent_by_its_tenant_alone(file: str, right: str, wrong: str, code: str, named: str) -> None:
    if file == "finance":
        memory = lent()
        text = memory.contents[NAMES["finance"]].decode()
        assert text.count(right) == 1
        memory = Memory({**memory.contents, NAMES["finance"]: text.replace(right, wrong).encode()})
    else:
        memory = lent((file, right, wrong))
    found = [error for error in errors_of(memory) if error.code.id == code]
    assert len(found) == 1
    assert named in str(found[0])


def test_whoever_a_network_is_lent_to_stands_in_it() -> None:
    estate = load(lent())
    assert next(one for one in finance(estate).networks if one.name == "back").shared_with == ("health",)
    health = next(tenant for tenant in estate.site("primary").tenants if tenant.name == "health")
    assert dict(health.systems[0].servers[0].networks) == {"finance/back": ""}
