"""Carrying out one approved change as a process of its own, so that its disk can be filled and itself be killed.

Run as `python -m tests.integration.records.applying FOLDER HOW`; it prints as JSON what came of it.
"""

import json
import resource
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from governance.execution import execute
from records.backup import check
from records.database import Database
from tests.cast import at
from tests.permits import gate
from tests.records import Records
from tests.unit.governance.requests import ask, say_yes
from tests.unit.zhengyun.interpreter import Interpreter
from tests.unit.zhengyun.small import path, want, wanted
from tests.unit.zhengyun.stage import BRISK, HERE, Nodding, Small, Watching, plan_for
from zhengyun.action import Action
from zhengyun.apply import Door, apply
from zhengyun.change import Claim
from zhengyun.errors import ZhengyunError
from zhengyun.ports import Journal
from zhengyun.results import Outcome, Receipt, Status

# Each rests on the one before.
PLAN: Final = plan_for(
    wanted(want("land/a", soil="clay"), want("house/h", land=path("land/a")), want("room/r", house=path("house/h"))), {}
)
MIDDLE: Final = "create here/house/town/h"
Hook = Callable[[Action], None]


def approved(records: Records) -> str:
    """A request for the plan that people have agreed to."""
    request = ask(records, PLAN)
    say_yes(records, request, asked=PLAN)
    return request.id


def carry_out(
    records: Records, world: Interpreter, *, resume: bool, after: Hook = lambda _: None
) -> tuple[Receipt | ZhengyunError, list[str]]:
    """Carry out the one request; what came of it, and the actions that were begun."""
    (request,) = records.ledger.requests()
    sites: list[Small] = []

    def through(journal: Journal, before: Sequence[Outcome] | None) -> Receipt:
        # What was done is on record before anything that rests on it is begun: the site looks there itself.
        done = lambda: {one.action for one in records.again().ledger.outcomes(request.id) if one.status is Status.DONE}  # noqa: E731
        sites.append(Small(world, done, after=after))
        values: dict[str, Any] = {
            "witness": Nodding(),
            "watcher": Watching(),
            "machine": HERE,
            "pace": BRISK,
            "clock": records.clock,
        }
        door = Door(drivers={"here": sites[0]}, gate=gate(), journal=journal, **values)
        return apply(PLAN, request.permit, "wang", door, before)

    claim = Claim("here", 1, "boot", "2" if resume else "1", "wang", at(0))
    ends: Receipt | ZhengyunError
    try:
        ends = execute(
            request,
            claim=claim,
            resume=resume,
            alive=lambda one: one == claim,
            ledger=records.ledger,
            book=records.book,
            apply=through,
            now=records.clock.now(),
        )
    except ZhengyunError as error:
        ends = error
    return ends, sites[0].begun if sites else []


def fill(how: str, file: Path) -> None:
    """Leave no room for another page of the database, in one of the ways in which that happens."""
    ahead = file.with_name(file.name + "-wal")
    if how == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (ahead.stat().st_size, resource.RLIM_INFINITY))
        return
    with suppress(OSError), file.with_name("filler").open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(512))


def begin(file: Path, how: str) -> tuple[Any, Interpreter]:
    """Begin it in a process of its own, and run out of room in the middle."""
    world = Interpreter({})

    def after(action: Action) -> None:
        if action.id == MIDDLE:
            fill(how, file)

    ends, begun = carry_out(Records(Database(file)), world, resume=False, after=after)
    return said(ends, begun), world


def resume(file: Path, world: Interpreter) -> Any:
    """Go on in another process."""
    return said(*carry_out(Records(Database(file)), world, resume=True))


def said(ends: Receipt | ZhengyunError, begun: list[str]) -> Any:
    """What came of it, as JSON data."""
    if isinstance(ends, ZhengyunError):
        return {"error": ends.code.id, "text": str(ends), "begun": begun}
    return {"complete": ends.complete, "begun": begun}


def apart(work: Callable[..., Any], *values: object) -> Any:
    """Do something in a process of its own, which has the same people's keys; what it returns."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        return pool.submit(work, *values).result()


def main(folder: str, how: str) -> None:
    """The whole story; prints what each process said."""
    file = Path(folder) / "records.sqlite"
    records = Records(Database(file))
    approved(records)
    records.database.close()
    full, world = apart(begin, file, how)
    file.with_name("filler").unlink(missing_ok=True)
    resumed = apart(resume, file, world)
    health = check(file)
    outcomes = [one.action for one in records.ledger.outcomes(records.ledger.requests()[0].id)]
    story = {
        "full": full,
        "resumed": resumed,
        "sound": health.sound,
        "outcomes": sorted(outcomes),
        "kinds": records.kinds(),
    }
    sys.stdout.write(json.dumps(story) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
