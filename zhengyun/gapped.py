"""Where the files of a service's events lack: whether they can be read, hold events alone, and reach back far enough.

A gap is a time of which nothing is known, and never one in which nothing was done. Files reach back to an instant where an event
is older than that, or where every file that was there at an earlier look still is, and no shorter than it was.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final, NamedTuple

from zhengyun.errors import N_
from zhengyun.evidence import Gap
from zhengyun.growing import Marks, continues, marks_of, opened

# A longer line is no event.
LONGEST: Final = 1 << 20

NOT_COLLECTED: Final = N_("its events are not collected")
NOT_READABLE: Final = N_("a file of its events cannot be read")
NOT_EVENTS: Final = N_("lines of its events cannot be read")
TOO_YOUNG: Final = N_("its events do not reach back so far, and nothing tells that there were none")
GONE: Final = N_("files of its events have been taken away or cut short since they were last looked at")

TimeOf = Callable[[str], str]
"""When the event of a line was; nothing where the line does not tell."""
Opener = Callable[[Path, Marks], AbstractContextManager[Iterable[str]]]
"""How a file's lines are read, each an event in JSON."""


class Looked(NamedTuple):
    """How far the files were written at an earlier look, and when that was; empty where there was none."""

    at: str = ""
    marks: Marks | None = None


NEVER: Final = Looked()


class _Torn(NamedTuple):
    """Lines that could not be read, and the times of the events before and after them; empty at an end."""

    after: str
    before: str
    number: int


class _File(NamedTuple):
    """What a file holds: the time of its first event, its lines that are none, and whether it could not be read."""

    oldest: str
    torn: tuple[_Torn, ...] = ()
    problem: str = ""


def gaps_of(
    name: tuple[str, str],
    files: Sequence[Path],
    span: tuple[str, str],
    looked: Looked,
    time_of: TimeOf,
    *,
    whole: bool | None = None,
    opener: Opener = opened,
) -> Iterator[Gap]:
    """Yield the gaps of one site's service (`name`) between two instants; `whole` where it is known that no file is gone."""
    (site, service), (since, until) = name, span
    found = [_read(file, since, time_of, opener) for file in files]
    if any(one.problem for one in found):
        yield Gap(site, service, since, until, NOT_READABLE)
    for one in (torn for file in found for torn in file.torn):
        before = one.before or until
        if before >= since and one.after <= until:
            yield Gap(site, service, max(one.after, since), min(before, until), NOT_EVENTS, one.number)
    oldest = min((one.oldest for one in found if one.oldest), default="")
    if oldest and oldest <= since:
        return
    known = looked.marks if looked.marks and looked.at <= since else None
    if known is None or not any(inode in known for inode in marks_of(files)):
        yield Gap(site, service, since, min(oldest or until, until), TOO_YOUNG)
    elif not (continues(files, known) if whole is None else whole):
        yield Gap(site, service, since, min(oldest or until, until), GONE)


def _read(file: Path, since: str, time_of: TimeOf, opener: Opener) -> _File:
    """Read a file line by line; before `since` a line that tells its time counts as an event."""
    oldest, last, bad = "", "", 0
    torn: list[_Torn] = []
    try:
        with opener(file, {}) as lines:
            for line in lines:
                when = time_of(line)
                if when and (when < since or _is_event(line)):
                    if bad:
                        torn.append(_Torn(last, when, bad))
                    oldest, last, bad = oldest or when, when, 0
                elif line.strip() and line.endswith("\n"):
                    # What does not end yet is being written.
                    bad += 1
    except (OSError, EOFError, zlib.error):
        return _File(oldest, tuple(torn), NOT_READABLE)
    return _File(oldest, (*torn, _Torn(last, "", bad)) if bad else tuple(torn))


def _is_event(line: str) -> bool:
    if len(line) > LONGEST:
        return False
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
