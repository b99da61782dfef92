"""Where the services' events lack: a gap is a time of which nothing is known, and never one in which nothing was done.

What is looked at: whether a service's events are collected at all, whether its files can be read and hold events alone,
and whether they reach back to the beginning that is asked for. They do where an event is older than that, or where every
file that was there at an earlier look still is, and no shorter than it was.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from cloud.cadf import LONGEST, service_of, time_of
from cloud.growing import Marks, continues, marks_of, opened
from zhengyun.errors import N_
from zhengyun.evidence import Gap

# The services whose events tell of changes; Placement, which people do not change, has none.
SERVICES: Final = ("cinder", "glance", "keystone", "neutron", "nova")

NOT_COLLECTED: Final = N_("its events are not collected")
NOT_READABLE: Final = N_("a file of its events cannot be read")
NOT_EVENTS: Final = N_("lines of its events cannot be read")
TOO_YOUNG: Final = N_("its events do not reach back so far, and nothing tells that there were none")
GONE: Final = N_("files of its events have been taken away or cut short since they were last looked at")


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


def gaps(site: str, files: Sequence[Path], since: str, until: str, looked: Looked) -> Iterator[Gap]:
    """Yield the gaps of one site between two instants, service by service."""
    whole = looked.marks is not None and continues(files, looked.marks)
    by_service: defaultdict[str, list[Path]] = defaultdict(list)
    for file in files:
        by_service[service_of(file)].append(file)
    for service in SERVICES:
        if service not in by_service:
            yield Gap(site, service, since, until, NOT_COLLECTED)
            continue
        yield from _of_service(site, service, by_service[service], (since, until), looked, whole=whole)


def _of_service(
    site: str, service: str, files: Sequence[Path], span: tuple[str, str], looked: Looked, *, whole: bool
) -> Iterator[Gap]:
    since, until = span
    found = [_read(file, since) for file in files]
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
    elif not whole:
        yield Gap(site, service, since, min(oldest or until, until), GONE)


def _read(file: Path, since: str) -> _File:
    """Read a file line by line; before `since` a line that tells its time counts as an event."""
    oldest, last, bad = "", "", 0
    torn: list[_Torn] = []
    try:
        with opened(file, {}) as lines:
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
