"""The kernel's port for faults, which only the lab implements: what a drill or a test breaks, and heals again."""

from typing import Protocol


class Breaker(Protocol):
    """Faults of a small estate. A link is a segment, or `segment:host` for one host's end of it. Every method may raise ZhengyunError."""

    def cut(self, link: str, *, silent: bool = False) -> None:
        """Let nothing through: with carrier lost, or `silent`, as when a cable far away is cut."""
        ...

    def heal(self, link: str) -> None:
        """Take back whatever was done to a link; a link that is whole stays so."""
        ...

    def delay(self, link: str, milliseconds: float) -> None:
        """Let everything arrive so much later, each way."""
        ...

    def loss(self, link: str, per_cent: float) -> None:
        """Lose so much of what is sent, each way, at random."""
        ...

    def rate(self, link: str, megabits: float) -> None:
        """Let no more through than so many megabits a second, each way."""
        ...

    def kill(self, host: str) -> None:
        """End a host with all that runs on it, as when its power fails."""
        ...
