"""What a database server says was done there."""

from typing import Final, NamedTuple

from zhengyun.ports import Deed

SERVICE: Final = "postgresql"


class Line(NamedTuple):
    """One thing that was done: a statement, or a coming in (`statement` is empty)."""

    deed: Deed
    database: str
    statement: str
