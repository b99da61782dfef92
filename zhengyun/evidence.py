"""Words for holding evidence against what was carried out: how a deed belongs to an action, and where evidence lacks."""

from enum import Enum
from typing import NamedTuple


class Trace(Enum):
    """How a deed belongs to an action, and so what it must name."""

    NONE = "it does not"
    MAKES = "it makes the thing, and may not say which it became"
    ITSELF = "it is done to the thing, which it names"
    BESIDE = "it is done to what belongs to the thing, or to what the action mentions, and names that"
    NEARBY = "it is done to something of ours in the same tenant, and names that"
    LOOSE = "it names what nobody but the service knows"


class Gap(NamedTuple):
    """A time of which a service's events are not known, all instants; `why` is a text, `number` how much of it lacks."""

    site: str
    service: str
    since: str
    until: str
    why: str
    number: int = 0
