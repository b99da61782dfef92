"""Rules of nftables and policies of chains, in what `nft -a list ruleset` says. Pure.

A rule is lifted by taking its verdict away, so that it stays where it is and goes on counting; a policy by another one.
"""

import re
from collections.abc import Collection, Iterator
from ipaddress import ip_address
from typing import Final, NamedTuple

from zhengyun.guarding import Guard

TABLE: Final = re.compile(r"table (?P<table>\S+ \S+) \{")
CHAIN: Final = re.compile(r"\tchain (?P<chain>\S+) \{")
POLICY: Final = re.compile(r"\t\ttype .* hook .*; policy (?P<policy>\w+);")
RULE: Final = re.compile(r'\t\t(?P<text>.*?)(?P<verdict> drop)? comment "zy:(?P<name>[^"]+)" # handle (?P<handle>\d+)')
SINGLE: Final = re.compile(r"\{ ([0-9a-f.:]+)-([0-9a-f.:]+) \}")


class Rule(NamedTuple):
    """A rule with a name of ours; `text` is what stands before its verdict."""

    table: str
    chain: str
    text: str
    drops: bool
    comment: str
    handle: str

    @property
    def name(self) -> str:
        """What the guard is called."""
        return f"{self.chain}/{self.comment}"

    def replaced(self, verdict: str) -> Iterator[str]:
        """Lines for `nft -f` by which it stands with that verdict, or with none, where it stood."""
        what = f'{SINGLE.sub(_halves, self.text)}{verdict} comment "zy:{self.comment}"'
        # Not `replace`: with a set of ranges nft 1.0.6 ends itself over that.
        yield f"insert rule {self.table} {self.chain} position {self.handle} {what}"
        yield f"delete rule {self.table} {self.chain} handle {self.handle}"


class Chain(NamedTuple):
    """A chain that packets come to by a hook."""

    table: str
    chain: str
    policy: str

    @property
    def name(self) -> str:
        """What the guard is called."""
        return f"{self.table.split()[1]}/{self.chain}"


def guards(host: str, text: str) -> Iterator[Guard]:
    """Whatever drops there, each name once."""
    found = [*parsed(text)]
    names = dict.fromkeys(one.name for one in found if isinstance(one, Rule) and one.drops)
    yield from (Guard(host, "rule", name) for name in names)
    yield from (Guard(host, "policy", one.name) for one in found if isinstance(one, Chain) and one.policy == "drop")


def lifting(text: str, names: Collection[tuple[str, str]]) -> list[str]:
    """Lines for `nft -f` after which these, by kind and name, drop nothing."""
    return [*_lines(text, names, drop=False)]


def lowering(text: str, names: Collection[tuple[str, str]]) -> list[str]:
    """Lines for `nft -f` after which these drop again."""
    return [*_lines(text, names, drop=True)]


def _halves(found: "re.Match[str]") -> str:
    """A set of one range as one of its two halves, which nft makes one of again: of one range it would make no set."""
    first, last = map(ip_address, found.groups())
    middle = type(first)((int(first) + int(last)) // 2)
    return f"{{ {first}-{middle}, {middle + 1}-{last} }}" if int(middle) < int(last) else found[0]


def _lines(text: str, names: Collection[tuple[str, str]], *, drop: bool) -> Iterator[str]:
    for one in parsed(text):
        if isinstance(one, Rule) and ("rule", one.name) in names and one.drops != drop:
            yield from one.replaced(" drop" if drop else "")
        if isinstance(one, Chain) and ("policy", one.name) in names and (one.policy == "drop") != drop:
            yield f"chain {one.table} {one.chain} {{ policy {'drop' if drop else 'accept'}; }}"


def parsed(text: str) -> Iterator[Rule | Chain]:
    """The chains at hooks and the named rules, in their order."""
    table = chain = ""
    for line in text.splitlines():
        if found := TABLE.match(line):
            table = found["table"]
        elif found := CHAIN.match(line):
            chain = found["chain"]
        elif found := POLICY.match(line):
            yield Chain(table, chain, found["policy"])
        elif found := RULE.match(line):
            yield Rule(table, chain, found["text"], bool(found["verdict"]), found["name"], found["handle"])
