"""A process that has loaded what commands need and forks one for each: they start at once, and can be killed as any other.

It reads a line a command, as JSON: its arguments, the file for what it says, and the step at which it dies, if at any. It answers with
the process's number, and when that has ended with its exit code, negative where a signal ended it.
"""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

# What an apply comes to load: it is there before the fork.
LOADED: Final = (
    "cli.commands.change.apply",
    "cli.commands.change.run",
    "cloud.openstack",
    "cloud.sdk",
    "governance.execution",
    "inventory.loader",
    "records.ledger",
    "rich.progress",
    "vault.leases",
    "vault.server",
)


class Step(NamedTuple):
    """A step of the program's own: the nth call of a function of a module, before it is begun or when it has been done.

    `kind` spares calls that are about no log entry of that kind.
    """

    module: str
    name: str
    done: bool
    nth: int = 1
    kind: str = ""

    def arm(self) -> None:
        """Have this process end there as a crash would."""
        import importlib

        holder: Any = importlib.import_module(self.module)
        *path, name = self.name.split(".")
        for one in path:
            holder = getattr(holder, one)
        inner, numbers = getattr(holder, name), count(1)

        def dying(*arguments: Any, **named: Any) -> Any:
            meant = not self.kind or any(getattr(one, "kind", "") == self.kind for one in arguments)
            last = meant and next(numbers) == self.nth
            if last and not self.done:
                os.kill(os.getpid(), signal.SIGKILL)
            said = inner(*arguments, **named)
            if last:
                os.kill(os.getpid(), signal.SIGKILL)
            return said

        setattr(holder, name, dying)


def main() -> None:
    """Serve until nobody asks any more."""
    import importlib

    from cli.main import run

    for name in LOADED:
        importlib.import_module(name)
    for line in sys.stdin:
        arguments, said, step = json.loads(line)
        process = os.fork()
        if not process:
            file = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            os.dup2(file, 1)
            os.dup2(file, 2)
            code = 70
            try:
                if step:
                    Step(*step).arm()
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

    def starts(self, *arguments: str, dies: Step | None = None) -> Forked:
        """Start a command, which dies at a step, if at any."""
        assert self.server.stdin
        assert self.server.stdout
        said = self.root / "said"
        said.unlink(missing_ok=True)
        self.server.stdin.write(json.dumps([arguments, str(said), dies]) + "\n")
        self.server.stdin.flush()
        return Forked(int(self.server.stdout.readline()), self.server.stdout, said)
