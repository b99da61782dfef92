"""What is there though a list does not show it, and what has not gone though it was deleted."""

from pathlib import Path
from typing import Any, Final

from cloud.api import Api
from cloud.grammars import kinds
from cloud.kinds.project import Project
from cloud.reading import listings_of, read
from cloud.settling import ended
from cloud.transport import Request, Response
from tests.transports import Counting, Scripted
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, World
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


def test_a_server_that_the_cloud_keeps_after_its_deletion_is_deleted_for_good() -> None:
    def answer(request: Request) -> Response:
        return Response(200, {"servers": [], "server": {"id": "s", "status": "SOFT_DELETED"}})

    sent = Counting(Scripted(), before=answer)
    action = Action("go", "cloud", Verb.DELETE, Address("primary", "server", "finance/desk/app"), "s", {})
    assert ended(Api(sent), [Pending(action, "s", "gone")]) == [False]
    asked = [(one.method, one.path, one.body) for one in sent.requests if one.method != "GET"]
    assert asked == [("POST", "/servers/s/action", {"forceDelete": None})]
