"""Tells a story in chapters: what is done, the command as it is typed, and what it says."""

import io
import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import Any

import click

from cli.main import run
from cli.session import Session
from cli.wide import fit
from zhengyun.errors import Problems, ZhengyunError


class DemoError(Exception):
    """A command of the story ended otherwise than the story says."""


class Teller:
    """Runs the story's commands in this process, and keeps count."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.refusals: Counter[str] = Counter()
        self.seconds: dict[str, float] = {}

    @property
    def aloud(self) -> bool:
        """Whether people are listening, rather than a script."""
        return self._session.output == "table"

    def say(self, text: str) -> None:
        """A sentence of the story."""
        if self.aloud:
            click.echo(text)

    @contextmanager
    def chapter(self, name: str, title: str) -> Iterator[None]:
        """One chapter, timed."""
        began = time.monotonic()
        self.say("\n" + click.style(f"— {title}", bold=True))
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)

    def run(self, *arguments: str, expect: int = 0) -> None:
        """Type a command.

        Raises: DemoError where it ends with another exit code than the story expects.
        """
        self.say(click.style("$ zhengyun " + " ".join(map(_typed, arguments)), fg="cyan"))
        with redirect_stdout(io.StringIO() if not self.aloud else _stdout()):
            code = run([*arguments, *(["-q"] if self._session.quiet else [])], refused=self._count)
        if code != expect:
            raise DemoError(f"{' '.join(arguments)}: exit code {code}, not {expect}")

    def hush(self, *arguments: str) -> None:
        """Type a command of which nothing need be read.

        Raises: DemoError where it does not end well.
        """
        self.say(click.style("$ zhengyun " + " ".join(map(_typed, arguments)), fg="cyan"))
        with redirect_stdout(io.StringIO()):
            code = run([*arguments, "-q"], refused=self._count)
        if code:
            raise DemoError(f"{' '.join(arguments)}: exit code {code}")

    def program(self, *words: str, runs: str = "", expect: int = 0, told: bool = True) -> None:
        """Type a program that is none of ours; `runs` is which one in truth, and `told` whether what it says is.

        Raises: DemoError where it ends with another exit code than the story expects.
        """
        self.say(click.style("$ " + " ".join(words), fg="cyan"))
        done = subprocess.run(
            [runs or words[0], *words[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        for line in (done.stdout + done.stderr).splitlines() if told else ():
            self.say(fit(line))
        if done.returncode != expect:
            raise DemoError(f"{' '.join(words)}: exit code {done.returncode}, not {expect}")

    def ask(self, *arguments: str) -> Mapping[str, Any]:
        """The result of a command as data, without telling it."""
        written = io.StringIO()
        with redirect_stdout(written):
            run([*arguments, "-o", "json", "-q"], refused=lambda _: None)
        answer: Mapping[str, Any] = json.loads(written.getvalue())
        return answer

    def _count(self, error: ZhengyunError) -> None:
        for one in error.errors if isinstance(error, Problems) else (error,):
            self.refusals[one.code.id] += 1


def _typed(argument: str) -> str:
    return f"'{argument}'" if " " in argument else argument


def _stdout() -> Any:
    import sys

    return sys.stdout
