"""What a check has found."""

from collections.abc import Mapping
from typing import NamedTuple

from zhengyun.errors import Code, Exit, ZhengyunError, fill


class Finding(NamedTuple):
    """By its code what it is and how grave; `place` is where in the files, empty where it stands in no single one. What is merely
    `told` is nothing wrong."""

    code: Code
    facts: Mapping[str, object]
    place: str = ""
    told: bool = False

    @property
    def exit(self) -> Exit:
        """What a command ends with that finds it; 0 where it is only told."""
        return Exit.OK if self.told else self.code.exit

    @property
    def error(self) -> ZhengyunError:
        """The same as an error, to be shown as one is."""
        return ZhengyunError(self.code, place=None, **self.facts)

    def __str__(self) -> str:
        return f"{self.code.id} {fill(self.code.reason, dict(self.facts))}"
