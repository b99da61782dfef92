"""Policies: whether everybody in a path has certified under one (RFC 5280 sections 6.1.3 (d) to (f), 6.1.4 and 6.1.5 (g)).

The tree of RFC 5280 can grow with every certificate; RFC 9618 has a graph in its place. Of that graph nothing is asked but what its
last row holds and whether the policy that is wanted leads there, so that two sets of names are all that is kept of it, and the work is as
long as what the certificates say.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pki.certificate import Certificate
from pki.extensions import (
    ANY_POLICY,
    INHIBIT_ANY,
    MAPPINGS,
    POLICIES,
    POLICY_CONSTRAINTS,
    Skips,
    mappings_of,
    policy_constraints_of,
    skips_of,
)
from pki.lint.opened import opened
from zhengyun.errors import N_


class Start(NamedTuple):
    """With what a verdict begins (section 6.1.1 (c) and (e) to (g)).

    `asked` is the policy that is wanted, empty for any; `explicit` whether one is demanded; `mapping` whether an authority may say that
    another policy stands for it; `any_policy` whether an authority may say that it certifies under each.
    """

    asked: str = ""
    explicit: bool = False
    mapping: bool = True
    any_policy: bool = True


class Row(NamedTuple):
    """The policies under which the next certificate may stand, in the words of its issuer.

    `wanted` are those of `known` that go back to the policy that is asked for; `free` is whether everybody so far has said that he
    certifies under each, so that more policies may begin.
    """

    known: frozenset[str] = frozenset()
    wanted: frozenset[str] = frozenset()
    free: bool = True


class Left(NamedTuple):
    """How many more certificates there may be until a policy is demanded, mapping ends, and any policy stands for none."""

    explicit: int
    mapping: int
    any_policy: int

    def passed(self, skips: Skips, inhibits: int | None, *, own: bool) -> "Left":
        """After a certificate that is not the last (section 6.1.4 (h) to (j)); one over its issuer's own name does not count."""
        step = 0 if own else 1
        limits = (skips.explicit, skips.mapping, inhibits)
        return Left(
            *(max(0, min(left - step, left if most is None else most)) for left, most in zip(self, limits, strict=True))
        )


def wrong(path: Sequence[Certificate], start: Start) -> str:
    """Why a path, from the leaf to its root, is under no policy, or not under that which is asked for; nothing where it is well.

    Raises: DerError.
    """
    row, demanded = Row(), start.explicit
    most = len(path)
    left = Left(*(most if free else 0 for free in (not start.explicit, start.mapping, start.any_policy)))
    for depth in range(len(path) - 2, -1, -1):
        one = path[depth]
        own = one.issuer_raw == one.subject_raw
        row = _said(row, _policies(one), start.asked, free=left.any_policy > 0 or (own and depth > 0))
        skips = _skips(one)
        if not depth:
            demanded = left.explicit <= 1 or skips.explicit == 0
            break
        mapped = _mappings(one)
        if any(ANY_POLICY in pair for pair in mapped):
            return N_("who has certified it lets another policy stand for any, or any for another")
        row = _mapped(row, mapped, start.asked, may=left.mapping > 0)
        left = left.passed(skips, _inhibits(one), own=own)
    if start.asked not in {"", ANY_POLICY} and not row.wanted and not row.free:
        return N_("it has not this policy: {asked}")
    if (demanded or start.asked) and not row.known and not row.free:
        return N_("who has certified it demands a policy, and there is none that the whole path has")
    return ""


def _said(row: Row, said: frozenset[str], asked: str, *, free: bool) -> Row:
    """Section 6.1.3 (d) and (e): what a certificate says of what it may."""
    each = free and ANY_POLICY in said
    begun = said - row.known - {ANY_POLICY} if row.free else frozenset()
    kept = row.known if each else row.known & said
    return Row(kept | begun, row.wanted & kept | begun & {asked}, row.free and each)


def _mapped(row: Row, mapped: Iterable[tuple[str, str]], asked: str, *, may: bool) -> Row:
    """Section 6.1.4 (b): in whose words it goes on; where nobody may map, what is mapped ends."""
    first = frozenset(ours for ours, _ in mapped)
    known, wanted = set(row.known - first), set(row.wanted - first)
    for ours, theirs in mapped if may else ():
        if ours in row.known or row.free:
            known.add(theirs)
        if ours in row.wanted or (row.free and ours == asked and ours not in row.known):
            wanted.add(theirs)
    return Row(frozenset(known), frozenset(wanted), row.free)


def _policies(found: Certificate) -> frozenset[str]:
    one = found.extensions.get(POLICIES)
    inside = opened(POLICIES, one.value) if one else None
    return frozenset(inside.words) if inside else frozenset()


def _mappings(found: Certificate) -> tuple[tuple[str, str], ...]:
    one = found.extensions.get(MAPPINGS)
    return mappings_of(one.value) if one else ()


def _skips(found: Certificate) -> Skips:
    one = found.extensions.get(POLICY_CONSTRAINTS)
    return policy_constraints_of(one.value) if one else Skips()


def _inhibits(found: Certificate) -> int | None:
    one = found.extensions.get(INHIBIT_ANY)
    return skips_of(one.value) if one else None
