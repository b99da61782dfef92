"""What is wrong with a policy, and with what its network makes of it: each fault put in once, found once; and where there is none, nothing."""

from dataclasses import replace
from datetime import date

import pytest

from network.judging.conduits import unused
from network.judging.finding import Finding
from network.judging.judge import apart, judge
from network.model import Model
from network.paths import path
from tests.unit.network.isles import DAY, inner, outer
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Interface
from zhengyun.estate.policy import Policy

R2_ENDS = 'desks: [198.51.100.1, "2001:db8:10:1::1"]}, roles: {zone_firewall: {}}'
FINE = inner(network=(", expires: 2026-12-31", ""))


def found(*estates: Estate, day: date = DAY) -> list[Finding]:
    return list(judge(Model(estates, day)))


def test_of_what_is_right_nothing_is_said_together_or_alone() -> None:
    assert found(FINE, outer()) == []
    assert found(FINE) == []
    assert found(outer()) == []


def test_a_router_between_networks_that_refuses_nothing_is_found_with_the_way_past_the_firewalls() -> None:
    # Somebody has laid a cable from the ring to the gate, and told both of it.
    cable = "quay-x: {addresses: 192.0.2.136/30, border: true}\n  "
    gate = outer(
        shore=("quay-w: {addresses", f"{cable}quay-w: {{addresses"),
        shore_devices=("{to: 198.51.100.0/26, via: 192.0.2.129}", "{to: 198.51.100.0/26, via: 192.0.2.137}"),
        gate=("strait: 203.0.113.65,", "quay-x: 192.0.2.138, strait: 203.0.113.65,"),
    )
    ring = inner(
        network=(", expires: 2026-12-31", ""),
        east=("  yard-e: {addresses", f"  {cable}yard-e: {{addresses"),
        r1=('moat-e: [198.51.100.149, "2001:db8:11:99::1"]', 'moat-e: [198.51.100.149, "2001:db8:11:99::1"], quay-x: 192.0.2.137'),
        east_devices=("{to: 203.0.113.0/24, via: 198.51.100.150}", "{to: 203.0.113.0/24, via: 192.0.2.138}"),
    )  # fmt: skip
    findings = found(ring, gate)
    way = next(one for one in findings if one.code.id == "ZY-NET-010" and one.facts["source"] == "internal/office")
    assert "r1 → gate-e" in str(way.facts["way"])
    assert way.exit == Exit.REFUSED
    (border,) = [one for one in findings if one.code.id == "ZY-NET-015"]
    assert border.facts == {"segment": "quay-x", "hosts": "gate-e, r1"}
    assert {one.code.id for one in apart(Model([ring, gate], DAY))} == {"ZY-NET-010", "ZY-NET-015"}
    # The inner network alone, whose firewalls keep the borders, knows as much.
    assert {"ZY-NET-010", "ZY-NET-015"} <= {one.code.id for one in found(ring)}


def test_a_firewall_that_sees_one_direction_is_found() -> None:
    # The other site's firewall sends what its store answers back through the ring, and the first site's lets it out.
    astray = inner(
        network=(", expires: 2026-12-31", ""),
        west=("203.0.113.0/24: 192.0.2.134", "203.0.113.0/24: 198.51.100.161"),
        west_devices=(", {to: 203.0.113.0/24, via: 198.51.100.162}", ""),
    )
    faults = [one for one in found(astray, outer()) if one.code.id == "ZY-NET-013"]
    assert [one.facts for one in faults] == [
        {"source": "external/market", "target": "internal/depot", "there": "wall-w", "back": "wall-w, wall-e"}
    ]
    assert faults[0].place.startswith("isles/network.yaml:")
    assert path(Model([astray, outer()], DAY), "stall-w", "store-w", "tcp", 8444).verdict == "refused"


def test_expired_and_soon_expiring_conduits_are_told_the_soon_ones_without_complaint() -> None:
    (soon,) = [one for one in found(inner(), day=date(2026, 12, 2)) if one.code.id.startswith("ZY-NET-02")]
    assert (soon.code.id, soon.facts["days"], soon.exit) == ("ZY-NET-023", 29, Exit.OK)
    (gone,) = [one for one in found(inner(), day=date(2027, 1, 1)) if one.code.id.startswith("ZY-NET-02")]
    assert (gone.code.id, gone.facts["conduit"], gone.exit) == ("ZY-NET-022", "fetch", Exit.DRIFT)
    assert gone.place.endswith(":11:3")
    assert not found(inner(), day=date(2026, 11, 30))


def test_a_conduit_that_others_make_superfluous_is_told_with_them() -> None:
    more = "  post: {from: office, to: depot, protocol: tcp, ports: [8000-9000], owner: Clerk, reason: all}\n"
    (one,) = found(inner(network=("  hand-in:", f"{more}  hand-in:")), day=date(2026, 11, 1))
    assert (one.code.id, one.facts) == ("ZY-NET-021", {"rule": "hand-in", "others": "post"})


def test_a_conduit_that_leads_nowhere_is_told_with_how_far_one_comes() -> None:
    lost = inner(
        network=(", expires: 2026-12-31", ""), east_devices=("{to: 198.51.100.192/29, via: 198.51.100.150}, ", "")
    )
    cut = Model([lost], DAY)
    assert not [one for one in judge(cut) if one.code.id == "ZY-NET-014"], "the other site's store is still reached"
    cut = cut.without("bridge-1", "bridge-3", "lamps", "stools")
    faults = [one for one in judge(cut) if one.code.id == "ZY-NET-014" and one.facts["conduit"] == "hand-in"]
    # By IPv6 the first site's store is reached yet.
    assert not faults
    assert [one.facts["conduit"] for one in judge(Model([FINE], DAY, ("moat-e", "moat-w"))) if one.code.id == "ZY-NET-014"] == [
        "hand-in", "deliver"
    ]  # fmt: skip


def test_what_no_firewall_has_counted_is_told_and_of_what_was_not_asked_nothing() -> None:
    model = Model([inner()], DAY)
    assert list(unused(model, {})) == []
    counters = {"wall-e": {"hand-in": 0, "deliver": 5, "fetch": 0}, "wall-w": {"hand-in": 0, "fetch": 7}}
    (one,) = unused(model, counters)
    assert (one.code.id, one.facts) == ("ZY-NET-024", {"rule": "hand-in", "guards": "wall-e, wall-w"})


def test_a_host_in_two_networks_is_found() -> None:
    estate = inner(network=(", expires: 2026-12-31", ""))
    hosts = dict(estate.hosts.hosts)
    hosts["desk"] = replace(
        hosts["desk"], interfaces=(*hosts["desk"].interfaces, Interface("x", "x", "203.0.113.9/28"))
    )
    twice = replace(estate, hosts=replace(estate.hosts, hosts=hosts))
    (one,) = [one for one in found(twice) if one.code.id == "ZY-NET-011"]
    assert one.facts["host"] == "desk"
    assert "external/market" in str(one.facts["one"])


def test_a_host_that_no_plan_would_bring_the_rules_of_a_changed_policy_is_found() -> None:
    without = inner(
        network=(", expires: 2026-12-31", ""), r1=(R2_ENDS, R2_ENDS.replace(", roles: {zone_firewall: {}}", ""))
    )
    (one,) = found(without)
    assert (one.code.id, one.facts["host"], one.exit) == ("ZY-NET-040", "r2", Exit.DRIFT)
    # Access lists at its ports are planned at the site `devices`; where there is no policy nothing is policed.
    listed = replace(without, devices={**without.devices, "r2": replace(without.devices["r2"], policed=("desks",))})
    assert [one for one in found(listed) if one.code.id == "ZY-NET-040"] == []
    assert [one for one in found(replace(without, policy=None)) if one.code.id == "ZY-NET-040"] == []


def test_a_device_that_is_no_host_has_no_role_to_miss() -> None:
    hosts = {name: one for name, one in FINE.hosts.hosts.items() if name != "r3"}
    switch = replace(FINE, hosts=replace(FINE.hosts, hosts=hosts))
    assert "r3" in switch.devices
    assert [one for one in found(switch) if one.code.id == "ZY-NET-040"] == []


PAIR = ", {between: [keep, external/*], reason: kept apart}"
LOOK = "protocol: icmp, owner: Clerk, reason: is it there"


def test_a_zone_that_no_forbidden_pair_keeps_from_another_network_is_told() -> None:
    (one,) = found(inner(network=(PAIR, "")), day=date(2026, 11, 1))
    assert (one.code.id, one.facts, one.exit) == (
        "ZY-NET-041", {"zone": "internal/keep", "networks": "external"}, Exit.DRIFT,
    )  # fmt: skip


def test_a_policy_that_was_emptied_is_told_by_the_borders_of_which_it_knows_nothing_beyond() -> None:
    assert FINE.policy
    own = {name: one for name, one in FINE.policy.zones.items() if one.own}
    (one,) = [one for one in found(replace(FINE, policy=Policy(own))) if one.code.id == "ZY-NET-042"]
    assert (one.facts, one.exit) == ({"network": "internal", "segments": "quay-e, quay-w"}, Exit.DRIFT)
    inland = {
        name: one for name, one in FINE.hosts.segments.items() if not one.border
    }  # nobody is beyond what has no border
    without = replace(FINE, policy=Policy(own), hosts=replace(FINE.hosts, segments=inland))
    assert [one for one in found(without) if one.code.id == "ZY-NET-042"] == []


@pytest.mark.parametrize(
    ("ports", "expires", "kinds"),
    [
        ("[1-65535]", "", ["ZY-NET-043"]),
        ("[1-30000, 40000-65535]", "", ["ZY-NET-043"]),
        ("[16384-32767]", ", expires: 2029-11-23", []),
        ("[25]", ", expires: 9999-12-31", ["ZY-NET-044"]),
        ("[1-65535]", ", expires: 2029-11-24", ["ZY-NET-043", "ZY-NET-044"]),
    ],
)
def test_a_conduit_of_everything_or_for_ever_is_told(ports: str, expires: str, kinds: list[str]) -> None:
    wide = f"protocol: tcp, ports: {ports}, owner: Clerk, reason: any{expires}"
    estate = inner(network=(LOOK, wide))
    findings = [one for one in found(estate) if one.facts.get("conduit") == "look"]
    assert [one.code.id for one in findings] == kinds
    assert all(one.exit == Exit.DRIFT and one.place.endswith("network.yaml:12:3") for one in findings)


def test_management_that_two_networks_share_is_found_by_addresses_and_by_name() -> None:
    estate = outer()
    shared = replace(estate.hosts.segments["watch"], addresses="192.0.2.0/26")
    segments = {**estate.hosts.segments, "watch": shared}
    kinds = [one.code.id for one in found(FINE, replace(estate, hosts=replace(estate.hosts, segments=segments)))]
    assert kinds.count("ZY-NET-012") == 2


def test_two_networks_that_call_hosts_the_same_are_not_looked_at_together() -> None:
    with pytest.raises(ZhengyunError) as caught:
        Model([inner(), replace(inner(), name="again")], DAY)
    assert caught.value.code.id == "ZY-NET-004"
