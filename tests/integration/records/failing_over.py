"""One operator's process while the database fails over: changes from asking to receipt, and what it was told was written.

Run as `python -m tests.integration.records.failing_over URL NUMBER`; it says `ready`, waits for a line, prints as JSON each
acknowledged entry and each request, and ends when it has brought one change to its receipt after `stop` was said.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from records.opening import open_records
from tests.integration.records.changing import Desk
from tests.unit.zhengyun.interpreter import Interpreter
from zhengyun.change import State
from zhengyun.entry import Note
from zhengyun.errors import Exit, ZhengyunError

PATIENCE_SECONDS: Final = 300
NAP_SECONDS: Final = 0.2


def say(**told: object) -> None:
    """Print what the database has acknowledged."""
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def until_it_is_back(work: Callable[[], Any]) -> Any:
    """Do something again and again as long as the database is out of reach; whatever else is wrong is told."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return work()
        except ZhengyunError as error:
            if error.code.exit is not Exit.UNREACHABLE or time.monotonic() > deadline:
                raise
            say(broken=error.code.id)
            time.sleep(NAP_SECONDS)


def change(desk: Desk) -> None:
    """One change, each step again where it was broken off: what it then finds is all of it, or nothing."""
    request = until_it_is_back(desk.ask)
    say(asked=request)
    until_it_is_back(lambda: agreed(desk, request))
    world = Interpreter({})
    until_it_is_back(lambda: carried_out(desk, request, world))
    say(applied=request)
    number = until_it_is_back(lambda: desk.book.append(Note("audit.read", "chen", {"request": request}))).number
    say(number=number, request=request)


def agreed(desk: Desk, request: str) -> None:
    """Agree, if the first attempt has not."""
    if desk.ledger.request(request).stored is State.SUBMITTED:
        desk.agree(request)


def carried_out(desk: Desk, request: str, world: Interpreter) -> None:
    """Apply, or go on with what an attempt has left that was broken off."""
    state = desk.ledger.request(request).stored
    if state is not State.APPLIED:
        receipt = desk.carry_out(request, world, resume=state is not State.APPROVED)
        assert receipt.complete


def main(url: str) -> None:
    """Until somebody says stop."""
    stop = threading.Event()
    desk = Desk(open_records(url, begin=False))
    say(ready=True)
    sys.stdin.readline()

    def listen() -> None:
        with suppress(OSError):
            sys.stdin.readline()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    while True:
        last = stop.is_set()
        change(desk)
        if last:
            break
    desk.store.close()


if __name__ == "__main__":
    main(sys.argv[1])
