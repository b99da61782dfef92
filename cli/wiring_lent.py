"""What the vault lends for a change, and how connections that write come by it: a part of the wiring."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from cli.text import _, reason
from cli.wiring_vault import Vaulted
from zhengyun.change import CLOSED
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse

if TYPE_CHECKING:
    from cloud.minting import Minting
    from cloud.patience import Patience
    from cloud.sdk import Sdk
    from cloud.transport import Transport
    from governance.training import TrainingVault
    from vault.leases import Hand, Leases, Lent
    from vault.port import Need
    from zhengyun.permit import Permit
    from zhengyun.ports import Loan
    from zhengyun.signing import RawSigner

Arm = Callable[["Loan", str, datetime], AbstractContextManager[None]]
"""Give a connection a loan for a change, until an instant at most, and take it back."""


@dataclass
class Lending(Vaulted):
    """Whatever a change may need to be carried out with."""

    arms: dict[str, Arm] = field(default_factory=dict)
    """By site, how a connection that writes is given what was lent for a change."""

    def training_vault(self) -> "TrainingVault":
        """Who lends what the changes of a permit take, where there is no vault."""
        from governance.training import TrainingVault

        return TrainingVault()

    @cached_property
    def hand(self) -> "Hand":
        """What writes to the vault itself, as long as something is lent for that."""
        from vault.leases import Hand

        return Hand()

    def leases(self, needs: "Sequence[Need]", signer: "Callable[[], RawSigner]") -> "Leases":
        """The vault, as it lends to the executor what a plan needs. Raises: ZhengyunError (ZY-VAULT-010)."""
        from vault.leases import Leases

        def warn(error: ZhengyunError, until: str) -> None:
            text = _("what the vault has lent could not be given back, and ends by itself at {until}: {reason}")
            self.session.say(text.format(until=until, reason=reason(error)))

        return Leases(self.executor(signer), needs, warn)

    @contextmanager
    def armed(self, permit: "Permit", loans: "Lent") -> Iterator[None]:
        """For as long as this lasts the connections that write have what was lent to them."""
        with ExitStack() as stack:
            self.hand.lent = loans
            stack.callback(setattr, self.hand, "lent", None)
            for site, arm in self.arms.items():
                if site in loans:
                    stack.enter_context(arm(loans[site], permit.request, parse(permit.not_after)))
            yield

    def minting(self, looks: "Transport", patience: "Patience") -> "Minting":
        """A way to a site that only looks, until something is lent for a change."""
        from cloud.minting import Minting
        from cloud.sdk import Sdk

        def tell(error: ZhengyunError) -> None:
            self.session.say(reason(error))

        def connect(entry: "Mapping[str, object]") -> "Sdk":
            return Sdk(looks.site, looks.site, entry=entry)

        made = Minting(looks, connect, self.clock.now, patience, self._has_ended, tell)
        self.arms[looks.site] = made.lent
        return made

    def _has_ended(self, change: str) -> bool:
        """Whether nothing more is done for a change, as far as is known here."""
        try:
            return self.ledger.request(change).state(self.clock.now()) in CLOSED
        except ZhengyunError:
            return False
