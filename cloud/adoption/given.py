"""What the project that is adopted does not tell itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloud.adoption.stored import Stored
from cloud.adoption.systems import Told


@dataclass(frozen=True)
class Given:
    """What the project itself does not tell. `keys` are the public halves, by their names in the cloud."""

    site: str
    title: str
    registered: str
    """The department's title where it is registered already."""
    told: Mapping[str, Told]
    limits: Mapping[str, int]
    keys: Mapping[str, str]
    images: Mapping[str, Stored]
    fallback: str
    """The image that is named for servers whose own is not ours."""
    zones: Mapping[str, int] = field(default_factory=dict)
    """The site's zones, each with the highest level that it is for."""
