"""What was found, in the words of an estate's files: systems with their servers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cloud.adoption.systems import Told
from cloud.adoption.traffic import fixed, group_name, texts
from cloud.adoption.words import EVERY, Words, called, last
from zhengyun.resource import STRANGE, Address, Attributes, Existing, World

# Cinder calls the type that it takes where nobody has chosen one so, and nobody chooses it.
NO_TYPE: Final = "__DEFAULT__"

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
        words["servers"] = {last(at): self._server(at, one.attributes) for at, one in servers.items()}
        kept = {last(at): self._kept(at) for at in self.there["volume"] if at.rpartition("/")[0] == path}
        return {**words, "shared_volumes": kept} if kept else words

    def _kept(self, path: str) -> Words:
        """A volume that several servers have, or none has just now."""
        attributes = self.there["volume"][path].attributes
        words: Words = {"size": f"{attributes['size_gib']} GiB", **_type(attributes["type"])}
        ties = (one.attributes for one in self.there["attachment"].values())
        holders = sorted(last(one["server"]) for one in ties if one["volume"] == path)
        words |= {"servers": holders} if holders else {}
        return called(words, attributes["name"], "-".join(path.split("/")[1:]))

    def exposure(self, path: str) -> Iterator[Words]:
        """What a server with a floating address lets the internet reach, and by which of its groups."""
        if path not in self.there["floating"]:
            return
        for group in texts(self.there["server"][path].attributes["groups"]):
            for rule in self.there["rule"].values():
                if rule.attributes["group"] == group and _lets_in(rule.attributes):
                    yield {**_service(rule.attributes), "to": last(path), "by": last(group)}

    def _server(self, path: str, attributes: Attributes) -> Words:
        image, key = str(attributes["image"]), attributes["key"]
        born: Words = {}
        words: Words = {"flavor": last(attributes["flavor"]), "image": last(image)}
        if image.startswith(STRANGE):
            words["image"], born["image"] = self.image, image[1:]
        words["networks"] = [*self._legs(path, attributes)]
        groups = [group_name(one) for one in texts(attributes["groups"])]
        words |= {"groups": groups} if groups not in ([], ["default"]) else {}
        if isinstance(key, str):
            name = key[1:] if key.startswith(STRANGE) else ""
            born |= {"key": name} if name else {}
            words |= {"key": self.keys.get(name, "") if name else last(key)}
        words |= {} if attributes["running"] is True else {"running": False}
        words |= {"server_group": last(attributes["server_group"])} if attributes["server_group"] else {}
        words |= {"boot": _boot(attributes)} if attributes.get("root") == "volume" else {}
        volumes = {at: one for at, one in self.there["volume"].items() if at.startswith(f"{path}/")}
        words |= {"volumes": {last(at): _volume(at, one.attributes) for at, one in volumes.items()}} if volumes else {}
        if path in self.there["floating"]:
            words["floating"] = last(self.there["floating"][path].attributes["external"])
        words |= {"born": born} if born else {}
        words = {name: value for name, value in words.items() if value != ""}
        return called(words, attributes["name"], "-".join(path.split("/")[1:]))

    def _legs(self, path: str, attributes: Attributes) -> Iterator[object]:
        """Where it stands, each with the IPv4 address that it has, what others know it by; and its declared ports."""
        for network in sorted({leg.partition(" ")[0] for leg in texts(attributes["networks"])}):
            if not network.startswith(f"{path.partition('/')[0]}/"):
                yield network
                continue
            address = fixed(attributes, f"{network}/")
            yield {"network": last(network), "address": address} if address else last(network)
        for port in texts(attributes["ports"]):
            yield {"port": last(port)}

    def nowhere(self) -> Iterator[Address]:
        """The floating addresses that no rule of their servers' groups opens."""
        for path, floating in self.there["floating"].items():
            if path in self.there["server"] and not any(self.exposure(path)):
                yield floating.address


def _volume(path: str, attributes: Attributes) -> object:
    words: Words = {"size": f"{attributes['size_gib']} GiB", **_type(attributes["type"])}
    words = called(words, attributes["name"], "-".join(path.split("/")[1:]))
    return words if len(words) > 1 else words["size"]


def _lets_in(rule: Attributes) -> bool:
    everybody = rule["direction"] == "in" and rule["peer"] in EVERY
    return everybody and rule["protocol"] in {"tcp", "udp"} and isinstance(rule["ports"], list)


def _service(rule: Attributes) -> Words:
    ports = rule["ports"]
    first, end = ports if isinstance(ports, list) else (0, 0)
    return {"from": "internet", "protocol": rule["protocol"], "ports": first if first == end else f"{first}-{end}"}


def _boot(attributes: Attributes) -> Words:
    words: Words = {"size": f"{attributes['root_gib']} GiB", **_type(attributes["root_type"])}
    return words | ({"keep": True} if attributes["root_kept"] else {})


def _type(name: object) -> Words:
    return {"type": name} if name and name != NO_TYPE else {}
