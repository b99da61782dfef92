"""A wave: so many business systems of one kind that are to come, in the few words that a question takes."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from inventory.schema.system import VolumeModel
from inventory.schema.values import Gibibytes, Name, Strict


def _volume(value: object) -> object:
    return value if isinstance(value, dict) else {"size": value}


class WaveServer(Strict):
    """So many servers of one flavor, each with its volumes; `apart` are no two of a system's on one host."""

    flavor: Name
    count: Annotated[int, Field(ge=1, le=500)] = 1
    volumes: dict[
        Name, Annotated[VolumeModel, BeforeValidator(_volume, json_schema_input_type=Gibibytes | VolumeModel)]
    ] = {}
    zone: Annotated[str, Field(max_length=255)] = ""
    apart: bool = False


class WaveFile(Strict):
    """How many systems, and what each is: `like` one that the estate has, as TENANT/SYSTEM, or of these servers."""

    wave: Annotated[int, Field(ge=1, le=1000)]
    site: Name | None = None
    like: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$")] | None = None
    servers: dict[Name, WaveServer] = {}
