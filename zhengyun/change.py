"""Change requests: what was asked for and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from zhengyun.instant import parse
from zhengyun.permit import Approval, Permit


class State(StrEnum):
    """How far a request has come."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    APPLYING = "applying"
    INTERRUPTED = "interrupted"
    """An apply ended before its end; it can be resumed while the permit lasts."""
    APPLIED = "applied"
    FAILED = "failed"
    """Some action failed; it can be resumed while the permit lasts."""
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """It was still open when its time was over."""


WAITING: Final = frozenset({State.SUBMITTED, State.APPROVED})
RESUMABLE: Final = frozenset({State.INTERRUPTED, State.FAILED, State.APPLYING})
CLOSED: Final = frozenset({State.APPLIED, State.REJECTED, State.CANCELLED, State.EXPIRED})


class Decision(StrEnum):
    """What a reviewer says."""

    YES = "yes"
    NO = "no"


class Review(NamedTuple):
    """One person's word. A yes carries the signed approval, a no its reason."""

    reviewer: str
    decision: Decision
    at: str
    reason: str = ""
    approval: Approval | None = None


class Claim(NamedTuple):
    """Which process applies a request: `boot` and `started` tell it from a later one with the same number."""

    host: str
    process: int
    boot: str
    started: str
    actor: str
    at: str


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A request as it is on record. `summary` counts the plan's actions by verb."""

    permit: Permit
    stored: State
    submitted: str
    summary: Mapping[str, int]
    reviews: tuple[Review, ...] = ()
    claim: Claim | None = None

    @property
    def id(self) -> str:
        """The request's name."""
        return self.permit.request

    def reviewed(self, review: Review) -> "ChangeRequest":
        """The same with one more word."""
        more = (review.approval,) if review.approval else ()
        permit = replace(self.permit, approvals=(*self.permit.approvals, *more))
        return replace(self, permit=permit, reviews=(*self.reviews, review))

    def state(self, now: datetime) -> State:
        """The state at an instant: what waits beyond its time has expired."""
        if self.stored in WAITING and now > parse(self.permit.not_after):
            return State.EXPIRED
        return self.stored
