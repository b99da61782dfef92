"""What drift has found at each site, reading by reading: what was last known of a site that does not answer now."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, desc, func, insert, select, tuple_

from records.store import Store, legible
from records.tables import readings
from zhengyun.instant import parse, text
from zhengyun.reading import mapping

# Older readings give way, but for the newest of each site.
KEPT: Final = timedelta(days=400)

_BY_AGE: Final = (desc(readings.c.at), desc(readings.c.id))


@dataclass(frozen=True, slots=True)
class Reading:
    """One attempt to read a site: when it began, how long it took, by whom, and what was found.

    Where the site could not be read, `problem` says why and there is no document. `marks` say how far the services'
    events had been written when it began.
    """

    site: str
    at: str
    milliseconds: int
    person: str
    document: Mapping[str, Any] | None = None
    problem: Mapping[str, Any] | None = None
    marks: Mapping[str, Any] | None = None


class Readings:
    """The readings in a database."""

    def __init__(self, database: Store) -> None:
        self._database = database

    def add(self, fresh: Sequence[Reading]) -> None:
        """Keep what has been read; each site's readings of more than a year ago give way."""
        with self._database.write() as connection:
            for one in fresh:
                _give_way(connection, one)
                connection.execute(
                    insert(readings).values(
                        site=one.site,
                        at=one.at,
                        milliseconds=one.milliseconds,
                        person=one.person,
                        document=_json(one.document),
                        problem=_json(one.problem),
                        marks=_json(one.marks or {}),
                    )
                )

    def newest(self, site: str) -> Reading | None:
        """The newest attempt, whether it came to anything or not."""
        return self._one(readings.c.site == site)

    def last(self, site: str, before: str = "") -> Reading | None:
        """The newest in which the site was read, or the newest until an instant."""
        wanted = [readings.c.site == site, readings.c.document.is_not(None)]
        return self._one(*wanted, *([readings.c.at <= before] if before else []))

    def lost_since(self, site: str) -> str:
        """When the site was first not to be read, since it last was; empty where it was read last."""
        read = [readings.c.site == site, readings.c.document.is_not(None)]
        last = select(readings.c.at, readings.c.id).where(*read).order_by(*_BY_AGE).limit(1)
        failed = [readings.c.site == site, readings.c.document.is_(None)]
        with self._database.read() as connection:
            found = connection.execute(last).first()
            if found:
                # Instants are of a second: within one, what was recorded later is later.
                failed.append(tuple_(readings.c.at, readings.c.id) > tuple_(found.at, found.id))
            query = select(readings.c.at).where(*failed).order_by(readings.c.at).limit(1)
            return str(connection.execute(query).scalar() or "")

    def _one(self, *wanted: Any) -> Reading | None:
        query = select(readings).where(*wanted).order_by(*_BY_AGE).limit(1)
        with self._database.read() as connection, legible(connection):
            row = connection.execute(query).first()
            return _reading(row) if row else None


def _give_way(connection: Connection, fresh: Reading) -> None:
    """Take away what is older than a year, but for the last in which the site was read."""
    known = readings.c.document.is_not(None)
    last = select(func.max(readings.c.id)).where(readings.c.site == fresh.site, known).scalar_subquery()
    old = readings.c.at < text(parse(fresh.at) - KEPT)
    gone = delete(readings).where(readings.c.site == fresh.site, old, readings.c.id != func.coalesce(last, -1))
    connection.execute(gone)


def _reading(row: Row[Any]) -> Reading:
    document, problem, marks = (
        mapping(json.loads(one)) if one else None for one in (row.document, row.problem, row.marks)
    )
    return Reading(row.site, row.at, row.milliseconds, row.person, document, problem, marks)


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)
