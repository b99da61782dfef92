"""Ways that lead nowhere, and lists that hold routes back between peers, in what FRR says that it runs. Pure.

It is told so by `vtysh`, and nothing of it is saved: a router that begins anew has them all.
"""

import re
from collections.abc import Collection, Iterator
from ipaddress import ip_address
from typing import Final

from zhengyun.guarding import Guard

BLACKHOLE: Final = re.compile(r"ip(?:v6)? route (?P<prefix>\S+) blackhole")
PEER: Final = re.compile(r"  neighbor (?P<peer>\S+) prefix-list (?P<list>\S+) (?P<way>in|out)")
SYSTEM: Final = re.compile(r"router bgp (?P<number>\d+)")
NOWHERE: Final = "blackhole"


def guards(host: str, text: str) -> Iterator[Guard]:
    """Those that stand there."""
    for line in text.splitlines():
        if found := BLACKHOLE.fullmatch(line):
            yield Guard(host, "route", f"{NOWHERE} {found['prefix']}")
        elif found := PEER.fullmatch(line):
            yield Guard(host, "route", " ".join(found.groups()))


def lifting(text: str, names: Collection[str]) -> list[str]:
    """Lines of configuration after which these hold nothing back."""
    standing = {one.name for one in guards("", text)}
    return [line for name in names if name in standing for line in _lines(name, text, "no ")]


def lowering(text: str, names: Collection[str]) -> list[str]:
    """Lines of configuration after which they are there again."""
    standing = {one.name for one in guards("", text)}
    return [line for name in names if name not in standing for line in _lines(name, text, "")]


def _lines(name: str, text: str, no: str) -> Iterator[str]:
    word, *more = name.split()
    if word == NOWHERE:
        (prefix,) = more
        yield f"{no}{'ipv6' if ':' in prefix else 'ip'} route {prefix} {NOWHERE}"
        return
    system = SYSTEM.search(text)
    if system:
        yield from (system[0], f"address-family ipv{ip_address(word).version} unicast")
        yield f"{no}neighbor {word} prefix-list {' '.join(more)}"
        yield from ("exit-address-family", "exit")
