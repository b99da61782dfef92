"""The file system that things are laid in: the machine's own, or a folder that shall become one."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cli import codes
from zhengyun.errors import ZhengyunError

SECONDS: Final = 60
PATHS: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True)
class Root:
    """A root of a file system, with the accounts and groups that its own files name."""

    folder: Path = Path("/")

    @property
    def own(self) -> bool:
        """Whether it is the machine's own."""
        return self.folder == Path("/")

    def path(self, name: str) -> Path:
        """A file by its name below this root."""
        return self.folder / name.lstrip("/")

    def lines(self, file: str) -> Mapping[str, Sequence[str]]:
        """The lines of passwd, group or shadow, by their first word; none where it cannot be read."""
        try:
            text = self.path(f"/etc/{file}").read_text("utf-8", "surrogateescape")
        except OSError:
            return {}
        return {parts[0]: parts for line in text.splitlines() if len(parts := line.split(":")) > 2}

    def user(self, name: str) -> int:
        """An account's number. Raises: ZhengyunError (ZY-CLI-203: there is none)."""
        return self._number("passwd", name)

    def group(self, name: str) -> int:
        """A group's number. Raises: ZhengyunError (ZY-CLI-203: there is none)."""
        return self._number("group", name)

    def name(self, file: str, number: int) -> str:
        """What a number is called; the number itself where it has no name."""
        return next((name for name, line in self.lines(file).items() if line[2] == str(number)), str(number))

    def change(self, *words: str) -> None:
        """Have Debian's own tools change the accounts. Raises: ZhengyunError (ZY-CLI-203)."""
        where = () if self.own else ("--prefix", str(self.folder))
        run(words[0], *where, *words[1:])

    def _number(self, file: str, name: str) -> int:
        line = self.lines(file).get(name)
        if line is None:
            raise ZhengyunError(codes.HOST_FAILED, command=f"{self.path('/etc')}/{file}", problem=f"{name}?")
        return int(line[2])


def run(*words: str) -> None:
    """Run one of the system's tools, in its own words where it fails.

    Raises: ZhengyunError (ZY-CLI-203).
    """
    try:
        done = subprocess.run(
            words,
            env={"PATH": PATHS, "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ZhengyunError(codes.HOST_FAILED, command=words[0], problem=error) from error
    if done.returncode:
        problem = (done.stderr.strip() or done.stdout.strip() or str(done.returncode)).splitlines()[-1]
        raise ZhengyunError(codes.HOST_FAILED, command=" ".join(words), problem=problem)
