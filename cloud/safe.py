"""Where secrets of others go that are made here: kept for whoever is to use them, and shown to nobody else."""

from collections.abc import Mapping
from typing import Final, Protocol

from cloud import codes
from zhengyun.errors import N_, ZhengyunError
from zhengyun.resource import Address

Entry = Mapping[str, object]
"""An entry of clouds.yaml: how a site is reached, and by whom."""


class Safe(Protocol):
    """Keeps one entry for each credential."""

    def keep(self, thing: Address, entry: Entry) -> None:
        """Keep it, where nothing is kept for that credential yet.

        Raises: ZhengyunError (ZY-CLOUD-101).
        """
        ...

    def forget(self, thing: Address) -> None:
        """Keep nothing for that credential any more; that nothing is kept is no error."""
        ...


class NoSafe:
    """Keeps nothing: for whoever only reads."""

    def keep(self, thing: Address, entry: Entry) -> None:
        """Refused.

        Raises: ZhengyunError (ZY-CLOUD-101).
        """
        del entry
        raise ZhengyunError(codes.NOT_KEPT, thing=thing, file="-", problem=N_("no folder for credentials"))

    def forget(self, thing: Address) -> None:
        """Nothing was kept."""
        del thing


NO_SAFE: Final = NoSafe()
