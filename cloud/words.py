"""What an action destroys and what it opens, in words that an approver understands."""

from zhengyun.resource import Address, Attributes
from zhengyun.steps import Words


def loses(address: Address, attributes: Attributes) -> str:
    """The data that is gone when this is deleted."""
    if address.kind == "volume":
        return f"{address}: {attributes.get('size_gib')} GiB"
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
    if address.kind == "rule":
        return str(address)
    if address.kind == "addressgroup":
        listed = attributes.get("addresses")
        return f"{address} holds {', '.join(map(str, listed))}" if isinstance(listed, list) else ""
    if address.kind == "port":
        return _speaks(address, attributes)
    if address.kind == "floating":
        return f"{attributes.get('external')} reaches {address.site}/server/{attributes.get('server')}"
    if address.kind == "router" and attributes.get("gateway"):
        return f"{address} leads to {attributes['gateway']}"
    return ""


def _speaks(address: Address, attributes: Attributes) -> str:
    """For whom a port may speak besides itself."""
    if attributes.get("security") is False:
        return f"{address} speaks for any address"
    pairs = attributes.get("pairs")
    return f"{address} speaks for {', '.join(map(str, pairs))}" if isinstance(pairs, list) and pairs else ""


WORDS = Words(loses, opens)
