"""What an action destroys and what it opens, in words that an approver understands."""

from collections.abc import Mapping
from typing import Final

from zhengyun.resource import Address, Attributes
from zhengyun.steps import Describe, Words


def loses(address: Address, attributes: Attributes) -> str:
    """The data that is gone when this is deleted."""
    if address.kind == "volume":
        return f"{address}: {attributes.get('size_gib')} GiB"
    if address.kind == "server" and attributes.get("root") == "volume":
        return "" if attributes.get("root_kept") else f"{address}: its volume of {attributes.get('root_gib')} GiB"
    if address.kind == "server":
        return f"{address}: its disk"
    if address.kind in {"snapshot", "backup"}:
        return f"{address}: a copy of {attributes.get('size_gib')} GiB"
    if address.kind == "unclaimed":
        size = attributes.get("size_gib")
        what = f"{attributes.get('what')} {attributes.get('name') or ''}".strip()
        return f"{address}: {what}, {f'{size} GiB' if size else 'its disk'}"
    return ""


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
    """A router with a gateway leads out."""
    return f"{address} leads to {attributes['gateway']}" if attributes.get("gateway") else ""


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
