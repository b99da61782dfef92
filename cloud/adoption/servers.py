"""What was found, in the words of an estate's files: systems with their servers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network

from cloud.adoption.systems import Told
from cloud.adoption.words import EVERY, Words, called, last
from cloud.kinds.legs import ADDRESS, DEFAULT_GROUP
from zhengyun.resource import STRANGE, Address, Attributes, Existing, Value, World

Things = Mapping[str, Mapping[str, Existing]]


def things(world: World, tenant: str) -> Things:
    """What of the tenant's was found: kind to path to thing."""
    found: defaultdict[str, dict[str, Existing]] = defaultdict(dict)
    for address, existing in sorted(world.existing.items()):
        if address.tenant == tenant:
            found[address.kind][address.path] = existing
    return found


@dataclass(frozen=True)
class Servers:
    """The servers of a tenant: `keys` by their names in the cloud, `image` is what new ones are made from."""

    world: World
    there: Things
    keys: Mapping[str, str]
    image: str

    def system(self, told: Told, path: str) -> Words:
        """A system with its servers."""
        servers = {at: one for at, one in self.there["server"].items() if at.startswith(f"{path}/")}
        words: Words = {"title": told.title or told.name, "level": told.level, "zone": told.zone}
        if told.owner:
            words["owner"] = told.owner
        if told.rto and told.rpo:
            words["objective"] = {"rto": told.rto, "rpo": told.rpo}
        exposure = [one for at in servers for one in self.exposure(at)]
        if exposure:
            words["exposure"] = exposure
        return {**words, "servers": {last(at): self._server(at, one.attributes) for at, one in servers.items()}}

    def exposure(self, path: str) -> Iterator[Words]:
        """What a server with a floating address lets the internet reach, and by which of its groups."""
        if path not in self.there["floating"]:
            return
        for group in _texts(self.there["server"][path].attributes["groups"]):
            for rule in self.there["rule"].values():
                if rule.attributes["group"] == group and _lets_in(rule.attributes):
                    yield {**_service(rule.attributes), "to": last(path), "by": last(group)}

    def _server(self, path: str, attributes: Attributes) -> Words:
        image, key = str(attributes["image"]), attributes["key"]
        born: Words = {}
        words: Words = {"flavor": last(attributes["flavor"]), "image": last(image)}
        if image.startswith(STRANGE):
            words["image"], born["image"] = self.image, image[1:]
        words["networks"] = [*self._legs(attributes)]
        groups = ["default" if one == DEFAULT_GROUP else last(one) for one in _texts(attributes["groups"])]
        words |= {"groups": groups} if groups != ["default"] else {}
        if isinstance(key, str):
            name = key[1:] if key.startswith(STRANGE) else ""
            born |= {"key": name} if name else {}
            words |= {"key": self.keys.get(name, "") if name else last(key)}
        words |= {} if attributes["running"] is True else {"running": False}
        volumes = {at: one for at, one in self.there["volume"].items() if at.startswith(f"{path}/")}
        words |= {"volumes": {last(at): _volume(at, one.attributes) for at, one in volumes.items()}} if volumes else {}
        if path in self.there["floating"]:
            words["floating"] = last(self.there["floating"][path].attributes["external"])
        words |= {"born": born} if born else {}
        words = {name: value for name, value in words.items() if value != ""}
        return called(words, attributes["name"], "-".join(path.split("/")[1:]))

    def _legs(self, attributes: Attributes) -> Iterator[object]:
        """Where it stands, each with the IPv4 address that it has: what others know it by."""
        held = {name.removeprefix(ADDRESS): value for name, value in attributes.items() if name.startswith(ADDRESS)}
        for network in sorted({leg.partition(" ")[0] for leg in _texts(attributes["networks"])}):
            here = [one for path, one in held.items() if path.startswith(f"{network}/") and _is_old(path)]
            yield {"network": last(network), "address": here[0]} if here else last(network)

    def nowhere(self) -> Iterator[Address]:
        """The floating addresses that no rule of their servers' groups opens."""
        for path, floating in self.there["floating"].items():
            if path in self.there["server"] and not any(self.exposure(path)):
                yield floating.address


def _volume(path: str, attributes: Attributes) -> object:
    words = called({"size": f"{attributes['size_gib']} GiB"}, attributes["name"], "-".join(path.split("/")[1:]))
    return words if len(words) > 1 else words["size"]


def _lets_in(rule: Attributes) -> bool:
    everybody = rule["direction"] == "in" and rule["peer"] in EVERY
    return everybody and rule["protocol"] in {"tcp", "udp"} and isinstance(rule["ports"], list)


def _service(rule: Attributes) -> Words:
    ports = rule["ports"]
    first, end = ports if isinstance(ports, list) else (0, 0)
    return {"from": "internet", "protocol": rule["protocol"], "ports": first if first == end else f"{first}-{end}"}


def _is_old(path: str) -> bool:
    return ip_network(path.split("/", 2)[2]).version == 4


def _texts(value: Value) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
