"""The processes that are wires, at most one a segment: each has its settings from its start, and another takes its place where they change."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final, NamedTuple

from lab.files import read_json, write_private
from lab.openstack import detach, supervisor
from lab.openstack.supervisor import Record
from lab.town import breaking_codes as codes
from lab.town import wire
from lab.town.faults import Condition, Port
from lab.town.switching import outer
from zhengyun.errors import ZhengyunError

READY: Final = "ready "
Order = Mapping[str, object]


class Opened(NamedTuple):
    """A wire that waits to be let go, and what it will be known by."""

    began: "subprocess.Popen[str]"
    record: Record

    def give_up(self) -> None:
        """Let it end without having carried anything."""
        self.began.communicate()


class Wires:
    """The wires of a town, with their records in a private folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "wires.json"

    def alive(self, segment: str) -> bool:
        """Whether the segment's wire runs."""
        return supervisor.alive(self._records().get(segment))

    def known(self) -> tuple[str, ...]:
        """The segments for which a wire was started."""
        return tuple(self._records())

    def opened(self, segment: str, ports: Sequence[tuple[Port, Condition]]) -> "Opened | None":
        """A wire that stands between the ports and their inner ends, and carries nothing yet; None where one like it runs.

        Raises: ZhengyunError ZY-LAB-082.
        """
        order = json.dumps(_order(ports))
        record = self._records().get(segment)
        if record and record.digest == order and supervisor.alive(record):
            return None
        words = [sys.executable, "-I", "-S", wire.__file__]
        began = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd="/",
            start_new_session=True,
        )
        pid = _ready(began, order)
        if not pid:
            _, said = began.communicate()
            raise ZhengyunError(codes.NO_WIRE, segment=segment, problem=said.strip().rpartition("\n")[2])
        return Opened(began, Record(**detach.identity(pid), digest=order))

    def let_go(self, segment: str, opened: Opened) -> None:
        """Let a wire carry, in the place of the one that was there."""
        records = dict(self._records())
        former = records.get(segment)
        records[segment] = opened.record
        self._write(records)
        if former:
            supervisor.stop([former])
        with suppress(BrokenPipeError):
            opened.began.communicate("go\n")

    def end(self, segment: str) -> None:
        """End the segment's wire, if there is one."""
        records = dict(self._records())
        former = records.pop(segment, None)
        if former:
            supervisor.stop([former])
            self._write(records)

    def _records(self) -> dict[str, Record]:
        with suppress(ValueError, TypeError):
            found = read_json(self._file) or {}
            return {name: Record(**value) for name, value in found.items() if isinstance(value, dict)}
        return {}

    def _write(self, records: Mapping[str, Record]) -> None:
        write_private(self._file, json.dumps({name: asdict(record) for name, record in records.items()}) + "\n")


def _order(ports: Sequence[tuple[Port, Condition]]) -> Order:
    pairs = [[port.name, outer(port), list(wanted.there), list(wanted.back)] for port, wanted in ports]
    return {"pid": ports[0][0].pid, "pairs": pairs}


def _ready(began: "subprocess.Popen[str]", order: str) -> int:
    """The number of the process that will carry; 0 where there is none."""
    if not began.stdin or not began.stdout:
        return 0
    with suppress(BrokenPipeError):
        began.stdin.write(order + "\n")
        began.stdin.flush()
        said = began.stdout.readline()
        return int(said.removeprefix(READY)) if said.startswith(READY) else 0
    return 0
