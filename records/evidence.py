"""What PostgreSQL has recorded of who did what in the records' database: the lines of its JSON log.

With `log_statement = 'mod'` a statement stands there before it is carried out, and a refusal after it; `log_connections` tells of
comings in. Each line has its number in its session, so that a line that was taken out leaves a hole. What an application calls
itself proves nothing and is not looked at. What a function of the database does inside is not told: the log's own entries are
written so.
"""

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from records.statements import SERVICE, Line
from zhengyun.errors import N_
from zhengyun.evidence import Gap
from zhengyun.gapped import LONGEST, NEVER, NOT_COLLECTED, Looked, gaps_of
from zhengyun.growing import Marks, marks_of, opened
from zhengyun.ports import Deed

WHEN: Final = re.compile(r'^\{"timestamp":"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[^"]* (?:UTC|GMT)"')
STATEMENT: Final = re.compile(r"^(?:statement|execute [^:]*): (.*)$", re.DOTALL)
CAME_IN: Final = re.compile(r"^(?:replication )?connection authorized: ")
BLANK: Final = re.compile(r"(?:--[^\n]*|/\*.*?\*/|\s)+", re.DOTALL)
LENGTH: Final = 160

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
            if made and made.deed.at >= since and (made.database == self.database or _of_roles(made.statement)):
                found.append(made)
        return sorted(found, key=lambda one: one.deed.at)

    def gaps(self, since: str, until: str, looked: Looked = NEVER) -> Sequence[Gap]:
        """The times between two instants of which the files do not tell, held against how they were at an earlier look."""
        if not self.files:
            return (Gap(self.site, SERVICE, since, until, NOT_COLLECTED),)
        found = list(gaps_of((self.site, SERVICE), self.files, (since, until), looked, time_of))
        return (*found, *self._holes(since, until))

    def _holes(self, since: str, until: str) -> Iterator[Gap]:
        """Where a session's lines do not follow one another. Of a session that began before the files do, its first are not here."""
        sessions: defaultdict[str, dict[int, str]] = defaultdict(dict)
        oldest = min((one for event in self._events() if (one := _at(event))), default="")
        for event in self._events():
            if isinstance(event.get("line_num"), int):
                sessions[_text(event, "session_id")][event["line_num"]] = _at(event)
        holes = [hole for lines in sessions.values() for hole in _missing(lines, oldest)]
        told = [one for one in holes if one[1] >= since and one[0] <= until]
        if told:
            began, ended = min(one[0] for one in told), max(one[1] for one in told)
            yield Gap(self.site, SERVICE, max(began, since), min(ended, until), HOLES, sum(one[2] for one in told))

    def _events(self) -> Iterator[Event]:
        for file in self.files:
            try:
                with opened(file, self.since) as lines:
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
    message = _text(event, "message")
    told, came = STATEMENT.match(message), CAME_IN.match(message)
    if _text(event, "error_severity") != "LOG" or not (told or came):
        return None
    statement = _plain(told[1]) if told else ""
    deed = Deed(
        at=_at(event),
        site=site,
        service=SERVICE,
        actor=_text(event, "user") or "?",
        actor_id=_text(event, "user"),
        tenant_id="",
        target=_text(event, "dbname"),
        what=statement[:LENGTH] or "connection authorized",
        origin=_text(event, "remote_host") or "[local]",
        request=_text(event, "session_id"),
        succeeded=not refused,
    )
    return Line(deed, _text(event, "dbname"), statement)


def _refusals(events: Iterable[Event]) -> Iterator[Event]:
    """The statements that ended in an error: the last one of the session before it, if that bears the same words."""
    last: dict[str, Event] = {}
    for event in events:
        session = _text(event, "session_id")
        if _text(event, "error_severity") in {"ERROR", "FATAL", "PANIC"}:
            before, words = last.pop(session, None), _plain(_text(event, "statement"))
            told = STATEMENT.match(_text(before, "message")) if before else None
            if before and told and _plain(told[1]) == words:
                yield before
        elif STATEMENT.match(_text(event, "message")):
            last[session] = event


def _of_roles(statement: str) -> bool:
    """Roles are the whole server's: whoever alters one in another database alters ours."""
    return bool(
        re.match(
            r"(CREATE|ALTER|DROP) (ROLE|USER|GROUP)\b|(GRANT|REVOKE)\b|ALTER SYSTEM\b|(CREATE|ALTER|DROP) DATABASE\b",
            statement,
            re.IGNORECASE,
        )
    )


def _missing(lines: Mapping[int, str], oldest: str) -> Iterator[tuple[str, str, int]]:
    """Between which instants how many lines of a session lack."""
    numbers = sorted(lines)
    first = numbers[0]
    if first > 1 and lines[first] > oldest:
        yield oldest, lines[first], first - 1
    for before, after in pairwise(numbers):
        if after > before + 1:
            yield lines[before], lines[after], after - before - 1


def _place(event: Event) -> tuple[str, object]:
    return _text(event, "session_id"), event.get("line_num")


def _plain(statement: str) -> str:
    """A statement in one line, without comments."""
    return BLANK.sub(" ", statement).strip()


def _at(event: Event) -> str:
    stamp = _text(event, "timestamp")
    return f"{stamp[:10]}T{stamp[11:19]}Z"


def _text(event: Event, name: str) -> str:
    """A word of an event; who can choose it must not be able to steer a terminal."""
    found = event.get(name)
    if not isinstance(found, str):
        return ""
    return "".join(one if one.isprintable() or one in "\n\t" else "\N{REPLACEMENT CHARACTER}" for one in found)
