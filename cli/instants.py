"""Instants as people type them."""

from datetime import UTC, datetime, time
from typing import Final

import click

from cli.text import _
from zhengyun.instant import text

LAST: Final = time(23, 59, 59)


class Instant(click.ParamType):  # type: ignore[type-arg]
    """A day, or an instant of RFC 3339; without an offset it is UTC. Of a day its first second, or its last.

    Where it has to be `exact`, nothing is made up: it is an instant with its offset.
    """

    name = "instant"

    def __init__(self, *, last: bool = False, exact: bool = False) -> None:
        self._last, self._exact = last, exact

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read it, and write it as instants are recorded."""
        try:
            return text(self._read(str(value)))
        except (ValueError, OverflowError):
            self.fail(self._expected().format(given=value), param, ctx)

    def _read(self, given: str) -> datetime:
        moment = datetime.fromisoformat(given)
        if self._exact and moment.tzinfo is None:
            raise ValueError(given)
        if len(given) <= len("2026-03-02") and self._last:
            moment = datetime.combine(moment.date(), LAST)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _expected(self) -> str:
        if self._exact:
            return _("{given}: expected an instant with its offset, such as 2026-11-21T22:00+08:00")
        return _("{given}: expected a day such as 2026-03-02, or an instant such as 2026-03-02T08:00:00Z")
