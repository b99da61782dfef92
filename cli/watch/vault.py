"""Reading the vault: what of its configuration is not as the role file has it, what nobody has declared, and who did it."""

import getpass
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from cli.configured import driver_of, wanted_of
from cli.passphrase import given
from cli.text import _, reason
from cli.watch.document import Data, changes_of
from cli.watch.look import Found
from cli.watch.vault_deeds import Told, told
from cli.wiring import House
from zhengyun.diff import Differences
from zhengyun.errors import ZhengyunError
from zhengyun.estate.vault import SITE
from zhengyun.instant import text

if TYPE_CHECKING:
    from vault.wanted import Wanted
    from zhengyun.resource import World

# How a difference is called where it has come about by itself.
STATES = {"create": "gone", "delete": "strange"}
NOTHING: Final = Told(evidence=False)


def passed_over(house: House) -> str:
    """Why the vault is no part of the whole city for whoever acts, for people; nothing where it is.

    Without a question: a timer that may look at every site shall not wait for a passphrase, nor for a right that it never has.

    Raises: ZhengyunError (ZY-CLI-006, ZY-GOV-*).
    """
    from vault.policies import ADMINISTRATORS
    from zhengyun.office import holds

    person, now = house.session.person, house.clock.now()
    if not any(holds(house.roles, person, role, now) for role in ADMINISTRATORS):
        return _("the vault was not looked at: administrators alone may; one of them: zhengyun drift --site vault")
    if not given(house.session, person) and not (sys.stdin and sys.stdin.isatty()):
        return _("the vault was not looked at: nobody is here to open a key; --secret-file opens it")
    return ""


def look(house: House) -> Found:
    """Read it; one that cannot be read is told with the reason.

    Raises: ZhengyunError (ZY-VAULT-010, ZY-GOV-*).
    """
    from records.readings import Reading

    wanted, at, began, person = wanted_of(house), text(house.clock.now()), time.monotonic(), getpass.getuser()
    try:
        world = driver_of(house).observe()
        # The file afterwards: whoever changed something stands in it before the vault has answered him.
        deeds = told(house)
    except ZhengyunError as error:
        problem = {"code": error.code.id, "reason": reason(error), "exit": int(error.exit)}
        return Found(Reading(SITE, at, _since(began), person, None, problem))
    return Found(Reading(SITE, at, _since(began), person, document(wanted, world, deeds)))


def document(wanted: "Wanted", world: "World", deeds: Told = NOTHING) -> Data:
    """The findings, in the form that those of a site have."""
    from vault.planning import differences
    from vault.things import things

    made = things(wanted, world.existing)
    counted: dict[str, int] = {}
    for one in made.resources:
        counted[one.kind] = counted.get(one.kind, 0) + 1
    return {
        "evidence": deeds.evidence,
        "pending": 0,
        "things": dict(sorted(counted.items())),
        "drift": list(_drifted(differences(made, world.existing), world, deeds)),
        "ignored": [],
        "foreign": [],
    }


def _drifted(found: Differences, world: "World", deeds: Told) -> Iterator[Data]:
    for address, one in sorted(found.items()):
        there = world.existing.get(address)
        yield {
            "address": str(address),
            "state": STATES.get(one.verb, "changed"),
            "changes": changes_of(one.changes),
            "fault": "",
            "by": [deed._asdict() for deed in deeds.of(address, there.id if there else "")],
            "expired": [],
        }


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)
