"""What was found, in the words of an estate's files: networks, routers, groups, and what the site offers."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_network
from typing import Any, Final

from cloud.kinds.routes import parted
from cloud.kinds.rule import EVERYWHERE
from zhengyun.resource import STRANGE, Attributes, Existing

Words = dict[str, Any]
EVERY: Final = frozenset(EVERYWHERE.values())


def size(mib: int) -> str:
    """A size in the largest unit that it is a whole number of."""
    return f"{mib >> 10} GiB" if mib % 1024 == 0 else f"{mib} MiB"


def limit(value: int, *, mib: bool = False, gib: bool = False) -> object:
    """A quota; below nothing is no limit."""
    if value < 0:
        return "unlimited"
    return size(value) if mib else f"{value} GiB" if gib else value


def called(words: Words, found: object, usual: str) -> Words:
    """The same with the name in the cloud, where that is not the usual one."""
    return words if found == usual else {**words, "called": found}


def last(path: object) -> str:
    """The last part of a path."""
    return str(path).rpartition("/")[2]


def network(
    name: str, zone: str, attributes: Attributes, ranges: Iterable[Existing], shared_with: Iterable[str] = ()
) -> Words:
    """A network with its ranges, and the tenants that may stand in it."""
    shared_with = list(shared_with)
    addresses = [_range(one.attributes) for one in ranges]
    words: Words = {"zone": zone, "addresses": addresses[0] if len(addresses) == 1 else addresses}
    words |= {"qos": last(attributes["qos"])} if attributes["qos"] else {}
    words |= {"shared_with": sorted(shared_with)} if shared_with else {}
    return called(words, attributes["name"], name)


def _range(attributes: Attributes) -> object:
    addresses, gateway = str(attributes["addresses"]), attributes["gateway"]
    words: Words = {"addresses": addresses}
    if gateway is None:
        words["gateway"] = "none"
    elif gateway != str(ip_network(addresses)[1]):
        words["gateway"] = gateway
    words |= {"dns": attributes["dns"]} if attributes["dns"] else {}
    words |= {"ipv6": attributes["ipv6"]} if attributes.get("ipv6") else {}
    words |= {} if attributes["dhcp"] else {"dhcp": False}
    return words if len(words) > 1 else addresses


def router(name: str, attributes: Attributes) -> Words:
    """A router: whatever range it joins, it joins its network."""
    subnets = attributes["subnets"] if isinstance(attributes["subnets"], list) else []
    joined = sorted({str(path).split("/")[1] for path in subnets if not str(path).startswith(STRANGE)})
    words: Words = {"networks": joined}
    if attributes["gateway"]:
        words["gateway"] = last(attributes["gateway"])
    told = attributes["routes"] if isinstance(attributes["routes"], list) else []
    if told:
        words["routes"] = [dict(zip(("to", "via"), parted(str(one)), strict=True)) for one in told]
    return called(words, attributes["name"], name)


def group(name: str, attributes: Attributes, rules: Iterable[Attributes], families: tuple[int, ...]) -> Words:
    """A group with its rules."""
    egress = str(attributes["egress"])
    listed = [_rule(rule, families) for rule in rules]
    if egress in EVERYWHERE:
        listed.append({"to": EVERYWHERE[egress], "protocol": "any"})
    words: Words = {} if egress == "any" else {"egress": "declared"}
    return called({**words, "rules": listed}, attributes["name"], name)


def _rule(rule: Attributes, families: tuple[int, ...]) -> Words:
    family = int(str(rule["family"])[-1])
    peer_group = rule["peer_group"] or rule.get("peer_addresses")
    peer: object = rule["peer"]
    words: Words = {}
    if peer_group:
        peer = last(peer_group)
        words = {} if families == (family,) else {"family": family}
    elif peer in EVERY and families == (family,):
        peer = "any"
    protocol = "icmp" if rule["protocol"] == "ipv6-icmp" else rule["protocol"]
    told: Words = {"from" if rule["direction"] == "in" else "to": peer, "protocol": protocol}
    if isinstance(rule["ports"], list):
        first, end = rule["ports"]
        told["ports"] = first if first == end else f"{first}-{end}"
    return {**told, **words}


def addresses(name: str, attributes: Attributes) -> object:
    """An address group: its members, and its name where that is another."""
    words = called({"addresses": attributes["addresses"]}, attributes["name"], name)
    return words if len(words) > 1 else words["addresses"]


def quota(limits: Mapping[str, int]) -> Words:
    """A quota, in the files' own words: sizes are not called by their units there."""
    return {
        name.removesuffix("_mib").removesuffix("_gib"): limit(
            value, mib=name.endswith("_mib"), gib=name.endswith("_gib")
        )
        for name, value in limits.items()
    }
