"""A leak: something on a host that joins, or could join, what the files keep apart."""

from typing import NamedTuple

from zhengyun.errors import Code, ZhengyunError


class Leak(NamedTuple):
    """What was found on a host; `error` is what there is to say of it, and explains itself by its code."""

    host: str
    error: ZhengyunError


def leak(host: str, code: Code, **values: str) -> Leak:
    """One leak, with what fills the texts of its code."""
    return Leak(host, ZhengyunError(code, place=None, host=host, **values))
