"""Programs that the machine lacks: whole, or not at all."""

from pathlib import Path

import pytest

from lab import codes
from lab.packages import unpacked
from lab.place import Place
from lab.progress import silent
from zhengyun.errors import ZhengyunError


def test_where_they_cannot_be_had_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without apt-get; nothing half done is left."""
    monkeypatch.setenv("PATH", str(tmp_path))
    cached = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    with pytest.raises(ZhengyunError) as raised:
        unpacked(Place(tmp_path / "lab"), ("hello", "libhello"), ("bin/hello",), silent, cached)
    assert raised.value.code is codes.NO_PACKAGE
    assert "hello, libhello" in str(raised.value)
    assert not list((tmp_path / "cache" / "zhengyun").glob("hello-*/**/hello"))


def test_what_was_unpacked_before_is_taken_without_asking_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what lacks a file of what is needed is fetched anew."""
    cached = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    with pytest.raises(ZhengyunError):
        unpacked(Place(tmp_path / "lab"), ("no.such.package",), ("bin/hello",), silent, cached)
    (there,) = (tmp_path / "cache" / "zhengyun").glob("no.such.package-*.lock")
    program = there.with_name(there.name.removesuffix(".lock")) / "bin" / "hello"
    program.parent.mkdir(parents=True)
    program.write_text("")
    monkeypatch.setenv("PATH", str(tmp_path))
    found = unpacked(Place(tmp_path / "lab"), ("no.such.package",), ("bin/hello",), silent, cached)
    assert found == there.with_name(there.name.removesuffix(".lock"))
    with pytest.raises(ZhengyunError):
        unpacked(Place(tmp_path / "lab"), ("no.such.package",), ("bin/hello", "bin/other"), silent, cached)
