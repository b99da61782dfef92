"""The benchmarks say which there are, and refuse what is none of them."""

import sys

import pytest

from bench.__main__ import PARTS, main


@pytest.mark.parametrize(("word", "code"), [("--help", 0), ("speed", 2)])
def test_the_parts_are_named(
    word: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", word])
    with pytest.raises(SystemExit) as ended:
        main()
    told = "".join(capsys.readouterr())
    assert ended.value.code == code
    assert all(name in told.split() for name in PARTS)
