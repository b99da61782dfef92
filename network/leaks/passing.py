"""Whether nftables let any new packet through from one interface to another, whatever else is in it.

Rules that ask for more than the interfaces may or may not hold: what they accept counts as passing, what they drop does not count as kept.
A packet passes where every base chain of the hook lets it (nft(8), chains).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

DEPTH: Final = 16
HOLDS, FAILS, PERHAPS = "holds", "fails", "perhaps"
LETS, KEEPS, FALLS, RETURNS = "lets", "keeps", "falls", "returns"
LAST: Final = {"accept": LETS, "drop": KEEPS, "reject": KEEPS}
NEW: Final = frozenset(("established", "related", "invalid", "untracked"))
OF: Final = {"ipv4": ("ip", "inet"), "ipv6": ("ip6", "inet")}


def passes(nft: Sequence[Mapping[str, Any]], family: str, coming: str, leaving: str) -> bool:
    """Whether some packet could pass that begins a connection; `family` is `ipv4` or `ipv6`."""
    rules = _Rules(nft, coming, leaving)
    return all(
        rules.verdict(chain) != KEEPS
        for chain in _of(nft, "chain")
        if chain.get("hook") == "forward" and chain.get("family") in OF[family]
    )


class _Rules:
    def __init__(self, nft: Sequence[Mapping[str, Any]], coming: str, leaving: str) -> None:
        self._nft = nft
        self._seen = {"iifname": coming, "iif": coming, "oifname": leaving, "oif": leaving}

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
        key = left.get("meta", {}).get("key") if isinstance(left.get("meta"), dict) else None
        if key not in self._seen:
            return PERHAPS
        names = list(_values(self._set(right)))
        if any(not isinstance(one, str) or one.endswith("*") or one.startswith("@") for one in names):
            return PERHAPS
        return HOLDS if (self._seen[key] in names) is not negated else FAILS

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


def _of(nft: Sequence[Mapping[str, Any]], kind: str) -> Iterator[Mapping[str, Any]]:
    yield from (one[kind] for one in nft if isinstance(one.get(kind), Mapping))
