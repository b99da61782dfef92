"""What lies within a subtree and what touches it: properties that hold for every kind of name, and foreign bytes."""

import random
from contextlib import suppress
from dataclasses import replace
from ipaddress import IPv6Address, ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from pki import certificate, der
from pki.certificate import Extension
from pki.constraints import outside
from pki.extensions import (
    ALTERNATIVE_NAMES,
    INHIBIT_ANY,
    MAPPINGS,
    NAME_CONSTRAINTS,
    POLICIES,
    POLICY_CONSTRAINTS,
)
from pki.policies import Start, wrong
from pki.subtrees import ADDRESS, DOMAIN, KINDS, MAILBOX
from tests.corpus import policies, subtrees
from tests.paths import Link, path

LABEL = st.sampled_from(["a", "b", "city", "example", "xn--fiqs8s"])
HOST = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
TREE = st.one_of(st.just(""), HOST, HOST.map(lambda host: "." + host))
NETWORK = st.tuples(st.integers(0, 2**32 - 1), st.integers(0, 32)).map(lambda one: ip_network(one, strict=False))


def touches(tag: int, name: bytes, tree: bytes) -> bool:
    kind = KINDS[tag]
    return kind.touches(kind.name(name), kind.tree(tree))


def within(tag: int, name: bytes, tree: bytes) -> bool:
    kind = KINDS[tag]
    return kind.within(kind.name(name), kind.tree(tree))


@given(HOST, TREE)
def test_a_wildcard_touches_what_one_of_its_names_lies_within(host: str, tree: str) -> None:
    names = [f"{label}.{host}".encode() for label in ("zz", tree.lstrip(".").partition(".")[0] or "zz")]
    found = [within(DOMAIN, name, tree.encode()) for name in names]
    assert touches(DOMAIN, f"*.{host}".encode(), tree.encode()) is any(found)
    # What no label of the subtree's decides, all of its names have in common.
    assert within(DOMAIN, f"*.{host}".encode(), tree.encode()) is found[0]


@given(HOST, HOST, TREE)
def test_what_lies_within_touches(local: str, host: str, tree: str) -> None:
    for tag, name in ((DOMAIN, host), (MAILBOX, f"{local}@{host}")):
        assert touches(tag, name.encode(), tree.encode()) or not within(tag, name.encode(), tree.encode())
    capital = f"{local}@{host}".upper().encode()
    assert touches(MAILBOX, capital, f"{local}@{host}".encode())


@given(NETWORK, st.integers(0, 2**32 - 1))
def test_an_address_is_the_same_machines_in_either_version(network: object, number: int) -> None:
    found = ip_network(str(network))
    one = ip_address(number)
    short = found.network_address.packed + found.netmask.packed
    long = mapped(found.network_address.packed) + b"\xff" * 12 + found.netmask.packed
    for name in (one.packed, mapped(one.packed)):
        for tree in (short, long):
            assert touches(ADDRESS, name, tree) is (one in found)
            assert within(ADDRESS, name, tree) is (one in found and len(tree) == 2 * len(name))


def mapped(packed: bytes) -> bytes:
    return IPv6Address(f"::ffff:{ip_address(packed)}").packed


def altered(data: bytes, chance: random.Random) -> bytes:
    found = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def test_foreign_constraints_and_names_are_judged_or_refused_and_raise_nothing() -> None:
    chance = random.Random(3)
    leaf, issuing, root = (certificate.read(one) for one in path([Link("Root"), Link("Issuing"), Link("www")]))
    for case in subtrees.CASES:
        _, bound, _ = (certificate.read(one) for one in case.path())
        names = der.sequence(*case.called)
        for _ in range(8):
            value = altered(bound.extensions[NAME_CONSTRAINTS].value, chance)
            made = replace(issuing, extensions={NAME_CONSTRAINTS: Extension(NAME_CONSTRAINTS, True, value)})
            called = altered(names, chance) if chance.random() < 0.5 else names
            one = replace(leaf, extensions={ALTERNATIVE_NAMES: Extension(ALTERNATIVE_NAMES, False, called)})
            str(outside([one, made, root]))


def test_foreign_policies_are_judged_or_refused() -> None:
    chance = random.Random(4)
    for case in policies.drawn(6, 60):
        found = [certificate.read(one) for one in case.path()]
        for _ in range(5):
            with suppress(der.DerError):
                wrong([mutant(one, chance) for one in found], Start(case.policy, explicit=True))


def mutant(found: certificate.Certificate, chance: random.Random) -> certificate.Certificate:
    """The same certificate with other octets in what it says of policies."""
    kinds = {POLICIES, MAPPINGS, POLICY_CONSTRAINTS, INHIBIT_ANY}
    return replace(
        found,
        extensions={
            oid: one._replace(value=altered(one.value, chance)) if oid in kinds else one
            for oid, one in found.extensions.items()
        },
    )
