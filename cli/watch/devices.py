"""Reading devices: what they run and no change has told them, and what they were to be told and have not been yet."""

import getpass
import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.devices import look as look_at
from cli.text import reason
from cli.watch.applied import Before, applied, is_pending
from cli.watch.document import Data, changes_of
from cli.watch.look import Found
from cli.wiring import House
from zhengyun.diff import diff
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import SITE
from zhengyun.instant import text
from zhengyun.plan import Scope

if TYPE_CHECKING:
    from zhengyun.diff import Difference
    from zhengyun.resource import Address, Existing, Resource


def look(house: House, estate: Estate, scope: Scope) -> Found:
    """Read them; where one cannot be read, what is known is told with the reason, and not as if it were all.

    Raises: ZhengyunError (ZY-HOST-040).
    """
    from network.planning import resources
    from records.readings import Reading

    at, began, person = text(house.clock.now()), time.monotonic(), getpass.getuser()
    try:
        wanted, seen = look_at(house, estate, scope)
        unread = next((error for _, error in seen.untold), None)
    except ZhengyunError as error:
        unread = error
    took = int((time.monotonic() - began) * 1000)
    if unread is not None:
        problem = {"code": unread.code.id, "reason": reason(unread), "exit": int(Exit.UNREACHABLE)}
        return Found(Reading(SITE, at, took, person, None, problem))
    shall = resources(estate.devices, wanted)
    return Found(Reading(SITE, at, took, person, document(shall, seen.world.existing, applied(house, SITE))))


def document(wanted: "Mapping[Address, Resource]", found: "Mapping[Address, Existing]", before: Before) -> Data:
    """The findings, in the form that those of a site have. What no change has told a device yet is pending, and no drift."""
    from network.grammars import CONFIG, GRAMMARS

    differences = diff(wanted, found, GRAMMARS)
    known = before() if differences else {}
    drifted = {where: one for where, one in differences.items() if not is_pending(found.get(where), known.get(where))}
    return {
        "evidence": False,
        "pending": len(differences) - len(drifted),
        "things": {CONFIG: len(wanted)} if wanted else {},
        "drift": list(_told(drifted)),
        "ignored": [],
        "foreign": [],
    }


def _told(found: "Mapping[Address, Difference]") -> Iterator[Data]:
    for address, one in sorted(found.items()):
        yield {
            "address": str(address),
            "state": "changed",
            "changes": changes_of(one.changes),
            "fault": "",
            "by": [],
            "expired": [],
        }
