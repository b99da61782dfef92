"""Paths: hop by hop and rule by rule, also why not, and whether the answer finds back."""

from dataclasses import replace

import pytest

from network.model import Model
from network.paths import HALF, MANAGED, NO_RULE, UNSEEN, path
from tests.unit.network.isles import DAY, both, inner, outer
from zhengyun.errors import ZhengyunError

TABLE = [
    # from, to, protocol, port, family, verdict, the host where it ends
    ("desk", "store-e", "tcp", 8443, 4, "open", "store-e"),
    ("desk", "store-e", "tcp", 8443, 6, "open", "store-e"),
    ("desk", "store-w", "tcp", 8443, 4, "open", "store-w"),
    ("desk", "store-e", "tcp", 8444, 4, "refused", "wall-e"),
    ("desk", "store-e", "udp", 8443, 4, "refused", "wall-e"),
    ("store-e", "desk", "tcp", 9001, 4, "open", "desk"),
    ("store-e", "desk", "tcp", 9003, 4, "refused", "wall-e"),
    ("stall-e", "store-e", "tcp", 8444, 4, "open", "store-e"),
    ("stall-w", "store-e", "tcp", 8444, 4, "open", "store-e"),
    ("stall-w", "store-w", "tcp", 8444, 4, "open", "store-w"),
    ("desk", "stall-e", "tcp", 80, 4, "refused", "wall-e"),
    ("stall-e", "desk", "tcp", 9000, 4, "refused", "wall-e"),
    ("desk", "lamp", "tcp", 22, 4, "open", "lamp"),
    ("desk", "r3", "icmp", 0, 4, "open", "r3"),
    ("desk", "r3", "tcp", 22, 4, "refused", "r3"),
    ("r3", "desk", "tcp", 22, 4, "refused", "desk"),
    ("store-e", "store-w", "tcp", 22, 4, "refused", "wall-e"),
    ("keeper", "desk", "tcp", 22, 4, "open", "desk"),
    ("keeper", "stool", "tcp", 22, 4, "open", "stool"),
    ("desk", "keeper", "tcp", 22, 4, "open", "keeper"),
    ("stall-w", "desk", "tcp", 22, 4, "unreachable", "gate-w"),
]


@pytest.mark.parametrize(("source", "target", "protocol", "port", "family", "verdict", "where"), TABLE)
def test_a_path_ends_where_it_should(
    source: str, target: str, protocol: str, port: int, family: int, verdict: str, where: str
) -> None:
    found = path(both(), source, target, protocol, port, family)
    assert (found.verdict, found.hops[-1].step.host) == (verdict, where)


def test_a_hop_tells_the_rule_that_lets_it_through_and_in_what_those_before_differ() -> None:
    found = path(both(), "desk", "store-e", "tcp", 8443)
    assert [one.step.host for one in found.hops] == ["desk", "r2", "r1", "wall-e", "store-e"]
    assert found.guards == ("wall-e", "store-e")
    assert [one.step.host for one in found.back] == ["store-e", "wall-e", "r1", "r2", "desk"]
    refused = path(both(), "store-e", "desk", "tcp", 8443).hops[-1]
    assert refused.why == NO_RULE
    assert {one.rule.name: one.differs for one in refused.tried} == {
        "hand-in": ("source", "target"),
        "deliver": ("port",),
        "fetch": ("source", "target", "port"),
    }
    rule = found.hops[3].rule
    assert rule
    assert rule.name == "hand-in"


def test_from_management_nothing_is_passed_on() -> None:
    found = path(both(), "keeper", "198.51.100.129", "tcp", 22)
    assert (found.verdict, found.hops[-1].step.host) == ("unreachable", "keeper")
    # Whoever gave it a way there all the same would be stopped by the first router.
    estate = inner()
    keeper = replace(estate.hosts.hosts["keeper"], routes={"198.51.100.0/24": "192.0.2.3"})
    hosts = replace(estate.hosts, hosts={**estate.hosts.hosts, "keeper": keeper})
    found = path(Model([replace(estate, hosts=hosts)], DAY), "keeper", "198.51.100.2", "tcp", 22)
    assert (found.verdict, found.hops[-1].step.host, found.hops[-1].why) == ("refused", "r2", MANAGED)


def test_an_answer_that_another_firewall_would_have_to_let_through_is_lost() -> None:
    # The other site's store has its way out by the first site's firewall, which has not seen the question.
    astray = inner(west_devices=("{to: 198.51.100.200/29, via: 198.51.100.162}, ", ""), east_devices=(
        "statics: [{to: 198.51.100.192/29", "statics: [{to: 198.51.100.200/29, via: 198.51.100.150}, {to: 198.51.100.192/29"
    ), east=("routes: {198.51.100.0/24: 198.51.100.149, 203", "routes: {198.51.100.200/29: 192.0.2.130, 198.51.100.0/24: 198.51.100.149, 203"))  # fmt: skip
    found = path(Model([astray, outer()], DAY), "desk", "store-w", "tcp", 8443)
    assert found.verdict == "refused"
    assert found.back[-1].why in {UNSEEN, HALF}


def test_alone_an_estate_says_that_a_path_goes_on_beyond_its_border() -> None:
    market = inner(network=("exchange: [depot]", "exchange: [depot]"))
    found = path(Model([market], DAY), "store-e", "203.0.113.2", "tcp", 80)
    assert (found.verdict, found.hops[-1].step.host) == ("refused", "wall-e")
    gate = path(Model([outer()], DAY), "stall-e", "198.51.100.194", "tcp", 8444)
    assert (gate.verdict, gate.hops[-1].step.host) == ("beyond", "gate-e")


def test_who_is_nobody_or_has_no_address_of_the_family_is_told() -> None:
    for source, target, code in (
        ("nobody", "desk", "ZY-NET-001"),
        ("desk", "nobody", "ZY-NET-001"),
        ("192.0.2.222", "desk", "ZY-NET-001"),
    ):
        with pytest.raises(ZhengyunError) as caught:
            path(both(), source, target, "tcp", 1)
        assert caught.value.code.id == code
    with pytest.raises(ZhengyunError) as caught:
        path(both(), "stall-e", "desk", "tcp", 1, 6)
    assert caught.value.code.id == "ZY-NET-002"
