"""Static routes of routers, each one line: the range that it is for, and the next hop."""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Final

from cloud.api import Api
from cloud.kinds.task import NETWORK
from cloud.view import Item

VIA: Final = " via "


def line(to: str, via: str) -> str:
    """A route in one line: `192.0.2.0/24 via 198.51.100.2`."""
    return f"{to}{VIA}{via}"


def lines(item: Item) -> list[str]:
    """The routes of a router as Neutron lists it; a cloud without the extension tells none."""
    return sorted(line(str(one["destination"]), str(one["nexthop"])) for one in item.get("routes") or ())


def parted(route: str) -> tuple[str, str]:
    """The range and the next hop of a line."""
    to, _, via = route.partition(VIA)
    return to, via


def possible(routes: Iterable[str], ranges: Sequence[str]) -> list[str]:
    """Those whose next hop lies in one of some ranges: Neutron takes no others, and holds a range that one leads through."""
    joined = [ip_network(one) for one in ranges]
    return [one for one in routes if any(ip_address(parted(one)[1]) in range_ for range_ in joined)]


def of(api: Api, router: str) -> list[str]:
    """The routes that a router has now; one that is gone has none."""
    answer = api.look(NETWORK, f"/routers/{router}")
    return lines(answer["router"]) if answer else []


def put(api: Api, router: str, routes: Iterable[str]) -> None:
    """Give a router these routes and no others."""
    listed: list[Mapping[str, str]] = [
        {"destination": to, "nexthop": via} for to, via in map(parted, sorted(routes))
    ]  # fmt: skip
    api.put(NETWORK, f"/routers/{router}", {"router": {"routes": listed}})
