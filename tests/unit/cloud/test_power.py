"""Which step of a server's has been asked for in vain."""

import pytest

from cloud.api import Api
from cloud.kinds import moving, power
from cloud.kinds.power import in_vain
from cloud.kinds.server import Server
from cloud.kinds.task import AGAIN, Task
from cloud.transport import Response
from tests.transports import Scripted
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Value

CONFIRM = "confirmResize"


@pytest.mark.parametrize(
    ("action", "asked", "vain"),
    [
        ("resize", (), False),
        ("resize", ("os-stop",), False),
        ("resize", ("resize",), True),
        ("os-start", ("os-start", "resize"), True),
        (CONFIRM, (), False),
        (CONFIRM, (CONFIRM,), False),
        (CONFIRM, (CONFIRM, "resize"), False),
        (CONFIRM, (CONFIRM, "resize", CONFIRM), False),
        (CONFIRM, (CONFIRM, "resize", CONFIRM, "os-start"), True),
    ],
)
def test_a_step_is_asked_for_once_and_a_confirmation_once_for_each_resize(
    action: str, asked: tuple[str, ...], vain: bool
) -> None:
    """While a resize is being confirmed it looks as if it had not been: the last word is waited for."""
    assert in_vain(action, asked) is vain


@pytest.mark.parametrize(
    ("changes", "status", "taken"),
    [
        ({}, "VERIFY_RESIZE", CONFIRM),
        ({"host": "host-2"}, "VERIFY_RESIZE", CONFIRM),
        ({"groups": []}, "VERIFY_RESIZE", ""),
        ({}, "ACTIVE", ""),
        ({"host": "host-1"}, "ACTIVE", ""),
        ({"host": "host-2"}, "ACTIVE", "migrate"),
        ({"host": "host-2", "running": True}, "SHUTOFF", "migrate"),
        ({"running": True}, "PAUSED", "unpause"),
        ({"running": False}, "PAUSED", "unpause"),
        ({"running": False}, "SUSPENDED", "resume"),
        ({"running": False}, "SHELVED_OFFLOADED", "unshelve"),
        ({"running": False}, "RESCUE", "unrescue"),
        ({"running": False}, "ACTIVE", "os-stop"),
        ({"running": False}, "SHUTOFF", ""),
        ({"groups": []}, "PAUSED", ""),
    ],
)
def test_the_next_step(changes: dict[str, Value], status: str, taken: str) -> None:
    """What a torn off run had sent off is confirmed though nothing else is left to do; what others began is left alone."""
    told = tuple(Change(name, None, after) for name, after in changes.items())
    attributes: dict[str, Value] = {"how": "cold"}
    action = Action("move", "cloud", Verb.UPDATE, Address("primary", "server", "a/b/c"), "id", attributes, told)
    task = Task(Api(Scripted()), action, "demo", {}, "home")
    assert power.step(task, {"status": status, moving.HOST: "host-1"})[0] == taken


@pytest.mark.parametrize(("status", "waits"), [("done", True), ("running", True), ("error", False), ("failed", False)])
def test_a_server_that_is_not_yet_where_it_was_sent_is_waited_for_unless_nova_gave_up(status: str, waits: bool) -> None:
    """After an evacuation Nova says that the server runs before it says where."""
    bodies: list[dict[str, object]] = [
        {"server": {"status": "ACTIVE", moving.HOST: "host-1"}},
        {"instanceActions": [{"request_id": "r"}]},
        {"instanceAction": {"events": [], "message": None}},
        {"migrations": [{"status": status}]},
    ]
    script = Scripted([Response(200, body) for body in bodies])
    attributes: dict[str, Value] = {"how": "evacuate", "host": "host-2"}
    told = (Change("host", "host-1", "host-2"),)
    action = Action("move", "cloud", Verb.UPDATE, Address("primary", "server", "a/b/c"), "id", attributes, told)
    task = Task(Api(script), action, "demo", {}, "home", ("evacuate",))
    if waits:
        assert Server().update(task).phase == AGAIN
    else:
        with pytest.raises(ZhengyunError):
            Server().update(task)
