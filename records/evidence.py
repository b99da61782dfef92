"""What PostgreSQL has recorded of who did what in the records' database: its log in JSON or in CSV.

With `log_statement = 'mod'` a statement stands there before it is carried out, and a refusal after it; `log_connections` tells of
comings in. Each line has its number in its session, so that a line that was taken out leaves a hole. What an application calls
itself proves nothing and is not looked at, nor is what it calls its prepared statements, which stands before what they do. What
a function of the database does inside is not told (the log's own entries are written so), nor, under 'mod', what a block does
(DO): 'all' tells that there was one.
"""

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from records.csvlog import read_from
from records.scanning import bare, readings
from records.statements import SERVICE, Line
from records.writes import ENDS, first, shared
from zhengyun.errors import N_
from zhengyun.evidence import Gap
from zhengyun.gapped import LONGEST, NEVER, NOT_COLLECTED, Looked, gaps_of
from zhengyun.growing import Marks, marks_of
from zhengyun.instant import text
from zhengyun.ports import Deed

WHEN: Final = re.compile(r'^\{"timestamp":"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[^"]* (?:UTC|GMT)"')
STATEMENT: Final = "statement: "
EXECUTED: Final = "execute "
COLON: Final = ": "
CAME_IN: Final = re.compile(r"^(?:replication )?connection authorized: ")
# What a session was doing when it was told no, before the statement that it had prepared was begun: it is another than the last one.
BEFORE: Final = frozenset({"PARSE", "BIND", "idle", "idle in transaction", "idle in transaction (aborted)", ""})
LENGTH: Final = 160
SESSION: Final = re.compile(r"([0-9a-f]{8})\.[0-9a-f]{1,8}")

HOLES: Final = N_("lines of its sessions have been taken out")

Event = Mapping[str, Any]


@dataclass(frozen=True)
class ServerLog:
    """The files of one server's log, of which one database concerns us."""

    site: str
    database: str
    files: tuple[Path, ...]
    since: Marks = field(default_factory=dict)

    def marks(self) -> Marks:
        """How far the files are written now."""
        return marks_of(self.files)

    def deeds(self, since: str) -> Iterator[Deed]:
        """What was done from that instant on, oldest first; what cannot be read as an event is passed over."""
        return (one.deed for one in self.lines(since))

    def lines(self, since: str) -> Sequence[Line]:
        """The same, with the statements: those in our database, and those in others that concern roles of the whole server."""
        events = list(self._events())
        refused = {_place(one) for one in _refusals(events)}
        found = []
        for event in events:
            made = _line(self.site, event, _place(event) in refused)
            if made and made.deed.at >= since and (made.database == self.database or _of_all(made)):
                found.append(made)
        return sorted(found, key=lambda one: one.deed.at)

    def gaps(self, since: str, until: str, looked: Looked = NEVER) -> Sequence[Gap]:
        """The times between two instants of which the files do not tell, held against how they were at an earlier look."""
        if not self.files:
            return (Gap(self.site, SERVICE, since, until, NOT_COLLECTED),)
        found = list(gaps_of((self.site, SERVICE), self.files, (since, until), looked, time_of, opener=read_from))
        return (*found, *self._holes(since, until))

    def _holes(self, since: str, until: str) -> Iterator[Gap]:
        """Where a session's lines do not follow one another. Of a session that began before the files do, its first are not here."""
        sessions: defaultdict[str, dict[int, str]] = defaultdict(dict)
        oldest = min((one for event in self._events() if (one := _at(event))), default="")
        for event in self._events():
            if isinstance(event.get("line_num"), int):
                sessions[_text(event, "session_id")][event["line_num"]] = _at(event)
        holes = [hole for name, lines in sessions.items() for hole in _missing(lines, _begun(name), oldest)]
        told = [one for one in holes if one[1] >= since and one[0] <= until]
        if told:
            began, ended = min(one[0] for one in told), max(one[1] for one in told)
            yield Gap(self.site, SERVICE, max(began, since), min(ended, until), HOLES, sum(one[2] for one in told))

    def _events(self) -> Iterator[Event]:
        for file in self.files:
            try:
                with read_from(file, self.since) as lines:
                    yield from read(lines)
            except (OSError, EOFError, zlib.error):
                continue


def time_of(line: str) -> str:
    """When the event of a line was; nothing where the line does not tell, or tells it by another clock than UTC."""
    when = WHEN.match(line[:100])
    return f"{when[1]}T{when[2]}Z" if when else ""


def read(lines: Iterable[str]) -> Iterator[Event]:
    """Yield the events of lines."""
    for line in lines:
        if len(line) > LONGEST or not time_of(line):
            continue
        try:
            event = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(event, dict):
            yield event


def _line(site: str, event: Event, refused: bool) -> Line | None:
    message = _raw(event, "message")
    said, came = _said(message), CAME_IN.match(message)
    if _text(event, "error_severity") != "LOG" or not (said or came):
        return None
    deed = Deed(
        at=_at(event),
        site=site,
        service=SERVICE,
        actor=_text(event, "user") or "?",
        actor_id=_text(event, "user"),
        tenant_id="",
        target=_text(event, "dbname"),
        what=_printable(bare(said[0]))[:LENGTH] if said else "connection authorized",
        origin=_text(event, "remote_host") or "[local]",
        request=_text(event, "session_id"),
        succeeded=not refused,
    )
    return Line(deed, _text(event, "dbname"), said[0] if said else "", tuple(said[1:]))


def _said(message: str) -> list[str]:
    """What a message says was done: of a prepared statement, every end before which its name may have ended."""
    if message.startswith(STATEMENT):
        return [message.removeprefix(STATEMENT)]
    if not message.startswith(EXECUTED):
        return []
    parts = message.split(COLON)
    return [COLON.join(parts[place:]) for place in range(1, len(parts))] or [message]


def _refusals(events: Iterable[Event]) -> Iterator[Event]:
    """The statements that ended in an error, and of which nothing stays: the last one of the session, if it was being done."""
    last: dict[str, Event] = {}
    for event in events:
        session = _text(event, "session_id")
        if _text(event, "error_severity") in {"ERROR", "FATAL", "PANIC"}:
            before, words = last.pop(session, None), _raw(event, "statement")
            same = before and words and _raw(before, "message").endswith(COLON + words)
            if before and same and _text(event, "ps") not in BEFORE and _undone(words):
                yield before
        elif _said(_raw(event, "message")):
            last[session] = event


def _undone(text: str) -> bool:
    """Whether an error takes back all of a string: nothing in it ends a transaction, or can."""
    ways = readings(text)
    begins = [first(statement) for statements in ways for statement in statements]
    return bool(ways) and not (ENDS & set(begins) and (len(begins) > 1 or begins[0] in {"do", "call"}))


def _of_all(line: Line) -> bool:
    """Roles are the whole server's: whoever alters one in another database alters ours."""
    ways = [way for text in (line.statement, *line.otherwise) for way in readings(text)]
    return bool(line.statement) and (not ways or any(shared(one) for way in ways for one in way))


def _begun(session: str) -> str:
    """When a session began: PostgreSQL calls it by that, in seconds since 1970, and by its process, both in hexadecimal digits."""
    found = SESSION.fullmatch(session)
    return text(datetime.fromtimestamp(int(found[1], 16), UTC)) if found else ""


def _missing(lines: Mapping[int, str], begun: str, oldest: str) -> Iterator[tuple[str, str, int]]:
    """Between which instants how many lines of a session lack. What it said before the oldest line is elsewhere, however late it spoke again."""
    numbers = sorted(lines)
    first = numbers[0]
    if first > 1 and min(begun or lines[first], lines[first]) > oldest:
        yield begun or oldest, lines[first], first - 1
    for before, after in pairwise(numbers):
        if after > before + 1:
            yield lines[before], lines[after], after - before - 1


def _place(event: Event) -> tuple[str, object]:
    return _text(event, "session_id"), event.get("line_num")


def _at(event: Event) -> str:
    stamp = _text(event, "timestamp")
    return f"{stamp[:10]}T{stamp[11:19]}Z"


def _text(event: Event, name: str) -> str:
    """A word of an event; who can choose it must not be able to steer a terminal."""
    return _printable(_raw(event, name))


def _raw(event: Event, name: str) -> str:
    found = event.get(name)
    return found if isinstance(found, str) else ""


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
