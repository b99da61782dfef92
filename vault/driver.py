"""The kernel's driver of the vault's configuration: reads what stands there, and writes what people have agreed to."""

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Final

from vault import codes
from vault.port import Answer, Need, Performer, Server
from vault.reading import Reading
from vault.writing import writes
from zhengyun.action import Action
from zhengyun.diff import Verb, changes
from zhengyun.errors import ZhengyunError
from zhengyun.ports import Ids
from zhengyun.resource import World
from zhengyun.results import Outcome, Pending, Status

METHODS: Final = {"update": "POST", "delete": "DELETE"}
# A mount that was made just now says so for a moment.
UPGRADING: Final = "Upgrading from non-versioned"
# A path that something is mounted at is not mounted at again.
THERE: Final = "path is already in use"
PATIENCE: Final = 60.0
PAUSE: Final = 0.1


class Rooted:
    """Writes at once: the hand of the ceremony, whose root token ends with it."""

    def __init__(self, server: Server, token: str) -> None:
        self._server, self._token = server, token

    def perform(self, need: Need) -> Answer:
        """Do it. Raises: ZhengyunError (ZY-VAULT-001 to 008)."""
        return self._server.ask(METHODS[need.operation], need.path, need.body or None, token=self._token)


Eye = Callable[[], AbstractContextManager[str]]
"""Comes in to look: what is asked with, for as long as it lasts."""


class VaultDriver:
    """The configuration of a vault. `eye` is whoever looks; `hand` does what was agreed to."""

    def __init__(self, server: Server, eye: Eye, hand: Performer) -> None:
        self._server, self._eye, self._hand = server, eye, hand

    def observe(self, touched: Sequence[str] = ()) -> World:
        """What stands there. Raises: ZhengyunError (ZY-VAULT-001 to 008)."""
        del touched
        with self._eye() as token:
            return Reading(self._server, token).world()

    def admit(self, actions: Sequence[Action]) -> None:
        """The vault bears whatever is agreed to."""

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Write what the action takes, in its order; what a run that was torn off has written already stays as it is.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, and as the hand).
        """
        del ids
        if not (action.again and self._stands(action)):
            for need in writes(action):
                self._write(need, again=action.again)
        return Outcome(action.id, Status.DONE, made=str(action.address))

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Nothing is ever under way: what is begun is done."""
        return pending

    def _stands(self, action: Action) -> bool:
        """Whether a thing is as its action leaves it."""
        found = self.observe().existing.get(action.address)
        if action.verb is Verb.DELETE:
            return found is None
        return found is not None and not changes(action.attributes, found.attributes)

    def _write(self, need: Need, *, again: bool) -> None:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                self._hand.perform(need)
            except ZhengyunError as error:
                said = str(error.values.get("problem"))
                if error.code is not codes.ANSWERED:
                    raise
                if again and THERE in said:
                    return
                if UPGRADING not in said or time.monotonic() > ends:
                    raise
                time.sleep(PAUSE)
            else:
                return
