"""Devices by platform: one module each, and the way in."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Final, TypeAlias

from network.devices.comware import Comware
from network.devices.frr import Frr
from network.devices.ios import Ios
from network.devices.vrp import Vrp
from network.port import DeviceDriver, Limits, Opens
from network.sessions import session
from remote.port import Identity, Target
from zhengyun.estate.devices import Device

Known: TypeAlias = "type[Comware] | type[Frr] | type[Ios] | type[Vrp]"
DRIVERS: Final[Mapping[str, Known]] = {
    "frr": Frr,
    "huawei_vrp": Vrp,
    "hp_comware": Comware,
    "cisco_ios": Ios,
}


def opened(limits: Limits | None = None) -> Opens:
    """The way into devices, within these limits."""
    bounds = limits or Limits()

    @contextmanager
    def enter(device: Device, identity: Identity) -> Iterator[DeviceDriver]:
        driver = DRIVERS[device.platform]
        target = Target(device.name, device.address, device.port, device.key)
        with session(target, driver.dialect.speech, identity, bounds) as one:
            yield driver(one, device.name)

    def enters(device: Device, identity: Identity) -> AbstractContextManager[DeviceDriver]:
        return enter(device, identity)

    return enters
