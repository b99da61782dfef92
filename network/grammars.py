"""The one kind of thing that a device is to the road of a change: that part of its configuration that is ours.

Attributes: `platform`, and `text`, the configuration in normal form (`network.rendering.blocks.normal`), so that equal texts mean the same.
"""

from typing import Final

from zhengyun.estate.devices import SITE, TENANT
from zhengyun.resource import Address, Grammar, Grammars

CONFIG: Final = "device-config"
GRAMMARS: Final[Grammars] = {CONFIG: Grammar(CONFIG, seconds=2.0)}
TEXT: Final = "text"
PLATFORM: Final = "platform"


def address(device: str) -> Address:
    """Where a device's configuration stands."""
    return Address(SITE, CONFIG, f"{TENANT}/{device}")


def device_of(one: Address) -> str:
    """The device that an address is about."""
    return one.path.removeprefix(f"{TENANT}/")
