"""A wave of business systems that may come: a question, and nothing that is wanted yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from zhengyun.estate.systems import System


@dataclass(frozen=True, slots=True)
class Wave:
    """So many systems like this one, at a site. `tenant` is whose they are, empty where nobody's: no quota counts then."""

    site: str
    count: int
    system: System
    tenant: str = ""
    zones: Mapping[str, str] = field(default_factory=dict)
    """By server, the availability zone that it must lie in."""
    apart: Mapping[str, str] = field(default_factory=dict)
    """By server, the group of a system's servers of which no two lie on one host."""
