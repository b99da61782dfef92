"""The kernel's ports: what it needs from the world, in the world's own words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

from zhengyun.action import Action
from zhengyun.entry import Entry
from zhengyun.merkle import Proof
from zhengyun.permit import Permit
from zhengyun.plan import Plan
from zhengyun.resource import Address, World
from zhengyun.results import Outcome, Pending, Receipt
from zhengyun.secret import Secret

Ids = Mapping[Address, str]


class Driver(Protocol):
    """One room's hands at one site. Every method may raise ZhengyunError and nothing else on purpose."""

    def observe(self, touched: Sequence[str] = ()) -> World:
        """Read the site as it is, in a bounded number of calls; for `touched` tenants also what costs calls per tenant."""
        ...

    def admit(self, actions: Sequence[Action]) -> None:
        """Raise where the site cannot bear these actions (quota, capacity); write nothing."""
        ...

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Do one action as far as it goes without waiting; `ids` tells the identifier of everything it refers to."""
        ...

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Look once at everything that is under way and say of each, in the same order, whether it has ended."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A driver that knows how much its site bears."""

    @property
    def width(self) -> int:
        """How many actions are worth beginning at once now."""
        ...


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A checkpoint under signatures (C2SP signed note), and the proof that it includes the leaf of this index, from 0."""

    note: str
    index: int
    proof: Proof


class Journal(Protocol):
    """Where one apply keeps what it has done. A method that returns has written durably."""

    def intend(self, plan: Plan, permit: Permit, actor: str) -> Entry:
        """Write the intent."""
        ...

    def cosigned(self, witnessed: Witnessed) -> None:
        """The intent has been witnessed: from here on something may have been done."""
        ...

    def outcome(self, outcome: Outcome) -> None:
        """Write what became of one action."""
        ...

    def conclude(self, receipt: Receipt) -> None:
        """Write the receipt."""
        ...


class Witness(Protocol):
    """Those whom the applier does not control, and who sign what they have seen of the log."""

    @property
    def name(self) -> str:
        """Who they are."""
        ...

    def cosign(self, entry: Entry) -> Witnessed:
        """Have a checkpoint signed that includes this entry.

        Raises: ZhengyunError where nobody signs, or somebody says that the log is not the one it saw.
        """
        ...


class Loan(Protocol):
    """One secret that a vault has lent."""

    @property
    def secrets(self) -> Sequence[Secret]:
        """The secret as it is kept; after a change of it that was torn off also what it was to become. One of them opens."""
        ...

    def renew(self, held: Secret, change: Callable[[Secret, Secret], None]) -> Secret:
        """Put a new password in the place of the one that was read; return the secret with it.

        `change` makes the thing itself take the new one in the place of `held`. What is to be is kept before it is so:
        whoever is torn off in between has locked nobody out.
        """
        ...


class Vault(Protocol):
    """Lends the secrets of sites for one permit, and takes them back."""

    def lease(self, permit: Permit) -> AbstractContextManager[Mapping[str, Loan]]:
        """Open what this permit entitles to, by site; a site of which it keeps nothing is not there."""
        ...


class Watcher(Protocol):
    """Follows a run: what has begun and what has ended."""

    def begun(self, action: Action) -> None:
        """An action was handed to its driver."""
        ...

    def ended(self, action: Action, outcome: Outcome) -> None:
        """An action has come to its end and that has been recorded."""
        ...


class Deed(NamedTuple):
    """One change that a service itself has recorded, by whomever.

    `at` as in `zhengyun.instant`; `target` is the service's identifier of the thing, empty where it kept none;
    `derived_from` is the request that this one says it follows from, and `doubtful` whether nothing bears that out.
    `within` are other identifiers of what it was done in or with. `matched` says how it was found for a thing that it
    does not name: by `time`, or as one `candidate` of several; empty where it names the thing.
    """

    at: str
    site: str
    service: str
    actor: str
    actor_id: str
    tenant_id: str
    target: str
    what: str
    origin: str
    request: str
    succeeded: bool
    derived_from: str = ""
    doubtful: bool = False
    within: tuple[str, ...] = ()
    matched: str = ""


class EvidenceSource(Protocol):
    """Ground truth about who did what, from somebody other than this tool."""

    def deeds(self, since: str) -> Iterator[Deed]:
        """What was done from that instant on, oldest first."""
        ...
