"""Many devices read at once."""

from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from network.port import DeviceDriver, Limits, Logins, Opens
from zhengyun.errors import ZhengyunError
from zhengyun.estate.devices import Device


class Read(NamedTuple):
    """What a device runs; where `trouble` is set, nothing is known of it."""

    device: str
    text: str = ""
    trouble: ZhengyunError | None = None


def running(driver: DeviceDriver) -> str:
    """What is read of a device where nobody says otherwise."""
    return driver.running()


def collect(
    devices: Collection[Device],
    logins: Logins,
    opens: Opens,
    limits: Limits | None = None,
    *,
    asks: Callable[[DeviceDriver], str] = running,
    each: Callable[[Read], None] | None = None,
) -> tuple[Read, ...]:
    """Read what devices run, side by side within the limits; in the order of the devices, `each` as they come."""

    def one(device: Device) -> Read:
        try:
            with opens(device, logins.login(device)) as driver:
                read = Read(device.name, asks(driver))
        except ZhengyunError as error:
            read = Read(device.name, trouble=error)
        if each:
            each(read)
        return read

    if not devices:
        return ()
    with ThreadPoolExecutor(min((limits or Limits()).width, len(devices))) as pool:
        return tuple(pool.map(one, devices))
