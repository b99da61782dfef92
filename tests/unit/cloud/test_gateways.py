"""A gateway changes while its router is outside the subnet: whatever tears that apart, the router comes back."""

from typing import Any, Final

import pytest

from cloud.api import Api
from cloud.kinds.subnet import Subnet
from cloud.kinds.task import Task
from cloud.patience import Patience
from cloud.transport import Request, Response
from tests.transports import Counting, Scripted
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address

AT: Final = Address("primary", "subnet", "finance/office/10.30.1.0/24")
IDS: Final = {Address("primary", "router", "finance/edge"): "r"}
MARKS: Final = ["zhengyun:estate=demo", f"zhengyun:path={AT.path}", "theirs"]


class Neutron:
    """One subnet with a router, as far as a change of its gateway asks about them; at a call that `breaks`, it fails."""

    def __init__(self, breaks: str = "") -> None:
        self.breaks, self.joined = breaks, True
        self.subnet: dict[str, Any] = {"id": "s", "gateway_ip": "10.30.1.1", "tags": MARKS, "allocation_pools": []}
        self.subnet["cidr"] = "10.30.1.0/24"
        self.routes: list[dict[str, str]] = []

    def answer(self, request: Request) -> Response:
        """As Neutron does."""
        if f"{request.method} {request.path}" == self.breaks:
            return Response(400, {"message": "torn off"})
        last = request.path.rpartition("/")[2]
        if last == "ports":
            asked = {value for _, value in request.query}
            there = self.joined and (len(asked) == 1 or f"ip_address={self.subnet['gateway_ip']}" in asked)
            return Response(200, {"ports": [{"device_id": "r"}] if there else []})
        if request.method == "PUT":
            self._change(last, request.body)
        return Response(200, {"subnet": self.subnet, "router": {"id": "r", "routes": self.routes}})

    def _change(self, last: str, body: Any) -> None:
        if last == "tags":
            self.subnet = {**self.subnet, "tags": body["tags"]}
        elif last.endswith("_router_interface"):
            assert not self.routes, "Neutron lets no range go that a route leads through"
            self.joined = last.startswith("add")
        elif "router" in body:
            self.routes = body["router"]["routes"]
        else:
            self.subnet = {**self.subnet, **body["subnet"]}

    def updates(self, *changes: Change) -> None:
        """Carry out an update with these changes."""
        action = Action("update", "cloud", Verb.UPDATE, AT, "s", {"gateway": "10.30.1.254"}, changes)
        api = Api(Counting(Scripted(), before=self.answer), Patience(seconds=0.0))
        Subnet().update(Task(api, action, "demo", IDS, "home"))


MOVE: Final = Change("gateway", "10.30.1.1", "10.30.1.254")


def test_the_router_goes_over_to_the_new_gateway() -> None:
    neutron = Neutron()
    neutron.updates(MOVE)
    assert (neutron.joined, neutron.subnet["gateway_ip"], neutron.subnet["tags"]) == (True, "10.30.1.254", MARKS)


def test_its_routes_through_the_subnet_come_back_with_it() -> None:
    neutron = Neutron()
    neutron.routes = [{"destination": "192.0.2.0/24", "nexthop": "10.30.1.9"}]
    neutron.updates(MOVE)
    assert (neutron.joined, neutron.routes) == (True, [{"destination": "192.0.2.0/24", "nexthop": "10.30.1.9"}])


@pytest.mark.parametrize(
    ("breaks", "left"),
    [("PUT /subnets/s", (MOVE,)), ("PUT /routers/r/add_router_interface", ())],
    ids=["before the change", "after the change, of which nothing is left to do"],
)
def test_what_was_torn_off_meanwhile_is_brought_to_its_end(breaks: str, left: tuple[Change, ...]) -> None:
    neutron = Neutron(breaks)
    with pytest.raises(ZhengyunError):
        neutron.updates(MOVE)
    assert not neutron.joined
    neutron.breaks = ""
    neutron.updates(*left)
    assert (neutron.joined, neutron.subnet["gateway_ip"], neutron.subnet["tags"]) == (True, "10.30.1.254", MARKS)


def test_a_router_that_came_back_by_another_plan_is_left_alone() -> None:
    neutron = Neutron()
    neutron.subnet["tags"] = [*MARKS, "zhengyun:outside=r"]
    neutron.updates(Change("dns", [], ["192.0.2.53"]))
    assert (neutron.joined, neutron.subnet["tags"]) == (True, MARKS)
