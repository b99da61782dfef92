"""Paths with policies, and whether they are under one (RFC 5280 section 6.1)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

from pki import der
from pki.certificate import Extension
from pki.extensions import INHIBIT_ANY, MAPPINGS, POLICIES, POLICY_CONSTRAINTS
from tests.paths import Link, path

ANY = "2.5.29.32.0"
A, B, C, D = (f"1.2.156.99999.{number}" for number in range(1, 5))
EXPLICIT, NO_MAPPING, NO_ANY = "explicit", "no-mapping", "no-any"


@dataclass(frozen=True)
class Case:
    """What stands in each certificate below the root, the leaf last, what is wanted, and whether the path is accepted.

    What is wanted are `EXPLICIT`, `NO_MAPPING`, `NO_ANY` and at most one policy, which then has to be there. A certificate whose
    extensions begin with None is over its issuer's own name.
    """

    name: str
    accepted: bool
    links: Sequence[Sequence[Extension | None]]
    wanted: Sequence[str] = (EXPLICIT,)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")

    def path(self) -> tuple[bytes, ...]:
        """From the leaf to the root."""
        made = [Link("Root")]
        for depth, given in enumerate(self.links):
            own = bool(given) and given[0] is None
            title = made[-1].title if own else f"Number {depth}"
            made.append(Link(title, tuple(one for one in given if one)))
        return path(made)

    @property
    def policy(self) -> str:
        """The one that is wanted, if there is any."""
        return next((one for one in self.wanted if one[0].isdigit()), "")


def says(*policies: str) -> Extension:
    return Extension(POLICIES, False, der.sequence(*(der.sequence(der.oid(one)) for one in policies)))


def maps(*pairs: str) -> Extension:
    """Two after two."""
    both = zip(pairs[::2], pairs[1::2], strict=True)
    return Extension(MAPPINGS, True, der.sequence(*(der.sequence(der.oid(a), der.oid(b)) for a, b in both)))


def skips(explicit: int | None = None, mapping: int | None = None) -> Extension:
    parts = (der.tlv(tag, bytes((one,))) for tag, one in ((0x80, explicit), (0x81, mapping)) if one is not None)
    return Extension(POLICY_CONSTRAINTS, True, der.sequence(*parts))


def inhibits(after: int) -> Extension:
    return Extension(INHIBIT_ANY, True, der.integer(after))


def grown(depth: int, width: int) -> list[Sequence[Extension]]:
    """A path of which the tree of RFC 5280 has width ** depth leaves: each policy stands for each."""
    each = [f"1.2.156.99999.{number}" for number in range(1, width + 1)]
    pairs = [name for one in each for other in each for name in (one, other)]
    return [*([says(*each), maps(*pairs)] for _ in range(depth)), [says(*each)]]


SAID = says(A)
CASES = (
    Case("one policy all the way", True, [[SAID], [SAID]], (EXPLICIT, A)),
    Case("another policy", False, [[SAID], [SAID]], (EXPLICIT, B)),
    Case("no policy and none demanded", True, [[], []], ()),
    Case("no policy and one demanded", False, [[], []]),
    Case("no policy in the middle", False, [[SAID], [], [SAID]]),
    Case("different policies", False, [[SAID], [says(B)]]),
    Case("one of several", True, [[says(A, B)], [says(B, C)]], (EXPLICIT, B)),
    Case("one of several that ends", False, [[says(A, B)], [says(B, C)]], (EXPLICIT, A)),
    Case("one that begins too late", False, [[says(A, B)], [says(B, C)]], (EXPLICIT, C)),
    # Any policy
    Case("any policy above", True, [[says(ANY)], [SAID]], (EXPLICIT, A)),
    Case("any policy below", True, [[SAID], [says(ANY)]], (EXPLICIT, A)),
    Case("any policy below another", False, [[SAID], [says(ANY)]], (EXPLICIT, B)),
    Case("any policy everywhere", True, [[says(ANY)], [says(ANY)]], (EXPLICIT, B)),
    Case("any policy inhibited at once", False, [[says(ANY)], [SAID]], (EXPLICIT, NO_ANY)),
    Case("any policy inhibited and not needed", True, [[SAID], [SAID]], (EXPLICIT, NO_ANY, A)),
    Case("any policy inhibited by who has certified", False, [[says(ANY), inhibits(0)], [says(ANY)]]),
    Case("any policy inhibited later", True, [[says(ANY), inhibits(1)], [says(ANY)]]),
    Case("any policy inhibited later and passed", False, [[says(ANY), inhibits(1)], [says(ANY)], [says(ANY)]]),
    Case("any policy inhibited again and later", False, [[says(ANY), inhibits(0)], [says(ANY), inhibits(5)], [says(ANY)]]),
    Case("any policy over an own name", True, [[SAID, inhibits(0)], [None, says(ANY)], [SAID]], (EXPLICIT, A)),
    Case("any policy over an own name at the end", False, [[SAID, inhibits(0)], [None, says(ANY)]], (EXPLICIT, A)),
    Case("any policy below one that began late", True, [[says(B, ANY)], [SAID], [says(ANY)]]),
    # Demands
    Case("demand at once", False, [[skips(explicit=0)], []], ()),
    Case("demand that is kept", True, [[SAID, skips(explicit=0)], [SAID]], ()),
    Case("demand later", True, [[skips(explicit=2)], []], ()),
    Case("demand later and reached", False, [[skips(explicit=1)], [], []], ()),
    Case("demand in the leaf", False, [[], [skips(explicit=0)]], ()),
    Case("demand in the leaf of later", True, [[], [skips(explicit=1)]], ()),
    Case("demand past own names", True, [[skips(explicit=2)], [None], []], ()),
    Case("demand that is made weaker", False, [[skips(explicit=0)], [skips(explicit=9)], []], ()),
    # Mapping
    Case("mapped", True, [[SAID, maps(A, B)], [says(B)]], (EXPLICIT, A)),
    Case("mapped and asked in the words of the subject", False, [[SAID, maps(A, B)], [says(B)]], (EXPLICIT, B)),
    Case("mapped and said in the words of the issuer", False, [[SAID, maps(A, B)], [SAID]], (EXPLICIT, A)),
    Case("mapped twice", True, [[SAID, maps(A, B)], [says(B), maps(B, C)], [says(C)]], (EXPLICIT, A)),
    Case("mapped to two", True, [[SAID, maps(A, B, A, C)], [says(C)]], (EXPLICIT, A)),
    Case("mapped from two", True, [[says(A, B), maps(A, C, B, C)], [says(C)]], (EXPLICIT, B)),
    Case("mapped to itself too", True, [[SAID, maps(A, A, A, B)], [SAID]], (EXPLICIT, A)),
    Case("mapped crosswise", True, [[says(A, B), maps(A, B, B, A)], [says(B)]], (EXPLICIT, A)),
    Case("mapped crosswise and asked for the other", False, [[says(A, B), maps(A, B, B, A)], [says(B)]], (EXPLICIT, B)),
    Case("mapped and not said", False, [[says(C), maps(A, B)], [says(B)]]),
    Case("mapped under any policy", True, [[says(ANY), maps(A, B)], [says(B)]], (EXPLICIT, A)),
    Case("mapped under any policy and asked in the words of the subject", False, [[says(ANY), maps(A, B)], [says(B)]], (EXPLICIT, B)),
    Case("mapped under any policy and begun anew", True, [[says(ANY), maps(A, B)], [SAID]], (EXPLICIT, A)),
    Case("mapped and then any policy", True, [[SAID, maps(A, B)], [says(ANY)]], (EXPLICIT, A)),
    Case("mapped under any policy that is inhibited", False, [[says(C, ANY), maps(B, C)], [says(A, B, C, ANY)]], (EXPLICIT, NO_ANY, B)),
    Case("mapped beside any policy and another that ends", False, [[says(A, B, C, ANY), maps(A, D)], [says(A, C)]], (EXPLICIT, B)),
    Case("mapped to any", False, [[SAID, maps(A, ANY)], [says(B)]], ()),
    Case("mapped from any", False, [[says(ANY), maps(ANY, B)], [says(B)]], ()),
    Case("mapping inhibited at once", False, [[SAID, maps(A, B)], [says(B)]], (EXPLICIT, NO_MAPPING)),
    Case("mapping inhibited and another there", True, [[says(A, C), maps(A, B)], [says(B, C)]], (EXPLICIT, NO_MAPPING, C)),
    Case("mapping inhibited by who has certified", False, [[SAID, skips(mapping=0)], [SAID, maps(A, B)], [says(B)]]),
    Case("mapping inhibited later", True, [[SAID, skips(mapping=1)], [SAID, maps(A, B)], [says(B)]], (EXPLICIT, A)),
    Case("mapping inhibited for what is below", True, [[SAID, skips(mapping=0), maps(A, B)], [says(B)]], (EXPLICIT, A)),
    Case("mapping inhibited under any policy", True, [[says(ANY), maps(A, B)], [SAID]], (EXPLICIT, NO_MAPPING, A)),
    # Many
    Case("grown like a tree", True, grown(3, 3), (EXPLICIT, A)),
    Case("grown past any tree", True, grown(8, 4), (EXPLICIT, A)),
)  # fmt: skip


def drawn(seed: int, count: int) -> Iterator[Case]:
    """Any such paths, without what is wanted of them; whether they are accepted is for others to say."""
    chance = Random(seed)
    for number in range(count):
        links = [_link(chance) for _ in range(chance.randint(1, 3))]
        leaf = [says(*_some(chance, (A, B, C, ANY)))] if chance.random() < 0.9 else []
        wanted = [one for one in (NO_MAPPING, NO_ANY) if chance.random() < 0.15]
        policy = [chance.choice((A, B, C))] if chance.random() < 0.8 else []
        yield Case(f"drawn {number}", False, [*links, leaf], (EXPLICIT, *wanted, *policy))


def _link(chance: Random) -> Sequence[Extension | None]:
    found: list[Extension | None] = [None] if chance.random() < 0.15 else []
    found.append(says(*_some(chance, (A, B, C, ANY))))
    if chance.random() < 0.6:
        both = {(chance.choice((A, B, C)), chance.choice((A, B, C, D))) for _ in range(chance.randint(1, 3))}
        found.append(maps(*(one for pair in sorted(both) for one in pair)))
    if chance.random() < 0.3:
        found.append(skips(mapping=chance.randint(0, 2)))
    if chance.random() < 0.3:
        found.append(inhibits(chance.randint(0, 2)))
    return found


def _some(chance: Random, each: Iterable[str]) -> list[str]:
    every = list(each)
    return chance.sample(every, chance.randint(1, len(every)))
