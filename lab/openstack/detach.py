"""Start one process that outlives its starter; run as a script, with one JSON object as its argument.

The order is what makes it safe: the record of the new process is on disk before the process does anything,
and whoever holds the lab's lock holds it until then (the descriptor is inherited). However the starter ends,
there is never a process without a record.

`record`, `log`, `directory` are paths, `command` a list, `environment` a mapping, `digest` goes into the record,
`release` is the descriptor to close before the command takes over.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

GO = b"1"


def main() -> None:
    """Fork; the parent writes the record and ends, the child becomes the command."""
    order = json.loads(sys.argv[1])
    os.umask(0o077)
    waiting, permit = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(permit)
        if os.read(waiting, 1) == GO:
            become(order)
        os._exit(1)
    write_record(Path(order["record"]), {**identity(pid), "digest": order["digest"]})
    os.write(permit, GO)


def identity(pid: int) -> dict[str, Any]:
    """What tells this process from any other that ever gets its number: start time in clock ticks, and the boot."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return {"pid": pid, "started": int(after_name[19]), "boot": boot()}


def boot() -> str:
    """The kernel's name for the time since the machine was started."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def write_record(path: Path, record: dict[str, Any]) -> None:
    """Write the record whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.write_text(json.dumps(record) + "\n")
    new.replace(path)


def become(order: dict[str, Any]) -> None:
    """Turn this process into the command, with its log as output and nothing as input."""
    null = os.open(os.devnull, os.O_RDONLY)
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(order["release"])
    os.chdir(order["directory"])
    try:
        os.execve(order["command"][0], order["command"], order["environment"])  # noqa: S606 - a list, no shell
    except OSError as failed:
        print(f"{order['command'][0]}: {failed.strerror}", file=sys.stderr, flush=True)  # noqa: T201 - into the log


if __name__ == "__main__":
    main()
