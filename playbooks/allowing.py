"""What a plan allows to be written on hosts: exactly the files that it holds, on top of what it rests on. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from playbooks.events import step_of
from playbooks.grammars import BLIND, FILE, STEP, Where, address, rest_of, where_of
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address, Value

FACTS: Final = ("sha256", "mode", "owner", "group")
UNKNOWN: Final = "the plan does not hold it"
OTHERWISE: Final = "it would become another than the plan holds"
MOVED: Final = "it is no longer as it was when the plan was made"

Standing = Mapping[str, Value] | None


class Allowed:
    """The files of a plan's actions."""

    def __init__(self, actions: Sequence[Action]) -> None:
        self._actions: dict[Address, Action] = {one.address: one for one in actions}
        self._secrets = {
            (where_of(one.address).host, str(name))
            for one in actions
            for name in _names(one.attributes.get("secrets"))
        }  # fmt: skip
        self._blind = {where_of(one.address).host for one in actions if one.address.kind == BLIND}

    def why_not(self, ask: Mapping[str, Any]) -> str:
        """Why a file may not be written so; empty where it may. `before` and `after` are as `zy_file` tells them, None for no file."""
        where = Where(str(ask["host"]), str(ask["role"]))
        if self._is_blind(where, str(ask["path"])):
            return ""
        action = self._actions.get(address(FILE, where, str(ask["path"])))
        # An address is read back: no two questions mean the same file by other letters.
        if action is None or (where_of(action.address), rest_of(action.address)) != (where, str(ask["path"])):
            return UNKNOWN
        before, after = _facts(ask["before"]), _facts(ask["after"])
        if after != _after(action):
            return OTHERWISE
        # What a run that was torn off has laid already stays as it is.
        return "" if before == _before(action) or (action.again and before == after) else MOVED

    def why_no_step(self, ask: Mapping[str, Any]) -> str:
        """Why a step may not be done so; empty where it may. `diff` is as the task tells it."""
        where = Where(str(ask["host"]), str(ask["role"]))
        whole = self._actions.get(address(BLIND, where))
        if whole and where_of(whole.address) == where:
            return ""
        action = self._actions.get(address(STEP, where, str(ask["task"])))
        if action is None or (where_of(action.address), rest_of(action.address)) != (where, str(ask["task"])):
            return UNKNOWN
        return "" if action.attributes.get("state") == step_of(ask["diff"]) else OTHERWISE

    def secret(self, host: str, name: str) -> bool:
        """Whether a file of the plan on that host has this secret; of a host that is planned blind nobody knows which."""
        return (host, name) in self._secrets or host in self._blind

    def _is_blind(self, where: Where, path: str) -> bool:
        """Whether people have agreed to the role as a whole, or to this file whatever it comes to."""
        whole = self._actions.get(address(BLIND, where))
        single = self._actions.get(address(BLIND, where, path))
        return bool((whole and where_of(whole.address) == where) or (single and where_of(single.address) == where))


def _names(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _facts(given: Mapping[str, Any] | None) -> Standing:
    return None if given is None else {name: str(given.get(name, "")) for name in FACTS}


def _after(action: Action) -> Standing:
    return None if action.verb is Verb.DELETE else _facts(action.attributes)


def _before(action: Action) -> Standing:
    """How the file stood when the plan was made: what it is to be, but for what changes."""
    if action.verb is Verb.CREATE:
        return None
    changed = {one.attribute: one.before for one in action.changes}
    return _facts({**action.attributes, **changed})
