"""What the project uses of the site's and nobody has declared, in the words of the site's file."""

from collections.abc import Mapping
from typing import Any

from cloud import codes
from cloud.adoption import words as say
from cloud.adoption.findings import Survey
from cloud.adoption.given import Given
from cloud.adoption.stored import Stored
from cloud.adoption.traffic import qos
from cloud.adoption.words import Words
from cloud.kinds.task import SHARED
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, World


def offers(world: World, survey: Survey, given: Given, claims: Mapping[tuple[str, str], str]) -> Mapping[str, Words]:
    """Flavors, images, QoS policies and external networks that the project uses and that are to be the site's."""
    added: dict[str, Words] = {"flavors": {}, "images": {}, "qos": {}, "externals": {}}
    for (kind, identifier), path in sorted(claims.items(), key=lambda one: one[1]):
        if not path.startswith(f"{SHARED}/"):
            continue
        attributes, name = world.existing[Address(world.site, kind, path)].attributes, say.last(path)
        if kind == "flavor":
            size = {"vcpus": attributes["vcpus"], "ram": say.size(_whole(attributes["ram_mib"]))}
            added["flavors"][name] = {**size, "disk": f"{attributes['disk_gib']} GiB"}
        elif kind == "image":
            added["images"][name] = _image(attributes, survey.called[kind, identifier], given.images[identifier])
        elif kind == "qos":
            added["qos"][name] = qos(name, attributes)
        elif kind == "network":
            added["externals"][name] = _external(world, path, survey.called[kind, identifier])
    return {section: entries for section, entries in added.items() if entries}


def _image(attributes: Mapping[str, Any], called: str, file: Stored) -> Words:
    words: Words = {"title": called or file.file, "file": file.file, "sha256": file.sha256}
    words["format"] = attributes["format"]
    words |= {"protected": True} if attributes["protected"] else {}
    words |= {"min_disk": f"{attributes['min_disk_gib']} GiB"} if attributes["min_disk_gib"] else {}
    return words | ({"min_ram": say.size(attributes["min_ram_mib"])} if attributes["min_ram_mib"] else {})


def _external(world: World, path: str, called: str) -> Words:
    ranges = [
        one for one in world.existing.values() if one.attributes.get("network") == path and "pool" in one.attributes
    ]
    if not ranges:
        raise ZhengyunError(codes.NOT_READ, file=path, problem="addresses: -")
    first = ranges[0]
    provider: Any = world.existing[Address(world.site, "network", path)].attributes["provider"]
    pool: Any = first.attributes["pool"]
    joined = {"type": provider["type"], "network": provider["network"]}
    words = say.called({}, called, say.last(path))
    return words | {
        "title": called or say.last(path),
        "addresses": first.attributes["addresses"],
        "gateway": first.attributes["gateway"],
        "pool": "-".join(map(str, pool)),
        "provider": joined | ({"segment": provider["segment"]} if provider["segment"] else {}),
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
