"""What governance needs from the records: requests that change state together with the log entry that says so."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from zhengyun.change import ChangeRequest, Claim, Review, State
from zhengyun.entry import Entry, Note
from zhengyun.results import Outcome, Receipt

After = Callable[[ChangeRequest], State | None]
"""The state of a request with one more review; nothing where that has no place in it any more."""


class Reviews(Protocol):
    """Requests as far as somebody who says a word about one needs them."""

    def request(self, identifier: str) -> ChangeRequest:
        """One request with its reviews.

        Raises: ZhengyunError (there is none of that name).
        """
        ...

    def review(
        self, identifier: str, review: Review, before: Iterable[State], after: After, note: Note
    ) -> State | None:
        """Keep a review and change state, if the request is still in one of these states and the reviewer is new.

        `after` tells the new state of the request as it is then, with this review and all that came before it; nothing
        is kept where it tells none.
        """
        ...


class Ledger(Reviews, Protocol):
    """Requests and what became of them. Each method that changes something writes its note in the same transaction."""

    def add(self, request: ChangeRequest, plan: bytes, note: Note) -> Entry:
        """Keep a new request with its plan."""
        ...

    def supersede(
        self, identifier: str, before: Iterable[State], request: ChangeRequest, cancelled: Note, submitted: Note
    ) -> Entry | None:
        """Cancel a request and keep another for the same plan in its place, both or neither.

        Nothing where it is in none of these states any more.
        """
        ...

    def requests(self, states: Iterable[State] = ()) -> Sequence[ChangeRequest]:
        """The requests in these states, or all, the newest first."""
        ...

    def plan(self, digest: str) -> bytes:
        """The plan file of a request."""
        ...

    def move(
        self,
        identifier: str,
        before: Iterable[State],
        after: State,
        note: Note,
        claim: Claim | None = None,
        *,
        held: Claim | None = None,
    ) -> Entry | None:
        """Change state, if the request is still in one of these states and still held by that claim, or by none.

        The claim is set, or taken away.
        """
        ...

    def outcome(self, identifier: str, outcome: Outcome, note: Note) -> Entry:
        """Keep what became of one action."""
        ...

    def conclude(self, receipt: Receipt, after: State, note: Note) -> Entry:
        """Keep the receipt, change state and let go of the claim."""
        ...

    def outcomes(self, identifier: str) -> Sequence[Outcome]:
        """What became of a request's actions so far."""
        ...

    def receipt(self, identifier: str) -> Receipt | None:
        """The last receipt of a request."""
        ...


class LogBook(Protocol):
    """The audit log as governance reads it."""

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        ...

    def entries(self, first: int = 1) -> Iterator[Entry]:
        """The entries from that number on."""
        ...

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds, in order."""
        ...

    def naming(self, word: str, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds in which a word stands, in order."""
        ...

    def last(self) -> Entry | None:
        """The newest entry."""
        ...

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint, with the signatures that are kept of it already."""
        ...
