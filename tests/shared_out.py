"""What was collected once is shared out to processes, file by file: `pytest -p tests.shared_out`, as `make test-fast` does.

Collecting once a process and telling of each test in many messages, as pytest-xdist does, were a quarter of the inner loop.
A file's tests share what they have built; what is built for a session is built once a process. What tests write lies in memory,
where there is room: nobody waits for a disk to have it for good.
"""

import multiprocessing
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol
from hypothesis.internal.conjecture import providers

# Each goes on with everything that has been loaded and collected.
FORK: Final = multiprocessing.get_context("fork")
Files = Sequence[Sequence[pytest.Item]]
MEMORY: Final = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
# As many bytes as a run leaves, several times over.
ROOM: Final = 2 << 30


def pytest_configure(config: pytest.Config) -> None:
    """Folders of tests lie in memory, unless somebody wants them elsewhere; the few examples of the inner loop are made up without the house's numbers."""
    # To read every module for the numbers and words that stand in it took longer than the examples.
    vars(providers)["is_local_module_file"] = lambda _file: False
    if not config.option.basetemp and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run all files elsewhere, and tell of their tests as if they had been run here."""
    if session.testsfailed or session.config.option.collectonly:
        return None
    folder: Path = session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
    files, turn = _files(session), FORK.Value("i", 0)
    running: dict[Connection, BaseProcess] = {}
    try:
        # One more than there are cores: some tests wait.
        for number in range(len(os.sched_getaffinity(0)) + 1):
            ours, theirs = FORK.Pipe(duplex=False)
            share = _Share(session.config, files, turn, theirs)
            running[ours] = FORK.Process(target=share.run, args=(folder / str(number),))
            running[ours].start()
            theirs.close()
        _hear(session, running)
    finally:
        for process in running.values():
            process.terminate()
            process.join()
    return True


def _files(session: pytest.Session) -> Files:
    """The tests by file, those with many first, so that all processes end at about the same time."""
    files: dict[Path, list[pytest.Item]] = {}
    for item in session.items:
        files.setdefault(item.path, []).append(item)
    return sorted(files.values(), key=len, reverse=True)


def _hear(session: pytest.Session, running: dict[Connection, BaseProcess]) -> None:
    """Pass on what is told until nobody runs any more; one that dies takes the whole run along."""
    while running:
        for ours in wait(list(running)):
            assert isinstance(ours, Connection)
            try:
                told = ours.recv()
            except EOFError:
                process = running.pop(ours)
                process.join()
                if process.exitcode:
                    raise RuntimeError(f"a process that ran tests has ended with {process.exitcode}") from None
                continue
            for name, said in told:
                hook = getattr(session.config.hook, name)
                hook.call_historic(kwargs=said) if hook.is_historic() else hook(**said)
            if session.shouldfail:
                raise session.Failed(session.shouldfail)


@dataclass(eq=False)
class _Share:
    """What one process does: it takes the next file when it has done one, and tells of it."""

    config: pytest.Config
    files: Files
    turn: "Synchronized[int]"
    listener: Connection
    told: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def run(self, folder: Path) -> None:
        """Everything, in the forked process; what its tests print and leave behind is kept apart from the others'."""
        folder.mkdir()
        self.config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]
        capture = self.config.pluginmanager.getplugin("capturemanager")
        capture.stop_global_capturing()
        capture.start_global_capturing()
        self.config.pluginmanager.register(self)
        try:
            for item, following in pairwise(chain(self._items(), (None,))):
                assert item is not None
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if following is None or following.path != item.path:
                    self.listener.send(self.told)
                    self.told = []
        finally:
            capture.stop_global_capturing()

    def _items(self) -> Iterator[pytest.Item]:
        while True:
            with self.turn.get_lock():
                number, self.turn.value = self.turn.value, self.turn.value + 1
            if number >= len(self.files):
                return
            yield from self.files[number]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """In place of telling the terminal; that a fixture was built or taken down goes without saying."""
        for report in runtestprotocol(item, log=False, nextitem=nextitem):
            if report.when == "call" or not report.passed:
                self.told.append(("pytest_runtest_logreport", {"report": report}))
        return True

    def pytest_warning_recorded(self, warning_message: object, when: str, nodeid: str, location: object) -> None:
        """Told at the end, by whoever sums up and has those of collecting himself."""
        said = {"warning_message": warning_message, "when": when, "nodeid": nodeid, "location": location}
        if when == "runtest":
            self.told.append(("pytest_warning_recorded", said))
