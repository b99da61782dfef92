"""Virtual environments made from lock files: the project's own and the one of the lab's cloud.

It runs as a script under any system Python, before anything is installed, hence the standard library alone:

    python3 lab/environment.py DIRECTORY LOCK [LOCK ...]

An environment is complete when its stamp holds the digest of the lock files and the interpreter; a second
call then does nothing. `uv` does the installing where it can be had, `pip` where not: the same hashes decide.
"""

import argparse
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

MINIMUM = (3, 11)
STAMP = "zhengyun-complete"
SECONDS_BETWEEN = 5.0
LINES_KEPT = 15
LOCKS = Path(__file__).resolve().parent.parent / "requirements"

Say = Callable[[str], None]


class FailedError(subprocess.CalledProcessError):
    """A command that did not do its work; `output` holds its last lines."""


class PrerequisiteMissing(Exception):
    """Something that only the machine's administrator can install; the message names the command."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Make or refresh one environment; exit code 0, or 2 where a prerequisite is missing, 1 where installing failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("directory", type=Path)
    parser.add_argument("locks", type=Path, nargs="+")
    options = parser.parse_args(arguments)
    try:
        ensure(options.directory, options.locks, say=_print)
    except PrerequisiteMissing as missing:
        _print(f"missing: {missing}")
        return 2
    except FailedError as failed:
        _print(f"{failed.output}\n{failed.cmd[0]} ended with {failed.returncode}; what is there is kept: run it again")
        return 1
    return 0


def ensure(directory: Path, locks: Sequence[Path], *, say: Say) -> Path:
    """Make `directory` an environment that holds exactly what `locks` name, and return its interpreter.

    Two processes that ask for the same directory at once take turns.

    Raises: PrerequisiteMissing, FailedError (nothing is marked complete).
    """
    check_prerequisites()
    wanted = digest(locks)
    with _turn(directory):
        if not is_complete(directory, wanted):
            started = time.monotonic()
            _build(directory, locks, say=say)
            (directory / STAMP).write_text(wanted + "\n")
            say(f"{directory.name}: ready after {time.monotonic() - started:.0f} s")
    return python_of(directory)


def check_prerequisites() -> None:
    """Raise PrerequisiteMissing where this interpreter is too old or cannot make environments."""
    if sys.version_info < MINIMUM:
        have = ".".join(map(str, sys.version_info[:3]))
        raise PrerequisiteMissing(f"Python 3.11 or newer (this is {have}); on Debian 12: apt-get install python3")
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships it separately
    except ImportError:
        raise PrerequisiteMissing("python3-venv; on Debian: apt-get install python3-venv") from None


def digest(locks: Sequence[Path]) -> str:
    """Name an environment by its lock files and the interpreter that made it."""
    state = hashlib.sha256(f"{sys.implementation.cache_tag} {os.uname().machine}\n".encode())
    for lock in locks:
        state.update(lock.read_bytes())
    return state.hexdigest()


def is_complete(directory: Path, wanted: str) -> bool:
    """True where `directory` was finished from locks with this digest."""
    stamp = directory / STAMP
    return stamp.is_file() and stamp.read_text().strip() == wanted and python_of(directory).exists()


def python_of(directory: Path) -> Path:
    """The interpreter inside an environment."""
    return directory / "bin" / "python"


def _build(directory: Path, locks: Sequence[Path], *, say: Say) -> None:
    (directory / STAMP).unlink(missing_ok=True)
    if not python_of(directory).exists():
        say(f"{directory.name}: new environment with Python {sys.version.split()[0]}")
        shutil.rmtree(directory, ignore_errors=True)
        directory.parent.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, "-m", "venv", str(directory)], lambda _: None)
    pins = sum("==" in line and not line.startswith((" ", "#")) for lock in locks for line in lock.open())
    names = " and ".join(lock.name for lock in locks)
    say(f"{directory.name}: installing the {pins} distributions that {names} {'name' if len(locks) > 1 else 'names'}")
    files = [argument for lock in locks for argument in ("-r", str(lock))]
    if not _uv(directory, files, say):
        _pip(directory, files, Counter(directory.name, pins, say))


def _uv(directory: Path, files: Sequence[str], say: Say) -> bool:
    """Let uv install, where it can be had; it trusts the certificates that the machine trusts."""
    uv = [str(directory / "bin" / "uv"), "pip", "install", "--python", str(python_of(directory))]
    try:
        _pip(directory, ["-r", str(LOCKS / "uv.txt")], lambda _: None)
        _run([*uv, "--require-hashes", "--compile-bytecode", "--system-certs", *files], lambda _: None)
    except FailedError:
        say(f"{directory.name}: uv could not; pip goes on, which takes longer")
        return False
    return True


def _pip(directory: Path, arguments: Sequence[str], see: Say) -> None:
    pip = [str(python_of(directory)), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "--require-hashes", *arguments], see)


class Counter:
    """Sees pip's lines go by, and says now and then how far it is."""

    def __init__(self, name: str, total: int, say: Say) -> None:
        self._name, self._total, self._say = name, total, say
        self._seen, self._told = 0, time.monotonic()

    def __call__(self, line: str) -> None:
        """See one line."""
        self._seen += line.startswith("Collecting ")
        if line.startswith("Installing collected"):
            self._say(f"{self._name}: all is there; putting it in its place")
        elif time.monotonic() - self._told >= SECONDS_BETWEEN:
            self._told = time.monotonic()
            self._say(f"{self._name}: {min(self._seen, self._total)} of {self._total}")


def _run(command: Sequence[str], see: Say) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    last: deque[str] = deque(maxlen=LINES_KEPT)
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, text=True
    ) as process:
        for line in process.stdout or ():
            last.append(line.rstrip())
            see(line)
    if process.returncode:
        raise FailedError(process.returncode, list(command), output="\n".join(last))


@contextlib.contextmanager
def _turn(directory: Path) -> Iterator[None]:
    directory.parent.mkdir(parents=True, exist_ok=True)
    with directory.with_name(directory.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _print(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - a script of its own


if __name__ == "__main__":
    sys.exit(main())
