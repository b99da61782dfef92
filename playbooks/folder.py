"""The private folder of one run: in memory where there is such a place, only for its owner, and gone when the run is."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

PREFIX: Final = "zhengyun-run-"
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - what is made below it is 0700 and has a name of its own
LOCK: Final = "lock"
CONNECTIONS: Final = "cp"
"""Where the sockets of OpenSSH's shared connections lie."""
SECONDS: Final = 10


def place() -> Path:
    """Where private folders are made."""
    return MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


@contextmanager
def private(within: Path | None = None) -> Iterator[Path]:
    """A folder for one run; what runs that were killed have left is swept away first."""
    top = within or place()
    sweep(top)
    made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=top))
    try:
        with (made / "unlocked").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # It has the name that `sweep` looks for only once it is held.
            (made / "unlocked").rename(made / LOCK)
            yield made
    finally:
        _remove(made)


def sweep(top: Path) -> tuple[Path, ...]:
    """Remove the private folders of ours whose run is no more, and tell which."""
    gone = []
    for one in top.glob(f"{PREFIX}*"):
        if _abandoned(one):
            _remove(one)
            gone.append(one)
    return tuple(gone)


def _remove(one: Path) -> None:
    """Remove a folder, and first end the connections that are shared by it: nobody comes in by them any more."""
    words = ("ssh", "-F", "none", "-O", "exit", "-o")
    ending = [
        subprocess.Popen(
            [*words, f"ControlPath={socket}", "nobody"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for socket in one.glob(f"{CONNECTIONS}/*")
        if socket.is_socket()
    ]
    for process in ending:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    shutil.rmtree(one, ignore_errors=True)


def _abandoned(one: Path) -> bool:
    """Whether a folder is ours and nobody holds its lock; one that is just being made has none yet."""
    with suppress(OSError):
        if one.is_symlink() or one.stat().st_uid != os.geteuid():
            return False
        with (one / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
    return False
