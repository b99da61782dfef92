"""The tenant's own file, whole, in the words of an estate."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network

from cloud.adoption import traffic
from cloud.adoption import words as say
from cloud.adoption.findings import Survey
from cloud.adoption.given import Given
from cloud.adoption.names import Names
from cloud.adoption.servers import Servers, Things, things
from cloud.adoption.words import Words
from zhengyun.resource import Attributes, Existing, World


def tenant_file(world: World, survey: Survey, given: Given, title: str) -> Words:
    """Everything of the tenant's that was found and is to be ours."""
    there = things(world, survey.tenant)
    keys, names = _keys(given)
    servers = Servers(world, there, names, given.fallback or _some_image(world))
    held = {path for path in there["volume"] if path.count("/") == 2}
    paths = sorted({path.rpartition("/")[0] for path in {*there["server"], *held}})
    words: Words = {
        "tenant": survey.tenant,
        "project": _project(there["project"][survey.tenant].attributes, survey.tenant, title),
        "quota": say.quota(given.limits),
        **_networks(there, given),
        **_firewall(there),
        "keys": keys,
        "users": {say.last(path): _user(there, path, one.attributes) for path, one in there["user"].items()},
        "server_groups": {say.last(path): _band(one.attributes) for path, one in there["servergroup"].items()},
        "systems": {say.last(path): servers.system(given.told[say.last(path)], path) for path in paths},
    }
    return {name: value for name, value in words.items() if value != {}}


def _project(project: Attributes, tenant: str, title: str) -> Words:
    told = say.called({}, project["name"], tenant)
    return told if project["title"] == title else {**told, "description": project["title"]}


def _networks(there: Things, given: Given) -> Words:
    """Networks, what joins them, and what stands in them besides servers."""
    networks = {
        say.last(path): say.network(
            say.last(path),
            _zone(there, path, given),
            one.attributes,
            [range_ for range_ in there["subnet"].values() if range_.attributes["network"] == path],
            [
                str(share.attributes["target"])
                for share in there["share"].values()
                if share.attributes["network"] == path
            ],
        )
        for path, one in there["network"].items()
    }
    return {
        "networks": networks,
        "routers": {say.last(at): say.router(say.last(at), one.attributes) for at, one in there["router"].items()},
        "qos": {say.last(at): traffic.qos(say.last(at), one.attributes) for at, one in there["qos"].items()},
        "ports": {say.last(at): traffic.port(say.last(at), one.attributes) for at, one in there["port"].items()},
        "trunks": {say.last(at): traffic.trunk(say.last(at), one.attributes) for at, one in there["trunk"].items()},
    }


def _firewall(there: Things) -> Words:
    families = tuple(sorted({ip_network(str(one.attributes["addresses"])).version for one in there["subnet"].values()}))
    rules = [one.attributes for one in there["rule"].values()]
    return {
        "address_groups": {
            say.last(path): say.addresses(say.last(path), one.attributes) for path, one in there["addressgroup"].items()
        },
        "groups": {
            say.last(path): say.group(
                say.last(path), one.attributes, [rule for rule in rules if rule["group"] == path], families or (4,)
            )
            for path, one in there["group"].items()
        },
    }


def _user(there: Things, path: str, attributes: Attributes) -> Words:
    """A service user: whoever says nothing of it has its name for a title."""
    roles = sorted(say.last(at) for at in there["assignment"] if at.rpartition("/")[0] == path)
    words: Words = {"title": attributes["title"] or attributes["name"], "roles": roles}
    words = say.called(words, attributes["name"], path.replace("/", "-"))
    return words if attributes["title"] else {**words, "description": ""}


def _band(attributes: Attributes) -> Words:
    most = attributes["max_per_host"]
    return {"policy": attributes["policy"]} | ({"max_per_host": most} if most else {})


def _some_image(world: World) -> str:
    """An image that is ours, or is to be: new servers have to be made from something."""
    return next((say.last(one.path) for one in sorted(world.existing) if one.kind == "image"), "")


def _keys(given: Given) -> tuple[Words, Mapping[str, str]]:
    """The keys by names that an estate allows, and these names by those in the cloud."""
    names, given_names = Names(), dict[str, str]()
    keys: Words = {}
    for called, public in sorted(given.keys.items()):
        if public:
            given_names[called] = names.give(called, "key")
            keys[given_names[called]] = public
    return keys, given_names


def _zone(there: Things, network: str, given: Given) -> str:
    """The zone of the systems that stand in a network; of one where nothing stands, that of the first system."""
    zones = [
        given.told[path.split("/")[1]].zone
        for path, one in there["server"].items()
        if path.split("/")[1] in given.told and network in _stands_in(there, one)
    ]
    return next(iter(zones), next((one.zone for one in given.told.values()), ""))


def _stands_in(there: Things, server: Existing) -> Iterator[str]:
    """The networks of its own legs, of its declared ports, and of what these carry."""
    yield from (leg.partition(" ")[0] for leg in traffic.texts(server.attributes["networks"]))
    for path in traffic.texts(server.attributes["ports"]):
        carried = [
            traffic.texts(one.attributes["subports"])
            for one in there["trunk"].values()
            if one.attributes["port"] == path
        ]
        for one in (path, *(each for many in carried for each in many)):
            if one in there["port"]:
                yield str(there["port"][one].attributes["network"])
