"""Whether nftables let any new packet through from one interface to another, whatever else is in it.

Of addresses so much is known as the caller says: a packet's source or target is in certain networks. Rules that ask for more than the interfaces may or may not hold: what they accept counts as passing, what they drop does not count as kept.
A packet passes where every base chain of the hook lets it (nft(8), chains).
"""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final, NamedTuple

Network = IPv4Network | IPv6Network

DEPTH: Final = 16
HOLDS, FAILS, PERHAPS = "holds", "fails", "perhaps"
LETS, KEEPS, FALLS, RETURNS = "lets", "keeps", "falls", "returns"
LAST: Final = {"accept": LETS, "drop": KEEPS, "reject": KEEPS}
NEW: Final = frozenset(("established", "related", "invalid", "untracked"))
OF: Final = {"ipv4": ("ip", "inet"), "ipv6": ("ip6", "inet")}


class Way(NamedTuple):
    """Packets of a family (`ipv4` or `ipv6`) from an interface to another. `sources` and `targets` are where their addresses are, none where
    they may be anywhere."""

    family: str
    coming: str
    leaving: str
    sources: tuple[Network, ...] = ()
    targets: tuple[Network, ...] = ()


def passes(nft: Sequence[Mapping[str, Any]], way: Way) -> bool:
    """Whether some packet could pass that begins a connection."""
    rules = _Rules(nft, way)
    return all(
        rules.verdict(chain) != KEEPS
        for chain in _of(nft, "chain")
        if chain.get("hook") == "forward" and chain.get("family") in OF[way.family]
    )


class _Rules:
    def __init__(self, nft: Sequence[Mapping[str, Any]], way: Way) -> None:
        self._nft, self._protocol = nft, {"ipv4": "ip", "ipv6": "ip6"}[way.family]
        self._seen = {"iifname": way.coming, "iif": way.coming, "oifname": way.leaving, "oif": way.leaving}
        self._known = {"saddr": way.sources, "daddr": way.targets}

    def verdict(self, chain: Mapping[str, Any]) -> str:
        """What a base chain says: its policy where no rule says anything."""
        said = self._through(chain, 0)
        if said == FALLS:
            return LAST.get(str(chain.get("policy", "accept")), LETS)
        return said

    def _through(self, chain: Mapping[str, Any], depth: int) -> str:
        if depth > DEPTH:
            return LETS
        returned = False
        for rule in _of(self._nft, "rule"):
            if all(rule.get(name) == chain.get(name) for name in ("family", "table")) and rule.get(
                "chain"
            ) == chain.get("name"):
                held, said = self._rule(rule, depth)
                # What may be let through is let through by somebody's packet.
                if said == LETS and held != FAILS:
                    return LETS
                if said == KEEPS and held == HOLDS:
                    return FALLS if returned else KEEPS
                if said == RETURNS and held != FAILS:
                    returned = True
                    if held == HOLDS:
                        return FALLS
        return FALLS

    def _rule(self, rule: Mapping[str, Any], depth: int) -> tuple[str, str]:
        held, said = HOLDS, FALLS
        for one in rule.get("expr") or ():
            for name, body in one.items() if isinstance(one, dict) else ():
                if name == "match":
                    held = _both(held, self._match(body))
                elif name == "limit":
                    held = _both(held, PERHAPS)
                elif name in LAST:
                    said = LAST[name]
                elif name == "return":
                    said = RETURNS
                elif name in {"jump", "goto"}:
                    said = self._jump(rule, body, depth)
                elif name == "vmap":
                    held, said = _both(held, PERHAPS), LETS
        return held, said

    def _jump(self, rule: Mapping[str, Any], body: Mapping[str, Any], depth: int) -> str:
        wanted = {"family": rule.get("family"), "table": rule.get("table"), "name": body.get("target")}
        for chain in _of(self._nft, "chain"):
            if all(chain.get(name) == value for name, value in wanted.items()):
                return self._through(chain, depth + 1)
        return LETS

    def _match(self, body: Mapping[str, Any]) -> str:
        left, right, negated = body.get("left"), body.get("right"), body.get("op") == "!="
        if not isinstance(left, dict):
            return PERHAPS
        if left.get("ct") == {"key": "state"}:
            states = set(_values(right))
            return FAILS if states and states <= NEW and not negated else PERHAPS
        if isinstance(payload := left.get("payload"), dict) and payload.get("protocol") in {"ip", "ip6"}:
            return self._addressed(payload, right, negated)
        key = left.get("meta", {}).get("key") if isinstance(left.get("meta"), dict) else None
        if key not in self._seen:
            return PERHAPS
        names = list(_values(self._set(right)))
        if any(not isinstance(one, str) or one.endswith("*") or one.startswith("@") for one in names):
            return PERHAPS
        return HOLDS if (self._seen[key] in names) is not negated else FAILS

    def _addressed(self, payload: Mapping[str, Any], right: object, negated: bool) -> str:
        if payload["protocol"] != self._protocol:
            return FAILS
        known = self._known.get(str(payload.get("field")), ())
        asked = [each for one in _values(self._set(right)) for each in _spans(one)]
        if not known or negated or not asked or None in asked:
            return PERHAPS
        spans = [one for one in asked if one]
        apart = all(last < int(one[0]) or int(one[-1]) < first for one in known for first, last in spans)
        return FAILS if apart else PERHAPS

    def _set(self, right: object) -> object:
        if isinstance(right, str) and right.startswith("@"):
            return next((one.get("elem") for one in _of(self._nft, "set") if one.get("name") == right[1:]), right)
        return right


def _both(one: str, other: str) -> str:
    return FAILS if FAILS in {one, other} else PERHAPS if PERHAPS in {one, other} else HOLDS


def _values(right: object) -> Iterator[Any]:
    if isinstance(right, dict) and "set" in right:
        yield from right["set"] if isinstance(right["set"], list) else [right["set"]]
    elif isinstance(right, list):
        yield from right
    else:
        yield right


def _spans(one: object) -> Iterator[tuple[int, int] | None]:
    """First and last address of what nft -j writes for some; None where it is not understood."""
    if isinstance(one, dict) and isinstance(one.get("prefix"), dict):
        one = f"{one['prefix'].get('addr')}/{one['prefix'].get('len')}"
    ends = one["range"] if isinstance(one, dict) and isinstance(one.get("range"), list) else [one]
    try:
        networks = [ip_network(str(each)) for each in ends]
    except ValueError:
        yield None
        return
    yield int(networks[0][0]), int(networks[-1][-1])


def _of(nft: Sequence[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    yield from (one[kind] for one in nft if isinstance(one.get(kind), Mapping))
