"""Other processes at the same records: each runs a piece of Python with the rooms and the tests' words at hand."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[3]
START: Final = """
import sys
from pathlib import Path
from records.database import Database
from records.opening import open_records
from tests.records import Records
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import SystemClock
there, *words = sys.argv[1:]
file = there if there.startswith("postgresql:") else Path(there)
def at(clock):
    return Records(open_records(file), clock, there if file == there else "")
print("ready", flush=True)
sys.stdin.readline()
"""

Process = subprocess.Popen[str]


def begin(script: str, file: Path | str, *words: str, before: Sequence[str] = ()) -> Process:
    """Start a process that waits to be told to go; `before` are words of the command line before Python's."""
    command = [*before, sys.executable, "-c", START + script, str(file), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe, stderr=pipe)


def release(*processes: Process) -> None:
    """Let them all go at once, when all are ready."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()


def go(*processes: Process) -> list[tuple[str, str]]:
    """Let them all go at once, wait for their ends, and return what each said: its result, and its troubles."""
    release(*processes)
    return [process.communicate(timeout=300) for process in processes]
