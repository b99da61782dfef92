"""`zhengyun change run-due`: carry out all that is due, one after the other; for cron."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cli.applying import carry_out
from cli.executing import Standing, as_executor, drop_unasked, run
from cli.locking import alone
from cli.output import emit
from cli.refusal import document as problem
from cli.refusal import show
from cli.session import Session, command
from cli.tending import drop_over, open_lacking
from cli.text import _
from cli.wiring import House
from zhengyun.change import ChangeRequest, State
from zhengyun.errors import Exit, Problems, ZhengyunError

# The worst first.
WORST = (
    Exit.BROKEN,
    Exit.FAILED,
    Exit.REFUSED,
    Exit.BAD_INPUT,
    Exit.DRIFT,
    Exit.UNREACHABLE,
    Exit.MISSED,
    Exit.WAITING,
)


@command(
    "run-due",
    help=_(
        "Carry out everything that is approved and may be carried out now, one request after the other. For cron: who comes "
        "while another does it ends with 8; else the exit code is that of what ended worst. What has expired "
        "unused is put on record."
    ),
)
def entry(session: Session) -> int:
    """Carry out each, and tell of each what came of it."""
    from governance.openings import close_expired, due

    if session.settings.vault:
        session = as_executor(session)
    house = House(session)
    told: list[dict[str, Any]] = []
    with alone(_lock(session)):
        for over in close_expired(house.ledger, session.person, house.clock.now()):
            session.say(_("{request} has expired unused").format(request=over.id))
        if house.executor_name:
            drop_unasked(house)
            drop_over(house)
            open_lacking(house)
        for found in due(house.ledger, house.clock.now()):
            told.append(_one(house, found))
            if told[-1]["stopped"]:
                break
    emit(session, "due/1", {"requests": told}, lambda: _lines(told))
    exits = {one["exit"] for one in told}
    return next((code for code in WORST if code in exits), Exit.OK)


def _lock(session: Session) -> Path:
    records = session.settings.records
    # Of machines that share a server each runs what is due by itself; whoever claims a request first carries it out.
    return (
        records.with_suffix(".due.lock")
        if isinstance(records, Path)
        else session.settings.beside_records / "records.due.lock"
    )


def _one(house: House, found: ChangeRequest) -> dict[str, Any]:
    """Carry out one; what is refused bars none of the others."""
    session = house.session
    resume = found.state(house.clock.now()) is State.INTERRUPTED
    try:
        applied = run(house, found) if house.executor_name else carry_out(house, found, resume=resume)
    except ZhengyunError as error:
        show(error, form="" if session.output == "table" else session.output)
        errors = error.errors if isinstance(error, Problems) else (error,)
        return {
            "request": found.id,
            "exit": int(error.exit),
            "stopped": False,
            "problems": [problem(one) for one in errors],
        }
    if isinstance(applied, Standing):
        return {"request": found.id, "exit": int(applied.exit), "stopped": False, "waiting": applied.document()}
    applied.say_what_is_left(session)
    return {"request": found.id, "exit": int(applied.exit), "stopped": applied.stopped, "receipt": applied.document()}


def _lines(told: list[dict[str, Any]]) -> Iterator[str]:
    for one in told:
        text = _("{request}: done") if one["exit"] == Exit.OK else _("{request}: not all done, exit code {code}")
        yield text.format(request=one["request"], code=one["exit"])
    if not told:
        yield _("Nothing is due.")
