"""Who has changed the vault's configuration, and when, as far as its audit file tells and this machine can read it."""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.watch.memory import MOST
from cli.wiring import House
from zhengyun.instant import text

if TYPE_CHECKING:
    from zhengyun.ports import Deed
    from zhengyun.resource import Address


class Told(NamedTuple):
    """What the file tells: `evidence` is whether it could be read, `deeds` those that no change explains, the newest first."""

    evidence: bool
    deeds: "tuple[Deed, ...]" = ()

    def of(self, where: "Address", identifier: str) -> "Sequence[Deed]":
        """The newest of those that were done to a thing."""
        from vault.paths import WRITTEN, concerns

        found = (one for one in self.deeds if one.what.partition(" ")[0] in WRITTEN)
        return [one for one in found if concerns(one.within[0], where, identifier)][:MOST]


def told(house: House) -> Told:
    """What can be known here."""
    from cli.wiring_evidence import vault_log
    from governance.vaulted import KINDS, Said, reconcile

    log = vault_log(house)
    if not any(os.access(file, os.R_OK) for file in log.files):
        return Told(evidence=False)
    done, span = log.done(""), ("", text(house.clock.now()))
    found = reconcile(done, Said.of(house.book.of_kind(*KINDS)), house.vault_settings.executor, span)
    return Told(evidence=True, deeds=tuple(one.deed for one in reversed(found.findings)))
