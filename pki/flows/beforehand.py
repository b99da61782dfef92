"""Agreeing to certificates before they are needed: one key, so many times, until an instant; each is issued by itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from pki import codes
from pki.flows.bureau import Bureau
from pki.flows.desk import TOLERANCE
from zhengyun.application import Application, Asked
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after, parse, text

STANDING: Final = "standing"
"""Says of an application that each issue takes one of its rows, and no more."""


class Beforehand(NamedTuple):
    """So many certificates of one row, each when it is needed, until an instant."""

    number: int
    until: str


def refuse_beyond(bureau: Bureau, asked: Beforehand, at: datetime, now: datetime, rows: int = 1) -> None:
    """Refuse to agree beforehand to more than the profile lets, counted from when it was asked for.

    Raises: ZhengyunError (ZY-PKI-266).
    """
    most, seconds = bureau.standing
    latest = after(min(at, now + TOLERANCE), seconds)
    if rows != 1 or not 2 <= asked.number <= most or not text(at) < asked.until <= latest:
        raise ZhengyunError(
            codes.NOT_BEFOREHAND,
            profile=bureau.parts.name,
            count=asked.number,
            until=asked.until,
            most=most,
            latest=latest if most else "-",
        )


def refuse_unlike(application: Application, rows: Iterable[Asked]) -> None:
    """Refuse rows that are not one and the same: who agrees looks at the first of them.

    Raises: ZhengyunError (ZY-PKI-156).
    """
    if len({row[1:4] for row in rows}) != 1:
        raise ZhengyunError(codes.ROWS_ALTERED, application=application.id, asker=application.asker)


def refuse_stretched(bureau: Bureau, application: Application, now: datetime) -> None:
    """Refuse an application that somebody has made by hand to be good for more than the profile lets.

    Raises: ZhengyunError (ZY-PKI-266).
    """
    if STANDING in application.more:
        asked = Beforehand(application.count, application.not_after)
        refuse_beyond(bureau, asked, parse(application.at), now)
