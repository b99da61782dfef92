"""`zhengyun net diff`: how a device differs from what it was."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli import backups
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit

if TYPE_CHECKING:
    from zhengyun.estate.devices import Device

COLOURS = {"+": "green", "-": "red"}


@command(
    "diff",
    help=_(
        "Show block by block how a backup of a device (a number, the beginning of a digest, or `last`) differs from a later one, or "
        "from what the device runs now. The order of sections says nothing; secrets are not shown. Ends with 4 where they differ."
    ),
)
@click.argument("device")
@click.argument("before", default="last")
@click.argument("after", default="")
def entry(session: Session, device: str, before: str, after: str) -> int:
    """Compare, and tell."""
    from network.hidden import hidden
    from network.rendering import platforms

    house = House(session)
    (chosen,) = backups.chosen(house.estate(), (device,))
    store = backups.folder(house)
    first = store.text(store.named(device, before))
    second = store.text(store.named(device, after)) if after else _now(house, chosen)
    lines = tuple(map(hidden, platforms.diff(chosen.platform, first, second, managed=False)))
    document = {"device": device, "before": before, "after": after or "running", "lines": lines}
    emit(session, "device-diff/1", document, lambda: _lines(lines))
    return Exit.DRIFT if lines else Exit.OK


def _now(house: House, device: "Device") -> str:
    (found,) = backups.read(house, (device,))
    if found.trouble:
        raise found.trouble
    return found.text


def _lines(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        yield click.style(line, fg=COLOURS.get(line[:1]))
    if not lines:
        yield _("no difference")
