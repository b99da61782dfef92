"""`zhengyun net restore`: whether a backup can be restored."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from cli import backups
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit

if TYPE_CHECKING:
    from network.restoring import Tried


@command(
    "restore",
    help=_(
        "Try whether a backup of a device (a number, the beginning of a digest, or `last`) can be restored: a scratch device of the "
        "same platform runs it for a moment, is compared with it block by block, and goes back. The device itself is told nothing. "
        "Ends with 4 where what ran was something else."
    ),
)
@click.argument("device")
@click.argument("backup", default="last")
@click.option("--test", "scratch", required=True, metavar="DEVICE", help=_("The device to try it on."))
def entry(session: Session, device: str, backup: str, scratch: str) -> int:
    """Restore on the scratch device, and tell."""
    from network.hidden import hidden
    from network.restoring import tried

    house = House(session)
    estate = house.estate()
    (of,) = backups.chosen(estate, (device,))
    (on,) = backups.chosen(estate, (scratch,))
    store = backups.folder(house)
    kept = store.named(device, backup)
    who = house.device_looks().login(on)
    found = tried(store.text(kept), of, on, who, house.device_opens())
    document = {
        "device": device,
        "backup": kept.number,
        "digest": kept.digest,
        "scratch": scratch,
        "lines": found.lines,
        "seconds": round(found.seconds, 2),
        "differs": tuple(map(hidden, found.differs)),
        "back": found.back,
    }
    emit(session, "device-restore/1", document, lambda: _told(found, device, kept.number, scratch))
    return Exit.DRIFT if found.differs or not found.back else Exit.OK


def _told(found: "Tried", device: str, number: int, scratch: str) -> Iterator[str]:
    from network.hidden import hidden

    yield from map(hidden, found.differs)
    if found.differs:
        yield _("backup {number} of {device} cannot be restored as it was").format(number=number, device=device)
    else:
        yield _("backup {number} of {device} ran on {scratch} as it was kept: {lines} lines in {seconds} s").format(
            number=number, device=device, scratch=scratch, lines=found.lines, seconds=round(found.seconds, 1)
        )
    if found.back:
        yield _("{scratch} runs again what it ran before, or will in a minute").format(scratch=scratch)
    else:
        yield _("{scratch} does not run what it ran before").format(scratch=scratch)
