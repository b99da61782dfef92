"""Ways out that nobody declared: default routes, routes into other networks, and rules that choose a table."""

from collections.abc import Iterator
from typing import Final

from network.codes import leaks as codes
from network.leaks.declared import Declared
from network.leaks.facts import Route, State
from network.leaks.leak import Leak, leak

# What a router has advertised is told of with whoever takes it.
ADVERTISED: Final = "ra"
NOWHERE: Final = frozenset(("unreachable", "blackhole", "prohibit", "throw"))
# Shorter prefixes are somebody's way to everywhere, in halves or in quarters.
BROAD: Final = {4: 8, 6: 16}
# The rules that every kernel has, and what the kernel makes of VRFs.
TABLES: Final = frozenset(("local", "main", "default", "255", "254", "253"))


def leaks(state: State, declared: Declared) -> Iterator[Leak]:
    """Whatever leads packets otherwise than declared."""
    for route in state.routes:
        if route.type not in NOWHERE and route.protocol != ADVERTISED and not _on_link(route):
            yield from _route(route, declared)
    for rule in state.rules:
        if not _usual(rule.get("table", ""), dict(rule)):
            chosen = " ".join(f"{name} {value}" for name, value in sorted(rule.items()) if name != "family")
            yield leak(declared.host.name, codes.LEAK_RULE, rule=chosen)


def _route(route: Route, declared: Declared) -> Iterator[Leak]:
    version = 6 if ":" in route.to else 4
    if _told(route, declared):
        return
    values = {"to": route.to, "via": ", ".join(filter(None, route.via or route.dev)) or "-", "table": route.table}
    if route.length < BROAD[version]:
        yield leak(declared.host.name, codes.LEAK_DEFAULT, **values)
    elif not _is_own(route):
        yield leak(declared.host.name, codes.LEAK_ROUTE, **values)


def _told(route: Route, declared: Declared) -> bool:
    """Whether the files say so, or a routing protocol that the files have it speak."""
    host, device = declared.host, declared.device
    ways = {(gateway, route.to) for gateway in (host.gateway, host.gateway6) if gateway and route.length == 0}
    ways |= {(at, to) for to, at in host.routes.items()}
    ways |= {(one.via, one.to) for one in device.statics} if device else set()
    if route.via and all((via, route.to) in ways for via in route.via):
        return True
    if route.length == 0 and declared.egress:
        return True
    return _learned(route, declared)


def _learned(route: Route, declared: Declared) -> bool:
    # A way to everywhere is learned from others only where there is one.
    policy = declared.estate.policy
    if route.length < BROAD[6 if ":" in route.to else 4] and not (policy and policy.egress):
        return False
    device = declared.device
    if device is None:
        return declared.host.kind == "router" and route.protocol in {"ospf", "bgp"}
    return (route.protocol == "ospf" and device.ospf is not None) or (
        route.protocol == "bgp" and device.bgp is not None
    )


def _on_link(route: Route) -> bool:
    """Whether it leads to what is joined directly: who is there is told by the interface's addresses."""
    return not any(route.via) and route.protocol == "kernel" and route.length > 0


def _is_own(route: Route) -> bool:
    """Addresses of the link alone, and those of multicast."""
    return route.to.lower().startswith(("fe80:", "ff00:", "224.", "127.", "169.254."))


def _usual(table: str, rule: dict[str, str]) -> bool:
    if "l3mdev" in rule or rule.get("action", "") in NOWHERE:
        return True
    selectors = set(rule) - {"family", "priority", "src", "table", "protocol"}
    return table in TABLES and not selectors and rule.get("src", "all") == "all"
