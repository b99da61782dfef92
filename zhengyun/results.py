"""What became of actions, and the receipt of a change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zhengyun.action import Action
from zhengyun.canonical import digest


class Status(StrEnum):
    """How an action ended, or did not."""

    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Something that it needs failed."""
    WAITING = "waiting"
    """It was not begun: the run was interrupted, or its site went away."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one action. `made` is the service's identifier; `code` and `detail` say why it failed."""

    action: str
    status: Status
    made: str = ""
    code: str = ""
    detail: str = ""
    milliseconds: int = 0

    def document(self) -> Mapping[str, object]:
        """The outcome as JSON data."""
        return {
            "action": self.action,
            "status": self.status,
            "made": self.made,
            "code": self.code,
            "detail": self.detail,
            "milliseconds": self.milliseconds,
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Outcome":
        """An outcome from its JSON data, which is its fields."""
        return cls(**{**document, "status": Status(document["status"])})


@dataclass(frozen=True, slots=True)
class Pending:
    """An action under way in the cloud. `phase` is the driver's own word for what it waits for."""

    action: Action
    made: str
    phase: str
    deadline: float = 0.0
    """Monotonic seconds after which waiting is given up."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was approved against what was done.

    `unproven` names the addresses that, read again at the end, are not as their action left them.
    """

    request: str
    plan: str
    began: str
    ended: str
    outcomes: tuple[Outcome, ...]
    unproven: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Everything that was approved was done, and proven by reading it again."""
        return not self.unproven and all(outcome.status is Status.DONE for outcome in self.outcomes)

    def totals(self) -> dict[str, int]:
        """How many actions ended in which way."""
        return totals(self.outcomes)

    def document(self) -> Mapping[str, object]:
        """The receipt as JSON data."""
        return {
            "format": "zhengyun-receipt/1",
            "request": self.request,
            "plan": self.plan,
            "began": self.began,
            "ended": self.ended,
            "outcomes": [outcome.document() for outcome in self.outcomes],
            "unproven": self.unproven,
        }

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Receipt":
        """A receipt from its JSON data."""
        return cls(
            request=document["request"],
            plan=document["plan"],
            began=document["began"],
            ended=document["ended"],
            outcomes=tuple(map(Outcome.read, document["outcomes"])),
            unproven=tuple(document["unproven"]),
        )

    @property
    def digest(self) -> str:
        """`sha256:` of the receipt's canonical bytes."""
        return digest(self.document())


def totals(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count outcomes by status; every status is there."""
    counted = {status.value: 0 for status in Status}
    for outcome in outcomes:
        counted[outcome.status] += 1
    return counted
