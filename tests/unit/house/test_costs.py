"""The order that files are run in, and what is told of them."""

from pathlib import Path

import pytest

from tests import costs

PASSING = "def test_it():\n    assert sum(range({})) >= 0\n"


def test_a_line_gives_seconds_and_a_file() -> None:
    assert costs.seconds(["300 tests/a.py\n", "12.5 tests/b.py\n", "\n"]) == {"tests/a.py": 300.0, "tests/b.py": 12.5}


def test_files_said_to_take_long_are_there() -> None:
    """A line of a file that was renamed would let the longest begin last, and nobody would see why."""
    named = costs.seconds(costs.LONGEST.read_text(encoding="utf-8").splitlines())
    assert named
    assert not [path for path in named if not (costs.ROOT / path).is_file()]


@pytest.mark.slow
def test_the_longest_begin_the_others_stay_as_they_lie_and_what_took_long_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("test_a", "test_b", "test_c"):
        (tmp_path / f"{name}.py").write_text(PASSING.format(1000), encoding="utf-8")
    (tmp_path / "longest.txt").write_text("7 test_c.py\n", encoding="utf-8")
    monkeypatch.setattr(costs, "LONGEST", tmp_path / "longest.txt")
    monkeypatch.setattr(costs, "WORTH_TELLING", 0.0)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert pytest.main(["-v", "-p", "no:xdist", "-p", "no:cacheprovider"], plugins=[costs]) == pytest.ExitCode.OK
    said = capsys.readouterr().out
    order = [line.partition("::")[0] for line in said.splitlines() if "::test_it PASSED" in line]
    assert order == ["test_c.py", "test_a.py", "test_b.py"]
    assert {line.split()[-1] for line in said.partition("slowest files")[2].splitlines() if "test_" in line} == set(
        order
    )
