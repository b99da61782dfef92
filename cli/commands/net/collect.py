"""`zhengyun net collect`: what devices run."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cli import backups
from cli.output import emit, table
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import N_, Exit

if TYPE_CHECKING:
    from network.port import DeviceDriver
    from zhengyun.errors import ZhengyunError
    from zhengyun.estate.devices import Device

BETWEEN = "\x00"
SAVED = {True: N_("saved"), False: N_("not saved")}
KEPT = {True: N_("kept"), False: N_("not kept")}


class Standing(NamedTuple):
    """A device: lines that it runs, whether it has saved them, and whether the last backup is the same."""

    device: "Device"
    lines: int = 0
    saved: bool = False
    kept: bool = False
    trouble: "ZhengyunError | None" = None


@command(
    "collect",
    help=_(
        "Read what devices run, side by side, and say whether they have saved it and whether the last backup is the same. Nothing is "
        "changed. Ends with 4 where one has not saved what it runs, else with 6 where one does not answer."
    ),
)
@click.argument("devices", nargs=-1)
def entry(session: Session, devices: tuple[str, ...]) -> int:
    """Read, and tell."""
    found = tuple(_stand(House(session), devices))
    emit(session, "device-standing/1", _document(found), lambda: _lines(found))
    if any(not one.trouble and not one.saved for one in found):
        return Exit.DRIFT
    return Exit.UNREACHABLE if any(one.trouble for one in found) else Exit.OK


def _stand(house: House, names: tuple[str, ...]) -> Iterator[Standing]:
    from network.rendering import platforms

    chosen, store = backups.chosen(house.estate(), names), backups.folder(house)

    def both(driver: "DeviceDriver") -> str:
        return f"{driver.running()}{BETWEEN}{driver.saved()}"

    for device, one in zip(chosen, backups.read(house, chosen, both), strict=True):
        if one.trouble:
            yield Standing(device, trouble=one.trouble)
            continue
        running, _between, saved = one.text.partition(BETWEEN)
        last = store.history(device.name)[-1:]
        same = not platforms.diff(device.platform, running, saved, managed=False)
        kept = bool(last) and not platforms.diff(device.platform, running, store.text(last[0]), managed=False)
        yield Standing(device, running.count("\n"), same, kept)


def _document(found: tuple[Standing, ...]) -> Mapping[str, Any]:
    return {
        "devices": [
            {
                "device": one.device.name,
                "platform": one.device.platform,
                "lines": one.lines,
                "saved": one.saved,
                "kept": one.kept,
            }
            for one in found
            if not one.trouble
        ],
        "untold": backups.untold([(one.device.name, one.trouble) for one in found if one.trouble]),
    }


def _lines(found: tuple[Standing, ...]) -> Iterator[str]:
    rows = [
        (one.device.name, one.device.platform, str(one.lines), _(SAVED[one.saved]), _(KEPT[one.kept]))
        for one in found
        if not one.trouble
    ]
    yield from table((_("device"), _("platform"), _("lines"), _("start"), _("backup")), rows)
    yield from backups.troubles([(one.device.name, one.trouble) for one in found if one.trouble])
