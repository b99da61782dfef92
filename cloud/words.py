"""What an action destroys and what it opens, in words that an approver understands."""

from collections.abc import Callable, Mapping
from typing import Final

from cloud.kinds.moving import EVACUATE
from zhengyun.resource import HOW, Address, Attributes
from zhengyun.steps import Describe, Words


def loses(address: Address, attributes: Attributes) -> str:
    """The data that is gone when this is deleted, or moved in the manner that is said."""
    told = LOSING.get(address.kind)
    what = told(attributes) if told and attributes.get(HOW, EVACUATE) == EVACUATE else ""
    return f"{address}: {what}" if what else ""


def _gib(attributes: Attributes) -> str:
    """A volume is as much as it holds."""
    return f"{attributes.get('size_gib')} GiB"


def _copy(attributes: Attributes) -> str:
    """A copy of a volume."""
    return f"a copy of {_gib(attributes)}"


def _disk(attributes: Attributes) -> str:
    """A server loses its disk, be that a volume or one of its host; an evacuation brings volumes along."""
    if attributes.get("root") != "volume":
        return "its disk"
    stays = attributes.get("root_kept") or HOW in attributes
    return "" if stays else f"its volume of {attributes.get('root_gib')} GiB"


def _others(attributes: Attributes) -> str:
    """What is not ours is told by its name."""
    what = f"{attributes.get('what')} {attributes.get('name') or ''}".strip()
    return f"{what}, {_gib(attributes) if attributes.get('size_gib') else 'its disk'}"


LOSING: Final[Mapping[str, Callable[[Attributes], str]]] = {
    "volume": _gib,
    "rootvolume": _gib,
    "server": _disk,
    "snapshot": _copy,
    "backup": _copy,
    "unclaimed": _others,
}


def opens(address: Address, attributes: Attributes) -> str:
    """The flow that is possible once this is made."""
    told = OPENING.get(address.kind)
    return told(address, attributes) if told else ""


def _passes(address: Address, attributes: Attributes) -> str:
    """A rule is its own words."""
    del attributes
    return str(address)


def _holds(address: Address, attributes: Attributes) -> str:
    """Whoever is in an address group may do what its rules say."""
    listed = attributes.get("addresses")
    return f"{address} holds {', '.join(map(str, listed))}" if isinstance(listed, list) else ""


def _lends(address: Address, attributes: Attributes) -> str:
    """Another tenant's servers may stand in a network."""
    return f"{address.site}/network/{attributes.get('network')} is open to {attributes.get('target')}"


def _reaches(address: Address, attributes: Attributes) -> str:
    """A floating address leads to a server."""
    return f"{attributes.get('external')} reaches {address.site}/server/{attributes.get('server')}"


def _leads(address: Address, attributes: Attributes) -> str:
    """A router with a gateway leads out, and each of its routes leads on."""
    told = attributes.get("routes")
    ways = [str(attributes["gateway"])] if attributes.get("gateway") else []
    ways += [str(one) for one in told] if isinstance(told, list) else []
    return f"{address} leads to {', '.join(ways)}" if ways else ""


def _speaks(address: Address, attributes: Attributes) -> str:
    """For whom a port may speak besides itself."""
    if attributes.get("security") is False:
        return f"{address} speaks for any address"
    pairs = attributes.get("pairs")
    return f"{address} speaks for {', '.join(map(str, pairs))}" if isinstance(pairs, list) and pairs else ""


OPENING: Final[Mapping[str, Describe]] = {
    "rule": _passes,
    "addressgroup": _holds,
    "share": _lends,
    "port": _speaks,
    "floating": _reaches,
    "router": _leads,
}
WORDS = Words(loses, opens)
