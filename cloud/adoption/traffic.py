"""What was found, in the words of an estate's files: QoS policies, declared ports and trunks."""

from ipaddress import ip_network

from cloud.adoption.words import Words, called, last
from cloud.kinds.legs import ADDRESS, DEFAULT_GROUP
from zhengyun.resource import Attributes, Value


def qos(name: str, attributes: Attributes) -> Words:
    """A policy. Its one burst is that of a limit; where the limits have different ones, no word can say it."""
    words: Words = {}
    for direction in ("egress", "ingress"):
        limit = attributes[direction]
        if isinstance(limit, dict):
            words[direction] = f"{_bits(limit['kbps'])}/s"
            words |= {"burst": _bits(limit["burst"])} if limit["burst"] else {}
    words |= {} if attributes["dscp"] is None else {"dscp": attributes["dscp"]}
    return called(words, attributes["name"], name)


def port(name: str, attributes: Attributes) -> Words:
    """A declared port."""
    words: Words = {"network": last(attributes["network"])}
    address = fixed(attributes)
    words |= {"address": address} if address else {}
    if attributes["security"]:
        groups = [group_name(one) for one in texts(attributes["groups"])]
        words |= {"groups": groups} if groups != ["default"] else {}
        words |= {"pairs": attributes["pairs"]} if attributes["pairs"] else {}
    else:
        words["security"] = False
    words |= {"qos": last(attributes["qos"])} if attributes["qos"] else {}
    return called(words, attributes["name"], name)


def trunk(name: str, attributes: Attributes) -> Words:
    """A trunk."""
    vlans = attributes["vlans"]
    words: Words = {"port": last(attributes["port"])}
    if isinstance(vlans, dict) and vlans:
        words["subports"] = {last(path): vlan for path, vlan in vlans.items()}
    return called(words, attributes["name"], name)


def fixed(attributes: Attributes, network: str = "") -> str:
    """The address by which others know it, in a network or wherever it stands: the one of IPv4."""
    held = ((one.removeprefix(ADDRESS), value) for one, value in attributes.items() if one.startswith(ADDRESS))
    return next((str(value) for path, value in held if path.startswith(network) and _is_old(path)), "")


def group_name(path: str) -> str:
    """A group as servers and ports call it."""
    return "default" if path == DEFAULT_GROUP else last(path)


def texts(value: Value) -> list[str]:
    """The texts of a list."""
    return [str(one) for one in value] if isinstance(value, list) else []


def _bits(kbit: Value) -> str:
    return f"{kbit // 1000} Mbit" if isinstance(kbit, int) and kbit % 1000 == 0 else f"{kbit} kbit"


def _is_old(path: str) -> bool:
    return path.count("/") > 1 and ip_network(path.split("/", 2)[2]).version == 4
