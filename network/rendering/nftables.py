"""The policy as the rules of nftables that a host begins with and keeps: who may reach it, what passes it, and where each address may come from.

Whatever no rule permits is refused by a chain's policy. Every rule has a counter and a comment of its own: `zy:NAME`, `zy:NAME.in` where it is about
what arrives, `.6` after it where it is about IPv6. One load takes the place of all that was there, or of nothing.

A connection lasts no longer than what permits it: where a host is reached each packet is held against the rules, and what passes a firewall
has the mark of the rule that let it in, which counts as long as that rule stands word for word.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Final

from network.rendering.origins import Origin, origins
from network.rendering.ranges import of
from network.rules import Policing, Rule
from zhengyun.estate import Estate
from zhengyun.estate.devices import Device
from zhengyun.estate.hosts import Host, Rendered

ROLE: Final = "zone_firewall"
FILE: Final = "/etc/nftables.conf"
FAMILIES: Final[Mapping[int, str]] = {4: "ip", 6: "ip6"}
ECHO: Final[Mapping[int, str]] = {4: "icmp type echo-request", 6: "icmpv6 type echo-request"}
# Of what is refused a few packets are told of: a log that anybody can fill is none.
TELL: Final = "limit rate 12/minute burst 20 packets"
NEW: Final = "ct state new ct mark set {mark}"
BGP: Final = 179
OSPF: Final = 89


class Rules:
    """The rules of an estate's hosts on a day."""

    def __init__(self, estate: Estate, day: date) -> None:
        self._estate = estate
        self._policing = Policing(estate, day)
        zones = estate.policy.zones.values() if estate.policy else ()
        self._names = {
            (version, of(version, zone.addresses)): f"{zone.name.replace('/', '-')}-{version}"
            for zone in zones
            for version in FAMILIES
        }

    def of(self, name: str) -> str:
        """The text of /etc/nftables.conf for a host."""
        host = self._estate.hosts.hosts[name]
        chains = [
            *_chain("origin", "prerouting", -300, "accept", _origins(origins(self._estate, host))),
            *_chain("arriving", "input", 0, "drop", self._arriving(host)),
            *_chain("passing", "forward", 0, *self._passing(host)),
        ]
        sets = [line for version in FAMILIES for line in self._sets(version, "\n".join(chains))]
        return "\n".join(["flush ruleset", "table inet zhengyun {", *sets, *chains, "}", ""])

    def _arriving(self, host: Host) -> Iterator[str]:
        yield _rule('iifname "lo"', "accept", "own")
        yield _rule("icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255", "accept", "neighbours")
        yield from self._neighbours(host)
        yield _rule("ct state established ct direction reply", "accept", "answers.in")
        yield _rule("ct state related", "accept", "errors.in")
        for rule in self._policing.arriving(host.name):
            yield from (line for _, line in self._rule(rule, ".in"))
        yield from _refused("arriving")

    def _neighbours(self, host: Host) -> Iterator[str]:
        """What a router's own protocols hear from the routers beside it."""
        device = self._estate.devices.get(host.name)
        speaking = [one.port for one in device.ospf.ports if not one.passive] if device and device.ospf else []
        if speaking:
            yield _rule(f"iifname {_quoted(speaking)} meta l4proto {OSPF}", "accept", "ospf")
        for version, family in FAMILIES.items():
            peers = _peers(device, version)
            if peers:
                yield _rule(f"{family} saddr {_braced(peers)} tcp dport {BGP}", "accept", _named("bgp", version))

    def _passing(self, host: Host) -> tuple[str, list[str]]:
        """The chain's policy and rules: a firewall lets through what is permitted, a router all but management, anybody else nothing."""
        if host.kind == "firewall":
            return "drop", [*self._permitted(self._policing.passing(host.name)), *_refused("passing")]
        if host.kind == "router":
            apart = _quoted(managing(self._estate, host))
            words = (("iifname", "management-in"), ("oifname", "management-out"))
            return "accept", [_rule(f"{word} {apart}", "drop", name) for word, name in words]
        return "drop", [*_refused("passing")]

    def _permitted(self, rules: Iterable[Rule]) -> Iterator[str]:
        lines = {_mark(part): line for rule in rules for part, line in self._rule(rule, "", NEW)}
        if lines:
            yield _rule(f"ct state established,related ct mark {_braced(sorted(lines))}", "accept", "answers")
        yield from lines.values()

    def _rule(self, rule: Rule, chain: str, more: str = "") -> Iterator[tuple[Rule, str]]:
        for version, family in FAMILIES.items():
            part = rule.of(version)
            if part:
                ways = (("saddr", part.sources), ("daddr", part.targets))
                matched = [f"{family} {word} {self._addresses(version, one)}" for word, one in ways]
                matched += [_carried(part, version), more.format(mark=_mark(part))]
                verdict = "accept" if rule.accept else "drop"
                yield part, _rule(" ".join(filter(None, matched)), verdict, _named(rule.name + chain, version))

    def _addresses(self, version: int, addresses: Iterable[str]) -> str:
        own = of(version, addresses)
        name = self._names.get((version, own))
        return f"@{name}" if name and len(own) > 1 else _braced(own)

    def _sets(self, version: int, used: str) -> Iterator[str]:
        for (family, addresses), name in self._names.items():
            if family == version and f"@{name} " in used:
                kind = "ipv4_addr" if version == 4 else "ipv6_addr"
                yield f"  set {name} {{ type {kind}; flags interval; elements = {{ {', '.join(addresses)} }}; }}"


def ruleset(estate: Estate, name: str, day: date) -> str:
    """The text of /etc/nftables.conf for one host of an estate."""
    return Rules(estate, day).of(name)


def rendered(estate: Estate, day: date) -> tuple[Rendered, ...]:
    """What the role of rules lays, for each host that has it, in the order of names."""
    having = sorted(name for name, host in estate.hosts.hosts.items() if ROLE in host.roles)
    rules = Rules(estate, day) if having else None
    return tuple(Rendered(name, ROLE, {f"{ROLE}_ruleset": rules.of(name)}) for name in having if rules)


def managing(estate: Estate, host: Host) -> list[str]:
    """A host's interfaces of management."""
    segments = estate.hosts.segments
    return [one.name for one in host.interfaces if one.segment in segments and segments[one.segment].management]


def _origins(found: Iterable[Origin]) -> Iterator[str]:
    for one in found:
        where = f"iifname {_quoted(one.interfaces)} {FAMILIES[one.version]} saddr"
        matched = f"{where} {'!= ' if one.only else ''}{_braced(one.ranges)}"
        yield _rule(matched, "drop", _named(f"origin-{one.name}", one.version))


def _refused(chain: str) -> Iterator[str]:
    """What comes here is refused by the chain's policy: it is counted, and some of it told."""
    yield f'    {TELL} log prefix "zy:{chain} " comment "zy:told-{chain}"'
    yield f'    counter comment "zy:refused-{chain}"'


def _chain(name: str, hook: str, priority: int, policy: str, rules: Iterable[str]) -> Iterator[str]:
    lines = list(rules)
    if lines or policy == "drop":
        yield f"  chain {name} {{"
        yield f"    type filter hook {hook} priority {priority}; policy {policy};"
        yield from lines
        yield "  }"


def _rule(matched: str, verdict: str, name: str) -> str:
    return f'    {matched} counter {verdict} comment "zy:{name}"'


def _named(name: str, version: int) -> str:
    return f"{name}.6" if version == 6 else name


def _mark(rule: Rule) -> str:
    """The mark of what a rule has let in: another where the rule is another in any word."""
    words = (rule.name, rule.sources, rule.targets, rule.protocol, rule.ports)
    return f"0x{sha256(repr(words).encode()).hexdigest()[:8]}"


def _carried(rule: Rule, version: int) -> str:
    if not rule.protocol:
        return ""
    if rule.protocol == "icmp":
        return ECHO[version]
    spans = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in rule.ports)
    return f"{rule.protocol} dport {{ {spans} }}" if spans else f"meta l4proto {rule.protocol}"


def _peers(device: Device | None, version: int) -> tuple[str, ...]:
    peers = device.bgp.neighbours if device and device.bgp else ()
    return of(version, (one.address for one in peers))


def _braced(addresses: Iterable[str]) -> str:
    """A set of addresses, or one by itself."""
    every = list(addresses)
    return every[0] if len(every) == 1 else f"{{ {', '.join(every)} }}"


def _quoted(names: Iterable[str]) -> str:
    return _braced(f'"{one}"' for one in names)
