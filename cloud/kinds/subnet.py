"""Subnets: the ranges of a network. The path is the network's with the range behind it."""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Any, ClassVar, Final

from cloud.kinds import routes
from cloud.kinds.tagged import Tagged
from cloud.kinds.task import NETWORK, SHARED, Listing, Made, Task
from cloud.view import Item, View
from zhengyun.resource import Attributes, Bond, Foreign, Grammar, Reference, Value

# The tag of a subnet whose router is outside while its gateway changes, before the router's identifier.
OUTSIDE: Final = "zhengyun:outside="
# Our word to Neutron's.
MODES: Final = {"slaac": "slaac", "stateful": "dhcpv6-stateful", "stateless": "dhcpv6-stateless"}


class Subnet(Tagged):
    """Neutron's subnet."""

    grammar: ClassVar = Grammar(
        "subnet",
        fixed=frozenset({"network", "addresses", "ipv6", "subnet_pool"}),
        refers={
            "network": Reference("network", Bond.HARD),
            "subnet_pool": Reference("subnetpool", Bond.HARD),
        },
        seconds=0.3,
    )
    listing: ClassVar = Listing(NETWORK, "/subnets", "subnets")
    resource: ClassVar = "subnet"
    parts_of_path: ClassVar = 4

    def fits(self, path: str) -> bool:
        """Its last two parts are a range."""
        return super().fits(path) and is_range(path.split("/", 2)[2])

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Its range, gateway, name servers and the pool that addresses are given from."""
        del path
        pools = item["allocation_pools"]
        return {
            "network": view.path("network", item["network_id"]),
            "addresses": item["cidr"],
            "gateway": item["gateway_ip"],
            "dns": list(item["dns_nameservers"]),
            "dhcp": item["enable_dhcp"],
            "pool": [pools[0]["start"], pools[0]["end"]] if len(pools) == 1 else [str(pool) for pool in pools],
            "ipv6": _mode(item),
            "subnet_pool": view.path("subnetpool", item.get("subnetpool_id")),
            "marked": self.marked(item, view),
        }

    def foreign(self, item: Item, view: View) -> Foreign:
        """One that somebody else took from a pool of ours lies with the site where it lies with no tenant of ours."""
        one = super().foreign(item, view)
        pool = view.paths.get(("subnetpool", str(item.get("subnetpool_id"))), "")
        if not pool:
            return one
        name = f"{one.name} {item['cidr']}".strip()
        return one._replace(name=name, tenant=one.tenant or SHARED, within=pool)

    def create(self, task: Task) -> Made:
        """Make it in its network."""
        wanted = task.action.attributes
        body: dict[str, Any] = {
            "network_id": task.id("network", wanted["network"]),
            "project_id": task.tenant,
            "cidr": wanted["addresses"],
            "ip_version": ip_network(str(wanted["addresses"])).version,
            "gateway_ip": wanted["gateway"],
            "dns_nameservers": wanted["dns"],
            "enable_dhcp": wanted["dhcp"],
            "name": task.name,
            **_pool(wanted),
            **_modes(wanted),
        }
        if wanted["subnet_pool"]:
            body["subnetpool_id"] = task.id("subnetpool", wanted["subnet_pool"])
        return Made(str(self.post(task, body)["id"]))

    def update(self, task: Task) -> Made:
        """Change what can be changed in place."""
        changed = task.changed()
        names = {"gateway": "gateway_ip", "dns": "dns_nameservers", "dhcp": "enable_dhcp"}
        body = {names[name]: value for name, value in changed.items() if name in names} | _pool(changed)
        led: Mapping[str, Sequence[str]] = {}
        if changed.get("gateway"):
            led = self._lead_through(task, str(changed["gateway"]), body)
        else:
            self.put(task, body)
        self._lead_back(task, led)
        if "marked" in changed:
            self.mark_again(task)
        return Made(task.action.target)

    def _lead_through(self, task: Task, gateway: str, body: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Change the gateway: it leaves the pool of addresses, and a router of ours that stands there leaves the subnet.

        Neutron changes no router's address, and lets none leave while a floating address leads through it. A tag says
        which router is outside, for whoever goes on after a run that was torn off meanwhile. Returns the static routes
        of routers that had some through the subnet, which do not come back by themselves.
        """
        now = self._now(task)
        ranges = [(pool["start"], pool["end"]) for pool in now["allocation_pools"]]
        pools = [{"start": one, "end": other} for one, other in without(gateway, ranges)]
        routers = self._routers_at(task, now["gateway_ip"]) if now["gateway_ip"] not in {None, gateway} else []
        if routers:
            self._set_tags(task, now["id"], [*now["tags"], *(OUTSIDE + router for router in routers)])
        led = {router: routes.of(task.api, router) for router in routers}
        for router in routers:
            self._lead_less(task, router, led[router], now["cidr"])
            task.api.leave(NETWORK, f"/routers/{router}/remove_router_interface", {"subnet_id": now["id"]})
        self.put(task, {"allocation_pools": pools, **body})
        return {router: led[router] for router in routers if routes.possible(led[router], [now["cidr"]])}

    def _lead_back(self, task: Task, led: Mapping[str, Sequence[str]]) -> None:
        """Let routers of ours that are outside while a gateway changes join the subnet again, with the routes they had."""
        now = self._now(task)
        outside = [tag for tag in now.get("tags") or () if tag.startswith(OUTSIDE)]
        if not outside:
            return
        query = (("fixed_ips", f"subnet_id={now['id']}"),)
        inside = {port["device_id"] for port in task.api.listed(Listing(NETWORK, "/ports", "ports", query))}
        ours = {*task.known("router").values()} - inside
        for router in (tag.removeprefix(OUTSIDE) for tag in outside):
            if router in ours:
                task.api.put(NETWORK, f"/routers/{router}/add_router_interface", {"subnet_id": now["id"]})
            if router in led:
                routes.put(task.api, router, led[router])
        self._set_tags(task, now["id"], [tag for tag in now["tags"] if tag not in outside])

    @staticmethod
    def _now(task: Task) -> Item:
        subnet: Item = task.api.get(NETWORK, f"/subnets/{task.action.target}")["subnet"]
        return subnet

    def _lead_less(self, task: Task, router: str, led: Sequence[str], range_: str) -> None:
        """Take away a router's routes that lead through a range: it does not leave that before."""
        through = routes.possible(led, [range_])
        if through:
            routes.put(task.api, router, [one for one in led if one not in through])

    def _routers_at(self, task: Task, address: str) -> list[str]:
        """Our routers that have that address in the subnet."""
        query = (("fixed_ips", f"ip_address={address}"), ("fixed_ips", f"subnet_id={task.action.target}"))
        devices = [port["device_id"] for port in task.api.listed(Listing(NETWORK, "/ports", "ports", query))]
        ours = {*task.known("router").values()}
        return [device for device in devices if device in ours]


def without(address: str, ranges: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Ranges of addresses that leave one address out."""
    out = int(ip_address(address))
    kept = []
    for one in ranges:
        first, last = (int(ip_address(end)) for end in one)
        pieces = [(first, out - 1), (out + 1, last)] if first <= out <= last else [(first, last)]
        of = type(ip_address(one[0]))
        kept += [(str(of(start)), str(of(end))) for start, end in pieces if start <= end]
    return kept


def is_range(text: str) -> bool:
    """Whether a text is a range in the form in which estates write it."""
    try:
        return str(ip_network(text)) == text
    except ValueError:
        return False


def _modes(values: Attributes) -> dict[str, Any]:
    """How addresses are given: what routers announce and what servers do say the same."""
    mode = values.get("ipv6")
    return dict.fromkeys(("ipv6_ra_mode", "ipv6_address_mode"), MODES[str(mode)]) if mode else {}


def _mode(item: Item) -> Value:
    """The same as found; where the two do not say the same, both."""
    announced, taken = item.get("ipv6_ra_mode"), item.get("ipv6_address_mode")
    if announced == taken:
        return {theirs: ours for ours, theirs in MODES.items()}.get(str(taken))
    return f"announced {announced or '-'}, taken {taken or '-'}"


def _pool(values: Attributes) -> dict[str, Any]:
    pool = values.get("pool")
    return {"allocation_pools": [{"start": pool[0], "end": pool[1]}]} if isinstance(pool, list) else {}
