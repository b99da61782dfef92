"""time.yaml: references, the servers that give their time on, and how far clocks may be off."""

import re
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, model_validator

from inventory.schema.values import Address, Name, StandIn, Strict, Title, text, unexpected
from zhengyun.errors import N_

UNITS: Final = {"ns": 1, "us": 1_000, "µs": 1_000, "ms": 1_000_000, "s": 10**9, "min": 60 * 10**9, "h": 3_600 * 10**9}
SHORT_PATTERN: Final = r"^([0-9]{1,6}) ?(ns|us|µs|ms|s|min|h)$"
# What chrony has drivers for; a parameter is a path or a number, and no second word.
REFCLOCK_PATTERN: Final = r"^(SHM [0-9]{1,3}|(SOCK|PPS|PHC) /[A-Za-z0-9._/-]{1,100})$"


def _short(value: object) -> int:
    """A span in nanoseconds."""
    match = re.fullmatch(SHORT_PATTERN, value) if isinstance(value, str) else None
    if match and int(match[1]):
        return int(match[1]) * UNITS[match[2]]
    likely = f"{value} ms" if isinstance(value, int) and value > 0 else ""
    raise unexpected(value, N_("a short span such as 500 us, 50 ms or 10 s"), likely)


def _refclock(value: object) -> str:
    if isinstance(value, str) and re.fullmatch(REFCLOCK_PATTERN, value):
        return value
    raise unexpected(value, N_("a receiver's driver such as SHM 0, PPS /dev/pps0 or SOCK /run/chrony/bds.sock"))


Short = Annotated[int, BeforeValidator(_short), text(SHORT_PATTERN, "50 ms"), StandIn("1 ms")]
Refclock = Annotated[str, BeforeValidator(_refclock), text(REFCLOCK_PATTERN, "SHM 0"), StandIn("SHM 0")]
Udp = Annotated[int, Field(ge=1, le=65_535)]


class SourceModel(Strict):
    """A reference: a receiver with its driver, a server elsewhere with its address, or a host's own clock to train with."""

    kind: Literal["local", "beidou", "gps", "upstream"]
    title: Title | None = None
    refclock: Refclock | None = None
    address: Address | None = None
    port: Udp = 123
    nts: bool = False

    @model_validator(mode="after")
    def _whole(self) -> "SourceModel":
        if (self.kind in {"beidou", "gps"}) != (self.refclock is not None):
            raise unexpected(self.kind, N_("`refclock` for a receiver (beidou, gps), and for nothing else"))
        if (self.kind == "upstream") != (self.address is not None):
            raise unexpected(self.kind, N_("`address` for a server elsewhere (upstream), and for nothing else"))
        if self.nts and self.kind != "upstream":
            raise unexpected("nts", N_("`nts` for a server elsewhere (upstream): a receiver has no key"))
        return self


class ServerModel(Strict):
    """A host that gives time, and where it has its own from."""

    sources: Annotated[list[Name], Field(min_length=1, max_length=32)]
    stratum: Annotated[int, Field(ge=1, le=15)] | None = None
    address: Address | None = None
    port: Udp = 123


class ClientModel(Strict):
    """A host that asks other servers than all of its zone."""

    servers: Annotated[list[Name], Field(min_length=1, max_length=32)]


class NtsModel(Strict):
    """That our servers authenticate, and by which profile of pki.yaml they are certified."""

    profile: Name


class LimitsModel(Strict):
    """How far clocks may be off; what is left out is as is usual."""

    offset: Short | None = None
    agree: Short | None = None
    stale: Short | None = None
    drift: Annotated[int, Field(ge=1, le=100_000)] | None = None


class TimeFile(Strict):
    """The time tree: references, servers, clients that ask otherwise, authentication and limits."""

    sources: dict[Name, SourceModel]
    servers: dict[Name, ServerModel]
    clients: dict[Name, ClientModel] = {}
    nts: NtsModel | None = None
    limits: LimitsModel = LimitsModel()
