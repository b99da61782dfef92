"""A move of hosts and segments from one network to another, in the few words that it takes."""

from typing import Annotated

from pydantic import Field, model_validator

from inventory.schema.hosts import Legs, SegmentName, Subnet6
from inventory.schema.values import Address, Name, Strict, Subnet, Title, unexpected
from zhengyun.errors import N_
from zhengyun.estate.moving import Deed


class MovedModel(Strict):
    """A host, with its addresses where it will stand."""

    interfaces: Annotated[dict[SegmentName, Legs], Field(min_length=1)]
    gateway: Address | None = None
    gateway6: Address | None = None


class RouterModel(Strict):
    """The router of the new network, and its addresses on the segment."""

    host: Name
    address: Legs


class MovedSegmentModel(Strict):
    """A segment that moves as a whole, with its ranges in the new network."""

    addresses: Subnet
    addresses6: Subnet6 | None = None
    router: RouterModel


class StepModel(Strict):
    """What is done next."""

    do: Deed
    host: Name | None = None
    segment: SegmentName | None = None

    @model_validator(mode="after")
    def _whole(self) -> "StepModel":
        needed = {"detach": (True, True), "attach": (True, True), "readdress": (True, False), "prove": (False, False)}
        if (self.host is not None, self.segment is not None) != needed[self.do]:
            raise unexpected(
                self.do, N_("`host` and `segment` to detach and attach, `host` to readdress, nothing to prove")
            )
        return self


class MoveFile(Strict):
    """What moves, why, and into which zone of the new network; `steps` where the usual order will not do."""

    rehome: Name
    reason: Title
    zone: Name
    hosts: dict[Name, MovedModel]
    segments: dict[SegmentName, MovedSegmentModel] = {}
    steps: list[StepModel] = []
