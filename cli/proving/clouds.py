"""Where attempts at a cloud are made: two departments and their users, made for the occasion and taken away afterwards.

A department's user has the role `member` in its project and a reader the role `reader`, as people of departments have them:
what these roles have become at this site, by policy or because one implies another, they have too.
"""

import json
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cli.wiring_proving import entered
from cloud.transport import NoAnswerError, Request, Response, Transport
from governance.proving import Heard

PREFIX: Final = "zhengyun-prove"
NO_ANSWER: Final = "no answer"
GOOD: Final = range(200, 300)
BUSY: Final = (400, 409)
# In seconds.
PATIENCE: Final = 30.0
LOOK: Final = 0.2


class RefusedError(Exception):
    """A service has said no."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.problem)
        self.response = response


@dataclass
class CloudStage:
    """One site: who keeps it, everybody else with his own way to it, and what has been made, the newest last."""

    keeper: Transport
    folder: Path
    mark: str
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, Transport] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    undo: list[tuple[str, str]] = field(default_factory=list)

    def say(self, who: Transport, method: str, service: str, path: str, body: object = None) -> Any:
        """Make a call and return the answer's body.

        Raises: RefusedError, NoAnswerError.
        """
        return self.answered(who.send(Request(method, service, path.format(**self.names), body=self.filled(body))))

    def answered(self, response: Response) -> Any:
        """An answer's body.

        Raises: RefusedError.
        """
        if response.status not in GOOD:
            raise RefusedError(response)
        return response.body

    def filled(self, body: object) -> object:
        """A body with the names of what was made in it."""
        if isinstance(body, str):
            return body.format(**self.names) if "{" in body else body
        if isinstance(body, Mapping):
            return {name: self.filled(value) for name, value in body.items()}
        return [self.filled(one) for one in body] if isinstance(body, list) else body

    def make(self, service: str, path: str, body: object, name: str = "", who: Transport | None = None) -> str:
        """Make something, to be taken away at the end; what it is known by is kept under a name."""
        made = identifier(self.say(who or self.keeper, "POST", service, path, body))
        self.undo.append((service, f"{path.partition('?')[0].format(**self.names)}/{made}"))
        if name:
            self.names[name] = made
        return made

    def settled(self, service: str, path: str) -> None:
        """Wait until something that is being made is made, or is not."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            answer = self.say(self.keeper, "GET", service, path)
            if next(iter(answer.values())).get("status") not in {"creating", "downloading"}:
                return
            time.sleep(LOOK)

    def give(self, project: str, user: str, role: str) -> None:
        """Give a user a role in a project."""
        self.say(self.keeper, "PUT", "identity", f"/projects/{project}/users/{user}/roles/{self.role(role)}")

    def role(self, name: str) -> str:
        """What a role is known by."""
        (found,) = self.say(self.keeper, "GET", "identity", f"/roles?name={name}")["roles"]
        return str(found["id"])

    def enter(self, name: str, auth: Mapping[str, str], kind: str = "password") -> Transport:
        """Somebody's own way to the site."""
        entry = {**self.keeper.entry, "auth_type": kind}
        entry["auth"] = {"auth_url": entry.pop("auth_url"), **auth}
        file = self.folder / f"{name}.yaml"
        file.touch(mode=0o600)
        file.write_text(json.dumps({"clouds": {name: entry}}))
        self.people[name] = entered(self.keeper.site, name, file)
        return self.people[name]

    def undone(self) -> None:
        """Take away what was made, the newest first; what is gone already is gone."""
        for service, path in reversed(self.undo):
            ends = time.monotonic() + PATIENCE
            # What is still being made cannot be deleted yet.
            while self.keeper.send(Request("DELETE", service, path)).status in BUSY and time.monotonic() < ends:
                time.sleep(LOOK)
        self.undo.clear()


def identifier(body: Any) -> str:
    """What something new is known by."""
    inner = next((one for one in body.values() if isinstance(one, Mapping)), body)
    return str(inner["id"])


@contextmanager
def stage_at(keeper: Transport) -> Iterator[CloudStage]:
    """A site with two departments, their users and some things of theirs; afterwards nothing is left of it."""
    with tempfile.TemporaryDirectory(prefix="zhengyun-prove-") as folder:
        stage = CloudStage(keeper, Path(folder), f"{PREFIX}-{secrets.token_hex(4)}")
        stage.names["mark"] = stage.mark
        try:
            _furnish(stage)
            yield stage
        finally:
            stage.undone()


def _furnish(stage: CloudStage) -> None:
    for project in ("own", "other"):
        body = {"project": {"name": f"{stage.mark}-{project}", "domain_id": stage.keeper.domain}}
        stage.make("identity", "/projects", body, project)
    for name, role, project in (
        ("department", "member", "own"),
        ("reader", "reader", "own"),
        ("neighbour", "member", "other"),
    ):
        password = stage.passwords[name] = secrets.token_urlsafe(24)
        user = {"name": f"{stage.mark}-{name}", "password": password, "domain_id": stage.keeper.domain}
        made = stage.make("identity", "/users", {"user": user}, name)
        stage.give(stage.names[project], made, role)
        stage.enter(name, {"user_id": made, "password": password, "project_id": stage.names[project]})
    volume = {"volume": {"name": f"{stage.mark}-other", "size": 1}}
    stage.make("block-storage", "/volumes", volume, "other_volume", stage.people["neighbour"])
    stage.make("identity", "/roles", {"role": {"name": f"{stage.mark}-spare"}}, "spare")
    for project in ("own", "other"):
        body = {"network": {"name": f"{stage.mark}-{project}", "project_id": stage.names[project]}}
        stage.make("network", "/networks", body, f"{project}_network")
    (service, *_) = stage.say(stage.keeper, "GET", "compute", "/os-services?binary=nova-compute")["services"]
    stage.names["service"] = str(service["id"])
    stage.names["keeper"] = stage.keeper.user
    stage.names["admin"] = stage.role("admin")
    stage.names["member"] = stage.role("member")
    stage.names["keepers"] = stage.keeper.home


def heard(call: Callable[[], object]) -> Heard:
    """What a service answers: the status of its refusal, in its own words."""
    try:
        call()
    except RefusedError as refused:
        return Heard(str(refused.response.status), f"{refused.response.status} {refused.response.problem}")
    except NoAnswerError as error:
        return Heard(NO_ANSWER, error.problem)
    return Heard()
