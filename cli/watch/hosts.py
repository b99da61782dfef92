"""Reading hosts: what was laid and is not as it was, and what of their roles has not been laid yet."""

import getpass
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.administered import look as look_at
from cli.text import reason
from cli.watch.applied import Before, applied, is_pending
from cli.watch.document import Data, changes_of
from cli.watch.look import Found
from cli.wiring import House
from zhengyun.diff import diff
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.hosts import SITE
from zhengyun.instant import text
from zhengyun.plan import Scope

if TYPE_CHECKING:
    from playbooks.plan import Seen
    from zhengyun.diff import Difference
    from zhengyun.resource import Address

# How a difference is called where it has come about by itself.
STATES = {"create": "gone", "delete": "strange"}


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
    return Found(Reading(SITE, at, _since(began), person, document(seen, applied(house, SITE))))


def document(seen: "Seen", before: Before) -> Data:
    """The findings, in the form that those of a site have. What no change has laid yet is pending, and no drift."""
    from playbooks.grammars import GRAMMARS

    found = diff(seen.wanted, seen.world.existing, GRAMMARS)
    known = before() if found else {}
    drifted = {
        where: one for where, one in found.items() if not is_pending(seen.world.existing.get(where), known.get(where))
    }
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


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
