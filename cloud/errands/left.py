"""What the way back of a change leaves as it is, or cannot bring back whole: nothing of it is left out in silence."""

from enum import StrEnum
from typing import Final, NamedTuple

from zhengyun.resource import Address

BETWEEN: Final = "="


class Why(StrEnum):
    """Why something is not as it was, though the change is taken back."""

    EMPTY = "empty"
    """It is made again, and what it held is lost."""
    OTHER = "other"
    """It is made again, and is another: an address that the cloud chooses, a secret."""
    ADDRESS = "address"
    """It stands again where it stood, with an address that the cloud chooses."""
    NEVER = "never"
    """It cannot be made again."""
    GROWN = "grown"
    """What has grown does not shrink without losing what it holds."""
    MENDED = "mended"
    """What the change has put in order stays in order."""
    OURS = "ours"
    """An adoption has put our mark on it; it stays."""
    STRANGE = "strange"
    """It was tied to something that is not ours."""
    STAYS = "stays"
    """Its former host is dead, or takes nothing."""
    HALF = "half"
    """Nobody knows whether its action has come about."""
    MOVED = "moved"
    """Somebody has changed it since."""
    HELD = "held"
    """Something that came later rests on it."""
    LACKS = "lacks"
    """It needs something that is there no longer, and does not come back."""


SINCE: Final = frozenset({Why.MOVED, Why.HELD, Why.LACKS})
"""What stands in the way, unless it is left as it is."""


class Left(NamedTuple):
    """One thing that does not become what it was: why, and what there is to say of it."""

    why: Why
    address: Address
    about: str = ""

    @property
    def word(self) -> str:
        """As an argument of the errand."""
        told = (self.why, str(self.address), *([self.about] if self.about else ()))
        return BETWEEN.join(told)

    @classmethod
    def read(cls, word: str) -> "Left":
        """Read such an argument.

        Raises: ValueError.
        """
        why, address, about = (*word.split(BETWEEN, 2), "")[:3]
        return cls(Why(why), Address.parse(address), about)
