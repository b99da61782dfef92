"""Application credentials of service users: what a service is let in with, in place of a password.

Keystone lets only a user himself make one. So the user has a password for a moment, which nobody else ever sees.

Keystone lists credentials for one user at a time. So that a reading costs the same for six departments and for sixty,
what was made is sealed in an attribute of the user, and read from there; whoever is about to act on a tenant, or asks
for depth, reads the credentials themselves.
"""

import re
import secrets
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import ClassVar, Final

from cloud import mark
from cloud.api import GONE, CutOffError, Item
from cloud.kinds.base import Kind
from cloud.kinds.task import IDENTITY, Listing, Made, Task
from cloud.safe import Safe
from cloud.transport import Login
from cloud.view import View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Attributes, Bond, Existing, Foreign, Grammar, Reference, Value

SEAL: Final = "zhengyun_credential_"
NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,23}")
MIDNIGHT: Final = "T00:00:00.000000"
CALL: Final = ("service", "method", "path")
BAD_REQUEST: Final = 400
# How often a creation without a clear answer is tried again.
ATTEMPTS: Final = 3


class Credential(Kind):
    """Keystone's application credential."""

    grammar: ClassVar = Grammar(
        "credential",
        fixed=frozenset({"user", "tenant", "roles", "expires", "access"}),
        refers={
            "user": Reference("user", Bond.HARD),
            "tenant": Reference("project", Bond.HARD),
            # What it may do is told by what its user may do whenever it is used: taken back and given again, it works again.
            "roles": Reference("assignment", Bond.LOOSE),
        },
        seconds=2.0,
    )
    in_project: ClassVar = False
    parts_of_path: ClassVar = 3

    def __init__(self, safe: Safe) -> None:
        self._safe = safe
        self._turns: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def owned(self, item: Item, view: View) -> str:
        """Not asked: it is sealed in its user."""
        del item, view
        return ""

    def index(self, view: View) -> None:
        """Every seal of a user of ours, made for the project that the tenant has now."""
        for path, seal in _seals(view):
            view.paths[self.name, str(seal["id"])] = path

    def found(self, view: View) -> Iterator[Existing | Foreign]:
        """What was sealed."""
        for path, seal in _seals(view):
            roles, expires = _texts(seal.get("roles")), str(seal.get("expires") or "")
            attributes = told(path, roles, expires, _rules(seal.get("access")))
            yield Existing(Address(view.site, self.name, path), str(seal["id"]), attributes)

    def attributes(self, item: Item, path: str, view: View) -> Attributes:
        """Not used: a credential is no item of a list."""
        del item, path, view
        return {}

    def create(self, task: Task) -> Made:
        """Make it as its user, keep it, and seal it: what is not sealed was never kept, and is made anew."""
        user = task.id("user", task.action.attributes["user"])
        with self._turns[user]:
            self._clear(task, user)
            login = Login(user, _password(), task.tenant)
            try:
                task.api.patch(IDENTITY, f"/users/{user}", {"user": {"password": login.password}})
                identifier = self._make(task, login)
                _close(task, user, _seal(task, identifier))
            except ZhengyunError:
                with suppress(ZhengyunError):
                    self._clear(task, user)
                with suppress(ZhengyunError):
                    _close(task, user, {})
                raise
        return Made(identifier)

    def update(self, task: Task) -> Made:
        """Nothing of it changes in place; one that was there when the world was read, and has gone, is made anew."""
        user = task.id("user", task.action.attributes["user"])
        path = f"/users/{user}/application_credentials/{task.action.target}"
        return Made(task.action.target) if task.api.look(IDENTITY, path) else self.create(task)

    def delete(self, task: Task) -> Made:
        """Take it away from Keystone and from where it was kept; it may have gone with its user."""
        user = task.ids.get(Address(task.address.site, "user", task.path.rpartition("/")[0]))
        if user:
            with self._turns[user]:
                _delete(task, user, task.action.target)
                try:
                    task.api.patch(IDENTITY, f"/users/{user}", {"user": {SEAL + _name(task.path): None}})
                except ZhengyunError as error:
                    if error.values.get("status") != GONE:
                        raise
        self._safe.forget(task.address)
        return Made(task.action.target)

    def _clear(self, task: Task, user: str) -> None:
        """What an attempt that was torn off has left behind."""
        mine = mark.birthmark(task.estate, task.path)
        for item in task.api.listed(listing(user)):
            if item.get("description") == mine:
                _delete(task, user, str(item["id"]))
        self._safe.forget(task.address)

    def _make(self, task: Task, login: Login) -> str:
        secret = secrets.token_urlsafe(32)
        for attempt in range(ATTEMPTS):
            try:
                path = f"/users/{login.user}/application_credentials"
                made = task.api.post_as(login, IDENTITY, path, _body(task, secret))
                break
            except CutOffError:
                if attempt == ATTEMPTS - 1:
                    raise
                self._clear(task, login.user)
        identifier = str(made["application_credential"]["id"])
        auth = {"application_credential_id": identifier, "application_credential_secret": secret}
        reached = task.api.transport.entry
        whole = {**auth, "auth_url": reached["auth_url"]}
        rest = {name: value for name, value in reached.items() if name != "auth_url"}
        self._safe.keep(task.address, {"auth_type": "v3applicationcredential", "auth": whole, **rest})
        return identifier


def listing(user: str) -> Listing:
    """A user's credentials."""
    return Listing(IDENTITY, f"/users/{user}/application_credentials", "application_credentials")


def told(path: str, roles: Iterable[str], expires: str, access: list[Value]) -> dict[str, Value]:
    """A credential in the estate's own words."""
    user, tenant = path.rpartition("/")[0], path.partition("/")[0]
    return {
        "user": user,
        "tenant": tenant,
        "roles": [f"{user}/{role}" for role in sorted(roles)],
        "expires": expires.removesuffix(MIDNIGHT) or None,
        "access": access,
    }


def truth(item: Item, path: str) -> dict[str, Value]:
    """What Keystone itself says of one."""
    roles = [str(role["name"]) for role in item["roles"]]
    return told(path, roles, str(item.get("expires_at") or ""), _rules(item.get("access_rules")))


def _seals(view: View) -> Iterator[tuple[str, Mapping[str, Value]]]:
    """Every seal that can be read, with the credential's path."""
    for item in view.lists["user"]:
        user = view.paths.get(("user", item["id"]), "")
        for name, seal in item.items() if user else ():
            if name.startswith(SEAL) and NAME.fullmatch(name.removeprefix(SEAL)) and isinstance(seal, dict):
                there = view.paths.get(("project", str(seal.get("project")))) == user.partition("/")[0]
                if there and isinstance(seal.get("id"), str):
                    yield f"{user}/{name.removeprefix(SEAL)}", seal


def _seal(task: Task, identifier: str) -> dict[str, Value]:
    wanted = task.action.attributes
    roles: list[Value] = [role.rpartition("/")[2] for role in _texts(wanted["roles"])]
    made: dict[str, Value] = {"id": identifier, "project": task.tenant, "roles": roles}
    return {SEAL + _name(task.path): {**made, "expires": wanted["expires"], "access": wanted["access"]}}


def _body(task: Task, secret: str) -> Mapping[str, object]:
    wanted = task.action.attributes
    body: dict[str, object] = {
        "name": _name(task.path),
        "description": mark.birthmark(task.estate, task.path),
        "secret": secret,
        "roles": [{"name": role.rpartition("/")[2]} for role in _texts(wanted["roles"])],
    }
    if wanted["expires"]:
        body["expires_at"] = f"{wanted['expires']}{MIDNIGHT}"
    if wanted["access"]:
        body["access_rules"] = wanted["access"]
    return {"application_credential": body}


def _close(task: Task, user: str, seal: Mapping[str, Value]) -> None:
    """Leave the user without a password, or where Keystone insists on one, with one that nobody knows."""
    path = f"/users/{user}"
    try:
        task.api.patch(IDENTITY, path, {"user": {"password": None, **seal}})
    except ZhengyunError as error:
        if error.values.get("status") != BAD_REQUEST:
            raise
        task.api.patch(IDENTITY, path, {"user": {"password": _password(), **seal}})


def _delete(task: Task, user: str, identifier: str) -> None:
    task.api.delete(IDENTITY, f"/users/{user}/application_credentials/{identifier}")


def _password() -> str:
    """What no rule for passwords refuses."""
    return secrets.token_urlsafe(32) + "-aA1!"


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _rules(found: object) -> list[Value]:
    """The calls that it may make, in order; every one where there is no rule."""
    rules = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    calls = sorted(tuple(str(one.get(word)) for word in CALL) for one in rules)
    return [dict[str, Value](zip(CALL, call, strict=True)) for call in calls]


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
