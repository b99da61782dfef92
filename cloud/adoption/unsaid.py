"""What no word of an estate's files can say: it is left as it is, with all that rests on it."""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network
from typing import Final

from cloud.grammars import GRAMMARS
from cloud.kinds.legs import DEFAULT_GROUP
from cloud.kinds.routes import possible
from zhengyun.errors import N_
from zhengyun.resource import STRANGE, Address, Attributes, Bond, Existing, Value, World

PROTOCOLS: Final = frozenset(
    {"any", "tcp", "udp", "icmp", "ipv6-icmp", "ah", "dccp", "esp", "gre", "igmp", "ipip", "ospf", "sctp", "udplite", "vrrp"}
)  # fmt: skip
# What a server was born from may be anybody's: there is a word for that.
BORN: Final = frozenset({"image", "key"})
# What can bear no mark is vouched for by a tag of its project. Keystone gives a project eighty; some are others'.
VOUCHED: Final = frozenset({"servergroup", "addressgroup"})
MOST_VOUCHED: Final = 60
Reasons = dict[Address, str]


def unsaid(world: World, adopted: Iterable[Address]) -> Reasons:
    """By what is to be adopted, why it cannot be; of things that belong to another, that other is told."""
    mine = set(adopted)
    reasons: Reasons = {}
    for address, existing in sorted(world.existing.items()):
        if address in mine or address.kind in {"rule", "attachment", "assignment"}:
            why = next(_reasons(existing), "")
            whole = whole_of(existing)
            if why and whole in mine:
                reasons.setdefault(whole, why)
    for address in sorted(one for one in mine - set(reasons) if one.kind in VOUCHED)[MOST_VOUCHED:]:
        reasons[address] = N_("its project has no room for more tags that vouch for something")
    return reasons


def whole_of(existing: Existing) -> Address:
    """What something is adopted with: a rule with its group, a range with its network, an attachment with its volume."""
    site, kind, path = existing.address
    owners: Mapping[str, tuple[str, Value]] = {
        "rule": ("group", existing.attributes.get("group")),
        "subnet": ("network", existing.attributes.get("network")),
        "attachment": ("volume", existing.attributes.get("volume")),
        "assignment": ("user", path.rpartition("/")[0]),
    }
    owner, at = owners.get(kind, (kind, path))
    return Address(site, owner, str(at))


def with_followers(reasons: Reasons, world: World, adopted: Iterable[Address]) -> Reasons:
    """The same with all that rests on what is left: what is ours cannot refer to what is not."""
    mine, whole = set(adopted), dict(reasons)
    grew = True
    while grew:
        fresh = {address: why for address, why in _followers(whole, world) if address in mine and address not in whole}
        grew = bool(fresh)
        whole |= fresh
    return whole


def _followers(left: Reasons, world: World) -> Iterator[tuple[Address, str]]:
    for existing in world.existing.values():
        address, at = existing.address, whole_of(existing)
        for attribute, target, bond in GRAMMARS[address.kind].references(address.site, existing.attributes):
            lost = target in left or _network_of(target) in left
            # A port that cannot be declared is looked at again as its server's own leg.
            lost = lost and (target.kind, address.kind) != ("port", "server")
            if lost and bond is not Bond.LOOSE and attribute not in BORN:
                yield at, f"{target.kind} {target.path}"
        server = Address(address.site, "server", "/".join(address.path.split("/")[:3]))
        below = address.kind == "floating" or (address.kind == "volume" and address.path.count("/") > 2)
        if below and server in left:
            yield address, f"server {server.path}"


def _network_of(target: Address) -> Address | None:
    return Address(target.site, "network", "/".join(target.path.split("/")[:2])) if target.kind == "subnet" else None


def _reasons(existing: Existing) -> Iterator[str]:
    if existing.fault:
        yield existing.fault
    yield from _strange(existing)
    yield from OF_A_KIND.get(existing.address.kind, _nothing)(existing.attributes)


def _strange(existing: Existing) -> Iterator[str]:
    """What it refers to, and that is not ours."""
    for attribute, reference in GRAMMARS[existing.address.kind].refers.items():
        value = existing.attributes.get(attribute)
        for one in value if isinstance(value, list) else [value]:
            if str(one).startswith(STRANGE) and one != DEFAULT_GROUP and attribute not in BORN:
                yield f"{reference.kind} {str(one)[1:]}"


def _rule(attributes: Attributes) -> Iterator[str]:
    ports, protocol = attributes["ports"], attributes["protocol"]
    if protocol not in PROTOCOLS:
        yield str(protocol)
    if isinstance(ports, list) and (None in ports or protocol in {"icmp", "ipv6-icmp"}):
        yield f"{protocol} {ports}"


def _subnet(attributes: Attributes) -> Iterator[str]:
    if ip_network(str(attributes["addresses"])).num_addresses < 4:
        yield str(attributes["addresses"])


def _router(attributes: Attributes) -> Iterator[str]:
    if not attributes["subnets"]:
        yield N_("it joins no network")
    told, subnets = attributes["routes"], attributes["subnets"]
    if isinstance(told, list) and isinstance(subnets, list):
        ranges = [str(path).split("/", 2)[2] for path in subnets if not str(path).startswith(STRANGE)]
        sayable = possible(map(str, told), ranges)
        # By way of the external network: the files' next hops lie in the tenant's own networks.
        yield from (str(one) for one in told if one not in sayable)


def _server(attributes: Attributes) -> Iterator[str]:
    if not attributes["networks"] and not attributes["ports"]:
        yield N_("it stands in no network")
    if not isinstance(attributes["running"], bool):
        yield str(attributes["running"])
    if str(attributes["image"]).startswith(STRANGE * 2):
        yield f"image {str(attributes['image'])[2:]}"
    if attributes["image"] is None:
        yield N_("it was born from no image")


def _port(attributes: Attributes) -> Iterator[str]:
    pairs = attributes["pairs"]
    if isinstance(pairs, list) and any(" " in str(pair) for pair in pairs):
        yield N_("it may speak for a hardware address of another's")


def _trunk(attributes: Attributes) -> Iterator[str]:
    vlans = attributes["vlans"]
    yield from (str(vlan) for vlan in vlans.values() if not isinstance(vlan, int)) if isinstance(vlans, dict) else ()


def _nothing(_attributes: Attributes) -> Iterator[str]:
    yield from ()


OF_A_KIND: Final = {
    "rule": _rule,
    "subnet": _subnet,
    "router": _router,
    "server": _server,
    "port": _port,
    "trunk": _trunk,
}
