"""Ways to call a service, and answers to them, by names that a table can be written with."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from cloud.api import Api
from cloud.kinds.network import Network
from cloud.kinds.task import Task
from cloud.patience import Notice, Patience
from cloud.transport import NoAnswerError, Request, Response
from tests.transports import Answer, Scripted, Time
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address

AT: Final = Address("primary", "network", "finance/office")
IDS: Final = {Address("primary", "project", "finance"): "project of finance"}
OURS: Final = {
    "id": "ours",
    "project_id": "project of finance",
    "tags": ["zhengyun:estate=demo", "zhengyun:path=finance/office"],
}

ANSWERS: Final[dict[str, Answer]] = {
    "400": Response(400, {"message": "no"}),
    "401": Response(401, {"message": "who?"}),
    "403": Response(403, {"message": "you may not"}),
    "404": Response(404, {"message": "there is none"}),
    "409": Response(409, {"message": "in use"}),
    "over quota": Response(409, {"NeutronError": {"type": "OverQuota", "message": "Quota exceeded"}}),
    "429": Response(429, {"message": "slower"}),
    "500": Response(500, {"message": "broken"}),
    "501": Response(501, {"message": "never heard of it"}),
    "502": Response(502, "Bad Gateway"),
    "503": Response(503, "busy"),
    "504": Response(504, "Gateway Timeout"),
    "early": Response(401, {"message": "which project?"}, early=True),
    "unsent": NoAnswerError("Connection refused", sent=False),
    "sent": NoAnswerError("Connection reset", sent=True),
}


def task(api: Api, *, again: bool = False) -> Task:
    """The creation of a network."""
    attributes = {"tenant": "finance", "name": "office"}
    action = Action("create it", "cloud", Verb.CREATE, AT, "", attributes, again=again)
    return Task(api, action, "demo", IDS, "home")


def create(api: Api, *, again: bool = False) -> Any:
    """Create a network, looking for it where that is called for."""
    return api.create(Network(), task(api, again=again), "/networks", {"network": {"name": "office"}})


CALLS: Final[dict[str, Callable[[Api], object]]] = {
    "get": lambda api: api.get("network", "/networks"),
    "look": lambda api: api.look("network", "/networks/1"),
    "put": lambda api: api.put("network", "/networks/1", {}),
    "put in turn": lambda api: api.put("network", "/networks/1", {}, wait_for_turn=True),
    "patch": lambda api: api.patch("identity", "/projects/1", {}),
    "post": lambda api: api.post("compute", "/servers/1/action", {}),
    "post in turn": lambda api: api.post("compute", "/servers/1/action", {}, wait_for_turn=True),
    "add": lambda api: api.add("network", "/security-group-rules", {}),
    "upload": lambda api: api.upload(Request("PUT", "image", "/images/1/file", upload=lambda: BytesIO(b""))),
    "delete": lambda api: api.delete("network", "/networks/1"),
    "leave": lambda api: api.leave("network", "/routers/1/remove_router_interface", {}),
}


class Line:
    """An Api to a scripted service, on a clock that only its own pauses move."""

    def __init__(self, *answers: Answer, seconds: float = 30.0) -> None:
        self.script, self.time, self.notices = Scripted(list(answers)), Time(), list[Notice]()
        patience = Patience(seconds=seconds, sleep=self.time.sleep, clock=self.time.clock)
        self.api = Api(self.script, patience, self.notices.append)

    @property
    def sent(self) -> list[str]:
        """The methods of what was sent, in order."""
        return [request.method for request in self.script.requests]
