"""Hands that do things behind the tool's back, one pair a driver."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from cloud.simulated import Simulated
from tests.contract.cloud.by_hand.identity import Identity
from tests.contract.cloud.by_hand.networks import Networks
from tests.contract.cloud.by_hand.offers import Offers
from tests.contract.cloud.by_hand.servers import Servers
from tests.contract.cloud.by_hand.storage import Storage
from tests.contract.cloud.story import Deed
from zhengyun.resource import Existing, Value, World


class Hands(Protocol):
    """Somebody with rights in the cloud."""

    def do(self, deed: Deed, world: World) -> None:
        """Do it, and return when it has come about."""
        ...


@dataclass
class SimulatedHands:
    """Hands in the simulated site."""

    cloud: Simulated

    def do(self, deed: Deed, world: World) -> None:
        """Do it."""
        del world
        if deed.what == "meddle":
            # A seal is OpenStack's own: what it tells is wrong then.
            # What only OpenStack has is told by what comes of it.
            translated: Mapping[str, tuple[str, Value]] = {
                "seal": ("servers", 0),
                "secured": ("groups", []),
            }
            attribute, value = translated.get(deed.attribute, (deed.attribute, deed.value))
            self.cloud.meddle(deed.address, **{attribute: value})
            if deed.attribute == "running" and deed.value == "VERIFY_RESIZE":
                self.cloud.meddle(deed.address, flavor="~another")
        elif deed.what == "remove":
            self.cloud.lose(deed.address)
        elif deed.what == "spoil":
            thing = self.cloud.things[deed.address]
            self.cloud.things[deed.address] = replace(thing, fault="error")
        else:
            holder = "group" if deed.address.kind == "rule" else "user"
            attributes: Mapping[str, Value] = {holder: deed.address.path.rpartition("/")[0]}
            self.cloud.things[deed.address] = Existing(deed.address, "strange", attributes)


@dataclass
class OpenStackHands(Identity, Offers, Networks, Storage, Servers):
    """Hands in a site of the lab: `_meddle_KIND`, `_remove_KIND` and `_spoil_KIND` of the parts."""

    def do(self, deed: Deed, world: World) -> None:
        """Do it, and wait for it."""
        existing = world.existing.get(deed.address)
        identifier = existing.id if existing else ""
        if deed.what == "add":
            getattr(self, f"_add_{deed.address.kind}")(world, deed.address)
            return
        method = getattr(self, f"_{deed.what}_{deed.address.kind}", None) or getattr(self, f"_{deed.what}_tagged")
        if deed.what == "meddle":
            method(deed.address, identifier, deed.attribute, deed.value)
        else:
            method(deed.address, identifier, world)
