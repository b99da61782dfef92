"""The history of everything that is ours: as what each thing was seen, from when to when, and by which change."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, or_, select, update

from records.store import Store, legible
from records.tables import intervals, sightings
from zhengyun.history import Before, Folded, Witnesses, fold, nobody
from zhengyun.instant import parse, text
from zhengyun.interval import Cause, Interval, Sighting, Work, facts_of
from zhengyun.ports import Deed
from zhengyun.reading import mapping
from zhengyun.reading import text as a_text
from zhengyun.resource import Address

# What has ended longer ago gives way; what lasts is kept whatever its age. Three years, as for capacity.
KEPT: Final = timedelta(days=1100)


class Seen(NamedTuple):
    """How far a site is known: its first and its last reading, and how many are kept."""

    first: str = ""
    last: str = ""
    readings: int = 0


class Intervals:
    """The intervals in a database. What a reading comes to is decided while nobody else writes."""

    def __init__(self, database: Store) -> None:
        self._database = database

    def see(self, sighting: Sighting, works: Sequence[Work], source: str, witnesses: Witnesses = nobody) -> Folded:
        """Keep what a reading comes to; one that began before the last that was kept has nothing new to tell.

        `source` is the request after or before whose apply the site was read; empty where it was for drift.
        """
        site = sighting.world.site
        told = {at: (_json(facts_of(one)), set(one.parts)) for at, one in sighting.world.existing.items()}
        with self._database.write() as connection:
            before = _before(connection, site)
            if before.any > sighting.at:
                return Folded((), (), ())
            rows, same = _differing(connection, site, told)
            known = {one.address: one for one in rows.values()}
            folded = fold(known, _without(sighting, same), works, before, witnesses)
            _write(connection, folded, {one.address: number for number, one in rows.items()}, before)
            seen = {
                "site": site,
                "at": sighting.at,
                "until": sighting.until,
                "whole": int(sighting.whole),
                "source": source,
            }
            connection.execute(insert(sightings).values(seen))
            _give_way(connection, sighting.at)
        return folded

    def told(self, path: str, sites: Sequence[str]) -> list[Interval]:
        """The intervals of a path and of all below it, or of everything; the oldest first."""
        wanted: list[ColumnElement[bool]] = [intervals.c.site.in_(sites)]
        if path:
            # LIKE would take some characters for patterns; "0" is what comes after "/".
            below = and_(intervals.c.path >= path + "/", intervals.c.path < path + "0")
            wanted.append(or_(intervals.c.path == path, below))
        query = select(intervals).where(*wanted).order_by(intervals.c.valid_from, intervals.c.id)
        with self._database.read() as connection, legible(connection):
            return [_interval(row) for row in connection.execute(query)]

    def identifiers(self, sites: Sequence[str]) -> Iterator[tuple[Address, frozenset[str]]]:
        """Everything that was ever recorded, with what the services called it and its parts."""
        columns = (intervals.c.site, intervals.c.kind, intervals.c.path, intervals.c.identifier, intervals.c.parts)
        query = select(*columns).where(intervals.c.site.in_(sites)).distinct()
        with self._database.read() as connection:
            rows = connection.execute(query).all()
        with legible(connection):
            for row in rows:
                yield Address(row.site, row.kind, row.path), frozenset({row.identifier, *json.loads(row.parts)} - {""})

    def seen(self, site: str, until: str = "") -> Seen:
        """How far a site is known, or was at an instant."""
        wanted = [sightings.c.site == site, *([sightings.c.at <= until] if until else [])]
        query = select(func.min(sightings.c.at), func.max(sightings.c.at), func.count()).where(*wanted)
        with self._database.read() as connection:
            first, last, readings = connection.execute(query).one()
        return Seen(first or "", last or "", readings)

    def last_seen(self, one: Interval) -> str:
        """The last reading in which a thing was seen to be so."""
        wanted = [sightings.c.site == one.address.site, *([sightings.c.at < one.until] if one.until else [])]
        with self._database.read() as connection:
            last = connection.execute(select(func.max(sightings.c.at)).where(*wanted)).scalar()
        return max(str(last or ""), one.since)


def _differing(
    connection: Connection, site: str, told: Mapping[Address, tuple[str, set[str]]]
) -> tuple[dict[int, Interval], set[Address]]:
    """The intervals that last and are not as a reading tells, by number; and the things that are.

    Most of a city is as it was, and is not looked at any closer while others wait to write.
    """
    query = select(intervals).where(intervals.c.site == site, intervals.c.valid_to == "")
    rows: dict[int, Interval] = {}
    same: set[Address] = set()
    with legible(connection):
        for row in connection.execute(query):
            address = Address(row.site, row.kind, row.path)
            facts, parts = told.get(address, ("", set[str]()))
            if facts == row.facts and (not parts or parts <= set(json.loads(row.parts))):
                same.add(address)
            else:
                rows[row.id] = _interval(row)
    return rows, same


def _without(sighting: Sighting, same: set[Address]) -> Sighting:
    """A reading of what is not as it was known."""
    left = {at: one for at, one in sighting.world.existing.items() if at not in same}
    return replace(sighting, world=replace(sighting.world, existing=left))


def _before(connection: Connection, site: str) -> Before:
    query = select(func.max(sightings.c.at)).where(sightings.c.site == site)
    whole = connection.execute(query.where(sightings.c.whole == 1)).scalar()
    return Before(connection.execute(query).scalar() or "", whole or "")


def _write(connection: Connection, folded: Folded, numbers: Mapping[Address, int], before: Before) -> None:
    for one in folded.ended:
        ended = {"valid_to": one.until, "ended_by": _told(one.ended), "last_seen": max(before.any, one.since)}
        connection.execute(update(intervals).where(intervals.c.id == numbers[one.address]).values(ended))
    for one in folded.lasting:
        parts = {"parts": _json(one.parts)}
        connection.execute(update(intervals).where(intervals.c.id == numbers[one.address]).values(parts))
    if folded.begun:
        connection.execute(insert(intervals), [_row(one) for one in folded.begun])


def _row(one: Interval) -> dict[str, Any]:
    return {
        "site": one.address.site,
        "kind": one.address.kind,
        "path": one.address.path,
        "identifier": str(one.facts.get("id") or ""),
        "facts": _json(one.facts),
        "parts": _json(one.parts),
        "valid_from": one.since,
        "valid_to": "",
        "begun_by": _told(one.begun),
        "ended_by": "",
        "last_seen": "",
    }


def _give_way(connection: Connection, now: str) -> None:
    old = text(parse(now) - KEPT)
    connection.execute(delete(intervals).where(intervals.c.valid_to != "", intervals.c.valid_to < old))
    connection.execute(delete(sightings).where(sightings.c.at < old))


def _interval(row: Row[Any]) -> Interval:
    return Interval(
        Address(row.site, row.kind, row.path),
        mapping(json.loads(row.facts)),
        a_text(row.valid_from),
        _cause(row.begun_by),
        a_text(row.valid_to),
        _cause(row.ended_by) if row.ended_by else None,
        tuple(map(a_text, json.loads(row.parts))),
    )


def _told(cause: Cause | None) -> str:
    if cause is None:
        return ""
    return _json({"after": cause.after, "by": cause.by, "deeds": [one._asdict() for one in cause.deeds]})


def _cause(document: str) -> Cause:
    told = mapping(json.loads(document))
    deeds = tuple(_deed(mapping(one)) for one in told["deeds"])
    return Cause(a_text(told["after"]), {str(name): a_text(by) for name, by in mapping(told["by"]).items()}, deeds)


def _deed(document: Mapping[str, Any]) -> Deed:
    return Deed(**{**document, "within": tuple(document["within"])})


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=dict)
