"""What a kind makes of a service's answer, where somebody meant it to be taken for something else."""

from collections.abc import Iterator
from typing import Any

import pytest

from cloud.api import Api
from cloud.kinds.floating import Floating
from cloud.kinds.key import Key
from cloud.kinds.server import IMAGE_MARK, Server
from cloud.kinds.task import Task
from cloud.kinds.volume import HOST, Volume
from cloud.reading import world_of
from cloud.transport import Request, Response
from cloud.view import View
from tests.transports import Counting, Scripted
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.resource import STRANGE, Address

PATH = "finance/store/db"


def _volume(status: str, **more: Any) -> dict[str, Any]:
    return {"id": "v", "status": status, "attachments": [], HOST: "host@pool", **more}


@pytest.mark.parametrize(
    ("volume", "beyond_repair", "nothing_lost"),
    [
        (_volume("available"), False, False),
        (_volume("error_extending"), False, False),
        (_volume("error", attachments=[{"server_id": "s"}]), False, False),
        (_volume("error"), True, False),
        (_volume("error", **{HOST: None}), True, True),
    ],
    ids=["in order", "not grown", "in error while a server has it", "in error on its back-end", "never placed"],
)
def test_data_is_given_up_unasked_only_where_there_never_was_any(
    volume: dict[str, Any], beyond_repair: bool, nothing_lost: bool
) -> None:
    kind = Volume()
    assert (bool(kind.fault(volume)), kind.empty(volume)) == (beyond_repair, nothing_lost)


@pytest.mark.parametrize(
    ("image", "told"),
    [
        ({"id": "ours"}, "site/base"),
        ({"id": "evil"}, STRANGE + "evil"),
        ({"id": "replaced since"}, "site/base"),
        ("", None),
    ],
    ids=["ours", "somebody else's", "gone", "booted from a volume"],
)
def test_a_server_is_of_the_image_that_nova_names_whatever_is_written_on_it(image: Any, told: object) -> None:
    server = {
        "id": "s",
        "name": "store-db",
        "image": image,
        "flavor": {"original_name": "small", "vcpus": 1, "ram": 1024, "disk": 10},
        "key_name": None,
        "status": "ACTIVE",
        "metadata": {IMAGE_MARK: "site/base"},
    }
    lists: dict[str, Any] = {
        "ports": [],
        "flavor": [],
        "group": [],
        "servergroup": [],
        "aggregate": [],
        "image": [{"id": "ours"}, {"id": "evil"}],
    }
    view = View("primary", "demo", lists, "home", {("image", "ours"): "site/base"})
    assert Server().attributes(server, PATH, view)["image"] == told


def test_a_server_tells_its_host_and_zone() -> None:
    server = {
        "id": "s",
        "name": "store-db",
        "image": "",
        "flavor": {"original_name": "small", "vcpus": 1, "ram": 1024, "disk": 10},
        "key_name": None,
        "status": "ACTIVE",
        "metadata": {},
        "OS-EXT-SRV-ATTR:host": "host-2",
        "OS-EXT-AZ:availability_zone": "",
    }
    lists: dict[str, Any] = {"ports": [], "flavor": [], "group": [], "servergroup": [], "aggregate": [], "image": []}
    found = Server().attributes(server, PATH, View("primary", "demo", lists, "home"))
    assert (found["host"], found["availability_zone"]) == ("host-2", None)


class _Counted(list[Any]):
    """A list that knows how often somebody went through it."""

    times = 0

    def __iter__(self) -> Iterator[Any]:
        self.times += 1
        return super().__iter__()


def test_however_many_servers_there_are_no_list_is_gone_through_for_each() -> None:
    server = {
        "image": {"id": "gone"},
        "flavor": {"original_name": "small", "vcpus": 1, "ram": 1024, "disk": 10},
        "name": "store-db",
        "key_name": None,
        "status": "ACTIVE",
        "metadata": {IMAGE_MARK: "site/base"},
    }
    long = {name: _Counted() for name in ("group", "image", "ports", "servergroup", "aggregate")}
    view = View("primary", "demo", {**long, "flavor": []}, "home")
    for number in range(9):
        assert Server().attributes({"id": str(number), **server}, PATH, view)["image"] == "site/base"
    assert max(one.times for one in long.values()) == 1


def test_a_key_is_known_in_both_forms_that_nova_tells_it_in() -> None:
    assert Key().id_of({"keypair": {"name": "demo_finance_ops"}}) == "demo_finance_ops"
    assert Key().id_of({"name": "demo_finance_ops"}) == "demo_finance_ops"


def test_a_floating_address_leads_to_a_leg_that_has_an_ipv4_address() -> None:
    """Neutron refuses the other, and which of the two comes first is chance."""
    six = {"id": "a", "network_id": "six", "fixed_ips": [{"ip_address": "2001:db8::5"}]}
    four = {"id": "b", "network_id": "four", "fixed_ips": [{"ip_address": "10.30.1.5"}]}
    ways = [{"id": "r4", "network_id": "four", "fixed_ips": []}, {"id": "r6", "network_id": "six", "fixed_ips": []}]

    def answer(request: Request) -> Response:
        return Response(200, {"ports": [six, four] if request.query == (("device_id", "server"),) else ways})

    at = {kind: Address("primary", kind, path) for kind, path in (("server", PATH), ("router", "finance/edge"))}
    change = Change("server", None, PATH)
    wanted = {"server": PATH, "router": "finance/edge"}
    action = Action("tie", "cloud", Verb.UPDATE, Address("primary", "floating", PATH), "f", wanted, (change,))
    sent = Counting(Scripted(), before=answer)
    Floating().update(Task(Api(sent), action, "demo", {at["server"]: "server", at["router"]: "router"}, "home"))
    assert [one.body for one in sent.requests if one.method == "PUT"] == [{"floatingip": {"port_id": "b"}}]


@pytest.mark.parametrize(
    ("owner", "device", "lost"),
    [
        ("", "", True),
        ("compute:nova", "gone", True),
        ("compute:nova", "s", False),
        ("network:router_interface", "r", False),
        ("Octavia", "lb-1", False),
        ("trunk:subport", "t", False),
        ("neutron:VIP_PORT", "v", False),
    ],
)
def test_a_port_is_lost_where_its_server_is_gone_and_not_where_another_service_holds_it(
    owner: str, device: str, *, lost: bool
) -> None:
    port = {"id": "p", "name": "", "project_id": "f", "device_owner": owner, "device_id": device}
    lists: dict[str, Any] = {"ports": [port], "server": [{"id": "s"}]}
    view = View("primary", "demo", lists, "home", {("project", "f"): "finance"})
    assert [one.id for one in world_of(view, ()).strays] == (["p"] if lost else [])
