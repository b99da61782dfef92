"""What is there though a list does not show it, and what has not gone though it was deleted."""

from pathlib import Path
from typing import Any, Final

import pytest

from cloud.api import Api
from cloud.grammars import kinds
from cloud.kinds.attachment import Attachment
from cloud.kinds.project import Project
from cloud.reading import listings_of, read
from cloud.settling import ended
from cloud.transport import Request, Response
from cloud.view import View
from tests.transports import Counting, Scripted
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, Existing, World
from zhengyun.results import Pending

KINDS: Final = kinds(Path("images"))
KEYS: Final = {(one.service, one.path): one.key for one in listings_of(KINDS).values()}
IMAGE: Final[dict[str, Any]] = {
    "id": "ours",
    "owner": "home",
    "name": "base",
    "status": "active",
    "disk_format": "raw",
    "min_disk": 1,
    "min_ram": 0,
    "visibility": "public",
    "protected": False,
    "zhengyun_estate": "demo",
    "zhengyun_path": "site/base",
}


def _read(*, listed: list[Any], hidden: list[Any]) -> World:
    """An empty site but for these images."""

    def answer(request: Request) -> Response:
        if request.path == "/roles":
            return Response(200, {"roles": [{"id": "m", "name": "member"}]})
        key = KEYS[request.service, request.path]
        images = hidden if ("os_hidden", "true") in request.query else listed
        return Response(200, {key: images if key == "images" else []})

    sent = Counting(Scripted(), before=answer)
    roles = next(kind.roles for kind in KINDS if isinstance(kind, Project))
    return read(lambda: Api(sent), KINDS, roles, "demo")


def test_an_image_that_somebody_has_hidden_is_there() -> None:
    """Else it would be made again, and two would bear one mark once it is shown again."""
    assert [at.path for at in _read(listed=[], hidden=[IMAGE]).existing] == ["site/base"]


def test_an_image_that_is_hidden_between_two_lists_is_one() -> None:
    world = _read(listed=[IMAGE], hidden=[IMAGE])
    assert (len(world.existing), world.twins) == (1, {})


def _shelved(**volume: Any) -> View:
    """A server that is shelved away from its host, with the volume that it boots from and one that was declared."""
    server = {
        "id": "s",
        "status": "SHELVED_OFFLOADED",
        "image": "",
        "OS-EXT-SRV-ATTR:root_device_name": "/dev/vda",
        "os-extended-volumes:volumes_attached": [{"id": "root"}, {"id": "data"}],
    }
    volumes = [
        {"id": "root", "status": "reserved", "attachments": [], "bootable": "true", **volume},
        {"id": "data", "status": "reserved", "attachments": [], "bootable": "true"},
    ]
    paths = {("server", "s"): "finance/desk/app", ("volume", "data"): "finance/desk/app/data"}
    lists: dict[str, Any] = {"server": [server], "volume": volumes}
    return View("primary", "demo", lists, "home", paths)


def test_a_server_that_is_shelved_away_boots_from_what_it_booted_from() -> None:
    """Cinder tells of no attachment: a server without a root would be made anew, and what it holds were lost."""
    view = _shelved()
    assert (view.root_of(view.lists["server"][0]) or {}).get("id") == "root"
    view = _shelved(bootable="false")
    assert view.root_of(view.lists["server"][0]) is None


HELD: Final = {"server_id": "s", "volume_id": "data", "device": "/dev/vdb"}


@pytest.mark.parametrize("told", [[], [HELD], [HELD, {**HELD, "host_name": "host-2"}]])
def test_a_server_that_is_shelved_away_has_what_it_had(told: list[dict[str, str]]) -> None:
    view = _shelved()
    view.volumes["data"]["attachments"].extend(told)
    (data,) = (one for one in Attachment().found(view) if isinstance(one, Existing))
    assert (data.address.path, data.id) == ("finance/desk/app/data", "data")


def test_a_server_that_the_cloud_keeps_after_its_deletion_is_deleted_for_good() -> None:
    def answer(request: Request) -> Response:
        return Response(200, {"servers": [], "server": {"id": "s", "status": "SOFT_DELETED"}})

    sent = Counting(Scripted(), before=answer)
    action = Action("go", "cloud", Verb.DELETE, Address("primary", "server", "finance/desk/app"), "s", {})
    assert ended(Api(sent), [Pending(action, "s", "gone")]) == [False]
    asked = [(one.method, one.path, one.body) for one in sent.requests if one.method != "GET"]
    assert asked == [("POST", "/servers/s/action", {"forceDelete": None})]
