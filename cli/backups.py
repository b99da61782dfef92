"""Devices read and kept, for the commands that do so."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.text import reason
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text as instant

if TYPE_CHECKING:
    from cli.wiring_network import Networked
    from network.backups import Backups, Kept
    from network.collecting import Read
    from network.port import DeviceDriver
    from zhengyun.estate import Estate
    from zhengyun.estate.devices import Device

FOLDER = "device-backups"


class Taken(NamedTuple):
    """What came of reading a device: its backup, whether that is another than the one before, or why there is none."""

    device: str
    kept: "Kept | None" = None
    fresh: bool = False
    trouble: ZhengyunError | None = None


def folder(house: "Networked") -> "Backups":
    """Where backups are kept: beside the settings."""
    from network.backups import Backups

    return Backups(house.session.settings.file.parent / FOLDER)


def chosen(estate: "Estate", names: Collection[str]) -> "tuple[Device, ...]":
    """The devices of these names, or all. Raises: ZhengyunError (ZY-NET-221, ZY-NET-222)."""
    from network import codes
    from network.planning import named

    if not estate.devices:
        raise ZhengyunError(codes.NO_DEVICES, estate=estate.name)
    return tuple(named(estate.devices, name) for name in sorted({*names} or estate.devices))


def read(
    house: House, devices: "Sequence[Device]", asks: "Callable[[DeviceDriver], str] | None" = None
) -> "tuple[Read, ...]":
    """Read devices side by side. Raises: ZhengyunError (ZY-HOST-040)."""
    from network.collecting import collect, running

    return collect(devices, house.device_looks(), house.device_opens(), asks=asks or running)


def take(house: House, devices: "Sequence[Device]") -> tuple[Taken, ...]:
    """Read devices and keep what they run; what is new is entered in the log."""
    return tuple(_taken(house, one) for one in read(house, devices))


def _taken(house: House, one: "Read") -> Taken:
    if one.trouble:
        return Taken(one.device, trouble=one.trouble)
    try:
        return Taken(one.device, *kept(house, one.device, one.text))
    except ZhengyunError as error:
        return Taken(one.device, trouble=error)


def kept(house: "Networked", device: str, text: str) -> "tuple[Kept, bool]":
    """Keep what a device runs; where it is another than before, the log is told.

    Raises: ZhengyunError (ZY-NET-101, ZY-NET-102, ZY-REC-*).
    """
    from cli import proven

    one, fresh = folder(house).keep(device, text, instant(house.clock.now()), house.session.person)
    if fresh:
        proven.kept(house, device, one.digest)
    return one, fresh


def shown(kept: "Kept") -> tuple[str, ...]:
    """A backup as a row of a table: its number, when, by whom, lines, digest."""
    return (str(kept.number), kept.at, kept.by, str(kept.lines), kept.short)


def untold(troubled: "Sequence[tuple[str, ZhengyunError]]") -> list[Mapping[str, Any]]:
    """Devices of which nothing is known, as data."""
    return [{"device": device, "code": error.code.id, "text": reason(error)} for device, error in troubled]


def troubles(troubled: "Sequence[tuple[str, ZhengyunError]]") -> Iterator[str]:
    """Why nothing is known of devices, one line each."""
    for device, error in troubled:
        yield f"{device}: {error.code.id} {reason(error)}"
