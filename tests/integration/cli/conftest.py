"""A training set of its own, without a cloud, and the command line on it."""

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cli import text
from cli.main import run
from cli.training import prepare
from keys import passphrases
from lab.place import Place
from zhengyun.settings import VARIABLE


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result as data."""
        return json.loads(self.out)


Cli = Callable[..., Said]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A training set; making it takes a moment, so all tests copy this one. Its keys open at a cost that tests can bear."""
    root = tmp_path_factory.mktemp("training") / "set"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        prepare(Place(root))
    return root


@pytest.fixture
def witnesses() -> int:
    """How many of the training set's witnesses are asked: as many as its rules call for, since each is a process each time."""
    return 1


@pytest.fixture
def town(made: Path, witnesses: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A training set that a test may change as it likes."""
    import shutil

    root = tmp_path / "town"
    shutil.copytree(made, root, symlinks=True)
    settings = root / "zhengyun.toml"
    asked = settings.read_text().split("[[witnesses]]")[: 1 + witnesses]
    settings.write_text("[[witnesses]]".join(asked).replace(str(made), str(root)))
    monkeypatch.setenv(VARIABLE, str(settings))
    monkeypatch.setenv("LANGUAGE", "")
    monkeypatch.setenv("ZHENGYUN_LANG", "en")
    monkeypatch.chdir(tmp_path)
    return root


@pytest.fixture
def cli(town: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Cli]:
    """Types a command."""
    del town

    def typed(*arguments: str, stdin: str = "") -> Said:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = run(list(arguments))
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    yield typed
    text.settle(["--lang", "en"])
