"""What a database server says was done there."""

from typing import Final, NamedTuple

from zhengyun.ports import Deed

SERVICE: Final = "postgresql"


class Line(NamedTuple):
    """One thing that was done: a string of statements, or a coming in (`statement` is empty).

    `otherwise` is what else it may have been: before a prepared statement stands its name, which is whatever a client likes.
    """

    deed: Deed
    database: str
    statement: str
    otherwise: tuple[str, ...] = ()
