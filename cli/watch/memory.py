"""What the records remember of a site: its last findings, their age, and who was known to have done what."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from cli.watch.age import seconds_since
from cli.watch.document import Data

if TYPE_CHECKING:
    from records.readings import Reading, Readings

# So many deeds are named for one difference.
MOST: Final = 3
NOTHING: Final[Data] = {"evidence": None, "pending": None, "things": {}, "drift": [], "ignored": [], "foreign": []}


def fresh(reading: "Reading") -> Data:
    """A site as it was read a moment ago."""
    return _head(reading, "read", 0) | dict(reading.document or NOTHING)


def remembered(site: str, readings: "Readings", now: datetime) -> Data:
    """A site as it was last read: `recorded`, or `stale` where it could not be read since, or `unknown`."""
    last, newest = readings.last(site), readings.newest(site)
    if newest is None:
        return _nowhere(site, None, "")
    if last is None:
        return _nowhere(site, newest.problem, readings.lost_since(site))
    state = "recorded" if newest.document else "stale"
    head = _head(last, state, seconds_since(last.at, now), newest.problem, readings.lost_since(site))
    return head | dict(last.document or NOTHING)


def lost(reading: "Reading", readings: "Readings | None", now: datetime) -> Data:
    """A site that could not be read just now: what is remembered of it, and since when it is lost."""
    last = readings.last(reading.site) if readings else None
    since = (readings.lost_since(reading.site) if readings else "") or reading.at
    if last is None:
        return _nowhere(reading.site, reading.problem, since)
    return _head(last, "stale", seconds_since(last.at, now), reading.problem, since) | dict(last.document or NOTHING)


def _head(
    reading: "Reading", state: str, age: int, problem: Mapping[str, Any] | None = None, since: str = ""
) -> dict[str, Any]:
    return {
        "site": reading.site,
        "state": state,
        "at": reading.at,
        "age_seconds": age,
        "milliseconds": reading.milliseconds,
        "read_by": reading.person,
        "problem": problem,
        "lost_since": since or None,
    }


def _nowhere(site: str, problem: Mapping[str, Any] | None, since: str) -> Data:
    head = {"site": site, "state": "unknown", "at": None, "age_seconds": None, "milliseconds": None, "read_by": None}
    return {**head, "problem": problem, "lost_since": since or None, **NOTHING}


def with_known_deeds(document: Data, last: "Reading | None") -> Data:
    """Findings with the deeds that an earlier reading has found for them, whose events are not read again."""
    if last is None or last.document is None:
        return document
    known = {_thing(one): one["by"] for part in ("drift", "foreign") for one in last.document[part]}
    return {
        **document,
        **{
            part: [{**one, "by": _joined(one["by"], known.get(_thing(one), []))} for one in document[part]]
            for part in ("drift", "foreign")
        },
    }


def news(document: Data, last: "Reading | None") -> Data:
    """What of a site's findings was not there at its last reading."""
    before = last.document if last and last.document else NOTHING
    known = {_same(_finding(one)) for part in ("drift", "foreign") for one in before[part]}
    fresh_ = {
        part: [one for one in document[part] if _same(_finding(one)) not in known] for part in ("drift", "foreign")
    }
    return {**document, **fresh_, "ignored": []}


def _thing(one: Data) -> str:
    return str(one.get("address") or f"{one['kind']} {one['id']}")


def _finding(one: Data) -> list[Any]:
    """What makes a finding the same as an earlier one, whoever is named for it."""
    return [_thing(one), one.get("state"), one.get("changes"), one.get("fault"), one.get("name")]


def _joined(fresh_: list[Data], known: list[Data]) -> list[Data]:
    """The newest of both, each once."""
    told = {_same(one): one for one in (*fresh_, *known)}
    return sorted(told.values(), key=lambda one: str(one["at"]), reverse=True)[:MOST]


def _same(value: object) -> str:
    """A value as a text that is the same for the same data, read from the records or not."""
    return json.dumps(value, sort_keys=True)
