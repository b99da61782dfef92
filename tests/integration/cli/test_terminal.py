"""Commands as people see them on a real terminal, which tmux draws, and on a machine whose clock is set back."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from cli.wide import width
from tests.integration.cli.test_requests import plan
from zhengyun.settings import VARIABLE

__all__ = ["plan"]

ZHENGYUN: Final = str(Path(sys.executable).parent / "zhengyun")
NARROW: Final = 60

pytestmark = pytest.mark.slow
tmux = pytest.mark.skipif(not shutil.which("tmux"), reason="needs a terminal: apt-get install tmux")
faketime = pytest.mark.skipif(not shutil.which("faketime"), reason="needs another time: apt-get install faketime")


class Terminal:
    """A terminal of 60 columns, in which a shell waits."""

    def __init__(self, folder: Path, settings: Path) -> None:
        self._socket = folder / "tmux"
        environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", VARIABLE: str(settings)}
        size = ("-x", str(NARROW), "-y", "200")
        self._tmux("-f", "/dev/null", "new-session", "-d", *size, "-c", str(folder), "sh", environment=environment)

    def _tmux(self, *arguments: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-S", self._socket, *arguments], capture_output=True, text=True, check=True, env=environment
        )
        return done.stdout

    def type(self, text: str) -> None:
        """Type something, and Enter."""
        self._tmux("send-keys", "-l", text)
        self._tmux("send-keys", "Enter")

    def press(self, key: str) -> None:
        """Press a key."""
        self._tmux("send-keys", key)

    def screen(self) -> str:
        """What stands there."""
        return self._tmux("capture-pane", "-p")

    def see(self, there: Callable[[str], bool]) -> str:
        """What stands there, once it is as asked."""
        deadline = time.monotonic() + 180
        while not there(screen := self.screen()):
            assert time.monotonic() < deadline, screen
            time.sleep(0.1)
        return screen

    def close(self) -> None:
        """End it with all that runs in it."""
        self._tmux("kill-server")


@pytest.fixture
def terminal(town: Path, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal on a training set."""
    opened = Terminal(tmp_path, town / "zhengyun.toml")
    try:
        yield opened
    finally:
        opened.close()


@tmux
@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_fits_a_narrow_terminal_in_both_languages(terminal: Terminal, language: str) -> None:
    terminal.type(f"{ZHENGYUN} --lang {language} change apply --help; echo 'the' end")
    screen = terminal.see(lambda screen: "the end" in screen)
    told = screen[screen.index("zhengyun change apply") : screen.index("the end")].splitlines()[1:]
    assert "--resume" in "".join(told)
    assert max(map(width, told)) <= NARROW
    # Where a line were longer, the terminal would have broken it at its edge, and begun the next one without its indent.
    assert all(line.startswith("  ") for line in told if line and not line.endswith((":", "：")))


@tmux
def test_a_passphrase_that_is_typed_does_not_stand_there(terminal: Terminal, town: Path) -> None:
    terminal.type(f"{ZHENGYUN} key make stranger; echo 'the' end")
    for question in ("Passphrase of stranger:", "Repeat for confirmation:"):
        terminal.see(lambda screen, question=question: question in screen)  # type: ignore[misc]
        terminal.type("correct horse battery")
    screen = terminal.see(lambda screen: "the end" in screen)
    assert "correct horse" not in screen
    assert (town / "keys" / "stranger.json").exists()


@tmux
def test_ctrl_c_at_a_question_ends_without_a_traceback_and_changes_nothing(terminal: Terminal, town: Path) -> None:
    terminal.type(f"{ZHENGYUN} key make stranger")
    terminal.see(lambda screen: "Passphrase of stranger:" in screen)
    terminal.press("C-c")
    terminal.see(lambda screen: "Interrupted." in screen)
    terminal.type("echo 'the' end")
    screen = terminal.see(lambda screen: "the end" in screen)
    assert "Traceback" not in screen
    assert not (town / "keys" / "stranger.json").exists()


@faketime
@pytest.mark.usefixtures("plan")
def test_on_a_machine_whose_clock_is_set_back_nothing_is_recorded(town: Path, tmp_path: Path) -> None:
    def typed(*words: str) -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, VARIABLE: str(town / "zhengyun.toml")}
        return subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)

    later = ("faketime", "-f", "+2h")
    asked = typed(*later, ZHENGYUN, "change", "submit", "-o", "json")
    request = json.loads(asked.stdout)["request"]
    refused = typed(ZHENGYUN, "change", "cancel", request)
    assert refused.returncode == 3
    assert "ZY-LOG-001" in refused.stderr
    assert typed(*later, ZHENGYUN, "change", "cancel", request).returncode == 0
