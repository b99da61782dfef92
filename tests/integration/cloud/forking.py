"""A process that has loaded what commands need and forks one for each: they start at once, and can be killed as any other.

It reads a line a command, as JSON: its arguments, and the file for what it says. It answers with the process's number,
and when that has ended with its exit code, negative where a signal ended it.
"""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

# What an apply comes to load: it is there before the fork.
LOADED: Final = (
    "cli.commands.change.apply",
    "cloud.openstack",
    "cloud.sdk",
    "governance.execution",
    "inventory.loader",
    "records.ledger",
    "rich.progress",
)


def main() -> None:
    """Serve until nobody asks any more."""
    import importlib

    from cli.main import run

    for name in LOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        arguments, said = json.loads(line)
        process = os.fork()
        if not process:
            file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(file, 1)
            os.dup2(file, 2)
            code = 70
            try:
                code = run(arguments)
            finally:
                os._exit(code)
        _tell(process)
        _tell(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


@dataclass
class Forked:
    """A command that is under way."""

    process: int
    answers: Any
    said: Path

    def kill(self) -> None:
        """End it as a crash would."""
        import contextlib
        import signal

        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    def end(self) -> int:
        """Wait for its end; negative where a signal ended it."""
        return int(self.answers.readline())


@dataclass
class Forking:
    """The process that forks."""

    root: Path
    lab: Path
    server: "subprocess.Popen[str]" = field(init=False)

    def __enter__(self) -> "Forking":
        self.server = subprocess.Popen(
            [sys.executable, "-c", "from tests.integration.cloud.forking import main; main()"],
            cwd=Path(__file__).resolve().parents[3],
            env={**os.environ, "ZHENGYUN_LAB": str(self.lab)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *error: object) -> None:
        assert self.server.stdin
        self.server.stdin.close()
        self.server.wait(60)

    def starts(self, *arguments: str) -> Forked:
        """Start a command."""
        assert self.server.stdin
        assert self.server.stdout
        said = self.root / "said"
        said.unlink(missing_ok=True)
        self.server.stdin.write(json.dumps([arguments, str(said)]) + "\n")
        self.server.stdin.flush()
        return Forked(int(self.server.stdout.readline()), self.server.stdout, said)
