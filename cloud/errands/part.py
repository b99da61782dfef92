"""What an errand is, and what it comes to."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from cloud.port import Cloud
from zhengyun.estate import Site
from zhengyun.resource import Address, Existing, Resource, World


class Part(NamedTuple):
    """What shall be, and what there is that it is held against. What stands only in `there` goes away.

    `after` names, for some of what goes away, what must have been made before.
    """

    shall: Mapping[Address, Resource]
    there: Mapping[Address, Existing]
    after: Mapping[Address, tuple[Address, ...]] = MappingProxyType({})
    whole: bool = False
    """Whether it rests on all that was found of what it acts on, and not only on what it changes."""


Errand = Callable[[Site, Cloud, World, Sequence[str]], Part]
