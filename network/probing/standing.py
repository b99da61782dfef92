"""What stands in the kernels of hosts, held rule by rule against what the policy of that day renders for them. Pure.

Whatever permits or rewrites more than was rendered is a fault, wherever it stands; so is a rule of ours that is not there. Rules of others that
only drop, log or count are none.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

from network.probing.ruleset import Line, Place, key, rendered, spans, standing, values

What = Literal["foreign", "missing", "order", "unread"]
MOST: Final = 200
"""So many faults of a host are named."""
LONGEST: Final = 400
"""Characters of a rule that are told."""
PORTS: Final = 16
"""So many ports of a rule are probed."""
BOTH: Final = ("tcp", "udp")
CARRIERS: Final[Mapping[str, tuple[str, ...]]] = {"tcp": ("tcp",), "udp": ("udp",), "th": BOTH}
QUIET: Final = frozenset(
    {"match", "counter", "limit", "log", "drop", "reject", "continue", "quota", "ct count", "set", "meter", "last"}
)
"""Statements after which nothing passes that would not have."""


REWRITING: Final = frozenset({"nat", "mangle", "raw"})
"""Tables of the older filters that change packets, or how their connections are seen."""


class Fault(NamedTuple):
    """What is otherwise on a host than rendered: a rule that permits or rewrites more, one of ours that is missing, a chain whose rules stand in
    another order, or nothing that could be read. `ports` are those that it names, by protocol."""

    what: What
    table: str = ""
    chain: str = ""
    rule: str = ""
    ports: tuple[tuple[str, int], ...] = ()

    def document(self) -> list[Any]:
        """As JSON data."""
        return [*self[:4], [list(one) for one in self.ports]]


def held(text: str, listing: object) -> tuple[Fault, ...]:
    """What a host tells of its kernel (JSON of nft), held against what was rendered for it."""
    if not isinstance(listing, list):
        return (Fault("unread"),)
    try:
        found = [*standing(listing)]
        return tuple(_faults([*rendered(text)], found))[:MOST]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return (Fault("unread"),)


def _faults(wanted: Sequence[Line], found: Sequence[Line]) -> Iterator[Fault]:
    ours = {one.place for one in wanted}
    bases = {one.place for one in found if one.base}
    left = Counter((one.place, one.text) for one in wanted)
    for one in found:
        if left[one.place, one.text]:
            left[one.place, one.text] -= 1
        elif not one.base and not _quiet(one, ours, bases):
            yield Fault("foreign", *one.place, one.text[:LONGEST], tuple(sorted(set(ports(one))))[:PORTS])
    missing = +left
    yield from (Fault("missing", *place, text[:LONGEST]) for place, text in missing.elements())
    if not missing:
        yield from (Fault("order", *place) for place in sorted(ours) if not _in_order(place, wanted, found))


def _in_order(place: Place, wanted: Sequence[Line], found: Sequence[Line]) -> bool:
    """Whether all our rules of a chain stand one after the other, whatever stands between them."""
    rest = iter([one.text for one in found if one.place == place])
    return all(one.text in rest for one in wanted if one.place == place)


def _quiet(line: Line, ours: set[Place], bases: set[Place]) -> bool:
    """Whether a rule of somebody else lets nothing pass that would not have passed without it."""
    return all(_passes_nothing(one, line.place, ours, bases) for one in line.expressions)


def _passes_nothing(told: Mapping[str, Any], place: Place, ours: set[Place], bases: set[Place]) -> bool:
    ((name, one),) = told.items()
    if name == "jump":
        # What comes to a chain of ours from elsewhere is held against rules that were meant for other packets.
        return Place(place.table, str(one["target"])) not in ours
    if name == "return":
        return place not in bases
    if name == "flags":
        return place.table not in {each.table for each in ours}
    if name == "legacy":
        # What is in it cannot be read; of one that only filters nothing comes through that ours refuse.
        return one not in REWRITING
    return name in QUIET or (name == "xt" and isinstance(one, Mapping) and one.get("type") == "match")


def ports(line: Line) -> Iterator[tuple[str, int]]:
    """By protocol, first and last of each span of ports that a rule is about."""
    for one in line.expressions:
        match = one.get("match")
        if not isinstance(match, Mapping) or match["op"] not in {"==", "in"}:
            continue
        try:
            about, _, field = key(match["left"]).partition(" ")
            named = spans(map(str, values(match["right"], {}))) if field == "dport" else []
        except (KeyError, TypeError, ValueError, AttributeError):
            continue
        for protocol in CARRIERS.get(about, ()):
            yield from ((protocol, port) for span in named for port in span if 0 < port < 1 << 16)


def read(rows: object) -> tuple[Fault, ...] | None:
    """The faults of a host's part of a half; None where nobody has held its rules against anything. Raises: TypeError, ValueError."""
    if rows is None:
        return None
    if not isinstance(rows, list) or len(rows) > MOST:
        raise TypeError("rules")
    return tuple(_read(*row) for row in rows)


def _read(what: What, table: str, chain: str, rule: str, named: Iterable[tuple[str, int]]) -> Fault:
    if what not in get_args(What) or not all(isinstance(one, str) for one in (table, chain, rule)):
        raise ValueError(what)
    found = tuple((protocol, port) for protocol, port in named)
    if any(protocol not in BOTH or type(port) is not int or not 0 < port < 1 << 16 for protocol, port in found):
        raise ValueError(found)
    return Fault(what, table, chain, rule, found)
