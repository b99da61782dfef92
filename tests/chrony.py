"""Real chronyds on the loopback, each a clock of its own over this machine's, for tests of what is told of clocks.

None of them may set this machine's clock (`-x`): what one gives is shifted by `offset` on its source's line, or by libfaketime.
"""

import getpass
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from clock.asking import Pace, Target, ask
from clock.reading import Reading, by_packets
from lab.packages import found, unpacked
from lab.place import Place
from lab.progress import silent
from zhengyun.errors import ZhengyunError

PORT: Final = 11_123
SECONDS: Final = 240
PACKAGES: Final = ("chrony", "libfaketime", "libedit2", "libseccomp2")
NEEDED: Final = ("chronyd", "chronyc", "libfaketime.so.1", "libseccomp.so.2*")
# Asked so often that a test need not wait; what is measured does not depend on it.
FAST: Final = "iburst minpoll -3 maxpoll -3"
PACE: Final = Pace(packets=4, apart=0.1, wait=2)


@dataclass
class Clocks:
    """A folder of running chronyds, each with an address of its own that no other process of these tests has."""

    folder: Path
    programs: Path
    names: list[str] = field(default_factory=list)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """Where a clock answers, or would."""
        if name not in self.names:
            self.names.append(name)
        own = os.getpid()
        return f"127.{2 + self.names.index(name)}.{own >> 8 & 255}.{own & 255}"

    def target(self, name: str) -> Target:
        """How a clock is asked."""
        return Target(name, self.address(name), PORT)

    def server(self, name: str, *words: str) -> str:
        """A line by which a clock has its time from another."""
        return " ".join([f"server {self.address(name)} port {PORT} {FAST}", *words])

    def start(self, name: str, *lines: str, faked: str = "") -> None:
        """Start a clock; `faked` is what libfaketime makes of the time that it sees."""
        place = self.folder / name
        place.mkdir(exist_ok=True)
        lines += (
            f"bindaddress {self.address(name)}", f"port {PORT}", "allow 127.0.0.0/8", "cmdport 0", "bindcmdaddress /",
            f"pidfile {place}/pid", f"ntsdumpdir {place}",
        )  # fmt: skip
        (place / "conf").write_text("\n".join(lines) + "\n")
        words = [str(_sure(self.programs, "chronyd")), "-x", "-d", "-U", "-u", getpass.getuser(), "-f", f"{place}/conf"]
        more = {"LD_PRELOAD": str(_sure(self.programs, "libfaketime.so.1")), "FAKETIME": faked} if faked else {}
        libraries = str(_sure(self.programs, "libseccomp.so.2*").parent)
        with (place / "log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                words, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env={**os.environ, "LD_LIBRARY_PATH": libraries, **more},
            )  # fmt: skip

    def stop(self, name: str) -> None:
        """End a clock, whatever state it is in."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()

    def pause(self, name: str) -> None:
        """Let its process stand."""
        self.running[name].send_signal(signal.SIGSTOP)

    def readings(self, *names: str, drift: int = 100, pace: Pace = PACE) -> dict[str, Reading]:
        """What these clocks say now."""
        return dict(by_packets(ask([self.target(one) for one in names], pace), drift))

    def until(self, names: Sequence[str], right: Callable[[Reading], bool]) -> None:
        """Wait until each of them is as it shall be."""
        deadline = time.monotonic() + SECONDS
        while True:
            seen = self.readings(*names, pace=Pace(1, wait=0.5))
            if all(map(right, seen.values())):
                return
            if time.monotonic() > deadline:
                logs = "\n".join((self.folder / one / "log").read_text() for one in names)
                pytest.fail(f"{seen}\n{logs}")
            time.sleep(0.05)


def is_set(reading: Reading) -> bool:
    """Whether a clock says that it is synchronised."""
    return reading.facts is not None and reading.facts.leap == 0 and reading.facts.stratum < 16


def is_there(reading: Reading) -> bool:
    """Whether a clock answers."""
    return reading.facts is not None


@contextmanager
def clocks() -> Iterator[Clocks]:
    """An empty folder of clocks; all of them end with it. Skipped where chrony cannot be had."""
    with tempfile.TemporaryDirectory(prefix="zy-clocks-") as folder:
        try:
            programs = unpacked(Place(Path(folder) / "lab"), PACKAGES, NEEDED, silent)
        except ZhengyunError as missing:
            pytest.skip(
                f"{missing}; to run them: once with a way to Debian's packages ({', '.join(PACKAGES)}), which are unpacked and not installed"
            )
        made = Clocks(Path(folder), programs)
        try:
            yield made
        finally:
            for name in list(made.running):
                made.stop(name)


def _sure(directory: Path, name: str) -> Path:
    file = found(directory, name)
    assert file, name
    return file
