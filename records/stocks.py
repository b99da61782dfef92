"""How much each site had and how much of it was used, reading by reading: what growth is reckoned from."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from sqlalchemy import delete, insert, select

from records.store import Store, legible
from records.tables import stocks
from zhengyun.instant import parse, text
from zhengyun.reading import mapping

# Older readings say nothing about today's growth.
KEPT: Final = timedelta(days=1100)


class Level(NamedTuple):
    """How much of one resource could be given out, and how much was."""

    capacity: int
    used: int


class StockReading(NamedTuple):
    """One reading of a site: when, and the level of each resource."""

    site: str
    at: str
    levels: Mapping[str, Level]


class Stocks:
    """The readings of capacity in a database."""

    def __init__(self, database: Store) -> None:
        self._database = database

    def add(self, fresh: StockReading) -> None:
        """Keep a reading; each site's readings of more than three years ago give way."""
        document = json.dumps({name: [*level] for name, level in fresh.levels.items()}, sort_keys=True)
        old = stocks.c.at < text(parse(fresh.at) - KEPT)
        with self._database.write() as connection:
            connection.execute(delete(stocks).where(stocks.c.site == fresh.site, old))
            connection.execute(insert(stocks).values(site=fresh.site, at=fresh.at, document=document))

    def readings(self, site: str) -> list[StockReading]:
        """All readings of a site, the oldest first."""
        query = select(stocks).where(stocks.c.site == site).order_by(stocks.c.at, stocks.c.id)
        with self._database.read() as connection, legible(connection):
            rows = connection.execute(query).all()
            return [StockReading(row.site, row.at, dict(_levels(row.document))) for row in rows]


def _levels(document: str) -> Iterator[tuple[str, Level]]:
    for name, (capacity, used) in mapping(json.loads(document)).items():
        yield str(name), Level(int(capacity), int(used))
