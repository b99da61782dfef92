"""The times at which a request may be carried out: told, waited for, and kept to while it is."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cli.text import _
from cli.wiring import House
from zhengyun.change import RESUMABLE, ChangeRequest, State
from zhengyun.instant import both, parse
from zhengyun.permit import Permit
from zhengyun.window import parse as window_of

# So often the clock is looked at, in seconds.
LOOK = 1.0


def told(permit: Permit) -> Iterator[str]:
    """When it may be carried out, in words."""
    if permit.not_before:
        yield _("not before {begins}").format(begins=both(parse(permit.not_before)))
    if permit.window:
        yield _("only within {window}").format(window=permit.window)


@contextmanager
def until_closed(permit: Permit, house: House, stop: threading.Event, closed: threading.Event) -> Iterator[None]:
    """Set both when the permit's window closes: what is under way comes to its end, nothing new is begun."""
    over = threading.Event()

    def watch() -> None:
        window = window_of(permit.window)
        while not over.wait(LOOK):
            if not window.open_at(house.clock.now()):
                closed.set()
                stop.set()
                told = _(
                    "the window has closed: what is under way comes to its end and is recorded; nothing new is begun"
                )
                house.session.say(told)
                return

    if permit.window:
        threading.Thread(target=watch, name="window", daemon=True).start()
    try:
        yield
    finally:
        over.set()


def wait(house: House, request: str) -> ChangeRequest:
    """The request, as soon as its times allow that it is carried out, or it waits for that no more.

    Raises: ZhengyunError (ZY-GOV-073: it will have ended by then; ZY-PERMIT-014).
    """
    from governance.openings import opening

    said = False
    while True:
        found, now = house.ledger.request(request), house.clock.now()
        # Whatever else stands in the way, the door says.
        if found.state(now) not in {State.APPROVED, *RESUMABLE} or (begins := opening(found.permit, now)) <= now:
            return found
        if not said:
            text = _("{request} waits until {begins}; Ctrl-C stops waiting, nothing has been done")
            house.session.say(text.format(request=request, begins=both(begins)))
            said = True
        # A second at a time: the machine may have slept, and the request may have been taken back.
        time.sleep(LOOK)
