"""Superfluous rules: found where they are by every packet tried in turn, and nothing lost without them."""

from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.judging.covering import superfluous
from network.matching import Packet, decided, tried
from network.rules import Rule
from tests.examples import examples

RANGES = ("192.0.2.0/30", "192.0.2.0/31", "192.0.2.2/31", "192.0.2.3/32", "2001:db8::/127", "2001:db8::1/128")
ADDRESSES = (
    "192.0.2.0",
    "192.0.2.1",
    "192.0.2.2",
    "192.0.2.3",
    "198.51.100.1",
    "2001:db8::",
    "2001:db8::1",
    "2001:db8::2",
)
PORTS = (1, 2, 3, 4)


def rule(
    name: str,
    sources: tuple[str, ...] = (),
    targets: tuple[str, ...] = (),
    protocol: str = "",
    ports: tuple[tuple[int, int], ...] = (),
    *,
    accept: bool = True,
) -> Rule:
    return Rule(name, "", "", sources, targets, protocol, ports, accept)


SPANS = st.sampled_from(((1, 1), (2, 2), (1, 2), (2, 3), (4, 4), (1, 4)))
SIDES = st.lists(st.sampled_from(RANGES), max_size=2, unique=True).map(tuple)
PORTED = st.tuples(st.sampled_from(("tcp", "udp")), st.lists(SPANS, min_size=1, max_size=2).map(tuple))
PLAIN = st.tuples(st.sampled_from(("", "icmp")), st.just(()))
RULES = st.lists(st.tuples(SIDES, SIDES, PORTED | PLAIN, st.booleans()), max_size=7).map(
    lambda many: [
        rule(f"r{at}", sources, targets, *kind, accept=accept)
        for at, (sources, targets, kind, accept) in enumerate(many)
    ]
)
PACKETS = [
    (source, target, protocol, port)
    for source, target in product(ADDRESSES, ADDRESSES)
    if (":" in source) == (":" in target)
    for protocol, port in (*product(("tcp", "udp"), PORTS), ("icmp", 0), ("other", 0))
]


def fitting(one: Rule) -> frozenset[int]:
    """Which packets a rule fits, by their places."""
    return frozenset(at for at, packet in enumerate(PACKETS) if decided(list(tried([one], Packet(*packet)))))


def passing(rules: Sequence[Rule], fits: Mapping[str, frozenset[int]]) -> set[int]:
    """What is let through: by the first that fits, and where none does it is refused."""
    known, through = set[int](), set[int]()
    for one in rules:
        through |= (fits[one.name] - known) if one.accept else set()
        known |= fits[one.name]
    return through


@pytest.mark.slow
@given(RULES)
@examples(60)
def test_without_what_is_found_the_same_passes_and_without_anything_more_it_does_not(rules: list[Rule]) -> None:
    fits = {one.name: fitting(one) for one in rules}
    gone = {one.rule.name for one in superfluous(rules)}
    left, whole = [one for one in rules if one.name not in gone], passing(rules, fits)
    assert passing(left, fits) == whole
    # Nothing that is left could go, too; of rules that any packet here fits.
    for one in left:
        if fits[one.name]:
            assert passing([other for other in left if other is not one], fits) != whole, one.name


@pytest.mark.slow
@given(RULES)
@examples(60)
def test_a_rule_is_shadowed_where_no_packet_comes_to_it_and_one_before_decides_otherwise(rules: list[Rule]) -> None:
    fits = {one.name: fitting(one) for one in rules}
    for one in superfluous(rules):
        before = rules[: rules.index(one.rule)]
        if one.kind == "shadowed":
            assert fits[one.rule.name] <= set().union(*(fits[other.name] for other in before))
            assert any(other.accept != one.rule.accept for other in one.others)
            assert {other.name for other in one.others} <= {other.name for other in before}


def test_who_makes_it_superfluous_is_told() -> None:
    rules = [
        rule("low", ("192.0.2.0/31",), (), "tcp", ((1, 1023),)),
        rule("high", ("192.0.2.0/31",), (), "tcp", ((1024, 65535),)),
        rule("web", ("192.0.2.1/32",), (), "tcp", ((80, 8080),)),
        rule("refused", ("192.0.2.1/32",), (), "tcp", ((443, 443),), accept=False),
        rule("ping", ("192.0.2.0/31",), (), "icmp"),
        rule("all", ("192.0.2.0/30",), ()),
    ]
    found = {one.rule.name: (one.kind, [other.name for other in one.others]) for one in superfluous(rules)}
    assert found == {
        "low": ("redundant", ["all"]),
        "high": ("redundant", ["all"]),
        "web": ("redundant", ["low", "high"]),
        "refused": ("shadowed", ["low"]),
        "ping": ("redundant", ["all"]),
    }


def test_of_two_that_are_alike_one_stays() -> None:
    (only,) = superfluous([rule("first", RANGES[:1]), rule("second", RANGES[:1])])
    assert (only.rule.name, only.kind) == ("second", "redundant")


def test_families_are_apart() -> None:
    assert not superfluous([rule("four", ("192.0.2.0/30",)), rule("six", ("2001:db8::/127",))])
    assert not superfluous([])
