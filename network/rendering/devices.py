"""What each device is told, by its platform."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from network.rendering import comware, frr, ios, vrp
from zhengyun.estate import Estate
from zhengyun.estate.devices import Device, Platform

RENDERERS: Final[Mapping[Platform, Callable[[Estate, Device, date], str]]] = {
    "frr": frr.configuration,
    "huawei_vrp": vrp.configuration,
    "hp_comware": comware.configuration,
    "cisco_ios": ios.configuration,
}


def configuration(estate: Estate, name: str, day: date) -> str:
    """All that the estate decides on of a device, as its command line takes it. Raises: ZhengyunError (ZY-NET-050, ZY-NET-051)."""
    device = estate.devices[name]
    return RENDERERS[device.platform](estate, device, day)
