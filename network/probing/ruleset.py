"""Rules of nftables in one wording, whether we have rendered them or a kernel tells of them, so that one can be held against the other. Pure.

Sets are written out, addresses and ports as merged spans, in their order: a set that somebody has filled is another rule.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network, summarize_address_range
from typing import Any, Final, NamedTuple

TOKEN: Final = re.compile(r'"[^"]*"|\{[^}]*\}|\S+')
TABLE: Final = re.compile(r"table (?P<name>\w+ \S+) \{")
SET: Final = re.compile(r"  set (?P<name>\S+) \{ .* elements = \{ (?P<elements>[^}]*) \}; \}")
CHAIN: Final = re.compile(r"  chain (?P<name>\S+) \{")
BASE: Final = re.compile(r"    (?P<text>type \w+ hook \w+ priority -?\d+; policy \w+;)")
ALONE: Final = frozenset({"iifname", "oifname"})
OPERATORS: Final[Mapping[str, str]] = {"==": "", "in": "", "!=": "!= "}
NUMBERS: Final[Mapping[str, str]] = {"89": "ospf"}
"""Protocols that we name by number, and nft by name."""
Address = IPv4Address | IPv6Address
Sets = Mapping[str, Sequence[Any]]


class Place(NamedTuple):
    """Where a rule stands: `inet zhengyun`, `passing`."""

    table: str
    chain: str


class Line(NamedTuple):
    """A rule, or a chain's own line at its hook (`base`). `expressions` are as the kernel tells them; of what we render there are none."""

    place: Place
    text: str
    base: bool = False
    expressions: tuple[Mapping[str, Any], ...] = ()


def rendered(text: str) -> Iterator[Line]:
    """The lines of what was rendered for a host, in their order."""
    table = chain = ""
    sets: dict[str, Sequence[Any]] = {}
    for line in text.splitlines():
        if found := TABLE.fullmatch(line):
            table = found["name"]
        elif found := SET.fullmatch(line):
            sets[found["name"]] = _split(found["elements"])
        elif found := CHAIN.fullmatch(line):
            chain = found["name"]
        elif found := BASE.fullmatch(line):
            yield Line(Place(table, chain), found["text"], base=True)
        elif line.startswith("    "):
            yield Line(Place(table, chain), " ".join(_said(TOKEN.findall(line), sets)))


def _said(tokens: Sequence[str], sets: Sets) -> Iterator[str]:
    """The statements of a rule that we have rendered."""
    rest = list(tokens)
    while rest:
        word = rest.pop(0)
        if word in {"counter", "accept", "drop"}:
            yield word
        elif word == "comment":
            yield f"comment {rest.pop(0)}"
        elif word == "log":
            rest.pop(0)
            yield f"log prefix {rest.pop(0)}"
        elif word == "limit":
            yield " ".join([word, *rest[:5]])
            del rest[:5]
        else:
            yield _condition(word if word in ALONE else f"{word} {rest.pop(0)}", rest, sets)


def _condition(key: str, rest: list[str], sets: Sets) -> str:
    operator = f"{rest.pop(0)} " if rest[0] in {"!=", "set"} else ""
    value = rest.pop(0)
    return _worded(key, operator, _split(value.strip("{} ")) if not value.startswith("@") else sets[value[1:]])


def _split(text: str) -> list[str]:
    return [one.strip().strip('"') for one in text.split(",")]


def standing(listing: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines of what a kernel tells (`nft -j list ruleset`), in their order. Raises: KeyError, TypeError, ValueError, AttributeError."""
    every = list(listing)
    sets = {
        (one["set"]["family"], one["set"]["table"], one["set"]["name"]): one["set"].get("elem", ())
        for one in every
        if "set" in one
    }
    for one in every:
        if "table" in one and "flags" in one["table"]:
            # nft 1.0.6 does not say which; none of ours has any, and a dormant one holds nothing back.
            place = Place(f"{one['table']['family']} {one['table']['name']}", "")
            yield Line(place, "flags", expressions=({"flags": None},))
        if "legacy" in one:
            place = Place(f"{one['legacy']['family']} {one['legacy']['name']}", "")
            yield Line(place, "iptables-legacy", expressions=({"legacy": one["legacy"]["name"]},))
        if "chain" in one:
            yield from _base(one["chain"])
        if "rule" in one:
            yield _rule(one["rule"], sets)


def _base(chain: Mapping[str, Any]) -> Iterator[Line]:
    if "hook" in chain:
        words = f"type {chain['type']} hook {chain['hook']} priority {chain['prio']}; policy {chain.get('policy', 'accept')};"
        yield Line(Place(f"{chain['family']} {chain['table']}", str(chain["name"])), words, base=True)


def _rule(rule: Mapping[str, Any], sets: Mapping[tuple[str, str, str], Sequence[Any]]) -> Line:
    own = {
        name: told for (family, table, name), told in sets.items() if (family, table) == (rule["family"], rule["table"])
    }
    words = [_statement(one, own) for one in rule["expr"]]
    if "comment" in rule:
        words.append(f'comment "{rule["comment"]}"')
    place = Place(f"{rule['family']} {rule['table']}", str(rule["chain"]))
    return Line(place, " ".join(words), expressions=tuple(rule["expr"]))


def _statement(told: Mapping[str, Any], sets: Sets) -> str:
    """A statement in the words of nft where we have such ones, else as the kernel's JSON has it."""
    ((name, one),) = told.items()
    try:
        return STATEMENTS[name](one, sets)
    except (KeyError, TypeError, ValueError, AttributeError):
        return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _match(one: Mapping[str, Any], sets: Sets) -> str:
    return _worded(key(one["left"]), OPERATORS[one["op"]], values(one["right"], sets))


def _mangle(one: Mapping[str, Any], sets: Sets) -> str:
    return _worded(key(one["key"]), "set ", values(one["value"], sets))


def _limit(one: Mapping[str, Any], _sets: Sets) -> str:
    if set(one) != {"rate", "burst", "per"}:
        raise ValueError(one)
    return f"limit rate {one['rate']}/{one['per']} burst {one['burst']} packets"


def _log(one: Mapping[str, Any], _sets: Sets) -> str:
    if set(one) != {"prefix"}:
        raise ValueError(one)
    return f'log prefix "{one["prefix"]}"'


def _target(word: str) -> Callable[[Any, Sets], str]:
    return lambda one, _sets: f"{word} {one['target']}"


def _word(word: str) -> Callable[[Any, Sets], str]:
    def said(one: object, _sets: Sets) -> str:
        if one is not None and word != "counter":
            raise ValueError(one)
        return word

    return said


STATEMENTS: Final[Mapping[str, Callable[[Any, Sets], str]]] = {
    "match": _match,
    "mangle": _mangle,
    "limit": _limit,
    "log": _log,
    **{word: _target(word) for word in ("jump", "goto")},
    **{word: _word(word) for word in ("counter", "accept", "drop", "return", "continue", "notrack", "masquerade")},
}


def key(left: Mapping[str, Any]) -> str:
    """What a condition is about, in the words of nft. Raises: KeyError, ValueError."""
    ((name, one),) = left.items()
    if name == "payload":
        return f"{one['protocol']} {one['field']}"
    if name not in {"meta", "ct"} or set(one) != {"key"}:
        raise ValueError(left)
    return str(one["key"]) if one["key"] in ALONE else f"{name} {one['key']}"


def values(right: Any, sets: Sets) -> list[Any]:
    """The values of a condition: numbers, texts, or spans of either (`first-last`). Raises: KeyError, TypeError, ValueError."""
    if isinstance(right, str) and right.startswith("@"):
        return [one for told in sets[right[1:]] for one in values(told, sets)]
    if isinstance(right, Mapping):
        ((name, one),) = right.items()
        return VALUES[name](one, sets)
    if isinstance(right, list):
        return [one for told in right for one in values(told, sets)]
    if isinstance(right, bool) or not isinstance(right, str | int):
        raise TypeError(right)
    return [right]


VALUES: Final[Mapping[str, Callable[[Any, Sets], list[Any]]]] = {
    "set": values,
    "range": lambda one, _sets: [f"{one[0]}-{one[1]}"],
    "prefix": lambda one, _sets: [f"{one['addr']}/{one['len']}"],
    "elem": lambda one, sets: values(one["val"], sets),
}


def _worded(about: str, operator: str, told: Iterable[Any]) -> str:
    every = [str(one) for one in told]
    field = about.rpartition(" ")[2]
    if field in {"saddr", "daddr"}:
        words = _addresses(every)
    elif field in {"sport", "dport"}:
        words = [str(first) if first == last else f"{first}-{last}" for first, last in spans(every)]
    elif about == "ct mark":
        words = [f"{one:#010x}" for one in sorted(int(each, 0) for each in every)]
    else:
        words = sorted(NUMBERS.get(one, one) for one in every)
    return f"{about} {operator}{words[0]}" if len(words) == 1 else f"{about} {operator}{{ {', '.join(words)} }}"


def spans(told: Iterable[str]) -> list[tuple[int, int]]:
    """Spans of numbers, merged, in their order. Raises: ValueError."""
    return _merged((int(one.partition("-")[0]), int(one.rpartition("-")[2])) for one in told)


def _merged(pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for first, last in sorted(pairs):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _addresses(told: Iterable[str]) -> list[str]:
    """Addresses as the fewest networks, in their order. Raises: ValueError."""
    pairs = [_ends(one) for one in told]
    kind = {type(first) for first, _ in pairs}.pop()
    merged = _merged((int(first), int(last)) for first, last in pairs)
    nets = [one for first, last in merged for one in summarize_address_range(kind(first), kind(last))]
    return [str(one[0]) if one.num_addresses == 1 else str(one) for one in nets]


def _ends(text: str) -> tuple[Address, Address]:
    if "-" in text:
        first, last = text.split("-")
        return ip_address(first), ip_address(last)
    net = ip_network(text)
    return net[0], net[-1]
