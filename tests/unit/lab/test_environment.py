"""Environments from locks: when one is complete, how far an installation is, how a failure is told."""

import sys
from pathlib import Path

import pytest

from lab import environment


def lock(folder: Path, text: str) -> Path:
    file = folder / "lock.txt"
    file.write_text(text)
    return file


def test_an_environment_is_named_by_its_locks(tmp_path: Path) -> None:
    first = environment.digest([lock(tmp_path, "six==1.16.0\n")])
    assert environment.digest([lock(tmp_path, "six==1.16.0\n")]) == first
    assert environment.digest([lock(tmp_path, "six==1.17.0\n")]) != first


def test_only_a_stamp_with_that_digest_makes_it_complete(tmp_path: Path) -> None:
    python = environment.python_of(tmp_path)
    python.parent.mkdir()
    python.touch()
    assert not environment.is_complete(tmp_path, "abc")
    (tmp_path / environment.STAMP).write_text("abd\n")
    assert not environment.is_complete(tmp_path, "abc")
    (tmp_path / environment.STAMP).write_text("abc\n")
    assert environment.is_complete(tmp_path, "abc")
    python.unlink()
    assert not environment.is_complete(tmp_path, "abc")


def test_a_long_installation_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "SECONDS_BETWEEN", 0.0)
    said: list[str] = []
    see = environment.Counter("cloud", 2, said.append)
    for line in ("Collecting six==1.16.0 (from -r x)\n", "  Downloading six\n", "Installing collected packages: six\n"):
        see(line)
    assert said[0] == "cloud: 1 of 2"
    assert "putting it in its place" in said[-1]


def test_a_command_that_fails_is_told_with_its_last_lines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho no room is left >&2\nexit 3\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    with pytest.raises(environment.FailedError) as caught:
        environment.ensure(tmp_path / "made", [lock(tmp_path, "six==1.16.0\n")], say=lambda _: None)
    assert caught.value.returncode == 3
    assert caught.value.output == "no room is left"
    assert not (tmp_path / "made" / environment.STAMP).exists()


def test_a_python_that_is_too_old_is_named_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "MINIMUM", (99, 0))
    with pytest.raises(environment.PrerequisiteMissing, match="apt-get install python3"):
        environment.check_prerequisites()


def test_a_missing_venv_is_named_with_the_command_that_helps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(environment.PrerequisiteMissing, match="apt-get install python3-venv"):
        environment.check_prerequisites()
