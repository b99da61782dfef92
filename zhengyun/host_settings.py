"""By which keys hosts are reached, and where their secrets lie: `[hosts]` of the settings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from zhengyun.errors import N_
from zhengyun.notices import Wrong

TABLE: Final = N_("a table [hosts] with look; probe, net and logins as needed; run and secrets where there is no vault")
TEXT: Final = N_("a text that is not empty")


class HostSettings(NamedTuple):
    """The private key that hosts are looked at with, its certificate beside it as OpenSSH names it (`look-cert.pub`).

    `run` is the key that changes are carried out with and `secrets` the folder of what hosts are told in secret; both in training
    alone, for where there is a vault it lends them. `probe` is the key that probes are sent and captured with. `net` is the key that devices are entered
    with that take keys, `logins` the folder of what others are entered with: to look, and in training alone to change.
    """

    look: Path
    run: Path | None = None
    secrets: Path | None = None
    probe: Path | None = None
    net: Path | None = None
    logins: Path | None = None


def wrongs(value: object) -> Iterator[Wrong]:
    """Everything that is wrong with `[hosts]`."""
    if not isinstance(value, dict) or not {"look"} <= set(value) <= set(HostSettings._fields):
        yield Wrong("hosts", value, TABLE)
        return
    for name, one in value.items():
        if not isinstance(one, str) or not one:
            yield Wrong(f"hosts.{name}", one, TEXT)


def read(value: dict[str, Any], folder: Path) -> HostSettings:
    """`[hosts]`, in which nothing is wrong; paths are below a folder."""
    return HostSettings(**{name: folder / Path(one).expanduser() for name, one in value.items()})
