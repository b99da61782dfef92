"""Reading hosts: what was laid and is not as it was, and what of their roles has not been laid yet."""

import getpass
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from cli.administered import look as look_at
from cli.text import reason
from cli.watch.document import Data, changes_of
from cli.watch.look import Found
from cli.wiring import House
from zhengyun.diff import Verb, changes, diff
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import SITE
from zhengyun.instant import text
from zhengyun.plan import Scope

if TYPE_CHECKING:
    from playbooks.plan import Seen
    from zhengyun.action import Action
    from zhengyun.diff import Difference
    from zhengyun.resource import Address

# How a difference is called where it has come about by itself.
STATES = {"create": "gone", "delete": "strange"}

Before = Mapping["Address", "Action"]
"""By address, what was last done there by a change."""


def look(house: House, estate: Estate, scope: Scope) -> Found:
    """Read them; where one cannot be read, what is known is told with the reason, and not as if it were all.

    Raises: ZhengyunError (ZY-HOST-040, ZY-HOST-041).
    """
    from playbooks.planning import troubles
    from records.readings import Reading

    at, began, person = text(house.clock.now()), time.monotonic(), getpass.getuser()
    try:
        seen = look_at(house, estate, scope)
        unread = next(troubles(seen), None)
    except ZhengyunError as error:
        unread = error
    if unread is not None:
        problem = {"code": unread.code.id, "reason": reason(unread), "exit": int(Exit.UNREACHABLE)}
        return Found(Reading(SITE, at, _since(began), person, None, problem))
    return Found(Reading(SITE, at, _since(began), person, document(seen, _applied(house))))


def document(seen: "Seen", before: Callable[[], Before]) -> Data:
    """The findings, in the form that those of a site have. What no change has laid yet is pending, and no drift."""
    from playbooks.grammars import GRAMMARS

    found = diff(seen.wanted, seen.world.existing, GRAMMARS)
    known = before() if found else {}
    drifted = {where: one for where, one in found.items() if not _pending(one, seen, known.get(where))}
    counted: dict[str, int] = {}
    for one in seen.wanted:
        counted[one.kind] = counted.get(one.kind, 0) + 1
    return {
        "evidence": False,
        "pending": len(found) - len(drifted),
        "things": dict(sorted(counted.items())),
        "drift": list(_told(drifted)),
        "ignored": [],
        "foreign": [],
    }


def _pending(one: "Difference", seen: "Seen", last: "Action | None") -> bool:
    """Whether a thing stands as the last change has left it, or no change has ever come to it: then a plan is what is missing."""
    if last is None:
        return True
    there = seen.world.existing.get(one.address)
    if last.verb is Verb.DELETE:
        return there is None
    return there is not None and not changes(last.attributes, there.attributes)


def _told(found: "Mapping[Address, Difference]") -> Iterator[Data]:
    for address, one in sorted(found.items()):
        yield {
            "address": str(address),
            "state": STATES.get(one.verb, "changed"),
            "changes": changes_of(one.changes),
            "fault": "",
            "by": [],
            "expired": [],
        }


def _applied(house: House) -> Callable[[], Before]:
    """What changes have laid, the newest of each: as the records tell it."""
    from zhengyun.planfile import load

    @cache
    def before() -> Before:
        known: dict[Address, Action] = {}
        for one in house.assets.applied():
            plan = load(one.plan, one.request)
            if SITE in plan.scope.sites:
                for action in plan.actions:
                    known.setdefault(action.address, action)
        return known

    return before


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
