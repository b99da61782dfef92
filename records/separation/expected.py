"""Every function and trigger that there shall be, the migrations' and the separation's own, in one form."""

import json
from functools import cache
from hashlib import sha256
from typing import Final, NamedTuple

from records.separation import laid
from records.separation.function import PINNED, Function
from records.separation.functions import CALLED, FUNCTIONS

ALWAYS: Final = "A"


class Expected(NamedTuple):
    """A function as it shall be: what it is told by, what makes it so, and whether everybody in office calls it."""

    signature: str
    body: str
    language: str
    definer: bool
    volatile: str
    settings: str
    statement: str
    called: bool

    def digest(self, owner: str) -> str:
        """What tells it from one that was altered."""
        return digest(self.body, self.language, owner, self.definer, self.volatile, self.settings)


def digest(body: str, language: str, owner: str, definer: bool, volatile: str, settings: str) -> str:
    """The same of any function."""
    return sha256(json.dumps([body, language, owner, definer, volatile, settings]).encode()).hexdigest()[:16]


@cache
def expected() -> tuple[Expected, ...]:
    """All functions of both schemas."""
    return (*map(_laid, laid.functions()), *map(_added, FUNCTIONS))


def guard_told(one: laid.Guard) -> tuple[str, ...]:
    """What is told of a trigger: what it is called, when it runs, what it calls, and that nobody's session is spared."""
    return one.name, str(one.kind), one.called, ALWAYS


def _laid(one: laid.Laid) -> Expected:
    settings = f"search_path={one.settings}" if one.settings else ""
    called = one.name in laid.CALLED
    return Expected(one.signature, one.body, one.language, False, one.volatile, settings, one.statement, called)


def _added(one: Function) -> Expected:
    volatile, settings = "s" if one.stable else "v", f"search_path={PINNED}"
    statement, called = one.statement(), one in CALLED
    return Expected(one.signature, one.body, one.language, one.definer, volatile, settings, statement, called)
