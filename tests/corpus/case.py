"""One artefact of the negative corpus, and how it must be refused."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """What was done to it, and words of the reason with which it must be refused."""

    kind: str
    family: str
    name: str
    make: Callable[[], bytes]
    reason: str

    def __str__(self) -> str:
        return f"{self.kind}-{self.family}-{self.name}"
