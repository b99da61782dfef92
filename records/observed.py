"""The ledger, with somebody who hears of every note once it is durable."""

from collections.abc import Callable, Iterable
from typing import Final

from records.ledger import Ledger
from records.store import Store
from zhengyun.change import ChangeRequest, Claim, Review, State
from zhengyun.entry import Entry, Note
from zhengyun.instant import Clock
from zhengyun.results import Receipt

Heard = Callable[[ChangeRequest, Note], None]
"""Is told of a request as it is now, and of what has been noted about it. It must not raise."""
SILENT: Final = frozenset({"apply.claimed"})


class ObservedLedger(Ledger):
    """As the ledger: what is kept is kept before anybody hears of it."""

    def __init__(self, database: Store, clock: Clock, heard: Heard) -> None:
        super().__init__(database, clock)
        self._heard = heard

    def add(self, request: ChangeRequest, plan: bytes, note: Note) -> Entry:
        """Keep a new request with its plan."""
        entry = super().add(request, plan, note)
        self._tell(request.id, note)
        return entry

    def review(
        self,
        identifier: str,
        review: Review,
        before: Iterable[State],
        after: Callable[[ChangeRequest], State | None],
        note: Note,
    ) -> State | None:
        """Keep a review and change state."""
        state = super().review(identifier, review, before, after, note)
        if state:
            self._tell(identifier, note)
        return state

    def withdraw(self, identifier: str, reviewer: str, note: Note) -> Entry | None:
        """Take a yes away."""
        entry = super().withdraw(identifier, reviewer, note)
        if entry:
            self._tell(identifier, note)
        return entry

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
        """Change state."""
        entry = super().move(identifier, before, after, note, claim, held=held)
        if entry and note.kind not in SILENT:
            self._tell(identifier, note)
        return entry

    def conclude(self, receipt: Receipt, after: State, note: Note) -> Entry:
        """Keep the receipt."""
        entry = super().conclude(receipt, after, note)
        self._tell(receipt.request, note)
        return entry

    def _tell(self, identifier: str, note: Note) -> None:
        self._heard(self.request(identifier), note)
